"""The shipped ARKit basis on MediaPipe's face mesh."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ArkitBasis:
    """A neutral face and its 52 ARKit displacements; vertex = neutral + sum over k of coefficient[k] * basis[k].

    The unit is the distance of the outer eye corners (landmarks 33 and 263); x right in the image, y down, z away
    from the camera. Left and right are symmetric. All arrays are read-only.
    """

    neutral: NDArray[np.float32]
    """(478, 3)."""
    basis: NDArray[np.float32]
    """(52, 478, 3) in the order of ARKIT_NAMES."""
    mirror: NDArray[np.intp]
    """(478,): the landmark on the other side of the face."""
    triangles: NDArray[np.intp]
    """(898, 3): a disc of landmarks 0..467 that covers mouth and eyes as well."""


@cache
def load_basis() -> ArkitBasis:
    """Load the basis shipped with the package."""
    with (files("tietfg") / "assets/basis/arkit_mediapipe_basis.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        basis = ArkitBasis(
            neutral=arrays["neutral"],
            basis=arrays["basis"],
            mirror=arrays["mirror"].astype(np.intp),
            triangles=arrays["triangles"].astype(np.intp),
        )
    for array in (basis.neutral, basis.basis, basis.mirror, basis.triangles):
        array.flags.writeable = False
    return basis
