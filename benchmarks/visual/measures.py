"""Measures of motion: lips in speech, jerk, blinks, and how two takes differ.

A coefficient of 1, 10 degrees of the head, and a tenth of the distance of the outer eye corners count the same.
"""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.prosody import vowel_indices
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.lips import MEETING_GAP
from tietfg.speech.speech import Phone, Speech
from tietfg.synthesis.motion_tokens import COEFFICIENTS, TOKENS

BILABIALS = frozenset("pbm")
SHUT = 0.6
"""Lids are closed in a blink where both eyeBlink are larger."""
_FPS = float(LATENT_RATE)
_SCALE = np.concatenate([np.ones(COEFFICIENTS), np.full(3, np.degrees(1) / 10), np.full(3, 10.0)])
_MIDDLE = slice(2, 9)
"""The inner lip points that are not in the corners."""

Values = NDArray[np.floating]
"""(frames, VALUES) at 25 Hz."""


def speaking(values: Values, speech: Speech) -> dict[str, float]:
    """Share of p, b and m with lips closed, median opening in vowels (% of the eye distance), blinks a minute."""
    gap = lip_gap(values)

    def during(phone: Phone) -> Values:
        first = min(int(phone.start * _FPS), len(gap) - 1)
        return gap[first : max(int(np.ceil(phone.end * _FPS)), first + 1)]

    closed = [during(phone).min() < 100 * MEETING_GAP for phone in speech.phones if phone.symbol in BILABIALS]
    opened = [during(speech.phones[index]).max() for index in vowel_indices(speech.phones)]
    shut = values[:, [coefficient("eyeBlinkLeft"), coefficient("eyeBlinkRight")]].min(axis=1) > SHUT
    blinks = int((shut[1:] & ~shut[:-1]).sum())
    return {
        "closure": float(np.mean(closed)) if closed else np.nan,
        "openness": float(np.median(opened)) if opened else np.nan,
        "blinks": 60 * _FPS * blinks / len(values),
    }


def lip_gap(values: Values) -> NDArray[np.float64]:
    """Largest opening between the inner lips of the mean face (frames,), in % of the distance of the eye corners."""
    basis = load_basis()
    rest, change = basis.neutral[:, 1].astype(np.float64), basis.basis[:, :, 1].astype(np.float64)
    lower, upper = LOWER_INNER_LIP[_MIDDLE], UPPER_INNER_LIP[_MIDDLE]
    gaps = rest[lower] - rest[upper] + values[:, :COEFFICIENTS] @ (change[:, lower] - change[:, upper])
    return 100 * gaps.max(axis=1)


def by_region(name: str, values: Values) -> dict[str, float]:
    """Mean of (frames, VALUES) over frames and over each region's values, and over all regions as `name` itself."""
    means = values.mean(axis=0)
    regions = {region.name: float(means[list(region.values)].mean()) for region in TOKENS}
    return {name: float(np.mean(list(regions.values()))), **{f"{name}, {key}": mean for key, mean in regions.items()}}


def jerk(values: Values) -> dict[str, float]:
    """Mean absolute third difference from frame to frame, in thousandths, by region."""
    return by_region("jerk", 1000 * np.abs(np.diff(values * _SCALE, n=3, axis=0)))


def level(values: Values) -> dict[str, float]:
    """Mean by region."""
    return by_region("mean", values * _SCALE)


def deviation(values: Values) -> dict[str, float]:
    """Standard deviation over time by region."""
    return by_region("deviation", (values * _SCALE).std(axis=0, keepdims=True))


def diversity(first: Values, second: Values) -> dict[str, float]:
    """Mean absolute difference of two takes by region."""
    return by_region("diversity", np.abs(first - second) * _SCALE)


def jaw_correlation(values: Values, true: Values) -> float:
    """Correlation of the jaw's opening in two performances of the same speech."""
    jaw = coefficient("jawOpen")
    return float(np.corrcoef(values[:, jaw], true[:, jaw])[0, 1])
