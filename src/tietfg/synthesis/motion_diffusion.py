"""The diffusion performer: speech and emotion track become motion, clip by clip, in NumPy and ONNX Runtime."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import WeightsError
from tietfg.fluctuation.exported import open_exported
from tietfg.motion.contacts import find_contacts, impose_contacts, pace_contacts, shift_contact
from tietfg.motion.motion import LATENT_RATE, LipContact, Motion
from tietfg.motion.performance import HEAD_LIMITS, TRANSLATION_LIMIT, soft_limit
from tietfg.motion.performer import MAXIMUM_COEFFICIENT, running_loudness
from tietfg.motion.prosody import Prosody, measure_prosody
from tietfg.motion.tracked import COEFFICIENT_NOISE, smooth
from tietfg.speech.speech import Speech
from tietfg.synthesis.emotion_features import emotion_features
from tietfg.synthesis.face_geometry import GEOMETRY, GEOMETRY_WIDTH
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES, cut_clips, with_margins
from tietfg.synthesis.motion_tokens import CHANNELS, COEFFICIENTS, PRESENT, TOKENS, VALUES, MotionTokens
from tietfg.synthesis.phonetic_features import phonetic_features
from tietfg.synthesis.sampler import sample
from tietfg.synthesis.sampling import Sampling
from tietfg.synthesis.schedule import NoiseSchedule

SCHEDULE = "cosine"
"""Of the shipped denoisers' metadata."""
_FRAME = float(1 / LATENT_RATE)
_SETTLING_RATE = 18.0
"""How fast, in 1/s, what a clip's beginning differs by from the clip before dies away."""
_CALM_FRAMES = 3
"""Frames before and after a frame over which jitter is told from motion."""
_SLOW, _QUICK = (
    [value for region in TOKENS if region.name in names for value in region.values]
    for names in (("brows", "cheeks and nose", "mouth corners", "head"), ("lids", "gaze"))
)
"""Values that move slowly, and those that also blink and leap. Lips and jaw, in no list, are never still."""
_PARABOLA = np.array([-2, 3, 6, 7, 6, 3, -2]) / 21
"""The middle of the parabola through seven frames (Savitzky and Golay 1964)."""
_NOISE = 501

Values = NDArray[np.float64]
"""(frames, VALUES)."""


@dataclass(frozen=True)
class MotionSampling(Sampling):
    """See Sampling."""

    steps: int = 8
    guidance: float = 1.2
    guided_share: float = 0.5


@dataclass(frozen=True)
class DiffusionState:
    """Everything that is carried from block to block; `frames` counts those performed."""

    seed: int
    frames: int
    usual_loudness: float
    """Of vowels in dB, nan before the first."""
    motion: NDArray[np.float32]
    """(at most MOTION_FRAMES, VALUES) the last frames, before their lip contacts were imposed."""
    speech: NDArray[np.float32] | None
    emotion: NDArray[np.float32] | None
    """The last rows of features."""
    contacts: tuple[LipContact, ...]
    """Those that are released in the next block, in its clock."""
    geometry: NDArray[np.float32] | None
    """Of the portrait, see face_geometry; None where it is not known."""

    @classmethod
    def initial(cls, seed: int, geometry: NDArray[np.float32] | None = None) -> "DiffusionState":
        """The start of a video. The seed chooses the take."""
        return cls(seed, 0, float("nan"), np.zeros((0, VALUES), np.float32), None, None, (), geometry)


class DiffusionPerformer:
    """Performs with an exported denoiser of the portrait scale. Holds nothing of a request; safe to share.

    Raises WeightsError for a file that is no denoiser.
    """

    def __init__(self, model: Path, sampling: MotionSampling | None = None) -> None:
        self._session, self.metadata = open_exported(model, "motion denoiser")
        if self.metadata.get("schedule") != SCHEDULE:
            raise WeightsError(f"the motion denoiser {model} cannot be used: it says nothing of its noise schedule")
        try:
            self._codec = MotionTokens.from_json(self.metadata.get("scales", ""))
        except ValueError as error:
            raise WeightsError(f"the motion denoiser {model} cannot be used: {error}") from error
        self._schedule = NoiseSchedule.cosine()
        self._sampling = sampling or MotionSampling()
        self._steps = self._schedule.early(self._sampling.steps)

    def perform(
        self, speech: Speech, track: EmotionTrack, state: DiffusionState, prosody: Prosody | None = None
    ) -> tuple[Motion, DiffusionState]:
        """Motion of a block at 25 frames a second, and the state for the next block; as the procedural `perform`.

        The track has 25 frames a second and round(25 * speech.duration) of them, and so has the motion. Coefficients
        lie in [0, 1.6]. Depends on the past through the state alone and never on later blocks. Raises ValueError when
        speech and track differ in length.
        """
        frames = round(speech.duration * LATENT_RATE)
        if track.fps != LATENT_RATE or len(track) != frames:
            raise ValueError(f"a block of {frames} frames cannot be performed on {len(track)} at {track.fps} Hz")
        prosody = measure_prosody(speech) if prosody is None else prosody
        usual_loudness = running_loudness(state.usual_loudness, prosody.vowel_loudness)
        spoken = phonetic_features(speech, prosody, usual_loudness)
        felt = emotion_features(track)
        heard, moved = with_margins(state.speech, spoken), with_margins(state.emotion, felt)
        noise = np.random.default_rng((state.seed, _NOISE, state.frames))
        past = state.motion
        for clip in cut_clips(frames):
            around = slice(clip.start, clip.stop + 2 * MARGIN)
            made = self._clip(heard[around], moved[around], past, state.geometry, noise)
            past = np.concatenate([past, _joined(past, _calmed(past, made))])
        values = past[len(state.motion) :].astype(np.float64)

        seconds = np.arange(frames, dtype=np.float64) * _FRAME
        contacts = pace_contacts(state.contacts + find_contacts(speech), values[:, :COEFFICIENTS], seconds)
        coefficients = impose_contacts(values[:, :COEFFICIENTS], contacts, seconds)
        motion = Motion(
            fps=LATENT_RATE,
            coefficients=coefficients.clip(0.0, MAXIMUM_COEFFICIENT).astype(np.float32),
            rotation=values[:, COEFFICIENTS : COEFFICIENTS + 3].astype(np.float32),
            translation=values[:, COEFFICIENTS + 3 :].astype(np.float32),
            contacts=contacts,
        )
        following = DiffusionState(
            seed=state.seed,
            frames=state.frames + frames,
            usual_loudness=usual_loudness,
            motion=past[-MOTION_FRAMES:],
            speech=_last(state.speech, spoken),
            emotion=_last(state.emotion, felt),
            contacts=tuple(shift_contact(c, -frames * _FRAME) for c in contacts if c.release > frames * _FRAME),
            geometry=state.geometry,
        )
        return motion, following

    def _clip(
        self,
        heard: NDArray[np.float32],
        felt: NDArray[np.float32],
        past: NDArray[np.float32],
        geometry: NDArray[np.float32] | None,
        noise: np.random.Generator,
    ) -> Values:
        """Sample the new frames of a clip, without regard to how they join."""
        frames = len(heard) - 2 * MARGIN
        start = noise.standard_normal((1, frames, len(TOKENS), CHANNELS)) * PRESENT
        motion = np.zeros((MOTION_FRAMES, VALUES)) if len(past) == 0 else past[-MOTION_FRAMES:]
        motion = np.pad(motion, ((MOTION_FRAMES - len(motion), 0), (0, 0)), "edge")
        face = np.zeros((len(GEOMETRY), GEOMETRY_WIDTH), np.float32) if geometry is None else geometry
        known = np.array([len(past) > 0, True, True, geometry is not None], np.float32)
        conditions = {"motion": self._codec.encode(motion), "speech": heard, "emotion": felt, "geometry": face}

        def predict(noisy: NDArray, step: int, both: bool) -> tuple[NDArray, NDArray | None]:
            rows = 2 if both else 1
            feed = {name: np.repeat(rows_of[None], rows, axis=0) for name, rows_of in conditions.items()}
            feed["keep"] = np.stack([known, known * (1, 0, 1, 1)])[:rows].astype(np.float32)
            feed["noisy"] = np.repeat(noisy, rows, axis=0).astype(np.float32)
            feed["step"] = np.full(rows, step, np.float32)
            feed["strengths"] = np.array(self._sampling.strengths, np.float32)
            velocity = np.asarray(self._session.run(None, feed)[0], np.float64)
            return velocity[:1], velocity[1:] if both else None

        tokens = sample(
            self._schedule,
            start,
            self._steps,
            predict,
            scale=self._sampling.guidance,
            guided_steps=self._sampling.guided_share,
            order=2,
        )
        return self._codec.decode(tokens[0])


def _calmed(past: NDArray[np.float32], made: Values) -> Values:
    """New frames without the jitter that few steps of sampling leave."""
    known = min(len(past), 2 * _CALM_FRAMES)
    both = np.concatenate([past[len(past) - known :].astype(np.float64), made])
    around = np.pad(both[:, _SLOW], ((_CALM_FRAMES, _CALM_FRAMES), (0, 0)), "edge")
    calm = made.copy()
    calm[:, _SLOW] = (np.lib.stride_tricks.sliding_window_view(around, len(_PARABOLA), axis=0) @ _PARABOLA)[known:]
    calm[:, _QUICK] = smooth(both[:, _QUICK], _CALM_FRAMES, COEFFICIENT_NOISE)[known:]
    return calm


def _joined(past: NDArray[np.float32], made: Values) -> NDArray[np.float32]:
    """New frames that go on where the past ends, and within bounds.

    The step from the past to them is the mean of the steps before and after it; what that changes dies away as a
    critically damped spring (inertialization, Bollo 2018).
    """
    if len(past) > 1 and len(made) > 1:
        step = ((past[-1].astype(np.float64) - past[-2]) + (made[1] - made[0])) / 2
        settled = _SETTLING_RATE * _FRAME * np.arange(len(made))[:, None]
        made = made + (past[-1] + step - made[0]) * (1.0 + settled) * np.exp(-settled)
    coefficients, rotation, translation = np.split(made, [COEFFICIENTS, COEFFICIENTS + 3], axis=1)
    bounded = (
        coefficients.clip(0.0, MAXIMUM_COEFFICIENT),
        soft_limit(rotation, HEAD_LIMITS),
        soft_limit(translation, TRANSLATION_LIMIT),
    )
    return np.concatenate(bounded, axis=1).astype(np.float32)


def _last(before: NDArray[np.float32] | None, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return (rows if before is None else np.concatenate([before, rows]))[-MARGIN:]
