"""The English voices of Kokoro-82M."""

import difflib
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
