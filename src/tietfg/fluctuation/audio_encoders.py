"""The registry of audio encoders: what makes the audio features f_a that the fluctuation predictor hears."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError, check_choice, check_extra
from tietfg.fluctuation.prosodic_features import FEATURES, prosodic_features


class AudioEncoder(Protocol):
    """Makes of a sound one row of features every 1/25 s."""

    @property
    def width(self) -> int:
        """Number of features of a frame."""
        ...

    def encode(self, waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
        """(samples,) mono to (round(25 * duration), width); row k is about the time from k / 25 to (k + 1) / 25 s.

        Raises InputError for samples that are no numbers.
        """
        ...


@dataclass(frozen=True)
class AudioEncoderSpec:
    """One audio encoder: its name, what it is, the width of its usual model, and how it is made.

    `create` takes the weights, a file, a folder or a model id (None: the usual ones), and a torch device. It may raise
    WeightsError, saying how the weights are got.
    """

    name: str
    description: str
    width: int
    needs_extra: bool
    """Whether it needs the packages of `tietfg[train]`."""
    create: Callable[[str | None, str], AudioEncoder]
    convert: Callable[[str, Path], None] | None = None
    """Writes fetched weights (a file, a folder or a model id) in the form that `create` takes."""


class _Prosodic:
    width = len(FEATURES)

    def encode(self, waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
        return prosodic_features(waveform, sample_rate)


def _create_prosodic(weights: str | None, device: str) -> AudioEncoder:
    del device
    if weights is not None:
        raise InputError(f"the audio encoder prosodic has no weights; leave {weights} out")
    return _Prosodic()


def _create_emotion2vec(weights: str | None, device: str) -> AudioEncoder:
    from tietfg.fluctuation.pretrained_encoders import read_emotion2vec

    return read_emotion2vec(weights, device)


def _convert_emotion2vec(source: str, target: Path) -> None:
    from tietfg.fluctuation.emotion2vec_weights import convert

    convert(Path(source), target)


def _create_transformers(kind: str, weights: str | None, device: str) -> AudioEncoder:
    from tietfg.fluctuation.pretrained_encoders import read_transformers

    return read_transformers(kind, weights, device)


def _convert_transformers(kind: str, source: str, target: Path) -> None:
    from tietfg.fluctuation.pretrained_encoders import convert_transformers

    convert_transformers(kind, source, target)


AUDIO_ENCODERS: dict[str, AudioEncoderSpec] = {
    spec.name: spec
    for spec in (
        AudioEncoderSpec(
            "prosodic", "log-mel, pitch, voicing, energy and tilt, embedded", len(FEATURES), False, _create_prosodic
        ),
        AudioEncoderSpec(
            "emotion2vec",
            "emotion2vec base (Ma et al. 2023)",
            768,
            True,
            _create_emotion2vec,
            _convert_emotion2vec,
        ),
        *(
            AudioEncoderSpec(
                kind,
                description,
                768,
                True,
                partial(_create_transformers, kind),
                partial(_convert_transformers, kind),
            )
            for kind, description in (
                ("wav2vec2", "wav2vec 2.0 base (Baevski et al. 2020)"),
                ("hubert", "HuBERT base (Hsu et al. 2021)"),
            )
        ),
    )
}


def create_audio_encoder(name: str, weights: str | None = None, device: str = "cpu") -> AudioEncoder:
    """The encoder of this name, ready to use.

    Raises InputError for another name or missing packages, and WeightsError for weights that are missing or do not fit.
    """
    check_choice("the audio encoder", name, AUDIO_ENCODERS)
    return _ready(AUDIO_ENCODERS[name]).create(weights, device)


def convert_audio_encoder(name: str, source: str, target: Path) -> None:
    """Write the weights that a user has fetched in the form that `create_audio_encoder` takes.

    Raises InputError for another name or missing packages, and WeightsError for weights that do not fit.
    """
    check_choice("the audio encoder", name, [spec.name for spec in AUDIO_ENCODERS.values() if spec.convert])
    convert = _ready(AUDIO_ENCODERS[name]).convert
    if convert is not None:
        convert(source, target)


def _ready(spec: AudioEncoderSpec) -> AudioEncoderSpec:
    if spec.needs_extra:
        check_extra(f"the audio encoder {spec.name}", "train", ("torch", "transformers", "safetensors"))
    return spec
