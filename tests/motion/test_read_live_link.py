"""Curves of Live Link Face and programs like it are read; what cannot be is refused with row and column."""

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tietfg.errors import InputError
from tietfg.media.rates import FRAME_RATES
from tietfg.motion.live_link import COLUMNS, ArkitCsvWriter
from tietfg.motion.motion import Motion
from tietfg.motion.performance import Performance
from tietfg.motion.read_live_link import read_live_link
from tietfg.portrait.arkit import ARKIT_NAMES, coefficient

HEAD = "Timecode,BlendShapeCount,JawOpen,HeadYaw\n"
STEADY = "".join(f"00:00:0{frame // 30}:{frame % 30:02},4,0.5,0.1\n" for frame in range(90))


def motion(frames: int, fps: Fraction, seed: int) -> Motion:
    draw = np.random.default_rng(seed)
    return Motion(
        fps,
        draw.uniform(0, 1.6, (frames, 52)).astype(np.float32),
        draw.uniform(-0.13, 0.13, (frames, 3)).astype(np.float32),
        np.zeros((frames, 3), np.float32),
    )


def written(moved: Motion) -> str:
    handle = io.StringIO(newline="")
    ArkitCsvWriter(handle).append(moved)
    return handle.getvalue()


def read(folder: Path, content: str) -> Performance:
    (folder / "c.csv").write_text(content)
    return read_live_link(folder / "c.csv")


@given(
    fps=st.sampled_from(list(FRAME_RATES.values())),
    frames=st.integers(2, 200),
    seed=st.integers(0, 2**32 - 1),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_played_again(tmp_path, fps, frames, seed, order):
    if frames <= fps:
        fps = Fraction(25)  # shorter than a second, nothing tells in what a time code counts
        frames = min(frames, 25)
    original = motion(frames, fps, seed)
    rows = [line.split(",") for line in written(original).splitlines()]
    columns = list(range(len(COLUMNS)))
    order.shuffle(columns)
    shuffled = "\n".join(",".join(row[column] for column in columns) for row in rows)
    performance = read(tmp_path, shuffled.replace("BrowDownLeft", "browdownleft"))
    assert performance.rate == fps
    again = performance.play(fps)
    assert len(again) == frames
    no_blink = [index for index, name in enumerate(ARKIT_NAMES) if not name.startswith("eyeBlink")]
    np.testing.assert_allclose(again.coefficients[:, no_blink], original.coefficients[:, no_blink], atol=1e-5)
    np.testing.assert_allclose(again.rotation, original.rotation, atol=1e-5)


def test_a_take_of_the_app(tmp_path):
    """It counts 60 frames a second in its time code and records 30, at any time of the day."""
    rows = [f"23:59:{58 + index // 30}:{2 * index % 60 + 0.169:06.3f},61,0.5,0" for index in range(60)]
    rows += [f"00:00:00:{2 * index + 0.169:06.3f},61,0.5,0" for index in range(30)]
    performance = read(tmp_path, HEAD + "\n".join(rows))
    assert performance.rate == 30
    np.testing.assert_allclose(performance.seconds, np.arange(90) / 30)
    assert performance.coefficients[7, coefficient("jawOpen")] == 0.5
    assert any("51 of the 52" in note for note in performance.notes)


def test_rows_without_values_are_moments_without_face(tmp_path):
    rows = STEADY.splitlines()
    rows[30:60] = [f"00:00:01:{frame:02},0" for frame in range(30)]
    performance = read(tmp_path, HEAD + "\n".join(rows))
    assert len(performance.seconds) == 60
    jaw = performance.play(Fraction(30)).coefficients[:, coefficient("jawOpen")]
    assert jaw[20] == pytest.approx(0.5)
    assert jaw[45] == pytest.approx(0, abs=0.01)
    assert np.abs(np.diff(jaw)).max() < 0.1


def test_degrees_are_told_from_radians(tmp_path):
    performance = read(tmp_path, HEAD + STEADY.replace("0.1\n", "9\n"))
    assert performance.rotation[0, 1] == pytest.approx(np.radians(9))
    assert any("degrees" in note for note in performance.notes)


@pytest.mark.parametrize(
    ("content", "mentions"),
    [
        ("", "empty"),
        ("\n\n", "row 1"),
        ("a,b,c\n1,2,3\n", "Timecode"),
        ("JawOpen\n1\n", "Timecode"),
        ("Timecode,HeadYaw\n00:00:00:00,0\n", "JawOpen"),
        (HEAD, "no row of values"),
        (HEAD + "00:00:00:00,61,wide,0\n", "row 2, column jawOpen"),
        (HEAD + STEADY + "00:00:03:00,61,0.1,nan\n", "row 92, column HeadYaw"),
        (HEAD + "00:00:00:00,61,50,0\n", "percents"),
        (HEAD + "noon,61,0.5,0\n", "row 2, column Timecode"),
        (HEAD + "00:00:01:00,61,0.5,0\n00:00:00:00,61,0.5,0\n", "row 3, column Timecode"),
        (HEAD + "00:00:00:00,61,0.5,0,7\n", "row 2 has 5 values for 4 columns"),
        ("Timecode,JawOpen,jawopen\n00:00:00:00,1,1\n", "two columns jawOpen"),
        (HEAD + "00:00:00:00,61,0.5,0\n02:00:00:00,61,0.5,0\n", "120 min"),
    ],
)
def test_bad_files(tmp_path, content, mentions):
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert mentions in str(caught.value)
    assert "\n" not in str(caught.value)
