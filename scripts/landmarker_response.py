"""Make src/tietfg/assets/basis/landmarker_response.npz: what the landmarker shows of actions on the demo portraits.

Each portrait performs each action alone, on both sides; displacements are brought to the axes of the basis, averaged
over the portraits, made symmetric, and shared between the sides as the basis shares them.
"""

from pathlib import Path

import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions

from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.detect_video import Follower
from tietfg.portrait.geometry import similarity
from tietfg.portrait.read import read_portrait
from tietfg.render.renderer import PortraitRenderer
from tietfg.weights.store import WeightStore

SIZE = 400
AMOUNTS = (0.0, 0.5, 1.0, 1.5)
OPPOSITE = {"jawLeft": "jawRight", "mouthLeft": "mouthRight"}
SHOWN = ("jawOpen", "mouthClose", "jawForward")
"""Actions that the landmarker shows in people as the basis has them; on rendered chins it sees turned heads instead."""
HALF_SHOWN = ("brow", "eyeWide", "eyeSquint", "eyeBlink")
"""Beginnings of actions of which the landmarker shows more in people than in rendered faces: half way to the basis."""
SIDE_WIDTH = 0.05
"""Units from the middle of the face over which one side's share of a displacement passes into the other's."""


class Subject:
    """A portrait that performs, and how the landmarker sees it."""

    def __init__(self, path: Path, store: WeightStore) -> None:
        options = FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(store.path("face-landmarker"))),
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        self._follower = Follower(FaceLandmarker.create_from_options(options), list(ARKIT_NAMES))
        self._renderer = PortraitRenderer(read_portrait(path, SIZE, "crop", store))
        self._rest = self._see({})[0]
        self._scale, self._rotation, _ = similarity(load_basis().resting[:468], self._rest[:468])

    def displacement(self, name: str) -> np.ndarray:
        """Of the landmarks (478, 3) by 1 of an action, in axes and units of the basis."""
        moved = self._see({name: 1.0})[0] - self._rest
        return moved @ self._rotation / self._scale

    def course(self, name: str) -> np.ndarray:
        """The action's own blendshape, on the mean of the sides, at each of AMOUNTS."""
        return np.array([self._see({name: amount})[1][UNITS[name]].mean() for amount in AMOUNTS])

    def _see(self, actions: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
        """Landmarks (478, 3) and blendshapes (52,)."""
        coefficients = np.zeros(52)
        for name, amount in actions.items():
            coefficients[UNITS[name]] = amount
        frame = self._renderer.render(coefficients, np.zeros(3), np.zeros(3))
        row = self._follower.find(0.0, frame)[0].astype(np.float64)
        return row[: 478 * 3].reshape(478, 3), row[478 * 3 : 478 * 3 + 52]


def shared(name: str, moved: np.ndarray) -> np.ndarray:
    """Make a displacement (478, 3) of both sides symmetric and share it between them: (sides, 478, 3)."""
    basis = load_basis()
    moved = (moved + moved[basis.mirror] * [-1, 1, 1]) / 2
    if len(UNITS[name]) == 1:
        return moved[None]
    left, right = np.linalg.norm(basis.basis[UNITS[name]], axis=2)
    little = 0.1 * max(left.max(), right.max())
    side = 1 / (1 + np.exp(-basis.resting[:, 0] / SIDE_WIDTH))
    share = (left + little * side) / (left + right + little)
    return np.stack([share[:, None] * moved, (1 - share)[:, None] * moved])


def main() -> None:
    """Write the file."""
    basis, store = load_basis(), WeightStore.default()
    subjects = [Subject(path, store) for path in DEMO_PORTRAITS.values()]
    units = basis.basis.astype(np.float64)
    courses = np.zeros((len(AMOUNTS), 52))
    spread = np.zeros(52)
    for name, sides in UNITS.items():
        if name.startswith("eyeLook") or name == "tongueOut":
            continue
        found = np.array([subject.course(name) for subject in subjects])
        courses[:, sides] = found.mean(0)[:, None]
        spread[sides] = found[:, 0].std()
        if name not in OPPOSITE and name not in OPPOSITE.values() and name not in SHOWN:
            units[sides] = shared(name, np.mean([subject.displacement(name) for subject in subjects], 0))
    for first, second in OPPOSITE.items():
        one, other = (np.mean([subject.displacement(name) for subject in subjects], 0) for name in (first, second))
        moved = (one - other) / 2
        moved = (moved - moved[basis.mirror] * [-1, 1, 1]) / 2
        units[UNITS[first] + UNITS[second]] = np.stack([moved, -moved])
    for name, sides in UNITS.items():
        if name.startswith(HALF_SHOWN):
            units[sides] = (units[sides] + basis.basis[sides]) / 2
    np.savez_compressed(
        "src/tietfg/assets/basis/landmarker_response.npz",
        units=units.astype(np.float32),
        amounts=np.array(AMOUNTS, np.float32),
        blendshapes=courses.astype(np.float32),
        spread=spread.astype(np.float32),
    )


if __name__ == "__main__":
    main()
