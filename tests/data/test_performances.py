"""Performances on disk: made, resumed, read as clips, and refused where they are damaged."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tietfg.data.clip_reader import cut_clip, load_blocks, read_blocks
from tietfg.data.performances import (
    PERFORMANCES_FILE,
    open_performances,
    read_performance,
    write_performance,
)
from tietfg.data.write_performances import write_performances
from tietfg.errors import InputError, OutputError
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.performer import MAXIMUM_COEFFICIENT
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES
from tietfg.synthesis.motion_tokens import COEFFICIENTS
from tietfg.weights.store import WeightStore

HOURS, SEED = 0.012, 5


def make(folder, tmp_path, hours=HOURS, seed=SEED, jobs=1):
    return write_performances(folder, hours, seed, jobs, "hibari", WeightStore(tmp_path / "home", offline=True))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("performances") / "made"
    make(folder, folder.parent)
    return folder


@pytest.fixture(scope="module")
def performances(made):
    folder = open_performances(made)
    return [folder.read(entry) for entry in folder.document.entries]


def test_there_is_as_much_of_each_split_as_asked(made):
    folder = open_performances(made)
    assert sum(entry.frames for entry in folder.document.entries) / 25 / 3600 == pytest.approx(HOURS, rel=0.6)
    assert all(folder.entries(split) for split in ("train", "validation", "test"))


def test_what_is_read_fits_together(performances):
    for performance in performances:
        for block in performance.blocks:
            frames = round(block.speech.duration * LATENT_RATE)
            assert len(block.values) == len(block.track) == frames
            assert len(block.prosody.loudness) == len(block.prosody.pitch) == len(block.speech.phones)
            assert len(block.prosody.prominence) == len(block.speech.words)
            coefficients = block.values[:, :COEFFICIENTS]
            assert coefficients.min() >= 0
            assert coefficients.max() <= MAXIMUM_COEFFICIENT + 1e-3
            np.testing.assert_allclose(block.track.probabilities.sum(axis=1), 1.0, atol=2e-3)


def test_motion_goes_on_over_the_borders_of_blocks(performances):
    joins = [
        np.abs(second.values[0] - first.values[-1]).max()
        for performance in performances
        for first, second in zip(performance.blocks, performance.blocks[1:], strict=False)
    ]
    assert joins
    assert max(joins) < 0.75  # lids may fall in a frame
    assert np.median(joins) < 0.15


def test_the_same_settings_give_the_same_bytes_and_an_interrupted_run_goes_on(made, tmp_path):
    folder = tmp_path / "again"
    make(folder, tmp_path)
    (folder / PERFORMANCES_FILE).write_text(
        json.dumps({**json.loads((folder / PERFORMANCES_FILE).read_text()), "entries": []})
    )
    with pytest.raises(InputError, match="not complete"):
        open_performances(folder)
    kept = folder / "train-000000.npz"
    before = kept.stat().st_mtime_ns
    (folder / "train-000001.npz").unlink()
    make(folder, tmp_path)
    assert kept.stat().st_mtime_ns == before
    for path in made.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_jobs_change_nothing(made, tmp_path):
    folder = tmp_path / "jobs"
    make(folder, tmp_path, jobs=2)
    for path in made.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()


def test_a_folder_with_something_else_is_refused(made, tmp_path):
    with pytest.raises(InputError, match="seed 5, not 6"):
        make(made, tmp_path, seed=6)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="something else"):
        make(tmp_path / "other", tmp_path)
    with pytest.raises(InputError, match="holds no performances"):
        open_performances(tmp_path / "other")


@pytest.mark.parametrize(("hours", "seed", "jobs"), [(0, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_impossible_numbers_are_refused(tmp_path, hours, seed, jobs):
    with pytest.raises(InputError):
        make(tmp_path / "none", tmp_path, hours, seed, jobs)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("damage", ["cut", "changed", "missing"])
def test_a_damaged_file_is_refused_in_one_line(made, tmp_path, damage):
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in made.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    opened = open_performances(folder)
    entry = opened.document.entries[0]
    path = folder / f"{entry.id}.npz"
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[:500])
    elif damage == "changed":
        path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    else:
        path.unlink()
    with pytest.raises(InputError, match=entry.id) as error:
        opened.read(entry)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["motion", "block_frames", "phone_word", "loudness", "intensity", "geometry"])
def test_arrays_that_do_not_fit_are_refused(made, tmp_path, name):
    with np.load(made / "train-000000.npz") as arrays:
        changed = {key: arrays[key] for key in arrays.files}
    changed[name] = (
        np.zeros((3, 3), np.int32) if name == "geometry" else changed[name][:-1] + (name == "phone_word") * 99
    )
    path = tmp_path / "changed.npz"
    np.savez(path, **changed)
    with pytest.raises(InputError, match="is no performance"):
        read_performance(path)


def test_what_is_written_is_read_with_or_without_geometry(performances, tmp_path):
    for kept in (performances[0], replace(performances[0], geometry=np.ones((8, 16), np.float32))):
        write_performance(tmp_path / "one.npz", kept)
        again = read_performance(tmp_path / "one.npz")
        assert (again.geometry is None) == (kept.geometry is None)
        for block, before in zip(again.blocks, kept.blocks, strict=True):
            np.testing.assert_allclose(block.values, before.values, atol=1e-3)
            np.testing.assert_allclose(block.track.probabilities, before.track.probabilities, atol=1e-3)
            np.testing.assert_allclose(block.track.intensity, before.track.intensity, atol=1e-3)
            assert [word.text for word in block.speech.words] == [word.text for word in before.speech.words]


def test_clips_hear_what_the_sampler_will_hear(performances):
    performance = max(performances, key=lambda one: len(one.blocks))
    assert len(performance.blocks) > 1
    first, second = read_blocks(performance)[:2]
    assert not first.known
    assert second.known
    np.testing.assert_array_equal(second.motion[:MOTION_FRAMES], first.motion[-MOTION_FRAMES:])
    np.testing.assert_array_equal(second.speech[:MARGIN], first.speech[len(first) :][:MARGIN])
    np.testing.assert_array_equal(first.speech[-MARGIN:], np.repeat(first.speech[-MARGIN - 1][None], MARGIN, axis=0))
    clip = cut_clip(first, 16, 10)
    assert clip.known_motion
    assert not cut_clip(first, 0, 10).known_motion
    assert cut_clip(second, 0, 10).known_motion
    np.testing.assert_array_equal(clip.new, performance.blocks[0].values[16:26])
    np.testing.assert_array_equal(clip.motion, performance.blocks[0].values[:16])
    assert len(clip.speech) == len(clip.emotion) == 10 + 2 * MARGIN
    with pytest.raises(ValueError, match="no 10 frames"):
        cut_clip(first, len(first) - 9, 10)


def test_all_blocks_of_a_split(made):
    told = []
    blocks = load_blocks([open_performances(made)], "validation", lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1]
    assert sum(map(len, blocks)) == sum(entry.frames for entry in open_performances(made).entries("validation"))
