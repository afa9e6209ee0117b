"""Kokoro-82M as a synthesizer."""

from dataclasses import replace

import numpy as np
import onnx
from numpy.typing import NDArray

from tietfg.speech.acoustic_model import AcousticModel
from tietfg.speech.prosodic_synthesizer import ProsodicSynthesizer, Speaker
from tietfg.speech.prosody_graph import KOKORO, cut
from tietfg.speech.voices import DEFAULT_VOICE, SUBSTITUTE_ARTEFACT, SUBSTITUTES, Voice, find_voice, read_voice
from tietfg.weights.store import WeightStore

_HUSHED_VOICE = "af_nicole"
_PROSODY = slice(128, 256)
"""What of a style makes durations, F0 and energy; the rest is timbre."""


class KokoroSynthesizer(ProsodicSynthesizer):
    """Kokoro's English voices, blends of them, and shifts of their pitch."""

    def __init__(self, store: WeightStore) -> None:
        self._store = store
        self._styles: dict[str, tuple[Voice, NDArray[np.float32]]] = {}
        super().__init__(
            AcousticModel(
                KOKORO,
                load=lambda part: store.derived(
                    f"kokoro-{part.name}.onnx",
                    "kokoro-82m-int8",
                    lambda source, target: onnx.save(cut(source, part), target),
                ),
                vocode=lambda outputs, _: outputs[0],
            )
        )

    def check_voice(self, voice: str | None) -> str:
        """The canonical form of a voice or blend, or the default voice; raises InputError for an unknown voice."""
        return read_voice(voice or DEFAULT_VOICE).identifier

    def speaker(self, voice: str) -> Speaker:
        """A voice or blend: its style is the weighted mean of the voices' styles."""
        blend = read_voice(voice)
        parts = [(*self._voice(part.identifier), weight) for part, weight in blend.parts]
        names = "+".join(speaking.identifier for speaking, _, _ in parts)
        substituted = names != "+".join(part.identifier for part, _ in blend.parts)
        speaker = Speaker(
            identifier=names if substituted else blend.identifier,
            british=parts[0][0].accent == "British",
            styles=sum((styles * np.float32(weight) for _, styles, weight in parts), np.zeros(1, np.float32)),
            level=sum(speaking.level * weight for speaking, _, weight in parts),
            semitones=blend.semitones,
        )
        if substituted:
            return speaker
        delivery = self._voice(_HUSHED_VOICE)[1][:, _PROSODY]
        styles = np.hstack([speaker.styles[:, : _PROSODY.start], delivery])
        return replace(speaker, hushed=replace(speaker, identifier=f"{speaker.identifier} hushed", styles=styles))

    def _voice(self, identifier: str) -> tuple[Voice, NDArray[np.float32]]:
        """The voice that speaks for an identifier, and its styles (510, 256) by number of symbols."""
        with self._loading:
            if identifier not in self._styles:
                voice = find_voice(identifier)
                artefact, path = self._store.path_or_substitute(f"kokoro-voice-{identifier}")
                if artefact == SUBSTITUTE_ARTEFACT:
                    voice = SUBSTITUTES[voice.gender]
                    self._store.report(f"voice {identifier} cannot be fetched: {voice.identifier} speaks instead")
                    with np.load(path, allow_pickle=False) as voices:
                        styles = voices[voice.identifier].reshape(510, 256)
                else:
                    styles = np.fromfile(path, np.float32).reshape(510, 256)
                self._styles[identifier] = voice, styles
            return self._styles[identifier]
