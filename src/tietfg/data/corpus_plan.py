"""The plan of a synthetic corpus: its splits, their voices and prosody, and the text of each utterance."""

import hashlib
from importlib.resources import files

import numpy as np

from tietfg.data.corpus import CorpusDocument, ProsodyRanges, SplitDocument
from tietfg.data.corpus_texts import SPLITS, Passage, Split, SpokenPart, join, passages
from tietfg.errors import InputError

SHARES: dict[Split, float] = {"train": 0.8, "validation": 0.1, "test": 0.1}
"""Of the hours."""
BABBLE_CLIPS = 6
"""Neutral utterances of each split that its babble is mixed from."""
MOST_HOURS = 100.0

_SENTENCES = (0.25, 0.35, 0.25, 0.15)
"""How often an utterance has one, two, three, four sentences."""
_SECONDS_PER_CHARACTER, _SECONDS_PER_SENTENCE = 0.053, 0.36
"""Of an estimate of how long speech takes."""
UTTERANCE_STREAM, BABBLE_STREAM, PASSAGE_STREAM, SENTENCE_STREAM, VOICE_STREAM = range(5)
"""Random numbers of a split for different things are independent."""

_TRAINED = ProsodyRanges(
    speed=((0.94, 1.07),),
    semitones=((-0.8, 0.8),),
    range=((0.9, 1.12),),
    loudness=((-1.5, 1.5),),
    expressiveness=((0.9, 2.0),),
)
_UNSEEN = ProsodyRanges(
    speed=((0.86, 0.94), (1.07, 1.16)),
    semitones=((-1.6, -0.8), (0.8, 1.6)),
    range=((0.8, 0.9), (1.12, 1.25)),
    loudness=((-3.0, -1.5), (1.5, 3.0)),
    expressiveness=((0.75, 0.9), (2.0, 2.3)),
)
PROSODY: dict[Split, ProsodyRanges] = {"train": _TRAINED, "validation": _TRAINED, "test": _UNSEEN}

_KOKORO_HELD_OUT: dict[Split, tuple[str, ...]] = {
    "validation": ("af_nova", "am_eric", "bf_alice", "bm_george"),
    "test": ("af_bella", "af_sky", "am_michael", "am_puck", "bf_lily", "bm_daniel"),
}
_HIBARI_VOICES: dict[Split, tuple[str, ...]] = {
    "train": ("hibari", "hibari@+2", "hibari@-1.5"),
    "validation": ("hibari@-3",),
    "test": ("hibari@+3.5",),
}


def split_voices(synthesizer: str, voices: tuple[str, ...]) -> dict[Split, tuple[str, ...]]:
    """The voices of each split; raises InputError for a synthesizer that a corpus cannot be made with.

    Each of Kokoro's is in one split, both sexes and both accents are in all. Hibari has one voice: its pitch differs.
    """
    if synthesizer == "hibari":
        return _HIBARI_VOICES
    if synthesizer != "kokoro":
        raise InputError(f"no corpus can be made with the synthesizer {synthesizer!r}; use kokoro or hibari")
    held_out = {voice for chosen in _KOKORO_HELD_OUT.values() for voice in chosen}
    return {"train": tuple(voice for voice in voices if voice not in held_out), **_KOKORO_HELD_OUT}


def plan_corpus(hours: float, seed: int, synthesizer: str, voices: dict[Split, tuple[str, ...]]) -> CorpusDocument:
    """What a corpus of about so many hours holds. More hours with the same seed only add utterances.

    Each split has at least one utterance.
    """
    splits: dict[Split, SplitDocument] = {}
    for split in SPLITS:
        estimated, identifiers = 0.0, []
        while not identifiers or estimated < hours * 3600 * SHARES[split]:
            estimated += _estimated_seconds(draw_text(seed, split, len(identifiers)))
            identifiers.append(f"{split}-{len(identifiers):06d}")
        splits[split] = SplitDocument(voices=voices[split], prosody=PROSODY[split], utterances=tuple(identifiers))
    texts = files("tietfg").joinpath("assets", "corpus", "texts.txt").read_bytes()
    return CorpusDocument(
        version=1,
        seed=seed,
        hours=hours,
        synthesizer=synthesizer,
        texts=hashlib.sha256(texts).hexdigest(),
        splits=splits,
    )


def draw_text(seed: int, split: Split, number: int) -> SpokenPart:
    """One to four sentences in a row; in each round over the passages of a split every one has its turn."""
    own = _passages(split)
    passage = own[turn(len(own), number, seed, split, PASSAGE_STREAM)]
    generator = np.random.default_rng([seed, SPLITS.index(split), SENTENCE_STREAM, number])
    count = int(generator.choice(len(_SENTENCES), p=_SENTENCES)) + 1
    first = int(generator.integers(len(passage.sentences) - count + 1))
    return join(passage.sentences[first : first + count])


def turn(count: int, number: int, seed: int, split: Split, stream: int) -> int:
    """Which of `count` things has its turn: in each round every one, in random order."""
    order = np.random.default_rng([seed, SPLITS.index(split), stream, number // count])
    return int(order.permutation(count)[number % count])


def _passages(split: Split) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages() if passage.split == split)


def _estimated_seconds(part: SpokenPart) -> float:
    return _SECONDS_PER_CHARACTER * len(part.text) + _SECONDS_PER_SENTENCE * len(part.feelings)
