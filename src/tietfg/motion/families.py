"""Actions: how each emotion can show in a face at full intensity, as small families of variants."""

from dataclasses import dataclass

Units = dict[str, float]
"""ARKit coefficients by movement; a value goes to both sides."""


@dataclass(frozen=True)
class UpperAction:
    """What brows and eyes do; `share` is how often it is chosen in its family."""

    share: float
    units: Units


@dataclass(frozen=True)
class LowerAction:
    """What nose, cheeks, lips and jaw do while the mouth speaks and while it rests."""

    share: float
    speaking: Units
    resting: Units
    lean: float = 0.0
    """By what part one side does more and the other less."""


@dataclass(frozen=True)
class Family:
    """The variants of one emotion. Upper and lower actions are chosen apart, the first ones most often."""

    upper: tuple[UpperAction, ...] = ()
    lower: tuple[LowerAction, ...] = ()
    upper_weight: float = 1.0
    """How much the upper face says of the emotion when it is mixed with others, beside the lower face's part."""
    lower_weight: float = 1.0
    tempo: float = 1.0
    """Factor on the rates at which it comes and goes."""


def _units(text: str) -> Units:
    """Parse "mouthSmile 1.05, cheekSquint 1"."""
    return {name: float(value) for name, value in (piece.split() for piece in text.split(","))}


FAMILIES: dict[str, Family] = {
    "neutral": Family(),
    # 6 + 12 + 25 + 26; brows eased, or lifted cheeks look sly. Felt smiles come more slowly than posed ones.
    "happy": Family(
        upper=(
            UpperAction(0.6, _units("eyeSquint .45, browInnerUp .25, browOuterUp .15")),
            UpperAction(0.4, _units("eyeSquint .3, eyeWide .15, browInnerUp .45, browOuterUp .45")),
        ),
        lower=(
            LowerAction(
                0.5,
                speaking=_units(
                    "mouthSmile 1.25, cheekSquint 1.1, mouthDimple .2, mouthUpperUp .7, mouthLowerDown .65, jawOpen .14"
                ),
                resting=_units(
                    "mouthSmile 1.15, cheekSquint 1, mouthDimple .15, mouthUpperUp .5, mouthLowerDown .5, jawOpen .1"
                ),
            ),
            LowerAction(
                0.3,
                speaking=_units(
                    "mouthSmile 1.15, cheekSquint 1, mouthDimple .25, mouthUpperUp .55, mouthLowerDown .55, jawOpen .12"
                ),
                resting=_units("mouthSmile 1.1, cheekSquint .9, mouthDimple .3, mouthPress .15"),
            ),
            LowerAction(
                0.2,
                speaking=_units(
                    "mouthSmile 1.2, cheekSquint 1.05, noseSneer .12, mouthUpperUp .7, mouthLowerDown .55, jawOpen .13"
                ),
                resting=_units("mouthSmile 1.1, cheekSquint .95, mouthUpperUp .35, mouthLowerDown .3"),
                lean=0.14,
            ),
        ),
        upper_weight=0.5,
        tempo=0.88,
    ),
    # 1 + 4 + 15 + 17 with lowered lids; grief adds 7, 11 and 20.
    "sad": Family(
        upper=(
            UpperAction(0.55, _units("browInnerUp 1.5, browDown .8, eyeBlink .28, eyeSquint .45, eyeLookDown .2")),
            UpperAction(0.45, _units("browInnerUp 1.55, browDown .9, eyeBlink .18, eyeSquint .65")),
        ),
        lower=(
            LowerAction(
                0.55,
                speaking=_units("mouthFrown 1.5, mouthShrugLower .5, mouthLowerDown .35, cheekSquint .15, jawOpen .06"),
                resting=_units("mouthFrown 1.45, mouthShrugLower .6, mouthShrugUpper .15"),
            ),
            LowerAction(
                0.45,
                speaking=_units(
                    "mouthFrown 1.45, mouthStretch .35, mouthShrugLower .35, mouthUpperUp .25, "
                    "mouthLowerDown .4, noseSneer .2, cheekSquint .35"
                ),
                resting=_units("mouthFrown 1.4, mouthStretch .2, mouthShrugLower .5, mouthPress .35"),
                lean=0.06,
            ),
        ),
        lower_weight=0.7,
        tempo=0.8,
    ),
    # 4 + 5 + 7 with 10 + 16 + 25 (teeth bared, lips squared) or, between phrases, 23 + 24 (lips pressed).
    "angry": Family(
        upper=(
            UpperAction(0.6, _units("browDown 1.55, eyeSquint .75, eyeWide .3")),
            UpperAction(0.4, _units("browDown 1.6, eyeSquint .95, eyeWide .15")),
        ),
        lower=(
            LowerAction(
                0.6,
                speaking=_units(
                    "noseSneer 1, cheekSquint .4, mouthUpperUp .8, mouthLowerDown 1.05, mouthFrown .35, "
                    "mouthStretch .4, mouthFunnel .14, jawForward .2, jawOpen .18"
                ),
                resting=_units(
                    "noseSneer .95, cheekSquint .4, mouthUpperUp .5, mouthLowerDown .6, "
                    "mouthFrown .35, mouthStretch .4, jawForward .25"
                ),
            ),
            LowerAction(
                0.4,
                speaking=_units(
                    "noseSneer .85, cheekSquint .3, mouthUpperUp .6, mouthLowerDown 1.1, mouthFrown .4, "
                    "mouthStretch .3, mouthFunnel .2, jawForward .3, jawOpen .2"
                ),
                resting=_units(
                    "noseSneer .75, cheekSquint .3, mouthPress .8, mouthRollLower .3, "
                    "mouthFrown .35, mouthShrugLower .35, jawForward .25"
                ),
                lean=0.08,
            ),
        ),
        lower_weight=0.8,
    ),
    # 1 + 2 + 4 + 5 with 20 + 25, or with the jaw dropped (26).
    "fear": Family(
        upper=(
            UpperAction(0.6, _units("browInnerUp 1.45, browOuterUp .5, browDown .6, eyeWide 1.25")),
            UpperAction(0.4, _units("browInnerUp 1.55, browOuterUp .2, browDown .75, eyeWide 1.2, eyeSquint .2")),
        ),
        lower=(
            LowerAction(
                0.6,
                speaking=_units("mouthStretch 1.35, mouthLowerDown .8, mouthFrown .55, jawOpen .22"),
                resting=_units("mouthStretch 1.25, mouthLowerDown .6, mouthFrown .5, jawOpen .1"),
            ),
            LowerAction(
                0.4,
                speaking=_units("mouthStretch 1.1, mouthLowerDown .7, mouthFrown .45, jawOpen .32"),
                resting=_units("mouthStretch .95, mouthLowerDown .5, mouthFrown .4, jawOpen .2"),
                lean=0.06,
            ),
        ),
        lower_weight=0.8,
        tempo=1.15,
    ),
    # 4 + 7 with 9 + 10 + 17, or with the mouth open (16 + 25 + 26).
    "disgust": Family(
        upper=(
            UpperAction(0.6, _units("browDown .75, eyeSquint 1")),
            UpperAction(0.4, _units("browDown .95, eyeSquint .85, eyeBlink .16")),
        ),
        lower=(
            LowerAction(
                0.55,
                speaking=_units(
                    "noseSneer 1.5, cheekSquint 1, mouthUpperUp 1.1, mouthFrown .35, "
                    "mouthShrugLower .35, mouthLowerDown .4, jawOpen .12"
                ),
                resting=_units("noseSneer 1.5, cheekSquint 1, mouthUpperUp .7, mouthFrown .65, mouthShrugLower .65"),
                lean=0.08,
            ),
            LowerAction(
                0.45,
                speaking=_units(
                    "noseSneer 1.45, cheekSquint .9, mouthUpperUp .9, mouthLowerDown .8, "
                    "mouthFrown .35, mouthStretch .35, jawOpen .18"
                ),
                resting=_units(
                    "noseSneer 1.5, cheekSquint .95, mouthUpperUp .75, mouthLowerDown .5, "
                    "mouthFrown .6, mouthStretch .3, jawOpen .05"
                ),
                lean=0.15,
            ),
        ),
        upper_weight=0.7,
        tempo=0.95,
    ),
    # 1 + 2 + 5 + 26
    "surprise": Family(
        upper=(
            UpperAction(0.65, _units("browInnerUp 1.3, browOuterUp 1.2, eyeWide 1.35")),
            UpperAction(0.35, _units("browInnerUp 1.35, browOuterUp 1.05, eyeWide 1.25")),
        ),
        lower=(
            LowerAction(
                0.6,
                speaking=_units("jawOpen .58, mouthFunnel .42, mouthPucker .1"),
                resting=_units("jawOpen .46, mouthFunnel .34, mouthPucker .1"),
            ),
            LowerAction(
                0.4,
                speaking=_units("jawOpen .56, mouthFunnel .46, mouthPucker .15, mouthLowerDown .1"),
                resting=_units("jawOpen .4, mouthFunnel .34, mouthPucker .15"),
            ),
        ),
        lower_weight=0.6,
        tempo=1.2,
    ),
}
"""The comments name the facial action units.

Units from Ekman and Friesen's EMFACS (1983), the variants of their Investigator's Guide to FACS (Ekman, Friesen and
Hager 2002), and the prototypes of Du, Tao and Martinez, "Compound facial expressions of emotion" (PNAS 2014), whose
compounds take brows and eyes from one emotion and the mouth from the other. Anger and fear are bared teeth and
stretched lips as much as brows. Brows, frown, stretch and sneer go beyond 1 because people do. Felt smiles come more
slowly than posed ones (Schmidt, Ambadar, Cohn and Reed 2006); of the six, surprise is the fastest and sadness the
slowest.
"""
