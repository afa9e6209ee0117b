"""Emotions are recognised in real videos of the shipped portraits."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.errors import InputError
from tietfg.fluctuation.recognise import RecognisedTrack, recognise
from tietfg.fluctuation.recogniser import RECOGNISERS, Recogniser
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights


def video(path: Path, pictures: Iterable[Image.Image], rate: Fraction = Fraction(25)) -> Path:
    with OutputFile(path) as file, VideoWriter(file, 320, 320, rate=rate, sample_rate=None) as writer:
        for picture in pictures:
            writer.write_frame(np.asarray(picture))
    return path


def demo(name: str) -> Image.Image:
    return Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((320, 320), Image.Resampling.LANCZOS)


NOBODY = Image.new("RGB", (320, 320), (120, 130, 140))


def told(path: Path, smoothing: float = 0.0) -> RecognisedTrack:
    return recognise(path, WeightStore.default().path("face-landmarker"), RECOGNISERS["labeller"].load(), smoothing)


def test_every_frame_has_probabilities_and_those_without_a_face_are_told(tmp_path: Path) -> None:
    elena = demo("elena")
    seen = told(video(tmp_path / "v.mp4", [NOBODY] * 4 + [elena] * 12 + [NOBODY] * 4, Fraction(30)))
    assert float(seen.track.fps) == pytest.approx(30, abs=0.05)
    assert len(seen.track) == len(seen.face) == 20
    np.testing.assert_array_equal(seen.face, [False] * 4 + [True] * 12 + [False] * 4)
    np.testing.assert_allclose(seen.track.probabilities.sum(1), 1, atol=1e-5)
    np.testing.assert_allclose(seen.track.intensity, 1 - seen.track.probabilities[:, NEUTRAL], atol=1e-6)
    np.testing.assert_allclose(seen.track.probabilities[:5], seen.track.probabilities[[4] * 5], atol=0.02)
    assert sum(seen.shares.values()) == pytest.approx(1)
    assert set(seen.shares) == set(EMOTIONS)
    assert seen.views[0].picture.shape == (128, 128, 3)


def test_smoothing_makes_changes_slower_and_keeps_the_mean(tmp_path: Path) -> None:
    path = video(tmp_path / "v.mp4", [demo("elena")] * 15 + [demo("walter")] * 15)
    rough, smooth = told(path).track.probabilities, told(path, 0.12).track.probabilities
    assert np.abs(np.diff(smooth, axis=0)).max() < np.abs(np.diff(rough, axis=0)).max() / 2
    np.testing.assert_allclose(smooth.mean(0), rough.mean(0), atol=0.03)


def test_a_video_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="face"):
        told(video(tmp_path / "v.mp4", [NOBODY] * 5))


@pytest.mark.parametrize("role", RECOGNISERS)
def test_a_recogniser_refuses_the_other_role(role: str) -> None:
    other = next(name for name in RECOGNISERS if name != role)
    with pytest.raises(InputError, match=f"was made as {role}, and cannot be the {other}"):
        Recogniser(RECOGNISERS[role].path, RECOGNISERS[other].role)
    assert "FER2013" in RECOGNISERS[role].card.data
