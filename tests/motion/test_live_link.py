import csv
import io
from fractions import Fraction

import numpy as np
import pytest

from tietfg.motion.live_link import COLUMNS, ArkitCsvWriter
from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import ARKIT_NAMES


def _motion(frames, fps):
    draw = np.random.default_rng(0)
    return Motion(
        fps,
        draw.uniform(0, 1.5, (frames, 52)).astype(np.float32),
        draw.normal(0, 0.1, (frames, 3)).astype(np.float32),
        np.zeros((frames, 3), np.float32),
    )


def _rows(*motions):
    handle = io.StringIO(newline="")
    writer = ArkitCsvWriter(handle)
    for motion in motions:
        writer.append(motion)
    return list(csv.DictReader(io.StringIO(handle.getvalue())))


def test_columns_are_those_of_the_app():
    assert len(COLUMNS) == 63
    assert COLUMNS[:4] == ("Timecode", "BlendShapeCount", "EyeBlinkLeft", "EyeLookDownLeft")
    assert {name.lower() for name in ARKIT_NAMES} == {name.lower() for name in COLUMNS[2:54]}
    assert COLUMNS[-9:-6] == ("HeadYaw", "HeadPitch", "HeadRoll")
    assert COLUMNS[-1] == "RightEyeRoll"


def test_every_value_is_read_back():
    motion = _motion(12, Fraction(25))
    rows = _rows(motion)
    assert len(rows) == 12
    for row, coefficients, (pitch, yaw, roll) in zip(rows, motion.coefficients, motion.rotation, strict=True):
        assert row["BlendShapeCount"] == "61"
        for name, value in zip(ARKIT_NAMES, coefficients, strict=True):
            assert float(row[name[0].upper() + name[1:]]) == pytest.approx(value, abs=1e-5)
        assert [float(row[f"Head{angle}"]) for angle in ("Yaw", "Pitch", "Roll")] == pytest.approx(
            [yaw, pitch, roll], abs=1e-5
        )


def test_eyes_that_look_to_the_images_left_have_positive_yaw():
    motion = _motion(1, Fraction(25))
    motion.coefficients[:] = 0
    for name in ("eyeLookInLeft", "eyeLookOutRight", "eyeLookDownLeft"):
        motion.coefficients[:, ARKIT_NAMES.index(name)] = 0.5
    (row,) = _rows(motion)
    assert float(row["LeftEyeYaw"]) > 0.1
    assert float(row["RightEyeYaw"]) > 0.1
    assert float(row["LeftEyePitch"]) > 0.05
    assert float(row["RightEyePitch"]) == 0


def test_blocks_are_appended_with_running_time():
    rows = _rows(_motion(20, Fraction(25)), _motion(10, Fraction(25)))
    assert [row["Timecode"] for row in rows[24:27]] == ["00:00:00:24.000", "00:00:01:00.000", "00:00:01:01.000"]


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
def test_time_codes_mean_the_time_of_their_frame(fps):
    rows = _rows(_motion(200, fps))
    nominal = 30 if fps.denominator > 1 else fps
    for number, row in enumerate(rows):
        hours, minutes, seconds, frames = row["Timecode"].split(":")
        time = 3600 * int(hours) + 60 * int(minutes) + int(seconds) + float(frames) / float(nominal)
        assert time == pytest.approx(float(number / fps), abs=2e-3 / float(nominal))
        assert float(frames) < nominal
