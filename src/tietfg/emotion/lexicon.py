"""English words and phrases that name an emotion or its display, with their mixture and intensity.

Collected by hand along the emotion families of Shaver et al. (J. Pers. Soc. Psychol. 52, 1987) and the facial displays
of Ekman. Contempt belongs to disgust, as when reading MEAD.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tietfg.emotion.lexicon_calm import CALM_AND_PLEASANT
from tietfg.emotion.lexicon_changes import CHANGES, OUTBURSTS, Table
from tietfg.emotion.lexicon_unpleasant import UNPLEASANT

PLAIN_INTENSITY = 0.7
"""Intensity of an emotion named by its plain adjective: "happy", "angry"."""


@dataclass(frozen=True)
class EmotionEntry:
    """What a word or phrase says: weights of the mixture and the intensity it has without any degree."""

    mixture: tuple[tuple[str, float], ...]
    intensity: float
    change: Literal["change", "sudden"] | None
    """Whether the phrase itself tells of a change, as "cheers up" does, or of an outburst."""


@cache
def lexicon() -> dict[str, EmotionEntry]:
    """All entries by their words in lower case, hyphens as blanks: {"in tears": EmotionEntry(...), ...}."""
    entries: dict[str, EmotionEntry] = {}
    tables: tuple[tuple[Table, Literal["change", "sudden"] | None], ...] = (
        (CALM_AND_PLEASANT, None),
        (UNPLEASANT, None),
        (CHANGES, "change"),
        (OUTBURSTS, "sudden"),
    )
    for rows, change in tables:
        for mixture, intensity, phrases in rows:
            entry = EmotionEntry(tuple(mixture.items()), intensity, change)
            entries |= {phrase.replace("_", " "): entry for phrase in phrases.split()}
    return entries
