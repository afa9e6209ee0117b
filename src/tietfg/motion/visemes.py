"""Visemes: what lips and jaw aim at in every phone, and how strongly the phone insists on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ARTICULATORS: tuple[str, ...] = (
    "jawOpen",
    "mouthPucker",
    "mouthFunnel",
    "mouthSmile",
    "mouthStretch",
    "mouthLowerDown",
    "mouthUpperUp",
    "mouthRollLower",
    "mouthPress",
    "mouthShrugLower",
    "tongueOut",
)
"""ARKit coefficients that speech moves; those of two sides stand for both. tongueOut lifts the tip
of the tongue to the teeth and beyond."""

JAW, TONGUE = ARTICULATORS.index("jawOpen"), ARTICULATORS.index("tongueOut")
ROUNDING = (ARTICULATORS.index("mouthPucker"), ARTICULATORS.index("mouthFunnel"))
SPREADING = (ARTICULATORS.index("mouthSmile"), ARTICULATORS.index("mouthStretch"))


@dataclass(frozen=True)
class Viseme:
    """Targets (11,) of ARTICULATORS and the dominance (11,) of each, from 0 (yields) to about 1 (insists)."""

    targets: NDArray[np.float64]
    dominance: NDArray[np.float64]


def _viseme(jaw: float, insist: tuple[float, float, float], tongue: float = 0.0, **lips: float) -> Viseme:
    """A viseme from jaw opening, dominance over jaw, rounding and lip height, how far the tongue comes, and lips."""
    named = {f"mouth{name[0].upper()}{name[1:]}": value for name, value in lips.items()}
    named |= {"jawOpen": jaw, "tongueOut": tongue}
    targets = np.array([named.get(name, 0.0) for name in ARTICULATORS])
    over_jaw, over_rounding, over_height = insist
    dominance = np.full(len(ARTICULATORS), over_height)
    dominance[JAW] = over_jaw
    dominance[[*ROUNDING, *SPREADING]] = over_rounding
    dominance[TONGUE] = 0.8
    return Viseme(targets, dominance)


_VOWEL = (1.0, 0.5, 0.6)
_ROUNDED = (1.0, 1.0, 0.7)
_TONGUE = (0.38, 0.12, 0.25)
_TEETH = (0.9, 0.4, 0.5)

REST = _viseme(0.0, (0.7, 0.5, 0.6))
"""The closed, relaxed mouth of a pause."""

_AH = _viseme(0.57, _VOWEL, lowerDown=0.22, upperUp=0.14, stretch=0.04)
_EE = _viseme(0.13, (0.9, 0.8, 0.6), smile=0.24, stretch=0.3, lowerDown=0.4, upperUp=0.22)
_IH = _viseme(0.23, _VOWEL, smile=0.14, stretch=0.14, lowerDown=0.32, upperUp=0.18)
_EH = _viseme(0.34, _VOWEL, smile=0.08, stretch=0.16, lowerDown=0.32, upperUp=0.18)
_UH = _viseme(0.18, _ROUNDED, pucker=0.55, funnel=0.22)
_OO = _viseme(0.12, (0.9, 1.2, 0.8), pucker=0.85, funnel=0.34)
_OH = _viseme(0.32, _ROUNDED, pucker=0.5, funnel=0.4)
_AW = _viseme(0.4, _ROUNDED, pucker=0.28, funnel=0.48)
_LIPS = _viseme(0.03, (0.9, 0.15, 1.1), press=0.25, rollLower=0.15)
_LIP_TEETH = _viseme(0.08, (0.9, 0.3, 1.2), rollLower=0.55, upperUp=0.4, shrugLower=0.15)
_ALVEOLAR = _viseme(0.17, _TONGUE, tongue=0.45, lowerDown=0.38, upperUp=0.18)
_SIBILANT = _viseme(0.07, _TEETH, stretch=0.22, smile=0.06, lowerDown=0.5, upperUp=0.28)
_POSTALVEOLAR = _viseme(0.06, (0.9, 1.0, 0.7), pucker=0.3, funnel=0.55, lowerDown=0.2, upperUp=0.12)
_VELAR = _viseme(0.18, (0.25, 0.06, 0.15), lowerDown=0.24, upperUp=0.1)
_GLOTTAL = _viseme(0.18, (0.1, 0.03, 0.08))

VISEMES: dict[str, tuple[Viseme, ...]] = {
    "i": (_EE,),
    "ɪ": (_IH,),
    "ɛ": (_EH,),
    "æ": (_viseme(0.52, _VOWEL, smile=0.08, stretch=0.22, lowerDown=0.3, upperUp=0.18),),
    "a": (_AH,),
    "ɑ": (_viseme(0.6, _VOWEL, lowerDown=0.2, upperUp=0.1),),
    "ɒ": (_viseme(0.46, _ROUNDED, pucker=0.1, funnel=0.34),),
    "ɔ": (_AW,),
    "ʌ": (_viseme(0.32, _VOWEL, lowerDown=0.18, upperUp=0.08),),
    "ɐ": (_viseme(0.3, _VOWEL, lowerDown=0.16, upperUp=0.08),),
    "ə": (_viseme(0.21, (0.6, 0.25, 0.4), lowerDown=0.26, upperUp=0.12),),
    "ᵊ": (_viseme(0.12, (0.3, 0.12, 0.2), lowerDown=0.1),),
    "ᵻ": (_viseme(0.19, (0.6, 0.25, 0.4), smile=0.05, stretch=0.08, lowerDown=0.28, upperUp=0.12),),
    "ɜ": (_viseme(0.24, (0.9, 0.8, 0.6), pucker=0.2, funnel=0.25, lowerDown=0.12),),
    "ʊ": (_UH,),
    "u": (_OO,),
    "e": (_EH,),
    "o": (_OH,),
    "A": (_EH, _EE),
    "I": (_AH, _IH),
    "W": (_AH, _OO),
    "Y": (_AW, _IH),
    "O": (_OH, _OO),
    "Q": (_viseme(0.29, _VOWEL, funnel=0.15, lowerDown=0.1), _OO),
    "p": (_LIPS,),
    "b": (_LIPS,),
    "m": (_LIPS,),
    "f": (_LIP_TEETH,),
    "v": (_LIP_TEETH,),
    "w": (_viseme(0.06, (0.8, 1.3, 0.9), pucker=1.0, funnel=0.15),),
    "ʍ": (_viseme(0.06, (0.8, 1.3, 0.9), pucker=1.0, funnel=0.15),),
    "ɹ": (_viseme(0.15, (0.6, 0.7, 0.5), pucker=0.38, funnel=0.34, lowerDown=0.14),),
    "j": (_viseme(0.12, (0.6, 0.4, 0.4), smile=0.16, stretch=0.18, lowerDown=0.18, upperUp=0.08),),
    "l": (_viseme(0.22, (0.5, 0.12, 0.3), tongue=0.6, lowerDown=0.34, upperUp=0.16),),
    "θ": (_viseme(0.15, (0.7, 0.2, 0.5), tongue=1.0, lowerDown=0.28, upperUp=0.12),),
    "ð": (_viseme(0.15, (0.6, 0.15, 0.4), tongue=0.8, lowerDown=0.24, upperUp=0.1),),
    "s": (_SIBILANT,),
    "z": (_SIBILANT,),
    "ʃ": (_POSTALVEOLAR,),
    "ʒ": (_POSTALVEOLAR,),
    "ʤ": (_POSTALVEOLAR,),
    "ʧ": (_POSTALVEOLAR,),
    "t": (_ALVEOLAR,),
    "d": (_ALVEOLAR,),
    "n": (_ALVEOLAR,),
    "T": (_ALVEOLAR,),
    "ɾ": (_ALVEOLAR,),
    "k": (_VELAR,),
    "ɡ": (_VELAR,),
    "ŋ": (_VELAR,),
    "x": (_VELAR,),
    "h": (_GLOTTAL,),
    "ʔ": (_GLOTTAL,),
}
"""Phone in misaki's alphabet -> its viseme, two for a diphthong."""

UNKNOWN = (_viseme(0.17, (0.4, 0.1, 0.3), lowerDown=0.1),)
"""A phone outside the table: a little open, and it yields."""

LENGTH_MARK = "ː"
"""Prolongs the phone before it."""

BILABIALS = frozenset("pbm")
LABIODENTALS = frozenset("fv")
VOWELS = frozenset("iɪɛæaɑɒɔʌɐəᵊᵻɜʊueoAIWYOQ")
