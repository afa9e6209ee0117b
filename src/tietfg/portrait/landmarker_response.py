"""How the face landmarker shows actions: less than they are, and each with a pattern of its own."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import ARKIT_NAMES, by_beginning

LEAST_RISE = 0.08
"""A blendshape that rises by less over all amounts tells nothing."""
PEOPLE = 0.08
"""How much what the landmarker sees of faces at rest differs between people, beyond the portraits measured."""
ON_PEOPLE = {
    "browInnerUp": (0.0, 0.28, 0.55, 0.83),
    "browOuterUp": (0.0, 0.28, 0.55, 0.83),
    "mouthUpperUp": (0.0, 0.2, 0.45, 0.75),
    "mouthSmile": (0.08, 0.38, 0.65, 0.88),
}
"""Blendshapes at 0, 0.5, 1 and 1.5, where those of people rise otherwise than of rendered faces: their brows lie higher
and their mouths are livelier. By the beginning of the coefficient's name."""
LEAST_DOUBT, MOST_DOUBT = 0.25, 0.65
"""Standard deviations of a coefficient about what a blendshape tells."""
MOST_DOUBT_OF = {
    "mouthSmile": 0.12,
    "jawForward": 0.15,
    "jawLeft": 0.2,
    "jawRight": 0.2,
    "mouthDimple": 0.2,
    "mouthRoll": 0.25,
    "mouthShrug": 0.3,
    "mouthPress": 0.3,
    "mouthLeft": 0.3,
    "mouthRight": 0.3,
    "mouthPucker": 0.35,
    "mouthFunnel": 0.35,
    "mouthStretch": 0.4,
    "cheekSquint": 0.4,
    "mouthUpperUp": 0.45,
}
"""The most for smiles, which are seen best, and for actions that other ones of the mouth resemble, by the beginning of
the coefficient's name."""


@dataclass(frozen=True)
class LandmarkerResponse:
    """What the landmarker shows of coefficients, measured on rendered faces. All arrays are read-only."""

    units: NDArray[np.float64]
    """(52, 478, 3) landmarks moved by a coefficient of 1, in axes and units of the basis; gaze and jaw as in it."""
    amounts: NDArray[np.float64]
    """(n,) coefficients from 0 on, at which blendshapes were read."""
    blendshapes: NDArray[np.float64]
    """(n, 52) the mean blendshape at each amount of its own action."""
    spread: NDArray[np.float64]
    """(52,) standard deviation of blendshapes of faces at rest."""

    def told(self, blendshapes: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The coefficients that (frames, 52) blendshapes tell, and their standard deviations, both (frames, 52)."""
        coefficients = np.zeros(blendshapes.shape)
        doubt = np.empty(blendshapes.shape)
        for k, most in enumerate(by_beginning(MOST_DOUBT_OF, MOST_DOUBT)):
            course = np.maximum.accumulate(self.blendshapes[:, k]) + 1e-3 * self.amounts
            if course[-1] - course[0] < LEAST_RISE:
                doubt[:, k] = most
                continue
            coefficients[:, k] = np.interp(blendshapes[:, k], course, self.amounts)
            slope = np.interp(
                blendshapes[:, k], (course[1:] + course[:-1]) / 2, np.diff(course) / np.diff(self.amounts)
            )
            doubt[:, k] = np.clip((PEOPLE + self.spread[k]) / slope, min(LEAST_DOUBT, most), most)
            # A rise that is small beside how people differ is hardly believed.
            rise = np.clip(blendshapes[:, k] - course[0], 1e-6, None)
            coefficients[:, k] *= rise**2 / (rise**2 + (PEOPLE * coefficients[:, k]) ** 2)
        return coefficients, doubt


@cache
def load_response() -> LandmarkerResponse:
    """Load the response shipped with the package."""
    with (
        (files("tietfg") / "assets/basis/landmarker_response.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        response = LandmarkerResponse(**{name: arrays[name].astype(np.float64) for name in arrays.files})
    for k, name in enumerate(ARKIT_NAMES):
        courses = [course for start, course in ON_PEOPLE.items() if name.startswith(start)]
        response.blendshapes[:, k] = courses[0] if courses else response.blendshapes[:, k]
    for array in vars(response).values():
        array.flags.writeable = False
    return response
