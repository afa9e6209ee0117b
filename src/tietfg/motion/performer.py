"""The procedural performer: speech and emotion track become motion, block by block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.coarticulation import articulate
from tietfg.motion.composition import add_gestures, add_life, blink, compose, lid_lags, turn_eyes
from tietfg.motion.contacts import contact_strength, find_contacts, impose_contacts, pace_contacts, shift_contact
from tietfg.motion.dynamics import FollowerState, Pulse, follow, smooth_noise, sum_pulses
from tietfg.motion.expression import ExpressionState, emotion_weights, express
from tietfg.motion.eyes import EyesState, move_eyes
from tietfg.motion.gestures import face_gestures
from tietfg.motion.head import (
    PITCH_RATE,
    POSTURE_RATE,
    head_gestures,
    liveliness_of,
    move_head,
    pitch_targets,
    posture_targets,
)
from tietfg.motion.motion import LATENT_RATE, LipContact, Motion
from tietfg.motion.phrases import find_phrases
from tietfg.motion.prosody import LEAD_FRAMES, Prosody, measure_prosody
from tietfg.motion.visemes import ARTICULATORS
from tietfg.speech.speech import Speech

MAXIMUM_COEFFICIENT = 1.6

_FRAME = float(1 / LATENT_RATE)
_SETTLING_RATE = 18.0
"""How fast, in 1/s, what the mouth did at the end of a block gives way to what the next block asks."""
_CONTACT_MARGIN = 0.16
_CLEARNESS = {"happy": 1.15, "sad": 1.05, "angry": 1.2, "fear": 1.15, "surprise": 1.2}
_ARTICULATION = np.array([_CLEARNESS.get(name, 1.1) for name in EMOTIONS])
"""Factor on the jaw's opening in speech (Kienast and Sendlmeier 2000)."""
_RISE = np.array([POSTURE_RATE] * 6 + [PITCH_RATE, 14.0, 6.0, 8.0, 8.0])
_FALL = np.array([POSTURE_RATE] * 6 + [PITCH_RATE, 8.0, 1.6, 8.0, 8.0])
"""Rates in 1/s of manner: posture, pitch, activity, engagement, liveliness, articulation."""
_RELAXATION = 0.2
"""What part of the expression is let go in a long pause."""
_NOISE = 310


@dataclass(frozen=True)
class PerformerState:
    """Everything that is carried from block to block; `frames` counts those performed."""

    seed: int
    frames: int
    usual_loudness: float
    """Of vowels in dB, nan before the first."""
    mouth: NDArray[np.float64]
    """(2, 11) articulators of the last two frames."""
    expression: ExpressionState
    manner: FollowerState
    """How the head is held, how much is spoken, and in what manner."""
    silence: float
    """For how many seconds nothing has been said."""
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
            expression=ExpressionState(),
            manner=FollowerState(np.array([0.0] * 9 + [1.0, 1.0]), np.zeros(11)),
            silence=1.0,
            eyes=EyesState(),
            pulses=(),
            contacts=(),
        )


def perform(
    speech: Speech, track: EmotionTrack, state: PerformerState, prosody: Prosody | None = None
) -> tuple[Motion, PerformerState]:
    """Motion of a block at 25 frames a second, and the state for the next block.

    The track has 25 frames a second and round(25 * speech.duration) of them, and so has the motion. Coefficients lie
    in [0, 1.6]. Depends on the past through the state alone and never on later blocks; values and velocities go on
    smoothly from block to block. Where a `prosody` is given, the waveform is only looked at for its length. Raises
    ValueError when speech and track differ in length.
    """
    frames = round(speech.duration * LATENT_RATE)
    if track.fps != LATENT_RATE or len(track) != frames:
        raise ValueError(f"a block of {frames} frames cannot be performed on a track of {len(track)} at {track.fps} Hz")
    seed, start = state.seed, state.frames * _FRAME
    seconds = np.arange(frames, dtype=np.float64) * _FRAME
    clock = start + seconds
    weights = emotion_weights(track)
    phrases = find_phrases(speech, state.silence)
    prosody = measure_prosody(speech) if prosody is None else prosody
    usual_loudness = running_loudness(state.usual_loudness, prosody.vowel_loudness)
    liveliness = liveliness_of(weights)

    gaze, blinks, eyes = move_eyes(speech, phrases, weights, seed, start, _FRAME, state.eyes)
    pulses = state.pulses + blinks + face_gestures(speech, phrases, prosody, weights, seed, start)
    pulses += head_gestures(speech, phrases, prosody, float(liveliness.mean()), seed, start)

    posture = posture_targets(phrases, weights, gaze, seed, speech.first_word, state.expression.phrase, seconds)
    speaking = _activity(speech, seconds)
    lift = pitch_targets(speech, prosody, seconds)
    manner_targets = np.column_stack([posture, lift, speaking, speaking, liveliness, weights @ _ARTICULATION])
    manner, manner_state = follow(manner_targets, state.manner, _RISE, _FALL, _FRAME)
    posture, (lift, activity, engagement, liveliness, articulation) = manner[:, :6], manner[:, 6:].T

    lead_in = _FRAME * np.arange(-LEAD_FRAMES, 0, dtype=np.float64)
    mouth = articulate(speech, usual_loudness, np.concatenate([lead_in, seconds]), prosody.course)
    mouth = _settle(mouth, state.mouth)
    brows = sum_pulses(pulses, "brow", clock)
    expression, expression_state = express(track, phrases, speech.first_word, seed, state.expression)
    strength = 1.0 - _RELAXATION * (1.0 - engagement) + sum_pulses(pulses, "apex", clock)
    strength += 0.05 * smooth_noise(seed, _NOISE, clock, 0.9)
    expression = expression.scaled(strength, strength + 0.2 * brows)

    contacts = state.contacts + find_contacts(speech)
    nearness = np.maximum(*(contact_strength(contacts, kind, seconds, _CONTACT_MARGIN) for kind in (False, True)))
    coefficients = compose(mouth, articulation, expression, nearness, activity, seed, clock)
    press = sum_pulses(pulses, "press", clock) * (1.0 - activity).clip(0.0)
    breath = sum_pulses(pulses, "breath", clock)
    add_gestures(coefficients, expression, brows, press, breath)
    add_life(coefficients, seed, clock)
    coefficients = coefficients.clip(0.0)
    contacts = pace_contacts(contacts, coefficients, seconds)
    coefficients = impose_contacts(coefficients, contacts, seconds)
    rotation, translation = move_head(posture, lift, activity, liveliness, pulses, seed, clock)
    turn_eyes(coefficients, gaze, rotation)
    blink(coefficients, np.stack([sum_pulses(pulses, "blink", clock - lag) for lag in lid_lags(seed)], axis=1))

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
        silence=speech.duration - speech.phones[-1].end if speech.phones else state.silence + speech.duration,
        eyes=eyes,
        pulses=tuple(pulse for pulse in pulses if pulse.end + 0.04 > end),
        contacts=tuple(shift_contact(c, -frames * _FRAME) for c in contacts if c.release > frames * _FRAME),
    )
    return motion, following


def running_loudness(before: float, block: float) -> float:
    """Usual loudness of vowels in dB after a block; one without vowels changes nothing."""
    if np.isnan(block):
        return before
    return block if np.isnan(before) else 0.6 * before + 0.4 * block


def _activity(speech: Speech, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 in speech and in gaps of less than 0.25 s, 0 in pauses; it runs ahead, as its follower lags."""
    active = np.zeros_like(seconds)
    for phone in speech.phones:
        active[(seconds > phone.start - 0.18) & (seconds < phone.end + 0.06)] = 1.0
    return active


def _settle(mouth: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.float64]:
    """Course of a block without its two lead-in frames, begun with the value and velocity of the block before.

    What differs from the new course dies away as a critically damped spring (inertialization, Bollo 2018).
    """
    offset = last[1] - mouth[1]
    velocity = ((last[1] - last[0]) - (mouth[1] - mouth[0])) / _FRAME
    after = _FRAME * np.arange(1, len(mouth) - 1)[:, None]
    return mouth[2:] + (offset + (velocity + _SETTLING_RATE * offset) * after) * np.exp(-_SETTLING_RATE * after)
