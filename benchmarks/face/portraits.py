"""Everything that is measured of one portrait, in a process of its own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from face import edges, lids, timing
from face.lips import OPEN_VOWELS, Lips, watch_lips
from face.mesh import lip_gap
from face.movement import Movement, movement
from face.observer import Observation, Observer
from face.performances import Spoken, played
from tietfg.errors import InputError
from tietfg.motion.motion import Motion
from tietfg.portrait.read import read_portrait
from tietfg.render.renderer import PortraitRenderer
from tietfg.weights.store import WeightStore

SIZE = 512


@dataclass(frozen=True)
class Clip:
    """What was measured of one spoken clip."""

    emotion: str
    sentence: int
    read: NDArray[np.float32]
    """(7,) mean probabilities."""
    lips: Lips
    blinks: list[tuple[float, float]]
    movement: Movement
    identity: list[float]
    """Distances of frames from the portrait's picture."""
    background: float
    lost: int


@dataclass(frozen=True)
class Measured:
    """One portrait: its picture, its resting face, and its spoken clips."""

    name: str
    picture_read: NDArray[np.float32]
    """(7,) probabilities of the portrait's own picture."""
    rest_read: NDArray[np.float32]
    """(7,) of the neutral face at rest."""
    rest_gap: tuple[float, float]
    """Height of the resting mouth by landmarks and by pixels."""
    noise: Movement
    """What the landmarks seem to move when only the head does."""
    tears: list[float]
    frame_milliseconds: float
    clips: list[Clip]
    sheet: list[NDArray[np.uint8]]
    """The resting face, its eyes held shut, and an open vowel in the middle of one clip of each emotion."""


def measure_portrait(name: str, picture: Path, performances: list[Spoken], work: Path) -> Measured | str:
    """Play all performances on a portrait and look at them; the reason when it cannot be animated or watched."""
    store, observer = tools(work)
    try:
        portrait = read_portrait(picture, SIZE, "crop", store)
        own = observer.observe([portrait.image])
        renderer = PortraitRenderer(portrait)
        rest_frame = renderer.render(np.zeros(52), np.zeros(3), np.zeros(3))
        rest = observer.observe([rest_frame])
        shut_frame = renderer.render(lids.held_shut(), np.zeros(3), np.zeros(3))
        shut = observer.observe([shut_frame])
    except InputError as error:
        return str(error)
    except Exception as error:  # a crash on one picture is a finding, not the end of the measurement
        return f"FAILED {type(error).__name__}: {error}"
    background = edges.background(portrait, rest.landmarks[0])
    first = performances[0].motion
    noise = observer.observe(played(_head_alone(first), renderer))
    turned = [renderer.render(np.zeros(52), turn, np.zeros(3)) for turn in edges.TURNS]
    heads = [observer.observe([frame]).landmarks[0] for frame in turned]
    clips, sheet = [], [rest_frame, shut_frame]
    for performance in performances:
        frames = np.stack(list(played(performance.motion, renderer)))
        still = edges.background_motion(frames[::5], rest_frame, background)
        clips.append(_clip(performance, observer.observe(frames), rest, shut, own, still))
        if performance.sentence == 0:
            sheet.append(frames[_open_frame(performance)])
    return Measured(
        name,
        own.emotions[0],
        rest.emotions[0],
        (float(lip_gap(rest.landmarks)[0]), float(rest.mouth_height[0])),
        movement(noise.landmarks, float(first.fps)),
        [edges.tears(frame, rest_frame, head, rest.landmarks[0]) for frame, head in zip(turned, heads, strict=True)],
        timing.frame_milliseconds(renderer, first),
        clips,
        sheet,
    )


@cache
def tools(work: Path) -> tuple[WeightStore, Observer]:
    """What a process loads once."""
    store = WeightStore.default()
    return store, Observer(store.path("face-landmarker"), work)


def _open_frame(performance: Spoken) -> int:
    """The frame in the middle of the open vowel that is nearest to the middle of the clip."""
    middles = [(phone.start + phone.end) / 2 for phone in performance.speech.phones if phone.symbol in OPEN_VOWELS]
    half = performance.speech.duration / 2
    return int(min(middles, key=lambda middle: abs(middle - half)) * performance.motion.fps)


def _head_alone(motion: Motion) -> Motion:
    """The first two seconds of a motion with a still face."""
    frames = slice(0, round(2 * motion.fps))
    return Motion(
        motion.fps,
        np.zeros_like(motion.coefficients[frames]),
        motion.rotation[frames],
        motion.translation[frames],
    )


def _clip(
    performance: Spoken, seen: Observation, rest: Observation, shut: Observation, own: Observation, background: float
) -> Clip:
    fps = float(performance.motion.fps)
    return Clip(
        performance.emotion,
        performance.sentence,
        seen.emotions.mean(0),
        watch_lips(seen, performance.speech, fps, float(rest.mouth_height[0])),
        lids.closed(seen, lids.blinks(performance.motion), rest, shut),
        movement(seen.landmarks, fps),
        np.linalg.norm(seen.identities - own.identities[0], axis=1).tolist(),
        background,
        seen.lost,
    )
