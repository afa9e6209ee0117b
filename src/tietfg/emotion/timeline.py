"""EmotionTimeline: what was asked, as keyframes over the words, and its JSON form."""

import json
from itertools import pairwise
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tietfg.easing import smooth_step
from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError

EmotionName = Literal["neutral", "happy", "sad", "angry", "fear", "disgust", "surprise"]
Mixture = Annotated[dict[EmotionName, Annotated[float, Field(gt=0, allow_inf_nan=False)]], Field(min_length=1)]
Transition = Literal["gradual", "sudden"]

SUDDEN_SECONDS = 0.12
"""How long a sudden transition takes, from its anchor on."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Keyframe(_Strict):
    """The emotion p and intensity I reached at an anchor.

    A gradual transition spans from the previous keyframe's anchor to this one's; a sudden one holds the previous
    value up to the anchor and takes 120 ms from there.
    """

    word: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Word position: 3 is the onset of the fourth word, 3.5 halfway to the next onset, the word count is the end."""
    seconds: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Time in the speech before its rate is edited; resolved to a word position before speaking."""
    emotion: Mixture
    """Weights of a mixture; only their ratios count."""
    intensity: float = Field(ge=0, le=1, allow_inf_nan=False)
    transition: Transition = "gradual"

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        if (self.word is None) == (self.seconds is None):
            raise ValueError("a keyframe needs exactly one of 'word' and 'seconds'")
        return self

    def probabilities(self) -> NDArray[np.float64]:
        """The mixture p as an array of shape (7,) that sums to 1."""
        weights = np.array([self.emotion.get(name, 0.0) for name in EMOTIONS])  # type: ignore[call-overload]
        weights /= weights.max()
        return weights / weights.sum()


class Segment(_Strict):
    """A run of words with one dominant request; derived from keyframes, for reading."""

    start_word: int = Field(ge=0)
    end_word: int = Field(ge=0)
    """Inclusive."""
    emotion: Mixture
    intensity: float = Field(ge=0, le=1)
    transition: Transition


class EmotionTimeline(_Strict):
    """The request: at least one keyframe, anchors strictly increasing."""

    keyframes: Annotated[tuple[Keyframe, ...], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _increasing(self) -> Self:
        for name in ("word", "seconds"):
            anchors = [anchor for keyframe in self.keyframes if (anchor := getattr(keyframe, name)) is not None]
            if any(later <= earlier for earlier, later in pairwise(anchors)):
                raise ValueError(f"the '{name}' anchors of the keyframes must increase")
        return self

    @property
    def has_seconds(self) -> bool:
        """Whether any anchor is still in seconds."""
        return any(keyframe.seconds is not None for keyframe in self.keyframes)

    def with_word_anchors(self, clock: WordClock) -> Self:
        """Replace anchors in seconds by word positions, by the clock of the unedited speech of the whole text.

        Raises InputError when an anchor lies beyond the speech, or not after the one before it.
        """
        keyframes: list[Keyframe] = []
        for index, keyframe in enumerate(self.keyframes):
            if keyframe.seconds is not None:
                if keyframe.seconds > clock.end:
                    raise InputError(
                        f"timeline: keyframes.{index}.seconds is {keyframe.seconds:g}, the speech lasts "
                        f"{clock.end:.2f} s"
                        " before its rate is edited; use an earlier time"
                    )
                word = float(clock.position(keyframe.seconds))
                keyframe = keyframe.model_copy(update={"word": word, "seconds": None})
            if keyframes and _word(keyframe) <= _word(keyframes[-1]):
                raise InputError(
                    f"timeline: keyframes.{index} is at word {_word(keyframe):g}, not after the one before it "
                    f"(word {_word(keyframes[-1]):g}); anchors must increase"
                )
            keyframes.append(keyframe)
        return type(self)(keyframes=tuple(keyframes))

    def sample(self, clock: WordClock, seconds: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mixture (frames, 7) and intensity (frames,) at times of a block of speech.

        Continuous with continuous first derivative: each keyframe is blended over the ones before it by a
        smooth step, in word position where gradual, in time where sudden. Anchors must be words.
        """
        position = clock.position(seconds)
        first = self.keyframes[0]
        mixture = np.broadcast_to(first.probabilities(), (len(seconds), len(EMOTIONS))).copy()
        intensity = np.full(len(seconds), first.intensity)
        previous = _word(first)
        for keyframe in self.keyframes[1:]:
            anchor = _word(keyframe)
            if keyframe.transition == "gradual":
                progress = (position - previous) / (anchor - previous)
            elif anchor < clock.first_position:
                progress = np.ones_like(position)
            elif anchor >= clock.last_position:
                progress = np.zeros_like(position)
            else:
                start = clock.time(anchor)
                progress = (seconds - start) / min(SUDDEN_SECONDS, clock.end - start)
            step = smooth_step(progress)
            mixture += step[:, None] * (keyframe.probabilities() - mixture)
            intensity += step * (keyframe.intensity - intensity)
            previous = anchor
        return mixture, intensity

    def segments(self, word_count: int) -> tuple[Segment, ...]:
        """Runs of words under one request; a gradual change counts from the middle of its span."""
        runs: list[Segment] = []
        previous: Keyframe | None = None
        for keyframe in self.keyframes:
            if previous is None:
                start = 0.0
            elif (keyframe.emotion, keyframe.intensity) == (previous.emotion, previous.intensity):
                previous = keyframe
                continue
            elif keyframe.transition == "sudden":
                start = _word(keyframe)
            else:
                start = (_word(previous) + _word(keyframe)) / 2
            previous = keyframe
            start_word = int(start + 0.5)
            if runs and start_word >= word_count:
                continue
            if runs and start_word <= runs[-1].start_word:
                runs.pop()
            if runs:
                runs[-1] = runs[-1].model_copy(update={"end_word": start_word - 1})
            else:
                start_word = 0
            runs.append(
                Segment(
                    start_word=start_word,
                    end_word=word_count - 1,
                    emotion=keyframe.emotion,
                    intensity=keyframe.intensity,
                    transition=keyframe.transition,
                )
            )
        return tuple(runs)


class Plan(_Strict):
    """The JSON document of `tietfg plan` and `--timeline`: the words, the request, and the request read as segments.

    On reading, `words` (when given) must be the text's words; `segments` are derived and not read.
    """

    words: tuple[str, ...] | None = None
    keyframes: Annotated[tuple[Keyframe, ...], Field(min_length=1, max_length=1000)]
    segments: tuple[Segment, ...] | None = None

    @classmethod
    def of(cls, words: tuple[str, ...], timeline: EmotionTimeline) -> Self:
        """The document of a timeline over the words of a text."""
        return cls(words=words, keyframes=timeline.keyframes, segments=timeline.segments(len(words)))


def read_timeline(document: str, words: tuple[str, ...], source: str) -> EmotionTimeline:
    """Read a JSON plan for a text with these words; `source` names it in messages.

    Raises InputError on anything the schema forbids, on anchors beyond the text and on another text's words.
    """
    try:
        plan = Plan.model_validate_json(document, strict=True)
        json.loads(document, object_pairs_hook=_without_repeats)
        timeline = EmotionTimeline(keyframes=plan.keyframes)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]") or "document"
        what = " ".join(f"{place[:80]}: {first['msg'].removeprefix('Value error, ')}".split())
        raise InputError(f"{source}: {what}; see `tietfg plan --format json` for the form") from None
    except ValueError as error:
        raise InputError(f"{source}: {error}; keep one of them") from None
    if plan.words is not None and plan.words != words:
        raise InputError(f"{source}: its 'words' are not those of the text; plan again, or remove 'words'")
    for index, keyframe in enumerate(timeline.keyframes):
        if keyframe.word is not None and keyframe.word > len(words):
            raise InputError(f"{source}: keyframes.{index}.word is {keyframe.word:g}, the text has {len(words)} words")
    return timeline


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"key {name!r} stands twice in one object")
    return dict(pairs)


def _word(keyframe: Keyframe) -> float:
    if keyframe.word is None:
        raise InputError("a timeline with anchors in seconds must be resolved to words first")
    return keyframe.word
