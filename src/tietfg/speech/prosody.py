"""Emotional prosody: what each emotion does to the voice, and the curves that a mixture of emotions makes of it.

The directions follow the literature on vocal emotion; the sizes stay inside the range in which the voice was found to
stay natural and as intelligible as without editing (-2..+3 semitones, F0 range x0.55-1.5, rate x0.85-1.18).
"""

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS

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
    """Change of the spectral slope, dB per octave; positive is brighter."""
    pause: float
    """Factor of the length of pauses inside a block."""


EFFECTS: dict[str, Effect] = {
    "neutral": Effect(rate=1.0, semitones=0.0, range=1.0, loudness=0.0, tilt=0.0, pause=1.0),
    # Joy: faster, higher, much wider F0, louder, more high-frequency energy (Murray & Arnott 1993, table I;
    # Banse & Scherer 1996, elation; Juslin & Laukka 2003, table 7).
    "happy": Effect(rate=1.08, semitones=2.0, range=1.35, loudness=2.0, tilt=0.5, pause=0.85),
    # Sadness: slower, lower, narrower, softer, darker, many pauses (Murray & Arnott 1993; Banse & Scherer 1996;
    # Juslin & Laukka 2003; Burkhardt & Sendlmeier 2000, quiet sorrow).
    "sad": Effect(rate=0.87, semitones=-1.6, range=0.62, loudness=-4.0, tilt=-1.0, pause=1.4),
    # Hot anger: faster, higher, much wider, loudest, strong high-frequency energy, few pauses (Banse & Scherer 1996;
    # Juslin & Laukka 2003; Burkhardt & Sendlmeier 2000, tense phonation).
    "angry": Effect(rate=1.12, semitones=1.5, range=1.4, loudness=4.0, tilt=1.1, pause=0.7),
    # Fear: fastest and highest, little F0 variability, not louder except in panic (Juslin & Laukka 2003;
    # Banse & Scherer 1996, anxiety; Burkhardt & Sendlmeier 2000).
    "fear": Effect(rate=1.15, semitones=2.6, range=0.85, loudness=-1.0, tilt=0.3, pause=0.9),
    # Disgust: very much slower, lower, slightly wider, softer (Murray & Arnott 1993).
    "disgust": Effect(rate=0.88, semitones=-1.3, range=1.1, loudness=-1.0, tilt=-0.4, pause=1.25),
    # Surprise: very wide and high F0, somewhat faster and louder, shorter pauses (Cahn 1990).
    "surprise": Effect(rate=1.04, semitones=2.3, range=1.5, loudness=2.0, tilt=0.4, pause=0.9),
}
"""Sources: Murray & Arnott, J. Acoust. Soc. Am. 93 (1993); Banse & Scherer, J. Pers. Soc. Psychol. 70 (1996);
Juslin & Laukka, Psychol. Bull. 129 (2003); Burkhardt & Sendlmeier, ISCA Workshop on Speech and Emotion (2000);
Cahn, J. Am. Voice I/O Soc. 8 (1990)."""

_FACTORS = np.array([True, False, True, False, False, True])
_TABLE = np.array([astuple(EFFECTS[name]) for name in EMOTIONS])
_TABLE[:, _FACTORS] = np.log(_TABLE[:, _FACTORS])


@dataclass(frozen=True)
class Prosody:
    """Curves of the six quantities of Effect, all of shape (points,)."""

    rate: NDArray[np.float64]
    semitones: NDArray[np.float64]
    range: NDArray[np.float64]
    loudness: NDArray[np.float64]
    tilt: NDArray[np.float64]
    pause: NDArray[np.float64]


def prosody(mixture: NDArray[np.float64], intensity: NDArray[np.float64]) -> Prosody:
    """The prosody of mixtures (points, 7) at intensities (points,).

    Effects are weighted by probability, scaled by intensity (factors as powers) and held in the natural range.
    """
    curves = (mixture * intensity[:, None]) @ _TABLE
    curves[:, _FACTORS] = np.exp(curves[:, _FACTORS])
    rate, semitones, spread, loudness, tilt, pause = curves.T
    return Prosody(np.clip(rate, *RATE), np.clip(semitones, *SEMITONES), np.clip(spread, *RANGE), loudness, tilt, pause)


def edit_durations(durations: NDArray[np.int64], silent: NDArray[np.int64], prosody: Prosody) -> NDArray[np.int64]:
    """Whole units per token after dividing by the rate and stretching pauses; at least 1, rounding errors carried on.

    All arrays have one entry per token; `silent` is how many of its units are a pause. Durations at rate 1 and pause
    factor 1 stay what they are.
    """
    wanted = (durations - silent) / prosody.rate + silent * prosody.pause
    edited = np.empty_like(durations)
    error = 0.0
    for index, units in enumerate(wanted):
        edited[index] = max(1, round(units + error))
        error = float(np.clip(error + units - edited[index], -1.5, 1.5))
    return edited


def edit_f0(f0: NDArray[np.float32], prosody: Prosody) -> NDArray[np.float32]:
    """Shift and widen an F0 curve in Hz (points,) around its voiced mean; unvoiced points (near 0) stay."""
    voicing = np.clip((f0 - _UNVOICED_HZ) / (_VOICED_HZ - _UNVOICED_HZ), 0.0, 1.0)
    if not voicing.any():
        return f0
    semitones = 12 * np.log2(np.maximum(f0, 1.0))
    mean = np.average(semitones, weights=voicing)
    edited = mean + (semitones - mean) * prosody.range + prosody.semitones
    return (f0 * 2 ** (voicing * (edited - semitones) / 12)).astype(np.float32)
