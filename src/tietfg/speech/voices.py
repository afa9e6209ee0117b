"""The English voices of Kokoro-82M, and blends of them."""

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from tietfg.errors import InputError


@dataclass(frozen=True)
class Voice:
    """One voice, with what was measured on its unedited speech (two sentences, `scripts/voices.py`)."""

    identifier: str
    level: float
    """Active speech level in dBFS (root mean square over frames within 30 dB of the loudest)."""
    pitch: int
    """Median F0 in Hz."""
    pitch_range: float
    """Standard deviation of F0 in semitones."""
    rate: int
    """Words a minute."""
    brightness: float
    """Level from 2 to 8 kHz over that from 0.2 to 2 kHz, dB."""
    clearness: float
    """Median harmonics-to-noise ratio of voiced frames, dB; low in breathy and hoarse voices."""

    @property
    def gender(self) -> Literal["female", "male"]:
        """What the model's authors say."""
        return "female" if self.identifier[1] == "f" else "male"

    @property
    def accent(self) -> Literal["American", "British"]:
        """The English it speaks."""
        return "British" if self.identifier[0] == "b" else "American"

    @property
    def timbre(self) -> tuple[str, ...]:
        """Words for how it sounds among the voices of its gender, by the measures; at least one."""
        low, high, breathy = (165, 195, 9.5) if self.gender == "female" else (100, 135, 7.0)
        if self.brightness > -9 and self.rate < 150:
            return "hushed", "slow"
        words = [
            "deep" if self.pitch < 100 else "low" if self.pitch < low else "high" if self.pitch > high else "",
            "bright" if self.brightness > -15 else "warm" if self.brightness < -20 else "",
            "breathy" if self.clearness < breathy else "clear" if self.clearness > 12 else "",
            "lively" if self.pitch_range > 6 else "even" if self.pitch_range < 4 else "",
            "slow" if self.rate < 172 else "quick" if self.rate > 212 else "",
        ]
        return tuple(word for word in words if word) or ("balanced",)

    @property
    def description(self) -> str:
        """One line about it: who, how, and the figures."""
        person = "woman" if self.gender == "female" else "man"
        return f"{self.accent} {person}, {', '.join(self.timbre)}; {self.pitch} Hz, {self.rate} words a minute"


# identifier: level, pitch, pitch range, rate, brightness, clearness
VOICES: dict[str, Voice] = {
    identifier: Voice(identifier, *measured)
    for identifier, measured in {
        "af_heart": (-21.7, 191, 4.5, 198, -17.2, 10.5),
        "af_alloy": (-20.4, 141, 5.0, 192, -16.8, 12.9),
        "af_aoede": (-16.6, 178, 5.4, 208, -24.6, 14.0),
        "af_bella": (-20.5, 193, 5.6, 194, -21.8, 11.3),
        "af_jessica": (-21.2, 204, 5.1, 219, -15.9, 10.1),
        "af_kore": (-17.4, 154, 5.5, 197, -21.0, 13.6),
        "af_nicole": (-20.2, 147, 7.8, 133, -7.8, 8.3),
        "af_nova": (-25.3, 160, 5.4, 200, -21.2, 12.7),
        "af_river": (-20.6, 176, 4.0, 210, -16.3, 9.4),
        "af_sarah": (-19.9, 187, 4.8, 204, -14.7, 9.5),
        "af_sky": (-22.4, 157, 5.1, 198, -18.7, 11.0),
        "am_adam": (-17.4, 114, 5.5, 206, -16.9, 6.3),
        "am_echo": (-20.8, 105, 5.4, 190, -16.3, 9.9),
        "am_eric": (-20.1, 156, 4.5, 214, -15.4, 12.3),
        "am_fenrir": (-18.3, 137, 6.1, 201, -16.9, 8.8),
        "am_liam": (-20.7, 122, 5.9, 208, -15.4, 7.8),
        "am_michael": (-22.9, 110, 3.8, 183, -13.2, 7.9),
        "am_onyx": (-20.9, 85, 8.0, 208, -23.5, 8.6),
        "am_puck": (-17.5, 114, 4.9, 213, -17.2, 10.4),
        "am_santa": (-21.6, 167, 7.3, 166, -16.1, 6.0),
        "bf_alice": (-19.5, 215, 4.7, 199, -17.8, 10.2),
        "bf_emma": (-19.4, 183, 3.3, 214, -14.1, 10.2),
        "bf_isabella": (-16.6, 201, 3.6, 207, -17.7, 11.9),
        "bf_lily": (-20.2, 185, 4.8, 198, -18.8, 11.7),
        "bm_daniel": (-20.3, 122, 3.4, 207, -18.6, 9.1),
        "bm_fable": (-21.7, 116, 7.1, 211, -9.9, 8.5),
        "bm_george": (-19.8, 141, 3.8, 169, -13.5, 12.3),
        "bm_lewis": (-22.2, 84, 6.1, 181, -16.9, 5.8),
    }.items()
}
"""By identifier."""

DEFAULT_VOICE = "af_heart"

SUBSTITUTE_ARTEFACT = "kokoro-voices-ja"

SUBSTITUTES: dict[str, Voice] = {
    "female": Voice("jf_alpha", -19.1, 257, 3.0, 194, -20.7, 15.0),
    "male": Voice("jm_kumo", -19.0, 89, 5.7, 180, -24.4, 9.3),
}
"""Voices by gender that speak when the chosen one cannot be fetched."""


def find_voice(identifier: str) -> Voice:
    """The voice of this identifier; raises InputError, with near matches by name or description, when there is none."""
    if identifier in VOICES:
        return VOICES[identifier]
    near = near_voices(identifier)
    hint = f"did you mean {' or '.join(near)}" if near else f"choose one of {', '.join(VOICES)}"
    raise InputError(f"voice {identifier!r} does not exist; {hint} (`tietfg voices` describes them)")


def near_voices(asked: str) -> tuple[str, ...]:
    """At most three identifiers near what was asked: by spelling, or by words such as "deep british male"."""
    words = [_SAME_WORD.get(word, word) for word in re.sub("[^a-z]+", " ", asked.lower()).split()]
    agreement = {
        name: sum(word in {voice.gender, voice.accent.lower(), *voice.timbre} for word in words)
        for name, voice in VOICES.items()
    }
    most = max(agreement.values())
    if most:
        return tuple(name for name, count in agreement.items() if count == most)[:3]
    near = [name for name in VOICES if any(len(word) > 2 and word in name.split("_")[1] for word in words)]
    near += difflib.get_close_matches(asked.lower(), VOICES, n=3, cutoff=0.5)
    return tuple(dict.fromkeys(near))[:3]


_SAME_WORD: dict[str, str] = {
    **dict.fromkeys(("woman", "girl", "lady", "feminine"), "female"),
    **dict.fromkeys(("man", "boy", "guy", "masculine"), "male"),
    **dict.fromkeys(("us", "usa", "america"), "american"),
    **dict.fromkeys(("uk", "gb", "english", "britain"), "british"),
    **dict.fromkeys(("whisper", "whispering", "whispery", "quiet", "soft"), "hushed"),
    **dict.fromkeys(("husky", "hoarse", "rough"), "breathy"),
    **dict.fromkeys(("dark", "mellow"), "warm"),
    **dict.fromkeys(("fast", "rapid"), "quick"),
    **dict.fromkeys(("expressive", "animated"), "lively"),
    **dict.fromkeys(("calm", "flat"), "even"),
}
"""Words people ask with, and the one of the descriptions that is meant."""

SEMITONES = (-6.0, 6.0)
"""Lowest and highest shift of a voice's pitch."""

_PART = re.compile(r"(?P<name>[^:+@]+)(?::(?P<weight>\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))?")
_SHIFT = re.compile(r"[+-]?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})")
_MOST_PARTS = 8
_MOST_CHARACTERS = 300
_FORM = "write NAME, or NAME:WEIGHT+NAME:WEIGHT, and @SEMITONES to shift the pitch"


@dataclass(frozen=True)
class VoiceBlend:
    """One voice or several mixed, and a shift of their pitch."""

    parts: tuple[tuple[Voice, float], ...]
    """Voices with their weights, whole thousandths that sum to 1; the heaviest first."""
    semitones: float = 0.0

    @property
    def identifier(self) -> str:
        """The blend as `read_voice` reads it."""
        if len(self.parts) == 1:
            names = self.parts[0][0].identifier
        else:
            names = "+".join(f"{voice.identifier}:{weight:g}" for voice, weight in self.parts)
        return names + (f"@{self.semitones:+g}" if self.semitones else "")

    @property
    def leading(self) -> Voice:
        """The heaviest voice; the blend has its gender and accent."""
        return self.parts[0][0]


def read_voice(written: str) -> VoiceBlend:
    """Read NAME[:WEIGHT][+NAME[:WEIGHT]...][@SEMITONES], for instance "af_heart:0.7+bf_emma:0.3@-1.5".

    A missing weight is 1; only the ratios of weights count, to a thousandth, and semitones to a hundredth. Raises
    InputError.
    """
    if len(written) > _MOST_CHARACTERS:
        raise InputError(f"the voice has {len(written)} characters, more than {_MOST_CHARACTERS}; {_FORM}")
    names, at, shift = "".join(written.split()).partition("@")
    weights: dict[str, float] = {}
    for part in names.split("+"):
        match = _PART.fullmatch(part)
        if match is None:
            raise InputError(f"voice {written!r} cannot be read at {part!r}; {_FORM}")
        name = find_voice(match["name"]).identifier
        weights[name] = weights.get(name, 0.0) + float(match["weight"] or 1)
    if not any(weights.values()) or len(weights) > _MOST_PARTS:
        raise InputError(f"voice {written!r} needs one to {_MOST_PARTS} voices with weights above 0; {_FORM}")
    if at and not _SHIFT.fullmatch(shift):
        raise InputError(f"voice {written!r} has {shift!r} where its semitones should be; {_FORM}")
    semitones = round(float(shift or 0), 2)
    if not SEMITONES[0] <= semitones <= SEMITONES[1]:
        low, high = SEMITONES
        raise InputError(f"voice {written!r} shifts the pitch by {shift} semitones; use {low:g} to {high:g}")
    thousandths = _thousandths(weights)
    parts = [(VOICES[name], share / 1000) for name, share in thousandths.items() if share]
    return VoiceBlend(tuple(sorted(parts, key=lambda part: -part[1])), semitones)


def _thousandths(weights: dict[str, float]) -> dict[str, int]:
    """The weights as whole thousandths of their sum: the largest remainders are rounded up."""
    total = sum(weights.values())
    exact = {name: 1000 * weight / total for name, weight in weights.items()}
    shares = {name: int(share + 1e-6) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in by_remainder[: 1000 - sum(shares.values())]:
        shares[name] += 1
    return shares
