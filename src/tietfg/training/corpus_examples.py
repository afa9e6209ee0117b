"""Examples out of a synthetic corpus or labelled clips: features are made once and kept beside these."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tietfg.data.corpus import Corpus
from tietfg.data.labelled_clips import read_labelled_clips
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError
from tietfg.fluctuation.audio_encoders import AudioEncoder
from tietfg.fluctuation.features import SpokenFeatures
from tietfg.fluctuation.predictor import spoken_features
from tietfg.fluctuation.text_encoders import TextEncoder
from tietfg.speech.speech import Speech
from tietfg.training.fluctuation import Example

VALIDATION_SHARE = 5
"""One speaker of so many is for validation."""


def load_examples(
    corpus: Corpus,
    split: str,
    audio: tuple[str, AudioEncoder],
    text: tuple[str, TextEncoder],
    progress: Callable[[int, int], None],
) -> list[Example]:
    """The utterances of a split as examples; `audio` and `text` are encoders with their names.

    `progress` is told how many are done, and of how many. Raises InputError for a corpus that is incomplete or damaged.
    """
    examples = []
    utterances = corpus.utterances(split)
    for done, utterance in enumerate(utterances, start=1):
        place = Path(split) / f"{utterance.identifier}.npz"
        said = utterance.speech(), utterance.phrases()
        examples.append(_example(corpus.folder, place, said, utterance.truth(), audio, text))
        progress(done, len(utterances))
    return examples


def load_clip_examples(
    folder: Path,
    audio: tuple[str, AudioEncoder],
    text: tuple[str, TextEncoder],
    progress: Callable[[int, int], None],
) -> tuple[list[Example], list[Example]]:
    """Labelled clips as examples for training and for validation, 8 : 2 by speaker. Raises InputError.

    What is said in them is not known: the network hears them alone.
    """
    clips = read_labelled_clips(folder)
    speakers = sorted({clip.entry.speaker for clip in clips})
    if len(speakers) < 2:
        raise InputError(f"all clips in {folder} are by one speaker; validation needs another one")
    apart = set(speakers[::VALIDATION_SHARE]) if len(speakers) >= VALIDATION_SHARE else {speakers[0]}
    training: list[Example] = []
    validation: list[Example] = []
    for done, clip in enumerate(clips, start=1):
        place, truth = Path(f"{clip.entry.id}.npz"), clip.truth()
        example = _example(folder, place, (clip.speech(), ()), truth, audio, text)
        (validation if clip.entry.speaker in apart else training).append(example)
        progress(done, len(clips))
    return training, validation


def _example(
    folder: Path,
    place: Path,
    said: tuple[Speech, Sequence[str | None]],
    truth: EmotionTrack,
    audio: tuple[str, AudioEncoder],
    text: tuple[str, TextEncoder],
) -> Example:
    (heard, audio_encoder), (read, text_encoder) = audio, text
    path = folder / f"features-{heard}-{read}" / place
    if path.exists():
        features = _read(path)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        features = spoken_features(*said, audio_encoder, text_encoder)
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            np.savez(file, **vars(features))
        beside.replace(path)
    if len(features) != len(truth):
        raise InputError(f"{path} has {len(features)} frames and the truth {len(truth)}; remove {path.parent}")
    return Example(features, truth.probabilities, truth.intensity)


def _read(path: Path) -> SpokenFeatures:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return SpokenFeatures(**{name: arrays[name] for name in SpokenFeatures.__dataclass_fields__})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is damaged ({error}); remove it, it is made anew") from error
