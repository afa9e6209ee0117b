"""Lips in landmarks: how far from the true ones, whether they meet in p, b and m, and how far vowels open them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.functional.face_alignment import STABLE, eye_distance
from tietfg.motion.tracked import PASSING_TOUCH, TOUCH
from tietfg.motion.visemes import BILABIALS, VOWELS
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import LOWER_INNER_LIP, LOWER_LIP_RINGS, UPPER_INNER_LIP, UPPER_LIP_RINGS
from tietfg.speech.speech import Phone

LIPS = np.unique(np.concatenate([*UPPER_LIP_RINGS, *LOWER_LIP_RINGS[:4]]))
MESH = 468
"""Landmarks without the irises."""
_MIDDLE = slice(4, 7)
"""The inner lip points on both sides of the middle."""


@dataclass(frozen=True)
class LandmarkErrors:
    """Means over frames, in % of the distance of the true face's outer eye corners."""

    lips_largest: float
    """The largest error of a lip landmark in a frame (LVE: Richard et al., "MeshTalk", ICCV 2021)."""
    lips: float
    """The mean error of the lip landmarks (LMD: Chen et al., "Lip movements generation at a glance", ECCV 2018)."""
    face: float
    """The mean error of all landmarks of the face."""


def landmark_errors(generated: NDArray[np.floating], reference: NDArray[np.floating]) -> LandmarkErrors:
    """Compare (frames, 478, 3) landmarks frame by frame, each pair aligned by the similarity of the STABLE points."""
    errors = np.empty((len(generated), MESH))
    for row, made, true in zip(errors, generated, reference, strict=True):
        scale, rotation, translation = similarity(made[STABLE], true[STABLE])
        row[:] = np.linalg.norm(scale * made[:MESH] @ rotation.T + translation - true[:MESH], axis=1)
    errors *= 100 / eye_distance(reference)[:, None]
    lips = errors[:, LIPS]
    return LandmarkErrors(float(lips.max(1).mean()), float(lips.mean()), float(errors.mean()))


def lip_gap(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Opening between the middles of the inner lips in (frames, 478, 3), in % of the distance of the eye corners."""
    apart = landmarks[:, LOWER_INNER_LIP[_MIDDLE]] - landmarks[:, UPPER_INNER_LIP[_MIDDLE]]
    return 100 * np.linalg.norm(apart, axis=2).mean(1) / eye_distance(landmarks)


@dataclass(frozen=True)
class LipsInSpeech:
    """How lips follow what is said; NaN where there is nothing to count."""

    closure: float
    """Share of p, b and m in which the lips meet."""
    bilabials: int
    openness: float
    """Median of the largest opening in each vowel, in % of the distance of the outer eye corners."""
    vowels: int


def lips_in_speech(
    gap: NDArray[np.floating], seen: NDArray[np.bool_], phones: Sequence[Phone], rate: Fraction
) -> LipsInSpeech:
    """From a gap (frames,) at a rate, where the face is `seen` (frames,), and the times of the phones.

    A phone takes the frames from that before it begins to that after it ends; one without a seen frame is left out.
    Lips meet below `meeting_gap`.
    """

    def during(symbols: frozenset[str]) -> list[NDArray[np.floating]]:
        pieces = []
        for phone in phones:
            frames = slice(int(phone.start * rate), int(np.ceil(phone.end * rate)) + 1)
            if phone.symbol in symbols and seen[frames].any():
                pieces.append(gap[frames][seen[frames]])
        return pieces

    opened = [piece.max() for piece in during(VOWELS)]
    openness = float(np.median(opened)) if opened else float("nan")
    meeting = meeting_gap(float(gap[seen].min()), openness) if seen.any() else float("nan")
    closed = [piece.min() < meeting for piece in during(BILABIALS)]
    return LipsInSpeech(float(np.mean(closed)) if closed else float("nan"), len(closed), openness, len(opened))


def meeting_gap(smallest: float, openness: float) -> float:
    """The gap below which a face's lips meet: a quarter of the way from its smallest gap to its opening in vowels.

    Landmarks leave a gap between lips that touch, and how wide depends on the face. It is never below TOUCH, nor above
    PASSING_TOUCH, the largest gap that is seen in a brief contact. All in % of the eye distance.
    """
    own = smallest + np.nan_to_num(openness - smallest) / 4
    return float(np.clip(own, 100 * TOUCH, 100 * PASSING_TOUCH))
