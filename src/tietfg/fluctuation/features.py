"""f_a and f_t: what the emotion fluctuation predictor is given of a block of speech, frame by frame at 25 Hz."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Word


@dataclass(frozen=True)
class SpokenFeatures:
    """Features of a block; an index of -1 means that a frame has no word, or no phrase."""

    audio: NDArray[np.float32]
    """f_a, (frames, width of the audio encoder)."""
    words: NDArray[np.float32]
    """(words, width of the text encoder): each in its context."""
    word_of_frame: NDArray[np.int64]
    """(frames,)"""
    phrases: NDArray[np.float32]
    """(phrases, width of the text encoder): the phrases of the description."""
    phrase_of_frame: NDArray[np.int64]
    """(frames,): the phrase that governs the word that is spoken or was spoken last."""

    def __len__(self) -> int:
        return len(self.audio)

    def undescribed(self) -> "SpokenFeatures":
        """The same without the description."""
        return replace(self, phrase_of_frame=np.full(len(self), -1))

    def inputs(self) -> dict[str, NDArray[np.float32]]:
        """By the network's names, without a batch axis."""
        word, has_word = _by_frame(self.words, self.word_of_frame)
        phrase, has_phrase = _by_frame(self.phrases, self.phrase_of_frame)
        return {"audio": self.audio, "word": word, "has_word": has_word, "phrase": phrase, "has_phrase": has_phrase}


def _by_frame(
    vectors: NDArray[np.float32], indices: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    present = (indices >= 0).astype(np.float32)
    padded = np.concatenate([vectors, np.zeros((1, vectors.shape[1]), np.float32)])
    return padded[indices], present


def frames_of_words(words: Sequence[Word], frames: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each frame the word that is spoken at its middle, or -1; and the word that has begun last, or the first."""
    if not words:
        return np.full(frames, -1), np.zeros(frames, np.int64)
    times = (np.arange(frames) + 0.5) / float(LATENT_RATE)
    starts, ends = (np.array([getattr(word, edge) for word in words]) for edge in ("start", "end"))
    begun = np.searchsorted(starts, times, side="right") - 1
    spoken = np.where((begun >= 0) & (times < ends[begun]), begun, -1)
    return spoken, np.maximum(begun, 0)
