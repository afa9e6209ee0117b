"""The English voices of Kokoro-82M, and blends of them."""

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from tietfg.errors import InputError


@dataclass(frozen=True)
class Voice:
    """One voice; the level is that of its unedited speech, so that all voices can be brought to one loudness."""

    identifier: str
    gender: Literal["female", "male"]
    accent: Literal["American", "British"]
    level: float
    """Active speech level in dBFS (root mean square over frames within 30 dB of the loudest)."""


def _voice(identifier: str, level: float) -> Voice:
    accent, gender = identifier[:2]
    return Voice(identifier, "female" if gender == "f" else "male", "American" if accent == "a" else "British", level)


VOICES: dict[str, Voice] = {
    identifier: _voice(identifier, level)
    for identifier, level in {
        "af_heart": -21.7,
        "af_alloy": -20.4,
        "af_aoede": -16.6,
        "af_bella": -20.5,
        "af_jessica": -21.2,
        "af_kore": -17.4,
        "af_nicole": -20.2,
        "af_nova": -25.3,
        "af_river": -20.6,
        "af_sarah": -19.9,
        "af_sky": -22.4,
        "am_adam": -17.4,
        "am_echo": -20.8,
        "am_eric": -20.1,
        "am_fenrir": -18.3,
        "am_liam": -20.7,
        "am_michael": -22.9,
        "am_onyx": -20.9,
        "am_puck": -17.5,
        "am_santa": -21.6,
        "bf_alice": -19.5,
        "bf_emma": -19.4,
        "bf_isabella": -16.6,
        "bf_lily": -20.2,
        "bm_daniel": -20.3,
        "bm_fable": -21.7,
        "bm_george": -19.8,
        "bm_lewis": -22.2,
    }.items()
}
"""By identifier."""

DEFAULT_VOICE = "af_heart"

SUBSTITUTE_ARTEFACT = "kokoro-voices-ja"

SUBSTITUTES: dict[str, Voice] = {
    "female": Voice("jf_alpha", "female", "American", -19.1),
    "male": Voice("jm_kumo", "male", "American", -19.0),
}
"""Voices by gender that speak when the chosen one cannot be fetched."""


def find_voice(identifier: str) -> Voice:
    """The voice of this identifier; raises InputError, with near matches, when there is none."""
    if identifier in VOICES:
        return VOICES[identifier]
    near = difflib.get_close_matches(identifier.lower(), VOICES, n=3, cutoff=0.5)
    near += [name for name in VOICES if name not in near and identifier.lower() in name.split("_")[1]]
    hint = f"did you mean {' or '.join(near[:3])}" if near else f"choose one of {', '.join(VOICES)}"
    raise InputError(f"voice {identifier!r} does not exist; {hint}")


SEMITONES = (-6.0, 6.0)
"""Lowest and highest shift of a voice's pitch."""
_PART = re.compile(r"(?P<name>[^:+@]+)(?::(?P<weight>\d+(?:\.\d*)?|\.\d+))?")
_MOST_PARTS = 8


@dataclass(frozen=True)
class VoiceBlend:
    """One voice or several mixed, and a shift of their pitch."""

    parts: tuple[tuple[Voice, float], ...]
    """Voices with their weights, which sum to 1; the heaviest first."""
    semitones: float = 0.0

    @property
    def identifier(self) -> str:
        """The blend as `read_voice` reads it."""
        if len(self.parts) == 1:
            names = self.parts[0][0].identifier
        else:
            names = "+".join(f"{voice.identifier}:{weight:.4g}" for voice, weight in self.parts)
        return names + (f"@{self.semitones:+.4g}" if self.semitones else "")

    @property
    def leading(self) -> Voice:
        """The heaviest voice; the blend has its gender and accent."""
        return self.parts[0][0]

    @property
    def level(self) -> float:
        """Active speech level in dBFS, estimated from the parts."""
        return sum(voice.level * weight for voice, weight in self.parts)


def read_voice(written: str) -> VoiceBlend:
    """Read NAME[:WEIGHT][+NAME[:WEIGHT]...][@SEMITONES], for instance "af_heart:0.7+bf_emma:0.3@-1.5".

    A missing weight is 1; only the ratios of weights count. Raises InputError.
    """
    form = "write NAME, or NAME:WEIGHT+NAME:WEIGHT, and @SEMITONES to shift the pitch"
    names, at, shift = written.replace(" ", "").partition("@")
    weights: dict[str, float] = {}
    for part in names.split("+"):
        match = _PART.fullmatch(part)
        if match is None:
            raise InputError(f"voice {written!r} cannot be read at {part!r}; {form}")
        name = find_voice(match["name"]).identifier
        weights[name] = weights.get(name, 0.0) + float(match["weight"] or 1)
    total = sum(weights.values())
    if not total or len(weights) > _MOST_PARTS:
        raise InputError(f"voice {written!r} needs one to {_MOST_PARTS} voices with weights above 0; {form}")
    try:
        semitones = float(shift) if at else 0.0
    except ValueError:
        raise InputError(f"voice {written!r} has {shift!r} where its semitones should be; {form}") from None
    if not SEMITONES[0] <= semitones <= SEMITONES[1]:
        raise InputError(f"voice {written!r} shifts the pitch by {shift}; use {SEMITONES[0]:g} to {SEMITONES[1]:g}")
    parts = sorted(((VOICES[name], weight / total) for name, weight in weights.items() if weight), key=lambda p: -p[1])
    return VoiceBlend(tuple(parts), semitones)
