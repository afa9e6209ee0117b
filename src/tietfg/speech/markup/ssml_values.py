"""Values of SSML attributes: times, and what the attributes of `prosody` ask of the voice."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from tietfg.speech.delivery import SPEEDS

_NUMBER = r"(?:\d+\.?\d*|\.\d+)"


@dataclass(frozen=True)
class ProsodyValue:
    """An attribute of `prosody`: which field of a ProsodyChange it sets, and within which range."""

    field: str
    read: Callable[[str], float | None]
    """None for what makes no sense."""
    least: float
    most: float
    unit: str
    form: str
    """How it is written, for messages."""


def read_seconds(value: str) -> float | None:
    """Seconds of "250ms" or "1.5s"; None for anything else."""
    match = re.fullmatch(rf"\+?({_NUMBER})(ms|s)", value)
    return float(match[1]) / (1000 if match[2] == "ms" else 1) if match else None


def _factor(labels: dict[str, float]) -> Callable[[str], float | None]:
    """Reads a label, a percentage of the usual value, a signed percentage beyond it, or a plain factor."""

    def read(value: str) -> float | None:
        match = re.fullmatch(rf"([+-]?)({_NUMBER})(%?)", value)
        if match is None:
            return labels.get(value)
        number = float(match[2]) / (100 if match[3] else 1)
        if match[1] and not match[3]:
            return None
        return number if not match[1] else max(0.0, 1 + math.copysign(number, 1 if match[1] == "+" else -1))

    return read


def _rate(value: str) -> float | None:
    rate = _factor({"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6})(value)
    return rate or None


def _semitones(value: str) -> float | None:
    labels = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
    match = re.fullmatch(rf"([+-]?{_NUMBER})st|([+-]{_NUMBER})%", value)
    if match is None:
        return labels.get(value)
    if match[1]:
        return float(match[1])
    factor = 1 + float(match[2]) / 100
    return 12 * math.log2(factor) if factor > 0 else None


def _decibels(value: str) -> float | None:
    labels = {"silent": -60.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 4.0, "x-loud": 8.0}
    match = re.fullmatch(rf"([+-]?{_NUMBER})dB", value)
    return float(match[1]) if match else labels.get(value)


_range = _factor({"x-low": 0.4, "low": 0.7, "medium": 1.0, "default": 1.0, "high": 1.4, "x-high": 1.8})

PROSODY_VALUES: dict[str, ProsodyValue] = {
    "rate": ProsodyValue("rate", _rate, *SPEEDS, "", "x-slow to x-fast, 120% or +20%"),
    "pitch": ProsodyValue("semitones", _semitones, -8.0, 8.0, "st", "x-low to x-high, +2st or +10%"),
    "range": ProsodyValue("range", _range, 0.0, 2.5, "", "x-low to x-high, 120% or +20%"),
    "volume": ProsodyValue("loudness", _decibels, -60.0, 10.0, "dB", "silent to x-loud, or +6dB"),
}
"""Labels are spread as in common speech services; the recommendation leaves them to the voice."""
