"""Sound files read back as they were written."""

# ruff: noqa: PT012 - exceptions in the middle of a with block are what is tested

import wave
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tietfg.errors import OutputError
from tietfg.media.outputs import NOTICE, OutputFile
from tietfg.media.sound import SOUND_SUFFIXES, SoundWriter

RATE = 24000


def write(path: Path, waveform: np.ndarray, block: int) -> None:
    with OutputFile(path, SOUND_SUFFIXES) as output, SoundWriter(output, RATE) as writer:
        for first in range(0, len(waveform), block):
            writer.write(waveform[first : first + block])


@pytest.mark.parametrize(("suffix", "subtype", "bits"), [(".wav", "PCM_16", 16), (".flac", "PCM_24", 24)])
@pytest.mark.parametrize("samples", [1, 4608, 50_001])
def test_samples_come_back(tmp_path, suffix, subtype, bits, samples):
    path = tmp_path / f"a{suffix}"
    waveform = np.random.default_rng(0).uniform(-0.99, 0.99, samples).astype(np.float32)
    write(path, waveform, 9_999)
    back, rate = soundfile.read(path, dtype="float64")
    assert (rate, back.shape, soundfile.info(path).subtype) == (RATE, waveform.shape, subtype)
    assert np.abs(back - waveform).max() <= 0.5001 / 2 ** (bits - 1)
    with av.open(path) as container:
        assert container.metadata.get("comment", container.metadata.get("COMMENT")) == NOTICE


@pytest.mark.parametrize("suffix", SOUND_SUFFIXES)
def test_loud_samples_are_clipped_not_wrapped(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write(path, np.array([2, 1, -1, -2, 0], np.float32), 2)
    assert soundfile.read(path)[0] == pytest.approx([1, 1, -1, -1, 0], abs=1e-4)


def test_blocks_do_not_show(tmp_path):
    waveform = np.random.default_rng(0).uniform(-1, 1, 30_000).astype(np.float32)
    write(tmp_path / "a.wav", waveform, 1_000)
    write(tmp_path / "b.wav", waveform, 30_000)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_simplest_reader_reads_it(tmp_path):
    write(tmp_path / "a.wav", np.zeros(480, np.float32), 480)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getparams()[:4] == (1, 2, RATE, 480)


@pytest.mark.parametrize("suffix", SOUND_SUFFIXES)
def test_full_disk(tmp_path, suffix):
    noise = np.random.default_rng(0).uniform(-1, 1, 200_000).astype(np.float32)
    with pytest.raises(OutputError, match="disk is full"), OutputFile(tmp_path / f"a{suffix}") as output:
        output.temporary.unlink()
        output.temporary.symlink_to("/dev/full")
        with SoundWriter(output, RATE) as writer:
            writer.write(noise)
    assert list(tmp_path.iterdir()) == []


def test_old_file_stands_after_an_exception(tmp_path):
    target = tmp_path / "a.wav"
    target.write_text("old")
    with (
        pytest.raises(KeyboardInterrupt),
        OutputFile(target, overwrite=True) as output,
        SoundWriter(output, RATE) as writer,
    ):
        writer.write(np.zeros(48_000, np.float32))
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
