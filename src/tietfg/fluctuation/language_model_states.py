"""Hidden states of a language model as text features: those of the speech model itself, where it is GLM-4-Voice."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from safetensors import SafetensorError

from tietfg.errors import WeightsError

_GET = (
    "name a folder with the model in the form of transformers, GLM-4-Voice in that of its Glm models: config.json, "
    "tokenizer.json and safetensors"
)


class LanguageModelStates:
    """The last hidden states, averaged over a word's tokens. Safe to share between threads."""

    def __init__(self, model: Any, tokenizer: Any, device: str) -> None:
        self._model = model.eval().requires_grad_(False).to(device)
        self._tokenizer = tokenizer
        self._device = device
        self.width: int = model.config.hidden_size

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What each word of a passage means after those before it, (words, width)."""
        ends = list(accumulate(len(word) + 1 for word in words))
        states, spans = self._states(" ".join(words))
        vectors = np.zeros((len(words), self.width), np.float32)
        for index, (word, end) in enumerate(zip(words, ends, strict=True)):
            # The space before a word belongs to its first token, or is a token of the word.
            inside = (spans[:, 1] >= end - 1 - len(word)) & (spans[:, 1] < end)
            if inside.any():
                vectors[index] = states[inside].mean(0)
        return vectors

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text means as a whole, (texts, width): the mean of its states."""
        means = [self._states(text)[0].mean(0) for text in texts]
        return np.stack(means) if means else np.zeros((0, self.width), np.float32)

    @torch.inference_mode()
    def _states(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """States (tokens, width) and the characters (tokens, 2) that each token stands for."""
        if not text.strip():
            return np.zeros((1, self.width), np.float32), np.zeros((1, 2), np.int64)
        read = self._tokenizer(
            text, return_offsets_mapping=True, add_special_tokens=False, return_tensors="pt", truncation=False
        )
        states = self._model(input_ids=read["input_ids"].to(self._device)).last_hidden_state[0]
        return states.float().cpu().numpy(), read["offset_mapping"][0].numpy()


def read_language_model(weights: str | None, device: str) -> LanguageModelStates:
    """The encoder of a folder; nothing is fetched, and no code out of it is run. Raises WeightsError."""
    if weights is None:
        raise WeightsError(f"text features of a language model need its weights; {_GET}")
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(weights, local_files_only=True, trust_remote_code=False)
        model, report = transformers.AutoModel.from_pretrained(
            weights, local_files_only=True, trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        said = " ".join(str(error).split())[:200]
        raise WeightsError(f"the language model {weights} cannot be read ({said}); {_GET}") from error
    if report["missing_keys"]:
        raise WeightsError(f"{weights} lacks weights, for instance {sorted(report['missing_keys'])[0]}; fetch it again")
    if not getattr(tokenizer, "is_fast", False):
        raise WeightsError(f"the tokenizer of {weights} does not tell where tokens are; it needs a tokenizer.json")
    return LanguageModelStates(model, tokenizer, device)
