"""Emotions that the evaluator recognises in a generated video, against the original's and against what was asked."""

import numpy as np

from tietfg.evaluation.agreement import request_agreement
from tietfg.evaluation.case import RATE, Case
from tietfg.evaluation.functional.emotion_agreement import fluctuation_score
from tietfg.evaluation.probe import Measured, Weights


def fluctuation(case: Case, _weights: Weights) -> Measured:
    """EF-score, whose mean over videos by frames is the pooled share of the paper's equation 10."""
    assert case.reference is not None  # noqa: S101 - the probe needs it
    score = fluctuation_score(case.generated.emotions, case.reference.emotions, RATE)
    values = {"ef_score": score.agreeing, "ef_without_face": score.without_face}
    notes = (f"{score.dropped} frames dropped: the videos are not of one length",) if score.dropped else ()
    return Measured(values, dict.fromkeys(values, score.frames), notes)


def request(case: Case, _weights: Weights) -> Measured:
    """Agreement of what is recognised with what was asked, over the frames that show a face."""
    assert case.asked is not None  # noqa: S101 - the probe needs it
    result = request_agreement(case.asked, case.generated.emotions)
    values = {"request_agreement": result.accuracy}
    return Measured(values, dict.fromkeys(values, float(np.sum(result.confusion))))
