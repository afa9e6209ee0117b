"""Results over all spoken clips of all portraits, and what they are compared with."""

from collections.abc import Callable
from typing import Any

import numpy as np

from face import lids
from face.design import FIVE, MEASURED
from face.lips import peak
from face.movement import Movement
from face.portraits import Clip, Measured
from face.recordings import Real
from face.summary import distribution, interval, rounded, share
from tietfg.emotion.labels import EMOTIONS

SMILING = 0.5
"""A portrait smiles when the recogniser gives its own picture this much happiness."""


def lips(portraits: list[Measured]) -> dict[str, Any]:
    """Closed on p, b and m; heights on open vowels; lag and correlation of lips and loudness."""
    clips = [clip for portrait in portraits for clip in portrait.clips]
    per_clip = [peak(clip.lips.correlation) for clip in clips]
    mean = np.mean([clip.lips.correlation for clip in clips], axis=0)
    lag, correlation = peak(mean)
    return {
        "closed": share([c for clip in clips for c in _closed(clip)]),
        "closed_by_landmarks": share([c for clip in clips for c in clip.lips.closed_by_landmarks]),
        "closed_by_pixels": share([c for clip in clips for c in clip.lips.closed_by_pixels]),
        "closed_per_emotion": {
            emotion: share([c for clip in _of(clips, emotion) for c in _closed(clip)]) for emotion in EMOTIONS
        },
        "closed_per_portrait": {
            portrait.name: share([c for clip in portrait.clips for c in _closed(clip)]) for portrait in portraits
        },
        "bilabials": sum(len(clip.lips.closed_by_pixels) for clip in clips),
        "rest_height_by_pixels": {portrait.name: rounded(portrait.rest_gap[1]) for portrait in portraits},
        "open_vowels_by_landmarks": distribution([v for clip in clips for v in clip.lips.open_by_landmarks]),
        "open_vowels_by_pixels": distribution([v for clip in clips for v in clip.lips.open_by_pixels]),
        "open_vowels_by_landmarks_per_emotion": {
            emotion: distribution([v for clip in _of(clips, emotion) for v in clip.lips.open_by_landmarks])
            for emotion in EMOTIONS
        },
        "loudness_lag_frames": rounded(lag),
        "loudness_correlation": rounded(correlation),
        "loudness_lag_and_correlation_per_sentence": [
            [rounded(value) for value in peak(np.mean([c.lips.correlation for c in clips if c.sentence == k], axis=0))]
            for k in sorted({clip.sentence for clip in clips})
        ],
        "loudness_lag_frames_per_clip": distribution([lag for lag, _ in per_clip]),
    }


def blinks(portraits: list[Measured], real: list[Real]) -> dict[str, Any]:
    """Share of blinks that reach a closed eye, and how far lids close; landmarks are misled by glasses."""
    found = [blink for portrait in portraits for clip in portrait.clips for blink in clip.blinks]
    return {
        "blinks": len(found),
        "closed_by_pixels": share([way >= lids.CLOSED_WAY for _, way in found if not np.isnan(way)]),
        "told_by_pixels": share([not np.isnan(way) for _, way in found]),
        "closed_by_landmarks": share([gap <= lids.CLOSED_GAP for gap, _ in found]),
        "closed_by_pixels_per_portrait": {
            portrait.name: share(
                [way >= lids.CLOSED_WAY for clip in portrait.clips for _, way in clip.blinks if not np.isnan(way)]
            )
            for portrait in portraits
        },
        "smallest_lid_gap": distribution([gap for gap, _ in found]),
        "way_to_shut_by_pixels": distribution([way for _, way in found if not np.isnan(way)]),
        "smallest_lid_gap_of_real_blinks": distribution([dip for clip in real for dip in clip.dips]),
    }


def moving(portraits: list[Measured], real: list[Real]) -> dict[str, Any]:
    """Speed, jerk and largest steps, beside real clips and beside the noise of the landmarks."""
    clips = [clip for portrait in portraits for clip in portrait.clips]

    def spread(movements: list[Movement]) -> dict[str, Any]:
        return {
            name: distribution([getattr(movement, name) for movement in movements])
            for name in ("speed", "jerk", "largest_step", "head_speed")
        }

    return {
        "spoken": spread([clip.movement for clip in clips]),
        "spoken_per_emotion": {
            emotion: spread([clip.movement for clip in _of(clips, emotion)]) for emotion in EMOTIONS
        },
        "real": spread([clip.movement for clip in real]),
        "landmark_noise": spread([portrait.noise for portrait in portraits]),
    }


def emotions(portraits: list[Measured], real: list[Real]) -> dict[str, Any]:
    """What the recogniser reads in spoken clips and in real ones, and in smiling portraits that should be neutral."""
    clips = [clip for portrait in portraits for clip in portrait.clips]
    rates = {emotion: share([_label(clip) == emotion for clip in _of(clips, emotion)]) for emotion in EMOTIONS}
    return {
        "gain": {emotion: interval([_gains(portrait, emotion) for portrait in portraits]) for emotion in MEASURED},
        "hit_rate": rates,
        "hit_rate_of_five": rounded(np.mean([rates[emotion] or 0.0 for emotion in FIVE])),
        "confusion": _confusion([(clip.emotion, _label(clip)) for clip in clips]),
        "real_confusion": _confusion([(clip.emotion, EMOTIONS[int(clip.read.argmax())]) for clip in real]),
        "smiling_portraits": {
            portrait.name: {
                "picture": rounded(portrait.picture_read[_HAPPY]),
                "neutral_at_rest": rounded(portrait.rest_read[_HAPPY]),
                "neutral_speaking": rounded(np.mean([clip.read[_HAPPY] for clip in _of(portrait.clips, "neutral")])),
            }
            for portrait in portraits
            if portrait.picture_read[_HAPPY] > SMILING
        },
        "picture_read": _readings(portraits, lambda portrait: portrait.picture_read),
        "rest_read": _readings(portraits, lambda portrait: portrait.rest_read),
    }


def picture(portraits: list[Measured], real: list[Real]) -> dict[str, Any]:
    """Likeness, tears at the head's edge, stillness of the background, and time of a frame."""
    clips = [clip for portrait in portraits for clip in portrait.clips]
    return {
        "identity_distance": distribution([d for clip in clips for d in clip.identity]),
        "identity_distance_per_emotion": {
            emotion: distribution([d for clip in _of(clips, emotion) for d in clip.identity]) for emotion in EMOTIONS
        },
        "identity_distance_in_real_clips": distribution([clip.identity for clip in real]),
        "tears_per_thousand": distribution([tear for portrait in portraits for tear in portrait.tears]),
        "tears_per_portrait": {portrait.name: rounded(np.max(portrait.tears)) for portrait in portraits},
        "background_changed_percent": distribution([c.background for c in clips if np.isfinite(c.background)]),
        "background_changed_per_portrait": {
            portrait.name: rounded(np.mean([clip.background for clip in portrait.clips]))
            for portrait in portraits
            if np.isfinite(portrait.clips[0].background)
        },
        "frame_milliseconds": distribution([portrait.frame_milliseconds for portrait in portraits]),
        "frames_without_face": sum(clip.lost for clip in clips),
    }


_HAPPY = EMOTIONS.index("happy")


def _of(clips: list[Clip], emotion: str) -> list[Clip]:
    return [clip for clip in clips if clip.emotion == emotion]


def _closed(clip: Clip) -> list[bool]:
    """By landmarks and by pixels alike."""
    return [all(both) for both in zip(clip.lips.closed_by_landmarks, clip.lips.closed_by_pixels, strict=True)]


def _label(clip: Clip) -> str:
    return EMOTIONS[int(clip.read.argmax())]


def _gains(portrait: Measured, emotion: str) -> list[float]:
    """Probability of the emotion in its clips less that in the neutral clips of the same sentences."""
    index = EMOTIONS.index(emotion)
    neutral = {clip.sentence: clip.read[index] for clip in _of(portrait.clips, "neutral")}
    return [float(clip.read[index] - neutral[clip.sentence]) for clip in _of(portrait.clips, emotion)]


def _confusion(pairs: list[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Clips by what was asked (rows) and what was read (columns)."""
    asked = sorted({emotion for emotion, _ in pairs}, key=(*EMOTIONS, "contempt").index)
    return {row: {column: pairs.count((row, column)) for column in EMOTIONS} for row in asked}


def _readings(portraits: list[Measured], read: Callable[[Measured], Any]) -> dict[str, dict[str, float]]:
    return {
        portrait.name: {emotion: rounded(value) for emotion, value in zip(EMOTIONS, read(portrait), strict=True)}
        for portrait in portraits
    }
