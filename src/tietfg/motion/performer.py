"""The procedural performer: speech and emotion track become motion, block by block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.coarticulation import articulate
from tietfg.motion.composition import add_brow_flashes, add_life, blink, compose, turn_eyes
from tietfg.motion.contacts import contact_strength, find_contacts, impose_contacts, shift_contact
from tietfg.motion.dynamics import FollowerState, Pulse, follow, smooth_noise, sum_pulses
from tietfg.motion.expression import OFFSET, ONSET, emotion_weights, expression_targets
from tietfg.motion.eyes import EyesState, move_eyes
from tietfg.motion.head import POSTURE_RATE, liveliness_of, move_head, nods, posture_targets
from tietfg.motion.motion import LATENT_RATE, LipContact, Motion
from tietfg.motion.prosody import Prosody, measure_prosody
from tietfg.motion.visemes import ARTICULATORS
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.speech.speech import Speech

MAXIMUM_COEFFICIENT = 1.6

_FRAME = float(1 / LATENT_RATE)
_SETTLING_RATE = 18.0
"""How fast, in 1/s, what the mouth did at the end of a block gives way to what the next block asks."""
_MANNER_RATE = 8.0
_CONTACT_MARGIN = 0.12
_ARTICULATION = np.array([{"happy": 1.12, "sad": 0.9, "angry": 1.15, "fear": 1.05}.get(name, 1.0) for name in EMOTIONS])
"""Factor on the jaw's opening in speech (Kienast and Sendlmeier 2000)."""
_BROW_DRAWS, _NOISE = 302, 310


@dataclass(frozen=True)
class PerformerState:
    """Everything that is carried from block to block; `frames` counts those performed."""

    seed: int
    frames: int
    usual_loudness: float
    """Of vowels in dB, nan before the first."""
    mouth: NDArray[np.float64]
    """(2, 10) articulators of the last two frames."""
    expression: FollowerState
    manner: FollowerState
    eyes: EyesState
    pulses: tuple[Pulse, ...]
    contacts: tuple[LipContact, ...]
    """Those that are released in the next block, in its clock."""

    @classmethod
    def initial(cls, seed: int) -> "PerformerState":
        """The start of a video: a neutral face at rest. The seed chooses the take."""
        return cls(
            seed=seed,
            frames=0,
            usual_loudness=float("nan"),
            mouth=np.zeros((2, len(ARTICULATORS))),
            expression=FollowerState.at_rest(len(ARKIT_NAMES)),
            manner=FollowerState(np.array([0.0] * 7 + [1.0, 1.0]), np.zeros(9)),
            eyes=EyesState(),
            pulses=(),
            contacts=(),
        )


def perform(speech: Speech, track: EmotionTrack, state: PerformerState) -> tuple[Motion, PerformerState]:
    """Motion of a block at 25 frames a second, and the state for the next block.

    The track has 25 frames a second and round(25 * speech.duration) of them, and so has the motion. Coefficients lie
    in [0, 1.6]. Depends on the past through the state alone and never on later blocks; values and velocities go on
    smoothly from block to block. Raises ValueError when speech and track differ in length.
    """
    frames = round(speech.duration * LATENT_RATE)
    if track.fps != LATENT_RATE or len(track) != frames:
        raise ValueError(f"a block of {frames} frames cannot be performed on a track of {len(track)} at {track.fps} Hz")
    seed, start = state.seed, state.frames * _FRAME
    seconds = np.arange(frames, dtype=np.float64) * _FRAME
    clock = start + seconds
    weights = emotion_weights(track)
    prosody = measure_prosody(speech)
    usual_loudness = _usual_loudness(state.usual_loudness, prosody.vowel_loudness)
    liveliness = liveliness_of(weights)

    gaze, blinks, eyes = move_eyes(speech, weights, seed, start, _FRAME, state.eyes)
    beats = nods(speech, prosody, float(liveliness.mean()), seed, start) + _brow_flashes(speech, prosody, seed, start)
    pulses = state.pulses + blinks + beats + _inhalations(speech, start)

    posture = posture_targets(speech, weights, seed, seconds)
    manner_targets = np.column_stack([posture, _activity(speech, seconds), liveliness, weights @ _ARTICULATION])
    rates = np.array([POSTURE_RATE] * 6 + [_MANNER_RATE] * 3)
    manner, manner_state = follow(manner_targets, state.manner, rates, rates, _FRAME)
    posture, activity, liveliness, articulation = manner[:, :6], manner[:, 6], manner[:, 7], manner[:, 8]

    mouth = articulate(speech, prosody, usual_loudness, np.concatenate([[-2 * _FRAME, -_FRAME], seconds]))
    mouth = _settle(mouth, state.mouth)
    brows = sum_pulses(pulses, "brow", clock)
    emphasis = 1.0 + 0.06 * smooth_noise(seed, _NOISE, clock, 0.9) + 0.3 * brows
    expression, expression_state = follow(expression_targets(track, emphasis), state.expression, ONSET, OFFSET, _FRAME)

    contacts = state.contacts + find_contacts(speech)
    nearness = np.maximum(*(contact_strength(contacts, kind, seconds, _CONTACT_MARGIN) for kind in (False, True)))
    coefficients = compose(mouth, articulation, expression, nearness, activity, seed)
    add_brow_flashes(coefficients, expression, brows)
    add_life(coefficients, sum_pulses(pulses, "breath", clock), seed, clock)
    coefficients = impose_contacts(coefficients.clip(0.0), contacts, seconds)
    rotation, translation = move_head(posture, activity, liveliness, pulses, seed, clock)
    turn_eyes(coefficients, gaze, rotation)
    blink(coefficients, sum_pulses(pulses, "blink", clock))

    motion = Motion(
        fps=LATENT_RATE,
        coefficients=coefficients.clip(0.0, MAXIMUM_COEFFICIENT).astype(np.float32),
        rotation=np.radians(rotation).astype(np.float32),
        translation=translation.astype(np.float32),
        contacts=contacts,
    )
    end = start + frames * _FRAME
    following = PerformerState(
        seed=seed,
        frames=state.frames + frames,
        usual_loudness=usual_loudness,
        mouth=np.concatenate([state.mouth, mouth])[-2:],
        expression=expression_state,
        manner=manner_state,
        eyes=eyes,
        pulses=tuple(pulse for pulse in pulses if pulse.end > end),
        contacts=tuple(shift_contact(c, -frames * _FRAME) for c in contacts if c.release > frames * _FRAME),
    )
    return motion, following


def _usual_loudness(before: float, block: float) -> float:
    """Running loudness of vowels; a block without vowels changes nothing."""
    if np.isnan(block):
        return before
    return block if np.isnan(before) else 0.6 * before + 0.4 * block


def _activity(speech: Speech, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 in speech and in gaps of less than 0.2 s, 0 in pauses."""
    active = np.zeros_like(seconds)
    for phone in speech.phones:
        active[(seconds > phone.start - 0.1) & (seconds < phone.end + 0.1)] = 1.0
    return active


def _brow_flashes(speech: Speech, prosody: Prosody, seed: int, start: float) -> tuple[Pulse, ...]:
    """Brow movements on emphatic words, Ekman's batons (1979)."""
    pulses: list[Pulse] = []
    for index, prominence in enumerate(prosody.prominence):
        draw = np.random.default_rng((seed, _BROW_DRAWS, speech.first_word + index))
        if prominence >= draw.uniform(0.45, 0.95):
            word = speech.words[index]
            size = (0.2 + 0.35 * prominence) * draw.uniform(0.6, 1.2)
            hold = 0.5 * max(word.end - word.start - 0.1, 0.0)
            begin = start + max(word.start - 0.12, 0.0)
            pulses.append(Pulse("brow", begin, draw.uniform(0.14, 0.22), hold, draw.uniform(0.25, 0.4), size))
    return tuple(pulses)


def _inhalations(speech: Speech, start: float) -> tuple[Pulse, ...]:
    """The mouth parts a little for breath before a phrase that follows a pause of 0.35 s or more."""
    pulses: list[Pulse] = []
    end = 0.0
    for phone in speech.phones:
        if phone.start - end >= 0.35:
            pulses.append(Pulse("breath", start + phone.start - 0.33, 0.18, 0.0, 0.15, 0.06))
        end = phone.end
    return tuple(pulses)


def _settle(mouth: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.float64]:
    """Course of a block without its two lead-in frames, begun with the value and velocity of the block before.

    What differs from the new course dies away as a critically damped spring (inertialization, Bollo 2018).
    """
    offset = last[1] - mouth[1]
    velocity = ((last[1] - last[0]) - (mouth[1] - mouth[0])) / _FRAME
    after = _FRAME * np.arange(1, len(mouth) - 1)[:, None]
    return mouth[2:] + (offset + (velocity + _SETTLING_RATE * offset) * after) * np.exp(-_SETTLING_RATE * after)
