"""EF-score and agreement with what was asked, from cases."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.evaluation.made_faces import recognised
from tests.evaluation.measures.test_faces import portrait, still
from tietfg.evaluation.case import Case, MeasuredVideo
from tietfg.evaluation.measures.emotions import fluctuation, request
from tietfg.evaluation.probes.emotions import PROBES

HALVES = ["happy"] * 30 + ["sad"] * 20


def showing(names, **options) -> MeasuredVideo:
    video = MeasuredVideo(Path("v.mp4"), Path("none"))
    video.__dict__["emotions"] = recognised(names, **options)
    return video


def test_fluctuation_counts_frames():
    found = fluctuation(Case("a", showing(HALVES, hidden=(3,)), showing(HALVES + ["fear"] * 4)), {})
    assert dict(found.values) == pytest.approx({"ef_score": 49 / 50, "ef_without_face": 1 / 50})
    assert set(found.counts.values()) == {50}
    assert found.notes == ("4 frames dropped: the videos are not of one length",)


def test_agreement_with_the_request():
    asked = recognised(HALVES).track
    right = request(Case("a", showing(HALVES, hidden=(0,)), asked=asked), {})
    assert right.values["request_agreement"] == 1
    assert right.counts["request_agreement"] == 49
    swapped = request(Case("b", showing(HALVES[::-1]), asked=asked), {})
    assert swapped.values["request_agreement"] == pytest.approx(0.2)


def test_probes_name_functions_and_all_their_metrics():
    case = Case("a", showing(HALVES), showing(HALVES), asked=recognised(HALVES).track)
    for probe in PROBES:
        assert set(probe.load()(case, {}).values) == {metric.name for metric in probe.metrics}


@pytest.mark.weights
def test_the_evaluator_agrees_with_itself_in_a_real_video(tmp_path: Path):
    video = still(tmp_path / "elena.mp4", portrait("elena"), frames=10)
    found = fluctuation(Case("a", video, replace(video)), {})
    assert dict(found.values) == {"ef_score": 1.0, "ef_without_face": 0.0}
    asked = replace(video.emotions.track, probabilities=np.roll(video.emotions.track.probabilities, 1, axis=1))
    assert request(Case("a", video, asked=asked), {}).values["request_agreement"] == 0
