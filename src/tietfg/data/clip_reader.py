"""Clips out of performances: what the denoiser of the portrait scale learns from, cut as its sampler will meet it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus_texts import Split
from tietfg.data.performances import PerformanceFolder, PlayedPerformance
from tietfg.errors import InputError
from tietfg.motion.performer import running_loudness
from tietfg.synthesis.emotion_features import emotion_features
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES, with_margins
from tietfg.synthesis.motion_tokens import VALUES
from tietfg.synthesis.phonetic_features import phonetic_features


@dataclass(frozen=True)
class ReadBlock:
    """A block of a performance with all that is known of it frame by frame."""

    motion: NDArray[np.float32]
    """(MOTION_FRAMES + frames, VALUES): with the last frames of the block before in front."""
    known: bool
    """Whether there is a block before; else its frames stand still."""
    speech: NDArray[np.float32]
    """(MARGIN + frames + MARGIN, PHONETIC_WIDTH)."""
    emotion: NDArray[np.float32]
    """(MARGIN + frames + MARGIN, EMOTION_WIDTH)."""
    geometry: NDArray[np.float32] | None

    def __len__(self) -> int:
        return len(self.motion) - MOTION_FRAMES


@dataclass(frozen=True)
class Clip:
    """New frames of a clip with what is known of them."""

    new: NDArray[np.float32]
    """(frames, VALUES)."""
    motion: NDArray[np.float32]
    """(MOTION_FRAMES, VALUES) the frames before."""
    speech: NDArray[np.float32]
    """(frames + 2 MARGIN, PHONETIC_WIDTH)."""
    emotion: NDArray[np.float32]
    """(frames + 2 MARGIN, EMOTION_WIDTH)."""
    known_motion: bool
    geometry: NDArray[np.float32] | None


def read_blocks(performance: PlayedPerformance) -> list[ReadBlock]:
    """The blocks of a performance, one after the other as the pipeline makes them: nothing of a later one is heard."""
    blocks: list[ReadBlock] = []
    loudness = float("nan")
    last: tuple[NDArray[np.float32], ...] | None = None
    for block in performance.blocks:
        loudness = running_loudness(loudness, block.prosody.vowel_loudness)
        speech = phonetic_features(block.speech, block.prosody, loudness)
        emotion = emotion_features(block.track)
        before = block.values[:1] if last is None else last[0][-MOTION_FRAMES:]
        before = np.pad(before, ((MOTION_FRAMES - len(before), 0), (0, 0)), "edge")
        blocks.append(
            ReadBlock(
                motion=np.concatenate([before, block.values]),
                known=last is not None,
                speech=with_margins(None if last is None else last[1], speech),
                emotion=with_margins(None if last is None else last[2], emotion),
                geometry=performance.geometry,
            )
        )
        last = block.values, speech, emotion
    return blocks


def load_blocks(
    folders: Sequence[PerformanceFolder], split: Split, progress: Callable[[int, int], None]
) -> list[ReadBlock]:
    """All blocks of a split; `progress` is told (done, of). Raises InputError, also where the split is empty."""
    entries = [(folder, entry) for folder in folders for entry in folder.entries(split)]
    if not entries:
        named = " and ".join(str(folder.folder) for folder in folders)
        raise InputError(f"no performances of {named} are in the split {split}; make more of them")
    blocks: list[ReadBlock] = []
    for done, (folder, entry) in enumerate(entries, start=1):
        blocks += read_blocks(folder.read(entry))
        progress(done, len(entries))
    return blocks


def cut_clip(block: ReadBlock, start: int, frames: int) -> Clip:
    """The clip of the `frames` new frames of a block from `start` on.

    The motion before is known from MOTION_FRAMES into the first block on, or after any block.
    """
    if not 0 <= start <= len(block) - frames:
        raise ValueError(f"no {frames} frames from {start} on in a block of {len(block)}")
    heard = slice(start, start + frames + 2 * MARGIN)
    return Clip(
        new=block.motion[MOTION_FRAMES + start :][:frames],
        motion=block.motion[start:][:MOTION_FRAMES],
        speech=block.speech[heard],
        emotion=block.emotion[heard],
        known_motion=block.known or start >= MOTION_FRAMES,
        geometry=block.geometry,
    )


def all_values(blocks: Sequence[ReadBlock]) -> NDArray[np.float32]:
    """(frames, VALUES) of all blocks, one after the other."""
    return np.concatenate([block.motion[MOTION_FRAMES:] for block in blocks] or [np.zeros((0, VALUES), np.float32)])
