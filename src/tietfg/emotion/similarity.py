"""TextMeaning: the emotion of phrases and sentences by what they mean, beyond any list of words."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.judge import judges
from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.lexicon import EmotionEntry, lexicon
from tietfg.errors import WeightsError
from tietfg.weights.store import WeightStore

if TYPE_CHECKING:
    from tietfg.emotion.embedding import SentenceEncoder

_LEAST_CERTAIN = 0.6
"""Least probability of the emotion that a phrase is said to name, as a share of the certainty asked for."""
_KNOWN_WORDS = 0.5
"""Share of a phrase's words that are common ones, below which only what is nearly an example is understood."""
_REMEMBERED = 0.75
_BLEND = 0.75
"""Share of the probability that two emotions must hold, and hold nearly alike, to be a mixture and not a doubt."""
_ALIKE = 0.6
_EXPRESSED = (0.2, 0.5)
"""Intensity of a sentence whose emotion is quite uncertain, and certain."""
_LEAST_EXPRESSED = 0.45
"""Least probability of the emotion that a sentence is said with; below it is taken as matter of fact."""
_EXCLAIMED = 0.1
_MOST_EXPRESSED = 0.6
_WORDS_ALONE = 0.6
"""Factor on the intensity of a word of the lexicon that a sentence merely contains."""
_LONGEST_PHRASE = 6
"""Words of the longest entry of the lexicon that is looked for in a sentence."""
_NEGATION = re.compile(r"(?:not|no|never|nor|neither|without|hardly|cannot|\w+n['’]t)$")
_COMPARISONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (
            r"^(?:as if|as though|imagin(?:e|ing)(?: that)?|pictur(?:e|ing)|pretend(?:ing)?(?: that)?|think of"
            r"|you know (?:how|when)|(?:in )?the (?:way|manner|style|voice|tone)(?: of| that| in which)?"
            r"|similar to|reminiscent of) ",
            "like ",
        ),
        (r"^(?:like )?(?:you|he|she|they|i|we)(?: are|'re| is|'s| am|'m| were| was) (?=an? )", "like "),
        (
            r"^like (?:she|he|they|you|i|we|it|(?:the )?speaker|someone|somebody|a person|one)(?: who| that)?"
            r"(?: has| have| had| is| are| was| were|'s|'re|'ve|'d| just)*(?= )",
            "like someone who",
        ),
    )
)
_NEUTRAL_ENTRY = EmotionEntry((("neutral", 1.0),), 0.0, None)


@dataclass
class TextMeaning:
    """Reads phrases and sentences by embedding them and judging the vectors by what it was taught.

    `scripts/meaning/fit.py` teaches it phrases and sentences written for this project. The model loads when
    it is first needed (about 0.4 s). Where its files are missing and cannot be fetched this is reported once through
    the store; then phrases outside the lexicon are not understood, and sentences are judged by the words of the
    lexicon. Embeddings hardly see negation: "not" before a phrase is for the caller to read. Safe to share between
    threads.
    """

    store: WeightStore
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _encoder: "SentenceEncoder | None" = field(default=None, init=False, repr=False)
    _missing: bool = field(default=False, init=False, repr=False)

    def described(self, phrase: str, certainty: float = 0.5) -> EmotionEntry | None:
        """The emotion that a phrase of a description asks for; None when it names no way to feel or show feeling."""
        plain = " ".join(phrase.lower().replace("-", " ").split())
        if (listed := lexicon().get(plain)) is not None:
            return listed
        plain = compared_form(plain)
        encoder = self.encoder() if any(character.isalpha() for character in plain) else None
        if encoder is None:
            return None
        vectors = encoder.embed([plain])
        strange = encoder.tokenizer.known_share(plain) < _KNOWN_WORDS
        if strange and judges().described.nearness(vectors)[0] < _REMEMBERED:
            return None  # made-up words lie anywhere
        likely = judges().described.probabilities(vectors)[0]
        likely, unfeeling = likely[:-1], likely[-1]
        beside = likely.max() / (likely.max() + unfeeling)
        if beside < certainty or likely.max() < _LEAST_CERTAIN * certainty:
            return None
        head = judges().intensity
        intensity = round(float(np.clip(vectors[0] @ head[:-1] + head[-1], 0.3, 0.95)), 2)
        return _entry(likely / likely.sum(), intensity)

    def expressed(self, sentence: str) -> EmotionEntry:
        """The emotion with which a sentence would naturally be said, at intensity 0.2 to 0.6; or neutral."""
        return self.expressed_each([sentence])[0]

    def expressed_each(self, sentences: Sequence[str]) -> tuple[EmotionEntry, ...]:
        """The same for many sentences, embedded together."""
        encoder = self.encoder() if sentences else None
        if encoder is None:
            return tuple(_by_words(sentence) for sentence in sentences)
        judged = judges().expressed.probabilities(encoder.embed(sentences))
        return tuple(
            _entry(likely, _loudness(sentence, float(likely.max())))
            if likely.max() >= _LEAST_EXPRESSED
            else _NEUTRAL_ENTRY
            for sentence, likely in zip(sentences, judged, strict=True)
        )

    def encoder(self) -> "SentenceEncoder | None":
        """What embeds sentences and words, loaded once; None where its files are missing."""
        with self._lock:
            if self._encoder is None and not self._missing:
                from tietfg.emotion.embedding import SentenceEncoder  # most descriptions do without the runtime

                try:
                    model, tokenizer = (self.store.path(f"minilm-l6-{part}") for part in ("int8", "tokenizer"))
                    self._encoder = SentenceEncoder(model, tokenizer)
                except WeightsError as error:
                    self._missing = True
                    self.store.report(f"note: the meaning of phrases outside the lexicon cannot be read: {error}")
            return self._encoder


def compared_form(phrase: str) -> str:
    """A lower-case phrase with one wording for all comparisons: "as though she had lost" as "like someone who lost"."""
    for pattern, replacement in _COMPARISONS:
        phrase = pattern.sub(replacement, phrase)
    return phrase


def _entry(likely: NDArray[np.float64], intensity: float) -> EmotionEntry:
    """The likeliest emotion, with the second where the two together are nearly certain and alike."""
    second, first = np.argsort(likely, kind="stable")[-2:]
    if first == NEUTRAL:
        return _NEUTRAL_ENTRY
    pair = likely[[first, second]]
    if second == NEUTRAL or pair.sum() < _BLEND or pair[1] < _ALIKE * pair[0]:
        return EmotionEntry(((EMOTIONS[first], 1.0),), intensity, None)
    share = round(float(pair[0] / pair.sum()), 2)
    return EmotionEntry(((EMOTIONS[first], share), (EMOTIONS[second], round(1 - share, 2))), intensity, None)


def _loudness(sentence: str, certainty: float) -> float:
    """Intensity by how sure the emotion is, and by exclamation marks and words in capitals."""
    weakest, strongest = _EXPRESSED
    capitals = len(re.findall(r"\b[A-Z]{3,}\b", sentence)) >= 2 or (sentence.isupper() and " " in sentence.strip())
    exclaimed = min(sentence.count("!"), 2) / 2 + 0.5 * capitals
    return round(min(weakest + (strongest - weakest) * certainty**2 + _EXCLAIMED * exclaimed, _MOST_EXPRESSED), 2)


def _by_words(sentence: str) -> EmotionEntry:
    """The strongest entry of the lexicon that the sentence contains, unless "not" or the like stands shortly before."""
    words = re.findall(r"[\w'’]+", sentence.lower())
    found = [
        entry
        for start in range(len(words))
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1)
        if (entry := lexicon().get(" ".join(words[start:end]))) is not None
        and entry.mixture[0][0] != "neutral"
        and not any(_NEGATION.match(word) for word in words[max(0, start - 3) : start])
    ]
    if not found:
        return _NEUTRAL_ENTRY
    strongest = max(found, key=lambda entry: entry.intensity)
    return EmotionEntry(strongest.mixture, round(strongest.intensity * _WORDS_ALONE, 2), None)
