"""Make src/tietfg/assets/basis/resting_landmarks.npz: the mean of the landmarks found in the demo portraits.

Each is laid over the mean by a similarity, the mean over the basis' neutral face, and both sides are made symmetric.
"""

import numpy as np

from tietfg.media.pictures import load_picture
from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.faces import find_faces
from tietfg.portrait.geometry import similarity
from tietfg.weights.store import WeightStore


def laid_over(landmarks: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(478, 3) landmarks in the axes and units of others."""
    scale, rotation, shift = similarity(other[:468], landmarks[:468])
    return (landmarks - shift) @ rotation / scale


def main() -> None:
    """Write the file."""
    basis = load_basis()
    landmarker = WeightStore.default().path("face-landmarker")
    found = [find_faces(load_picture(path).pixels, landmarker)[0].landmarks for path in DEMO_PORTRAITS.values()]
    mean = basis.neutral.astype(np.float64)
    for _ in range(3):
        mean = laid_over(np.mean([laid_over(each.astype(np.float64), mean) for each in found], 0), basis.neutral)
    mean = (mean + mean[basis.mirror] * [-1, 1, 1]) / 2
    np.savez("src/tietfg/assets/basis/resting_landmarks.npz", landmarks=mean.astype(np.float32))


if __name__ == "__main__":
    main()
