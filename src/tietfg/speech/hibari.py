"""Hibari, a small student of Kokoro's af_heart, as a synthesizer: one voice, many times as fast, for previews."""

import re
from importlib import resources
from pathlib import Path

import numpy as np
from hibari import dsp
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.speech.acoustic_model import AcousticModel
from tietfg.speech.prosodic_synthesizer import ProsodicSynthesizer, Speaker
from tietfg.speech.prosody_graph import HIBARI, Part, cut
from tietfg.speech.voices import SEMITONES

VOICE = "hibari"
_VOICE_FORM = re.compile(rf"{VOICE}(?:@(?P<semitones>[+-]?\d{{1,2}}(?:\.\d*)?))?")
_LEVEL = -25.3
"""Active speech level of the unedited voice in dBFS."""


class HibariSynthesizer(ProsodicSynthesizer):
    """The voice "hibari", with or without a shift of its pitch; its model is part of the hibari package."""

    def __init__(self) -> None:
        super().__init__(AcousticModel(HIBARI, _load, _vocode))

    def check_voice(self, voice: str | None) -> str:
        """The canonical form of hibari or hibari@SEMITONES; raises InputError for any other voice."""
        return self.speaker(voice or VOICE).identifier

    def speaker(self, voice: str) -> Speaker:
        """The voice, its pitch shifted as asked."""
        match = _VOICE_FORM.fullmatch(voice.replace(" ", ""))
        semitones = float(match["semitones"] or 0) if match else 0.0
        if match is None or not SEMITONES[0] <= semitones <= SEMITONES[1]:
            raise InputError(
                f"the fast synthesizer has no voice {voice!r}; use {VOICE}, or {VOICE}@SEMITONES with "
                f"{SEMITONES[0]:g} to {SEMITONES[1]:g}"
            )
        identifier = VOICE + (f"@{semitones:+.4g}" if semitones else "")
        return Speaker(
            identifier, british=False, styles=np.zeros((1, 256), np.float32), level=_LEVEL, semitones=semitones
        )


def _load(part: Part) -> bytes:
    with resources.as_file(resources.files("hibari").joinpath("assets", "hibari.onnx")) as path:
        return cut(Path(path), part).SerializeToString()


def _vocode(outputs: list[NDArray[np.float32]], f0: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vocoder of the package, its noise the same in every call."""
    harmonic, phase, noise, residual, angle = (output[0] for output in outputs)
    return dsp.synth(harmonic, phase, noise, residual, angle, f0, np.random.default_rng(0))
