"""Agreement of emotion frame by frame: of what was asked, or of another video, with what is recognised in a face."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack, label_indices
from tietfg.evaluation.classification import Classification
from tietfg.fluctuation.recognise import RecognisedTrack


def request_agreement(asked: EmotionTrack, recognised: RecognisedTrack) -> Classification:
    """Asked labels against recognised ones, over the frames that show a face.

    The asked track, of any rate, is held at its ends where the video is longer. What is recognised is the likeliest
    emotion, what is asked the track's label: neutral where the intensity is low.
    """
    told = recognised.track
    asked = asked.window(Fraction(0), len(told), told.fps)
    true = label_indices(asked.probabilities, asked.intensity)[recognised.face]
    return Classification.of(true, told.probabilities.argmax(1)[recognised.face], EMOTIONS)


def expected_agreement(result: Classification) -> float:
    """Agreement that the same labels in another order would have: what chance alone gives."""
    total = max(int(result.confusion.sum()), 1)
    return float((result.confusion.sum(0) / total) @ (result.confusion.sum(1) / total))


def joined(results: Sequence[Classification]) -> Classification:
    """Several videos counted as one."""
    return Classification(EMOTIONS, np.sum([result.confusion for result in results], axis=0))
