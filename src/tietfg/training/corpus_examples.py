"""Examples out of a synthetic corpus: features are made once and kept beside the corpus."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tietfg.data.corpus import SAMPLE_RATE, Corpus, Utterance
from tietfg.emotion.embedding import SentenceEncoder
from tietfg.errors import InputError
from tietfg.fluctuation.audio_encoders import AudioEncoder
from tietfg.fluctuation.features import SpokenFeatures
from tietfg.fluctuation.predictor import spoken_features
from tietfg.speech.speech import Speech, Word
from tietfg.training.fluctuation import Example


def load_examples(
    corpus: Corpus,
    split: str,
    audio: tuple[str, AudioEncoder],
    sentences: SentenceEncoder,
    progress: Callable[[int, int], None],
) -> list[Example]:
    """The utterances of a split as examples; `audio` is an encoder with its name, `progress` is told (done, of).

    Raises InputError for a corpus that is incomplete or damaged.
    """
    name, encoder = audio
    utterances = corpus.utterances(split)
    kept = corpus.folder / f"features-{name}" / split
    kept.mkdir(parents=True, exist_ok=True)
    examples = []
    for done, utterance in enumerate(utterances, start=1):
        path = kept / f"{utterance.identifier}.npz"
        features = _read(path) if path.exists() else _make(utterance, encoder, sentences, path)
        truth = utterance.truth()
        if len(features) != len(truth):
            raise InputError(f"{path} has {len(features)} frames and the truth {len(truth)}; remove {kept.parent}")
        examples.append(Example(features, truth.probabilities, truth.intensity))
        progress(done, len(utterances))
    return examples


def _make(utterance: Utterance, encoder: AudioEncoder, sentences: SentenceEncoder, path: Path) -> SpokenFeatures:
    document = utterance.document
    words = tuple(Word(word.text, word.start, word.end) for word in document.words)
    speech = Speech(utterance.waveform(), SAMPLE_RATE, words, (), "en", f"corpus:{document.voice}")
    phrases = [None if index is None else document.phrases[index] for index in document.governing]
    features = spoken_features(speech, phrases, encoder, sentences)
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        np.savez(file, **vars(features))
    beside.replace(path)
    return features


def _read(path: Path) -> SpokenFeatures:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return SpokenFeatures(**{name: arrays[name] for name in SpokenFeatures.__dataclass_fields__})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is damaged ({error}); remove it, it is made anew") from error
