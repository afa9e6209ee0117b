"""What is spoken, by whom and how: sentences without a feeling of their own, each in every emotion at full strength."""

from dataclasses import dataclass

from tietfg.emotion.labels import EMOTIONS
from tietfg.portrait.demo import DEMO_PORTRAITS

SENTENCES = (
    "My brother Bob packed a map and a big apple before we left by bus.",
    "The farm behind the market has a barn, a pump, and a path up to the mill.",
    "The window was open all night and somebody has moved every chair in the kitchen.",
)
"""Two that are rich in p, b, m and in open vowels, and an ordinary one."""
VOICE = "af_heart"
MEASURED = EMOTIONS[1:]
FIVE = ("happy", "surprise", "sad", "angry", "neutral")
"""The emotions whose mean hit rate is reported; fear and disgust are weak in the recogniser itself."""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    portraits: tuple[str, ...]
    """Demo portraits and photographs, by name."""
    sentences: int
    clips: int | None
    """Real clips to compare with; None: all."""
    jobs: int


def extent(photographs: tuple[str, ...], sample: bool, jobs: int) -> Extent:
    """All portraits and sentences, or a sample of both."""
    if sample:
        return Extent(("amara", "thomas", "mei", *photographs[:2]), 1, 8, jobs)
    return Extent((*DEMO_PORTRAITS, *photographs), len(SENTENCES), None, jobs)
