"""Real performances played by portraits, and curves, with the real models."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tietfg.errors import OutputError
from tietfg.media.outputs import OutputFile
from tietfg.motion.read_live_link import read_live_link
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.arkit import coefficient
from tietfg.portrait_video import Outputs
from tietfg.talking_video import TalkingVideo

pytestmark = [pytest.mark.weights, pytest.mark.slow]
TEXT = "Maybe my mother may come home. I am so glad!"
SMALL: dict[str, Any] = {"size": 128, "matte": "none"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reenact")


@pytest.fixture(scope="module")
def spoken(pipe: TalkingFacePipeline, folder: Path) -> TalkingVideo:
    """The performer: a talking video, and its curves."""
    video = pipe(image="kofi", text=TEXT, emotion="happy", size=384, seed=3)
    video.save(Outputs(folder / "v.mp4", arkit=folder / "c.csv", overwrite=True))
    return video


def streams(path: Path) -> tuple[int, Fraction, float]:
    with av.open(path) as container:
        pictures = container.streams.video[0]
        rate = pictures.average_rate
        assert rate is not None
        frames = sum(1 for _ in container.decode(pictures))
    with av.open(path) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    return frames, rate, seconds


@pytest.mark.usefixtures("spoken")
def test_a_performance_is_played_by_another_portrait(
    pipe: TalkingFacePipeline, spoken: TalkingVideo, folder: Path
) -> None:
    video = pipe.reenact(image="amara", performance=folder / "v.mp4", size=192)
    video.save(Outputs(folder / "o.mp4", report=folder / "r.json"))
    frames, rate, seconds = streams(folder / "o.mp4")
    assert (frames, rate) == (len(spoken.arkit), 25)
    assert seconds == pytest.approx(frames / 25, abs=0.05)
    jaw, played = (each.arkit.coefficients[:, coefficient("jawOpen")] for each in (spoken, video))
    assert np.corrcoef(jaw, played)[0, 1] > 0.6
    assert video.sound.waveform is not None
    assert np.abs(video.sound.waveform).max() > 0.1


@pytest.mark.usefixtures("spoken")
def test_the_first_frame_comes_back_on_its_own_picture(pipe: TalkingFacePipeline, folder: Path) -> None:
    with av.open(folder / "v.mp4") as container:
        first = next(container.decode(container.streams.video[0])).to_image()
    first.save(folder / "first.png")
    video = pipe.reenact(
        image=folder / "first.png", performance=folder / "v.mp4", size=384, framing="full", reference="first"
    )
    frame = next(video.frames()).astype(float)
    error = np.abs(frame - np.asarray(first, float)).mean()
    assert error < 3


@pytest.mark.usefixtures("spoken")
def test_curves_are_played_again(pipe: TalkingFacePipeline, spoken: TalkingVideo, folder: Path) -> None:
    video = pipe.reenact(image="amara", performance=read_live_link(folder / "c.csv"), audio=folder / "v.mp4", **SMALL)
    assert len(video.arkit) == len(spoken.arkit)
    np.testing.assert_allclose(video.arkit.coefficients, spoken.arkit.coefficients, atol=1e-4)
    np.testing.assert_allclose(video.arkit.rotation, spoken.arkit.rotation, atol=np.radians(1.5))
    video.save(folder / "curves.mp4")
    assert streams(folder / "curves.mp4")[0] == len(spoken.arkit)


@pytest.mark.usefixtures("spoken")
def test_curves_take_the_performers_place(pipe: TalkingFacePipeline, folder: Path) -> None:
    curves = read_live_link(folder / "c.csv")
    video = pipe(image="amara", text="Something else is said here, and it takes longer. Yes!", curves=curves, **SMALL)
    frames = len(video.arkit)
    assert frames == round(video.speech.duration * 25)
    shared = min(frames, len(curves.seconds))
    np.testing.assert_allclose(video.arkit.coefficients[:shared], curves.coefficients[:shared], atol=1e-4)
    assert any("than the speech" in note for note in video.notes) or abs(curves.duration - frames / 25) < 0.2


@pytest.mark.usefixtures("spoken")
def test_no_captions(pipe: TalkingFacePipeline, folder: Path) -> None:
    video = pipe.reenact(image="amara", performance=read_live_link(folder / "c.csv"), **SMALL)
    with pytest.raises(OutputError, match="captions"):
        video.save(Outputs(folder / "n.mp4", captions=folder / "n.srt"))
    assert not OutputFile(folder / "n.mp4").path.exists()
