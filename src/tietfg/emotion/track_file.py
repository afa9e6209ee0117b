"""The JSON form of an EmotionTrack, so that a track can be read, edited, locked and played again."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
MAXIMUM_FRAMES = 1_000_000


class TrackDocument(BaseModel):
    """One row of seven probabilities (order of `emotions`, sum 1 within 0.01) and one intensity a frame."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    fps: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}(/[1-9][0-9]{0,5})?$")]
    emotions: tuple[str, ...] = EMOTIONS
    probabilities: Annotated[tuple[tuple[Share, ...], ...], Field(min_length=1, max_length=MAXIMUM_FRAMES)]
    intensity: tuple[Share, ...]
    face: tuple[bool, ...] | None = None
    """In a track recognised in a video, whether the frame showed a face; nothing that is played depends on it."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.emotions != EMOTIONS:
            raise ValueError(f"'emotions' must be {', '.join(EMOTIONS)}, in this order")
        if len(self.intensity) != len(self.probabilities):
            raise ValueError("'probabilities' and 'intensity' must have one entry a frame each")
        if self.face is not None and len(self.face) != len(self.intensity):
            raise ValueError("'face' must have one entry a frame")
        for index, row in enumerate(self.probabilities):
            if len(row) != len(EMOTIONS) or abs(sum(row) - 1) > 0.01:
                raise ValueError(f"frame {index}: seven probabilities that sum to 1 are needed")
        return self


def track_json(track: EmotionTrack, face: Sequence[bool] | None = None) -> str:
    """The JSON document of a track, values rounded to 4 decimals; `face` tells which frames of a video showed one."""
    document = TrackDocument(
        fps=str(track.fps),
        probabilities=tuple(tuple(row) for row in np.round(track.probabilities.astype(float), 4).tolist()),
        intensity=tuple(np.round(track.intensity.astype(float), 4).tolist()),
        face=None if face is None else tuple(map(bool, face)),
    )
    return document.model_dump_json(exclude_none=True)


def read_track(document: str, source: str) -> EmotionTrack:
    """Read a JSON track; `source` names it in messages. Raises InputError."""
    try:
        read = TrackDocument.model_validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "document"
        raise InputError(f"{source}: {place}: {first['msg']}; see docs/track.md for the form") from None
    probabilities = np.array(read.probabilities, np.float32)
    return EmotionTrack(
        Fraction(read.fps),
        probabilities / probabilities.sum(axis=1, keepdims=True),
        np.array(read.intensity, np.float32),
    )
