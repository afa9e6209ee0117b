"""The registry of text encoders: what makes the text features f_t that the fluctuation predictor reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError, check_choice, check_extra
from tietfg.weights.store import WeightStore


class TextEncoder(Protocol):
    """Makes vectors of words and phrases."""

    @property
    def width(self) -> int:
        """Length of a vector."""
        ...

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What each word of a passage means there, (words, width)."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text means as a whole, (texts, width)."""
        ...


@dataclass(frozen=True)
class TextEncoderSpec:
    """One text encoder: its name, what it is, and how it is made.

    `create` takes the weights, a folder (None: the usual ones), and a torch device. It may raise WeightsError.
    """

    name: str
    description: str
    needs_extra: bool
    """Whether it needs the packages of `tietfg[train]`."""
    create: Callable[[str | None, str], TextEncoder]


def _create_minilm(weights: str | None, device: str) -> TextEncoder:
    from tietfg.emotion.embedding import SentenceEncoder

    del device
    if weights is not None:
        raise InputError(f"the text encoder minilm has its own weights; leave {weights} out")
    store = WeightStore.default()
    return SentenceEncoder(store.path("minilm-l6-int8"), store.path("minilm-l6-tokenizer"))


def _create_language_model(weights: str | None, device: str) -> TextEncoder:
    from tietfg.fluctuation.language_model_states import read_language_model

    return read_language_model(weights, device)


TEXT_ENCODERS: dict[str, TextEncoderSpec] = {
    spec.name: spec
    for spec in (
        TextEncoderSpec("minilm", "all-MiniLM-L6-v2, embedded", False, _create_minilm),
        TextEncoderSpec(
            "glm-4-voice", "hidden states of GLM-4-Voice, or another language model", True, _create_language_model
        ),
    )
}


def create_text_encoder(name: str, weights: str | None = None, device: str = "cpu") -> TextEncoder:
    """The encoder of this name, ready to use.

    Raises InputError for another name or missing packages, and WeightsError for weights that are missing or do not fit.
    """
    check_choice("the text encoder", name, TEXT_ENCODERS)
    spec = TEXT_ENCODERS[name]
    if spec.needs_extra:
        check_extra(f"the text encoder {name}", "train", ("torch", "transformers", "safetensors"))
    return spec.create(weights, device)
