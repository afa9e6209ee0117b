"""Reading a corpus, and corpora that are damaged."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tietfg.data.corpus import Utterance, read_corpus, read_flac, write_npz
from tietfg.data.corpus_texts import SPLITS
from tietfg.data.write_corpus import write_flac
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError
from tietfg.media.outputs import OutputFile
from tietfg.motion.motion import LATENT_RATE


@pytest.fixture
def copy(tiny_corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_corpus, tmp_path / "copy"))


def first(folder: Path) -> Utterance:
    return read_corpus(folder).utterances("train")[0]


@pytest.mark.parametrize("split", SPLITS)
def test_a_corpus_is_read(tiny_corpus: Path, split: str) -> None:
    corpus = read_corpus(tiny_corpus)
    assert corpus.document.seed == 3
    for utterance in corpus.utterances(split):
        document, waveform, truth = utterance.document, utterance.waveform(), utterance.truth()
        assert document.split == split
        assert document.voice in corpus.document.splits[document.split].voices
        assert (document.description is None) == (not document.phrases)
        assert len(waveform) == 640 * len(truth)
        assert np.abs(waveform).max() > 0.005
        assert len(truth.labels) == len(truth)


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no corpus"):
        read_corpus(tmp_path)


def test_an_unknown_split_is_refused(tiny_corpus: Path) -> None:
    with pytest.raises(InputError, match="split 'dev' does not exist"):
        read_corpus(tiny_corpus).utterances("dev")


def test_a_corpus_that_is_not_finished_is_refused(copy: Path) -> None:
    utterance = first(copy)
    (utterance.folder / f"{utterance.identifier}.json").unlink()
    with pytest.raises(InputError, match=f"lacks 1 of .* {utterance.identifier}; .*goes on"):
        read_corpus(copy).utterances("train")


def change(**values: object) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return apply


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (cut, "make the corpus anew"),
        (change(id="other"), "id or the number of its words"),
        (change(governing=[None]), "number of its words"),
        (change(governing=[7] * 400), "number of its words|governed"),
        (change(words=[]), "words"),
        (change(surprise=1), "surprise"),
        (change(timeline={"keyframes": []}), "timeline.keyframes"),
        (lambda path: path.write_bytes(b"\xff\x00"), "make the corpus anew"),
        (lambda path: path.write_bytes(b"[" * 100_000), "make the corpus anew"),
    ],
)
def test_a_damaged_document_is_refused(copy: Path, damage: Callable[[Path], None], message: str) -> None:
    utterance = first(copy)
    damage(utterance.folder / f"{utterance.identifier}.json")
    with pytest.raises(InputError, match=message) as refused:
        utterance.document  # noqa: B018 - read when asked for
    assert "\n" not in str(refused.value)


def tracks(probabilities: np.ndarray, intensity: np.ndarray) -> Callable[[Path], None]:
    return lambda path: write_npz(path, EmotionTrack(LATENT_RATE, probabilities, intensity))


SURE = np.eye(7, dtype=np.float32)
STRONG = np.ones(7, np.float32)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (cut, "cannot be read"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not a zip"), "cannot be read"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
        (Path.unlink, "cannot be read"),
        (lambda path: np.savez(path.open("wb"), probabilities=SURE), "cannot be read"),
        (lambda path: np.savez(path.open("wb"), probabilities=np.array([{}]), intensity=STRONG), "cannot be read"),
        (tracks(SURE[:, :6], STRONG), "does not hold"),
        (tracks(SURE.astype(np.float64), STRONG), "does not hold"),  # type: ignore[arg-type]
        (tracks(SURE[:3], STRONG), "does not hold"),
        (tracks(SURE[:0], STRONG[:0]), "does not hold"),
        (tracks(SURE * np.nan, STRONG), "sum to 1"),
        (tracks(SURE * 0.5, STRONG), "sum to 1"),
        (tracks(SURE, STRONG * 2), "outside 0 to 1"),
        (tracks(SURE, STRONG * np.nan), "outside 0 to 1"),
    ],
)
def test_a_damaged_truth_is_refused(copy: Path, damage: Callable[[Path], None], message: str) -> None:
    utterance = first(copy)
    damage(utterance.folder / f"{utterance.identifier}.npz")
    with pytest.raises(InputError, match=message):
        utterance.truth()


def test_a_damaged_sound_is_refused(copy: Path) -> None:
    utterance = first(copy)
    path = utterance.folder / f"{utterance.identifier}.flac"
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"RIFF" + whole, whole[:20]):
        path.write_bytes(content)
        with pytest.raises(InputError, match="make the corpus anew"):
            utterance.waveform()


def test_sound_comes_back_to_sixteen_bits(tmp_path: Path) -> None:
    waveform = np.random.default_rng(0).uniform(-1.1, 1, 12_345).astype(np.float32)
    for name in ("one.flac", "other.flac"):
        with OutputFile(tmp_path / name) as file:
            write_flac(file, waveform)
    assert (tmp_path / "one.flac").read_bytes() == (tmp_path / "other.flac").read_bytes()
    assert np.abs(read_flac(tmp_path / "one.flac") - waveform.clip(-1, 1)).max() <= 1.01 / 2**15
