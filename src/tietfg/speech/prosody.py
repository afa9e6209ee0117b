"""Emotional prosody: what each emotion does to the voice, and the curves that a mixture of emotions makes of it.

The directions follow the literature on vocal emotion; the sizes stay inside the range in which the voice was found to
stay natural and as intelligible as without editing (-2..+3 semitones, F0 range x0.55-1.5, rate x0.85-1.18); of
breathiness only a quarter, as more of it costs more naturalness than it adds feeling.
"""

from dataclasses import astuple, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS

_MOST_ERROR = 4.0
"""Most units that a token may be early or late, so that sounds of the least length do not slow fast speech."""
_UNVOICED_HZ = 25.0
_VOICED_HZ = 60.0

SEMITONES = (-2.0, 3.0)
RANGE = (0.55, 1.5)
RATE = (0.85, 1.18)


@dataclass(frozen=True)
class Effect:
    """What an emotion at intensity 1 does to speech."""

    rate: float
    """Factor of the articulation rate."""
    semitones: float
    """Shift of the mean F0."""
    range: float
    """Factor of the F0 excursions around their mean, in semitones."""
    loudness: float
    """dB."""
    tilt: float
    """Change of the spectral slope, dB per octave; positive is brighter, as with more vocal effort."""
    breathiness: float
    """Share of the voiced sound's power at high frequencies that is aspiration noise in place of harmonics."""
    hush: float
    """Share of the rhythm, F0 contour and energy of a hushed voice."""
    pause: float
    """Factor of the length of pauses."""


EFFECTS: dict[str, Effect] = {
    "neutral": Effect(rate=1.0, semitones=0.0, range=1.0, loudness=0.0, tilt=0.0, breathiness=0.0, hush=0.0, pause=1.0),
    # Joy: faster, higher, much wider F0, louder, more high-frequency energy (Murray & Arnott 1993, table I;
    # Banse & Scherer 1996, elation; Juslin & Laukka 2003, table 7).
    "happy": Effect(
        rate=1.08, semitones=2.0, range=1.35, loudness=2.0, tilt=0.5, breathiness=0.0, hush=0.0, pause=0.85
    ),
    # Sadness: slower, lower, narrower, softer, darker, many pauses (Murray & Arnott 1993; Banse & Scherer 1996;
    # Juslin & Laukka 2003; Burkhardt & Sendlmeier 2000, quiet sorrow); breathy, the most of all (Cahn 1990: +10 of 10;
    # Gobl & Ni Chasaide 2003, breathy voice); soft and lax, as a hushed voice delivers it (the same, lax-creaky voice).
    "sad": Effect(
        rate=0.87, semitones=-1.6, range=0.62, loudness=-4.0, tilt=-1.0, breathiness=0.25, hush=0.5, pause=1.4
    ),
    # Hot anger: faster, higher, much wider, loudest, few pauses (Banse & Scherer 1996; Juslin & Laukka 2003); tense
    # phonation, strong high-frequency energy (Burkhardt & Sendlmeier 2000; Gobl & Ni Chasaide 2003, tense voice).
    "angry": Effect(rate=1.12, semitones=1.5, range=1.4, loudness=4.0, tilt=1.1, breathiness=0.0, hush=0.0, pause=0.7),
    # Fear: fastest and highest, little F0 variability, not louder except in panic (Juslin & Laukka 2003;
    # Banse & Scherer 1996, anxiety; Burkhardt & Sendlmeier 2000); whispery (Gobl & Ni Chasaide 2003, afraid).
    "fear": Effect(
        rate=1.15, semitones=2.6, range=0.85, loudness=-1.0, tilt=0.3, breathiness=0.15, hush=0.0, pause=0.9
    ),
    # Disgust: very much slower, lower, slightly wider, softer (Murray & Arnott 1993).
    "disgust": Effect(
        rate=0.88, semitones=-1.3, range=1.1, loudness=-1.0, tilt=-0.4, breathiness=0.0, hush=0.0, pause=1.25
    ),
    # Surprise: very wide and high F0, somewhat faster and louder, shorter pauses (Cahn 1990).
    "surprise": Effect(
        rate=1.04, semitones=2.3, range=1.5, loudness=2.0, tilt=0.4, breathiness=0.0, hush=0.0, pause=0.9
    ),
}
"""Sources: Murray & Arnott, J. Acoust. Soc. Am. 93 (1993); Banse & Scherer, J. Pers. Soc. Psychol. 70 (1996);
Juslin & Laukka, Psychol. Bull. 129 (2003); Burkhardt & Sendlmeier, ISCA Workshop on Speech and Emotion (2000);
Cahn, J. Am. Voice I/O Soc. 8 (1990); Gobl & Ni Chasaide, Speech Communication 40 (2003)."""

_FACTORS = np.array([True, False, True, False, False, False, False, True])
_TABLE = np.array([astuple(EFFECTS[name]) for name in EMOTIONS])
_TABLE[:, _FACTORS] = np.log(_TABLE[:, _FACTORS])


@dataclass(frozen=True)
class Prosody:
    """Curves of the eight quantities of Effect, all of shape (points,)."""

    rate: NDArray[np.float64]
    semitones: NDArray[np.float64]
    range: NDArray[np.float64]
    loudness: NDArray[np.float64]
    tilt: NDArray[np.float64]
    breathiness: NDArray[np.float64]
    hush: NDArray[np.float64]
    pause: NDArray[np.float64]

    @classmethod
    def added(cls, *changes: NDArray[np.float64]) -> Self:
        """The sum of changes (points, 8), each with factors as logarithms."""
        curves = np.sum(changes, axis=0)
        curves[:, _FACTORS] = np.exp(curves[:, _FACTORS])
        return cls(*curves.T)


def emotional_change(mixture: NDArray[np.float64], intensity: NDArray[np.float64]) -> NDArray[np.float64]:
    """What mixtures (points, 7) at intensities (points,) change, (points, 8) for `Prosody.added`.

    Effects are weighted by probability, scaled by intensity (factors as powers) and held in the natural range.
    """
    change = (mixture * intensity[:, None]) @ _TABLE
    for column, (low, high) in ((0, np.log(RATE)), (1, SEMITONES), (2, np.log(RANGE))):
        change[:, column] = np.clip(change[:, column], low, high)
    return change


def constant_change(effect: Effect) -> NDArray[np.float64]:
    """An effect as a change (8,) for `Prosody.added`."""
    change = np.array(astuple(effect))
    change[_FACTORS] = np.log(change[_FACTORS])
    return change


def edit_durations(durations: NDArray[Any], silent: NDArray[Any], prosody: Prosody) -> NDArray[np.int64]:
    """Whole units per token after dividing by the rate and stretching pauses; at least 1, rounding errors carried on.

    All arrays have one entry per token; `silent` is how many of its units are a pause. Durations at rate 1 and pause
    factor 1 that are whole stay what they are.
    """
    wanted = (durations - silent) / prosody.rate + silent * prosody.pause
    edited = np.empty(len(durations), np.int64)
    error = 0.0
    for index, units in enumerate(wanted):
        edited[index] = max(1, round(units + error))
        error = float(np.clip(error + units - edited[index], -_MOST_ERROR, _MOST_ERROR))
    return edited


def voicing(f0: NDArray[np.float32]) -> NDArray[np.float32]:
    """How voiced the points of a model's F0 curve in Hz are, 0 to 1."""
    return np.clip((f0 - _UNVOICED_HZ) / (_VOICED_HZ - _UNVOICED_HZ), 0.0, 1.0)


def mean_pitch(f0: NDArray[np.float32], energy: NDArray[np.float32]) -> float:
    """Mean of an F0 curve over its voiced points in semitones above 1 Hz; loud points count more, as in hearing."""
    weights = np.where(f0 > _VOICED_HZ, np.maximum(energy, 0.0) ** 4, 0.0)
    return float(np.average(12 * np.log2(np.maximum(f0, 1.0)), weights=weights))


def edit_f0(f0: NDArray[np.float32], prosody: Prosody, centre: float, semitones: float = 0.0) -> NDArray[np.float32]:
    """Widen an F0 curve in Hz (points,) around `centre` and shift it; unvoiced points (near 0) stay.

    `centre` is the voice's own mean in semitones above 1 Hz, so that all blocks are widened around one pitch;
    `semitones` is a shift of the voice itself, beside that of the prosody.
    """
    change = (12 * np.log2(np.maximum(f0, 1.0)) - centre) * (prosody.range - 1) + prosody.semitones + semitones
    return (f0 * 2 ** (voicing(f0) * change / 12)).astype(np.float32)
