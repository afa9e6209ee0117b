"""The shipped ARKit basis on MediaPipe's face mesh."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.actions import shape_units


@dataclass(frozen=True)
class ArkitBasis:
    """A neutral face and its 52 ARKit displacements; vertex = neutral + sum over k of coefficient[k] * basis[k].

    The unit is the distance of the outer eye corners (landmarks 33 and 263); x right in the image, y down, z away
    from the camera. Left and right are symmetric. All arrays are read-only.
    """

    neutral: NDArray[np.float32]
    """(478, 3)."""
    resting: NDArray[np.float32]
    """(478, 3) the mean of the landmarks found in faces at rest; in depth they differ from the neutral mesh."""
    basis: NDArray[np.float32]
    """(52, 478, 3) in the order of ARKIT_NAMES, shaped by shape_units."""
    mirror: NDArray[np.intp]
    """(478,): the landmark on the other side of the face."""
    triangles: NDArray[np.intp]
    """(898, 3): a disc of landmarks 0..467 that covers mouth and eyes as well."""


@cache
def load_basis() -> ArkitBasis:
    """Load the basis shipped with the package."""
    folder = files("tietfg") / "assets/basis"
    with (folder / "resting_landmarks.npz").open("rb") as file:
        resting = np.load(file, allow_pickle=False)["landmarks"]
    with (folder / "arkit_mediapipe_basis.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        units = arrays["basis"].astype(np.float64)
        shape_units(units, arrays["neutral"])
        basis = ArkitBasis(
            neutral=arrays["neutral"],
            resting=resting,
            basis=units.astype(np.float32),
            mirror=arrays["mirror"].astype(np.intp),
            triangles=arrays["triangles"].astype(np.intp),
        )
    for array in (basis.neutral, basis.resting, basis.basis, basis.mirror, basis.triangles):
        array.flags.writeable = False
    return basis
