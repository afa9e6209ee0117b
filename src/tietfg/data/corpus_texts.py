"""The sentences of the synthetic corpus: passages by split, with what each sentence is felt with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.words import TextWord, split_words

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

_HEADING = re.compile(r"## (?P<split>\w+) (?P<subject>\w+): (?P<title>.+)")
_LINE = re.compile(r"(?P<feelings>[a-z][a-z+>. 0-9]*?): (?P<sentence>.+)")
_FEELING = re.compile(r"(?P<names>[a-z]+(?:\+[a-z]+)*)(?: (?P<intensity>\.\d+))?")


@dataclass(frozen=True)
class Feeling:
    """What words are felt with from a word on; neutral has intensity 0."""

    word: int
    weights: dict[str, float]
    intensity: float


@dataclass(frozen=True)
class Sentence:
    """A sentence, its own feeling part by part, and the words that carry it by themselves."""

    text: str
    feelings: tuple[Feeling, ...]
    """The first one from word 0 on; words count from the start of the sentence."""
    loaded: frozenset[int]


@dataclass(frozen=True)
class Passage:
    """Sentences that can be said one after the other."""

    split: Split
    subject: str
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class SpokenPart:
    """What an utterance says: one or more sentences of a passage as one text; words count from its start."""

    text: str
    words: tuple[TextWord, ...]
    feelings: tuple[Feeling, ...]
    loaded: frozenset[int]


@cache
def passages() -> tuple[Passage, ...]:
    """All passages, in the order of the file."""
    found: list[Passage] = []
    heading: re.Match[str] | None = None
    sentences: list[Sentence] = []
    document = files("tietfg").joinpath("assets", "corpus", "texts.txt").read_text(encoding="utf-8")
    for line in [*document.splitlines(), "## end end: end"]:
        if match := _HEADING.fullmatch(line):
            if heading is not None:
                found.append(_passage(heading, sentences))
            heading, sentences = match, []
        elif line and not line.startswith("# "):
            sentences.append(_sentence(line))
    return tuple(found)


def join(sentences: Sequence[Sentence]) -> SpokenPart:
    """Sentences as one text."""
    text, feelings, loaded, count = "", [], set(), 0
    for sentence in sentences:
        text += (" " if text else "") + sentence.text
        feelings += [Feeling(count + part.word, part.weights, part.intensity) for part in sentence.feelings]
        loaded |= {count + word for word in sentence.loaded}
        count += len(split_words(sentence.text))
    return SpokenPart(text, split_words(text), tuple(feelings), frozenset(loaded))


def _passage(heading: re.Match[str], sentences: list[Sentence]) -> Passage:
    split = SPLITS[SPLITS.index(heading["split"])]  # type: ignore[arg-type]
    return Passage(split, heading["subject"], heading["title"], tuple(sentences))


def _sentence(line: str) -> Sentence:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"a line of the corpus texts cannot be read: {line!r}")
    parts = match["sentence"].split("|")
    feelings = [_feeling(written.strip()) for written in match["feelings"].split(">")]
    if len(parts) != len(feelings):
        raise ValueError(f"a line of the corpus texts has not as many parts as feelings: {line!r}")
    marked = " ".join(part.strip() for part in parts)
    starts = [len(split_words("".join(parts[:index]))) for index in range(len(parts))]
    return Sentence(
        text=marked.replace("*", ""),
        feelings=tuple(Feeling(start, *feeling) for start, feeling in zip(starts, feelings, strict=True)),
        loaded=frozenset(index for index, word in enumerate(split_words(marked)) if "*" in word.text),
    )


def _feeling(written: str) -> tuple[dict[str, float], float]:
    match = _FEELING.fullmatch(written)
    names = match["names"].split("+") if match else []
    if match is None or not set(names) <= set(EMOTIONS) or (match["intensity"] is None) != (names == ["neutral"]):
        raise ValueError(f"a feeling of the corpus texts cannot be read: {written!r}")
    return dict.fromkeys(names, 1.0), float(match["intensity"] or 0)
