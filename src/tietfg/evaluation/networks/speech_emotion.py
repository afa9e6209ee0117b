"""A classifier of emotion in speech of the user's own, such as a wav2vec 2.0 that was fine-tuned on acted speech."""

from pathlib import Path

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from safetensors import SafetensorError

from tietfg.errors import InputError, WeightsError

RATE = 16_000
LONGEST = 60
"""Seconds; attention takes memory with the square of the length."""


class SpeechEmotionClassifier:
    """An audio classifier of transformers, whose labels are its own."""

    def __init__(self, network: torch.nn.Module, extractor: transformers.SequenceFeatureExtractor) -> None:
        self._network, self._extractor = network.eval().requires_grad_(False), extractor
        self.labels: dict[int, str] = network.config.id2label  # type: ignore[union-attr, assignment]

    @torch.inference_mode()
    def tell(self, waveform: NDArray[np.float32]) -> str:
        """The label of mono samples at RATE. Raises InputError for more than LONGEST seconds."""
        if len(waveform) > LONGEST * RATE:
            raise InputError(f"a speech of {len(waveform) / RATE:.0f} s has more than {LONGEST} s; cut it into parts")
        values = self._extractor(waveform, sampling_rate=RATE, return_tensors="pt")  # type: ignore[operator]
        return self.labels[int(self._network(**values).logits[0].argmax())]


def load(folder: Path) -> SpeechEmotionClassifier:
    """Read a folder with config.json, preprocessor_config.json and model.safetensors; nothing in it is run.

    Raises WeightsError.
    """
    if not folder.is_dir():
        raise WeightsError(f"{folder} is no folder; name that of an audio classifier which transformers reads")
    try:
        extractor = transformers.AutoFeatureExtractor.from_pretrained(folder, local_files_only=True)
        network, report = transformers.AutoModelForAudioClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True, dtype=torch.float32
        )
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise WeightsError(
            f"{folder} holds no audio classifier that can be read ({' '.join(str(error).split())[:200]}); it needs "
            "config.json, preprocessor_config.json and model.safetensors"
        ) from error
    if report["missing_keys"]:
        raise WeightsError(f"{folder} lacks weights: {', '.join(sorted(report['missing_keys'])[:4])}; fetch it again")
    if extractor.sampling_rate != RATE:
        raise WeightsError(f"{folder} hears {extractor.sampling_rate} samples a second; choose a model of {RATE}")
    return SpeechEmotionClassifier(network, extractor)
