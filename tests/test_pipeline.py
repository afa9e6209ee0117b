"""From text, description and portrait to video, with the real models."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tietfg.emotion.planner import LanguageModelPlanner
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.track import EmotionTrack
from tietfg.media.outputs import OutputFile
from tietfg.motion.motion import LATENT_RATE
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.render.renderer import PortraitRenderer
from tietfg.script import SpeechRequest
from tietfg.talking_video import TalkingVideo

pytestmark = [pytest.mark.weights, pytest.mark.slow]
TEXT = "Maybe we can go home. I did not see that you were here!"
EMOTION = "sad at first, then very happy"


@pytest.fixture(scope="module")
def video(pipe: TalkingFacePipeline) -> TalkingVideo:
    return request(pipe, size=256, matte="quick")


def request(pipe: TalkingFacePipeline, **changes: object) -> TalkingVideo:
    usual = {"image": "amara", "text": TEXT, "emotion": EMOTION, "seed": 7, "size": 128, "matte": "none"}
    return pipe(**(usual | changes))  # type: ignore[arg-type]


def test_parts_agree(video: TalkingVideo) -> None:
    frames = round(video.speech.duration * LATENT_RATE)
    assert len(video.track) == len(video.arkit) == frames
    assert [word.text for word in video.speech.words] == TEXT.split()
    assert video.track.labels[5] == "sad"
    assert video.track.labels[-1] == "happy"
    assert np.abs(video.speech.waveform).max() > 0.1
    assert all(earlier.end <= later.start + 1e-6 for earlier, later in pairwise(video.speech.words))


def test_face_follows_the_description(video: TalkingVideo) -> None:
    smile = video.arkit.coefficients[:, ARKIT_NAMES.index("mouthSmileLeft")]
    frown = video.arkit.coefficients[:, ARKIT_NAMES.index("mouthFrownLeft")]
    quarter = len(smile) // 4
    assert smile[-quarter:].mean() > smile[:quarter].mean() + 0.2
    assert frown[:quarter].mean() > frown[-quarter:].mean() + 0.2


def test_streaming_gives_the_same_as_batch(pipe: TalkingFacePipeline, video: TalkingVideo) -> None:
    chunks = list(pipe.stream(image="amara", text=TEXT, emotion=EMOTION, size=256, seed=7))
    assert len(chunks) > 1
    np.testing.assert_array_equal(np.concatenate([chunk.waveform for chunk in chunks]), video.speech.waveform)
    frames = np.concatenate([chunk.frames for chunk in chunks])
    assert len(frames) == len(video.arkit)
    for number, frame in enumerate(video.frames()):
        np.testing.assert_array_equal(frames[number], frame)


def test_two_requests_at_once_do_not_meet(pipe: TalkingFacePipeline, video: TalkingVideo) -> None:
    with ThreadPoolExecutor(2) as pool:
        same = pool.submit(lambda: request(pipe, size=256, matte="quick").speech)
        other = pool.submit(lambda: request(pipe, text="Something else is said.", emotion="angry").speech)
    np.testing.assert_array_equal(same.result().waveform, video.speech.waveform)
    assert len(other.result().words) == 4


def test_seeds_differ_in_motion_not_in_speech(pipe: TalkingFacePipeline, video: TalkingVideo) -> None:
    other = request(pipe, seed=8)
    np.testing.assert_array_equal(other.speech.waveform, video.speech.waveform)
    assert np.abs(other.arkit.rotation - video.arkit.rotation).max() > 0.005


def test_a_given_track_is_played(pipe: TalkingFacePipeline, video: TalkingVideo) -> None:
    calm = EmotionTrack(LATENT_RATE, np.eye(7, dtype=np.float32)[[0, 0]], np.zeros(2, np.float32))
    other = request(pipe, track=calm)
    assert set(other.track.labels) == {"neutral"}
    smile = ARKIT_NAMES.index("mouthSmileLeft")
    assert other.arkit.coefficients[:, smile].max() < video.arkit.coefficients[:, smile].max() - 0.2


def test_fluctuation_none_is_neutral(pipe: TalkingFacePipeline) -> None:
    assert set(request(pipe, text="I am glad.", fluctuation="none").track.labels) == {"neutral"}


def test_anchors_in_seconds(pipe: TalkingFacePipeline) -> None:
    keyframes = (
        Keyframe(seconds=0.0, emotion={"happy": 1.0}, intensity=0.8),
        Keyframe(seconds=1.5, emotion={"angry": 1.0}, intensity=0.9, transition="sudden"),
    )
    spoken = pipe.say(text=TEXT, timeline=EmotionTimeline(keyframes=keyframes))
    assert not spoken.script.timeline.has_seconds
    assert spoken.track.labels[10] == "happy"
    assert spoken.track.labels[-1] == "angry"


def test_marks_in_the_text_are_played_and_not_spoken(pipe: TalkingFacePipeline) -> None:
    text = "[happy 0.9] It is good to see you. [suddenly angry] Go away *now*!"
    spoken = pipe.say(text=text, speed=1.3)
    assert [word.text for word in spoken.speech.words] == [
        "It",
        "is",
        "good",
        "to",
        "see",
        "you.",
        "Go",
        "away",
        "now!",
    ]
    assert spoken.track.labels[20] == "happy"
    assert spoken.track.labels[-10] == "angry"
    assert spoken.speech.duration < 0.9 * pipe.say(text=text).speech.duration


def test_marks_of_ssml_are_told_with_their_times(pipe: TalkingFacePipeline) -> None:
    spoken = pipe.say(text='<speak>One <break time="900ms"/> two <mark name="here"/> three.</speak>')
    (mark,) = spoken.report().marks
    one, two, three = spoken.speech.words
    assert (mark.name, mark.seconds) == ("here", pytest.approx(three.start, abs=0.001))
    assert two.start - one.end > 0.85


def test_an_empty_description_follows_the_text(pipe: TalkingFacePipeline) -> None:
    spoken = pipe.say(text="I am so happy, this is the best day of my life! My dear old dog died in the night.")
    assert spoken.track.labels[40] == "happy"
    assert spoken.track.labels[-20] == "sad"


def test_a_recording_is_played_as_it_is(pipe: TalkingFacePipeline, tmp_path: Path) -> None:
    spoken = pipe.say(text=TEXT)
    spoken.save(OutputFile(tmp_path / "said.wav", (".wav",), False))
    for text in (TEXT, None):
        video = request(pipe, text=text, audio=tmp_path / "said.wav")
        assert [word.text.strip(".!") for word in video.speech.words] == [word.strip(".!") for word in TEXT.split()]
        assert np.abs(video.speech.waveform[: len(spoken.speech.waveform)] - spoken.speech.waveform).max() < 1e-3
        assert video.track.labels[5] == "sad"
        assert video.track.labels[-1] == "happy"
        for heard, said in zip(video.speech.words, spoken.speech.words, strict=True):
            assert abs(heard.start - said.start) < 0.15


def test_a_planner_that_fails_gives_way_to_the_reader(pipe: TalkingFacePipeline) -> None:
    planner = LanguageModelPlanner("http://127.0.0.1:9/v1", "none", timeout=2)
    planned = replace(pipe, planner=planner).plan(SpeechRequest(TEXT, EMOTION))
    assert planned.timeline == pipe.plan(SpeechRequest(TEXT, EMOTION)).timeline
    assert any("built-in reader" in note for note in planned.notes)


def test_a_smiling_portrait_is_told_of_an_angry_request(pipe: TalkingFacePipeline, tmp_path: Path) -> None:
    text = "Go away."
    resting = request(pipe, image="kofi", text=text, emotion="furious", size=512)
    assert not any("looks" in note for note in resting.notes)
    smile = np.array([name.startswith("mouthSmile") for name in ARKIT_NAMES], float)
    smiling = PortraitRenderer(resting.portrait).render(smile, np.zeros(3), np.zeros(3))
    Image.fromarray(smiling).save(tmp_path / "smiling.png")
    notes = request(pipe, image=tmp_path / "smiling.png", text=text, emotion="furious").notes
    assert any("looks happy" in note for note in notes)


@pytest.mark.parametrize("fps", ["29.97", "60"])
def test_frame_rates_keep_picture_and_sound_together(pipe: TalkingFacePipeline, tmp_path: Path, fps: str) -> None:
    video = request(pipe, fps=fps, text="Did you see that?")
    video.save(tmp_path / "o.mp4")
    with av.open(tmp_path / "o.mp4") as container:
        pictures = container.streams.video[0]
        rate = pictures.average_rate
        assert rate is not None
        count = sum(1 for _ in container.decode(pictures))
    assert abs(count / rate - video.speech.duration) <= 1 / rate


def run_program(folder: Path, *arguments: str) -> str:
    """What `tietfg` prints in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "tietfg", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_files_of_a_video(tmp_path: Path) -> None:
    command = ["generate", "--image", "walter", "--text", "Good morning.", "--emotion", "happy", "--size", "128"]
    command += ["-o", "o.mp4", "--captions", "vtt", "--arkit", "a.csv", "--save-track", "t.json", "--report", "r.json"]
    assert run_program(tmp_path, *command) == "o.mp4\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "o.mp4", "o.vtt", "r.json", "t.json"]
    assert "Good morning." in (tmp_path / "o.vtt").read_text()
    again = [*command[:9], "-o", "again.mp4", "--track", "t.json", "--matte", "none", "--synthesizer", "hibari"]
    assert run_program(tmp_path, *again) == "again.mp4\n"


def test_interrupt_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tietfg", "generate", "--image", "amara", "--text", TEXT * 20, "-o", "o.mp4"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background ignore it
    )
    for _ in range(600):
        if any(path.stat().st_size for path in tmp_path.iterdir()) or process.poll() is not None:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
