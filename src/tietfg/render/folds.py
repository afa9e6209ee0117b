"""Folds of the face: where they lie, which actions fold them, and the furrow and bulge that they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient


@dataclass(frozen=True)
class Fold:
    """A line of the face, on the right half or across it."""

    points: tuple[tuple[int, ...], ...]
    """Each the mean of some landmarks."""
    actions: tuple[tuple[str, float], ...]
    """Coefficients (without the side) and their shares."""
    depth: float
    """Loss of encoded brightness in the furrow at full action, as a logarithm."""
    width: float
    """Standard deviation of the furrow in units."""
    bulge: int | None = None
    """Landmark on the side that rises; None where both sides do."""
    across: bool = False
    """Whether it spans both halves."""
    fades: tuple[float, float] = (0.25, 0.3)
    """Shares of its length over which it begins and ends."""


EASE = 1.3
"""Exponent of folding over action: skin moves before it folds."""
MOST_FOLDED = 1.6
LEAST_BAKED = 0.08
"""Folding in the photo itself below which its lines belong to the person."""
SMILE = (("mouthSmile", 0.75), ("noseSneer", 0.55), ("mouthUpperUp", 0.35), ("mouthStretch", 0.25))
SQUINT = (("cheekSquint", 0.6), ("eyeSquint", 0.35), ("mouthSmile", 0.3))
FROWN = (("browDown", 0.85), ("noseSneer", 0.2))
CHIN = (("mouthShrugLower", 0.9), ("mouthFrown", 0.25), ("mouthPress", 0.2))

FOLDS = (
    # Between the brows: corrugators, and the procerus across the root of the nose.
    Fold(((108, 107, 107, 151, 9), (107, 107, 9, 9), (55, 107, 107, 8, 9), (55, 55, 8), (193, 55, 8)),
         FROWN, 0.18, 0.015, 107, fades=(0.7, 0.3)),
    Fold(((193, 122), (168, 6), (417, 351)), (("browDown", 0.15), ("noseSneer", 0.6)), 0.1, 0.015, across=True),
    # Forehead: the frontalis, from the line above the brow to the one below the hair.
    Fold(((70, 68, 68), (63, 104, 104), (105, 104, 104), (66, 69, 69), (107, 108, 108), (9, 151, 151)),
         (("browOuterUp", 0.85),), 0.09, 0.013),
    Fold(((68, 54), (104, 104, 104, 103), (69, 69, 67), (108, 108, 109), (151, 151, 10)),
         (("browOuterUp", 0.9),), 0.12, 0.015),
    Fold(((104, 103, 103), (69, 67, 67), (108, 109, 109), (151, 10, 10)), (("browOuterUp", 0.7),), 0.08, 0.016),
    Fold(((105, 104), (66, 69, 69), (107, 108, 108), (9, 151, 151, 151), (336, 337, 337), (296, 299, 299), (334, 333)),
         (("browInnerUp", 0.8),), 0.1, 0.013, across=True),
    Fold(((104, 104, 103), (69, 69, 69, 67), (108, 108, 108, 109), (151, 151, 10), (337, 337, 337, 338),
          (299, 299, 299, 297), (333, 333, 332)), (("browInnerUp", 0.9),), 0.13, 0.015, across=True),
    Fold(((69, 67, 67), (108, 109, 109), (151, 10, 10), (337, 338, 338), (299, 297, 297)),
         (("browInnerUp", 0.6),), 0.08, 0.016, across=True),
    # Corner of the eye, and under it.
    Fold(((130, 226), (113, 124), (156, 143), (139, 156)), SQUINT, 0.11, 0.009),
    Fold(((226, 31), (35, 35, 111), (143, 143, 116), (34, 143)), SQUINT, 0.13, 0.01),
    Fold(((31, 228), (111, 117), (116, 123)), SQUINT, 0.08, 0.011),
    Fold(((31, 228), (228, 229), (229, 230), (231,), (232, 233), (244, 233)),
         (("cheekSquint", 0.55), ("eyeSquint", 0.55)), 0.13, 0.013, 229),
    # Nose: from its root down the sides.
    Fold(((245, 188), (188, 174), (174, 198, 217)), (("noseSneer", 0.85),), 0.1, 0.014),
    Fold(((122, 6), (188, 122, 196), (188, 174, 196)), (("noseSneer", 0.85),), 0.1, 0.013),
    # Cheek: nasolabial fold, and round the mouth's corner.
    Fold(((129, 129, 209), (203, 129, 206), (206, 203), (216, 206, 92), (216, 186, 212), (212, 57)),
         SMILE, 0.24, 0.02, 205, fades=(0.12, 0.35)),
    Fold(((186, 216), (57, 212), (202, 57, 43)), (("mouthDimple", 0.9), ("mouthSmile", 0.3), ("mouthStretch", 0.5)),
         0.12, 0.016, 214),
    Fold(((61, 43), (43, 43, 202), (202, 204), (211, 204, 202), (211, 210)),
         (("mouthFrown", 0.75), ("mouthStretch", 0.35)), 0.14, 0.014, 212, fades=(0.06, 0.6)),
    # Chin: the fold below the lip, and the dimples of a tense chin muscle.
    Fold(((194, 204), (201, 194), (201, 18, 18), (18, 18, 200), (421, 18, 18), (421, 418), (418, 424)),
         (*CHIN, ("mouthRollLower", 0.2)), 0.14, 0.024, 199, across=True),
    Fold(((208, 201), (199, 200, 208)), CHIN, 0.06, 0.016),
    Fold(((171, 208, 194), (208, 208, 175)), CHIN, 0.07, 0.016),
)  # fmt: skip
"""After the atlas of the facial action coding system (Ekman, Friesen and Hager 2002): lines that an action deepens."""


def fold_shares() -> NDArray[np.float64]:
    """Weights (sides of folds, 52) that read how far coefficients fold each of `fold_lines`."""
    rows = []
    for fold in FOLDS:
        for side in ("Right",) if fold.across else ("Right", "Left"):
            row = np.zeros(52)
            for action, weight in fold.actions:
                if action in ("browInnerUp", "mouthShrugLower", "mouthRollLower"):
                    row[coefficient(action)] += weight
                else:
                    for each in ("Left", "Right"):
                        row[coefficient(action + each)] += weight * (0.5 if fold.across else float(each == side))
            rows.append(row)
    return np.stack(rows)


def folding(shares: NDArray[np.float64], coefficients: NDArray[np.floating]) -> NDArray[np.float64]:
    """How far (52,) coefficients fold the skin in each line (folds,), by their shares (folds, 52)."""
    return np.power(np.clip(shares @ np.clip(coefficients, 0.0, None), 0.0, MOST_FOLDED), EASE).astype(np.float64)


def fold_lines(places: NDArray[np.floating], mirror: NDArray[np.integer]) -> list[tuple[Fold, NDArray, NDArray | None]]:
    """Each side of each fold, its smooth line (64, 2), and a place (2,) on the side that rises.

    `places` (landmarks, 2); `mirror` (landmarks,) maps landmarks to those of the other half.
    """
    result = []
    for fold in FOLDS:
        for sided in (lambda i: i, lambda i: mirror[i])[: 1 if fold.across else 2]:
            points = np.array([places[sided(np.array(landmarks))].mean(0) for landmarks in fold.points])
            bulge = None if fold.bulge is None else places[sided(np.array([fold.bulge]))][0]
            result.append((fold, _smooth(points), bulge))
    return result


def _smooth(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """The points' line in 64 steps of equal length, its corners rounded."""
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1)))
    along = np.linspace(0, length[-1], 64)
    curve = np.stack([np.interp(along, length, points[:, axis]) for axis in (0, 1)], 1)
    for _ in range(60):
        curve[1:-1] = curve[1:-1] / 2 + (curve[:-2] + curve[2:]) / 4
    return curve
