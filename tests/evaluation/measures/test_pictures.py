"""Likeness, steadiness and length of real video files."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.evaluation.made_faces import acting, placed, tracked
from tietfg.evaluation.case import Case, MeasuredVideo
from tietfg.evaluation.measures.pictures import drift, length, pictures_with_faces, similarity, skin_flicker
from tietfg.evaluation.probes.pictures import PROBES
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter

SIZE = 192


def scene(light: float = 0.0, size: int = SIZE) -> np.ndarray:
    y, x = np.mgrid[:size, :size] * (SIZE / size)
    return np.uint8(np.clip(np.stack([120 + x / 4, 110 + y / 4, 130 + 20 * np.sin(x / 9)], 2) + light, 0, 255))


def video(path: Path, pictures: Iterable[np.ndarray], sound: float | None = None, hidden: tuple[int, ...] = ()):
    """A video file, and the face that is said to be in it."""
    pictures = list(pictures)
    size, rate = len(pictures[0]), 16000 if sound else None
    with OutputFile(path) as file, VideoWriter(file, size, size, Fraction(25), rate, quality=4) as writer:
        for picture in pictures:
            writer.write_frame(picture)
        if sound:
            writer.write_sound(0.3 * np.sin(np.arange(round(sound * 16000)) / 9).astype(np.float32))
    made = MeasuredVideo(path, Path("none"))
    face = tracked(placed(acting(jawOpen=np.zeros(len(pictures))), 40, (0, 0, 0), (96, 80, 0)), hidden=hidden)
    made.__dict__["_face"] = tracked_in(face, size, 0.0 if sound else None)
    return made


def tracked_in(face, size: int, sound_start: float | None):
    from dataclasses import replace

    return replace(face, size=(size, size), sound_start=sound_start)


def test_a_video_against_itself_and_a_lighter_one(tmp_path: Path):
    true = video(tmp_path / "true.mp4", [scene()] * 6)
    same = similarity(Case("a", true, true), {})
    assert dict(same.values) == {"psnr": 100.0, "ssim": pytest.approx(1, abs=1e-6)}
    assert same.counts["psnr"] == 6
    assert same.notes == ()
    lighter = similarity(Case("a", video(tmp_path / "made.mp4", [scene(10)] * 6), true), {}).values
    assert lighter["psnr"] == pytest.approx(-20 * np.log10(10 / 255), abs=0.5)
    assert 0.9 < lighter["ssim"] < 0.9999


def test_other_sizes_are_resized_and_lengths_cut_with_notes(tmp_path: Path):
    true = video(tmp_path / "true.mp4", [scene()] * 5)
    made = video(tmp_path / "made.mp4", [scene(size=2 * SIZE)] * 8)
    found = similarity(Case("a", made, true), {})
    assert found.values["psnr"] > 35
    assert found.counts["ssim"] == 5
    assert found.notes == (
        "resized from 384x384 to the reference's 192x192",
        "3 of 8 frames dropped: the reference is shorter",
    )
    other_way = similarity(Case("a", true, made), {})
    assert "3 of 8 frames dropped: the generated video is shorter" in other_way.notes


def test_flicker_of_light_is_seen_in_the_file(tmp_path: Path):
    still = skin_flicker(Case("a", video(tmp_path / "a.mp4", [scene()] * 12)), {})
    light = skin_flicker(Case("b", video(tmp_path / "b.mp4", [scene(4 * (k % 2)) for k in range(12)])), {})
    assert still.values["flicker_light"] < 0.3
    assert light.values["flicker_light"] == pytest.approx(8, abs=1)
    assert light.counts["flicker_light"] == 10
    hidden = skin_flicker(Case("c", video(tmp_path / "c.mp4", [scene()] * 12, hidden=(5,))), {})
    assert hidden.counts["flicker_detail"] == 7


def test_faces_stand_beside_their_pictures(tmp_path: Path):
    made = video(tmp_path / "a.mp4", [scene(2 * k) for k in range(10)], hidden=(4,))
    shown = list(pictures_with_faces(made, 2))
    assert [each is None for each in shown] == [False, False, True, False, False]
    means = [each[0].mean() for each in shown if each is not None]
    assert (np.diff(means) > 2).all()


def test_a_background_that_drifts(tmp_path: Path):
    still = drift(Case("a", video(tmp_path / "a.mp4", [scene()] * 50)), {})
    moved = drift(Case("b", video(tmp_path / "b.mp4", [scene(0.4 * k) for k in range(50)])), {})
    assert still.values["background_drift"] < 0.5
    assert moved.values["background_drift"] == pytest.approx(0.4 * 25, abs=1)
    made = video(tmp_path / "c.mp4", [scene()] * 3)
    face = tracked(placed(acting(jawOpen=np.zeros(3)), 110, (0, 0, 0), (96, 80, 0)))
    made.__dict__["_face"] = tracked_in(face, SIZE, None)
    filled = drift(Case("c", made), {})
    assert np.isnan(filled.values["background_drift"])
    assert "no background" in filled.notes[0]


def test_length_of_sound_and_pictures(tmp_path: Path):
    def difference(sound: float | None):
        return length(Case("a", video(tmp_path / f"{sound}.mp4", [scene()] * 25, sound)), {})

    assert difference(1.0).values["length_difference"] < 25
    assert difference(1.4).values["length_difference"] == pytest.approx(400, abs=25)
    assert difference(0.7).values["length_difference"] == pytest.approx(300, abs=25)
    silent = difference(None)
    assert np.isnan(silent.values["length_difference"])
    assert "no sound" in silent.notes[0]


def test_probes_name_functions_and_all_their_metrics(tmp_path: Path):
    made = video(tmp_path / "a.mp4", [scene()] * 25, 1.0)
    for probe in PROBES:
        found = probe.load()(Case("a", made, made), {})
        assert set(found.values) == {metric.name for metric in probe.metrics}, probe.name
