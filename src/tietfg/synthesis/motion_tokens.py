"""Motion tokens: the codec of the portrait scale, between the motion of a face and the diffusion model's latents.

A frame is eight tokens, one a facial region, each with the region's coefficients as channels. In the words of the
paper, encode is E and decode D of eq 3, tokens are the latent's positions, and masks are those of eq 8.
"""

import json
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE, Motion
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES

COEFFICIENTS = len(ARKIT_NAMES)
VALUES = COEFFICIENTS + 6
"""Numbers of a frame: coefficients, then rotation, then translation."""


@dataclass(frozen=True)
class Region:
    """A token: its name, what of a frame it holds, and how far each of the paper's masks covers it."""

    name: str
    values: tuple[int, ...]
    """Indices into the VALUES of a frame."""
    masks: tuple[float, float, float]
    """Share of M_pose, M_exp and M_lip; they sum to 1."""


def _region(name: str, units: str, masks: tuple[float, float, float]) -> Region:
    return Region(name, tuple(index for unit in units.split() for index in UNITS[unit]), masks)


_POSE, _EXPRESSION, _LIP, _CORNERS = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.5, 0.5)
TOKENS: tuple[Region, ...] = (
    _region("brows", "browDown browInnerUp browOuterUp", _EXPRESSION),
    _region("lids", "eyeBlink eyeSquint eyeWide", _EXPRESSION),
    _region("gaze", "eyeLookDown eyeLookIn eyeLookOut eyeLookUp", _EXPRESSION),
    _region("cheeks and nose", "cheekPuff cheekSquint noseSneer", _EXPRESSION),
    # Corners smile as well as speak.
    _region("mouth corners", "mouthSmile mouthFrown mouthDimple mouthStretch", _CORNERS),
    _region(
        "lips",
        "mouthClose mouthFunnel mouthPucker mouthLeft mouthRight mouthLowerDown mouthUpperUp mouthPress "
        "mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper",
        _LIP,
    ),
    _region("jaw and tongue", "jawForward jawLeft jawOpen jawRight tongueOut", _LIP),
    Region("head", tuple(range(COEFFICIENTS, VALUES)), _POSE),
)
CHANNELS = max(len(region.values) for region in TOKENS)
"""Of every token; smaller regions are padded with zeros."""
MASKS: NDArray[np.float32] = np.array([region.masks for region in TOKENS], np.float32)
"""(tokens, 3): M_pose, M_exp and M_lip of eq 8, in the order of synthesis.face_regions.REGIONS."""
PRESENT: NDArray[np.bool_] = np.array(
    [[channel < len(region.values) for channel in range(CHANNELS)] for region in TOKENS]
)
"""(tokens, channels): where a value of the frame is, and no padding."""

_ORDER = np.array([index for region in TOKENS for index in region.values])
_LEAST_DEVIATION = np.array([0.02] * COEFFICIENTS + [0.002] * 6)
"""What hardly moves is not blown up to the size of what does."""


@dataclass(frozen=True)
class MotionTokens:
    """The codec with its scales, (VALUES,) each; they are part of an exported model."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    @classmethod
    def fitted(cls, values: NDArray[np.floating]) -> Self:
        """Scales by which the (frames, VALUES) of training data have mean 0 and about deviation 1."""
        values = values.astype(np.float64)
        deviation = np.maximum(values.std(axis=0), _LEAST_DEVIATION)
        return cls(values.mean(axis=0).round(5), deviation.round(5))

    @classmethod
    def from_json(cls, document: str) -> Self:
        """The codec of an exported model; raises ValueError where the document is none."""
        try:
            scales = [np.array(json.loads(document)[name], np.float64) for name in ("mean", "deviation")]
        except (KeyError, TypeError) as error:
            raise ValueError(f"no scales of motion tokens: {error}") from error
        if any(scale.shape != (VALUES,) or not np.isfinite(scale).all() for scale in scales) or scales[1].min() <= 0:
            raise ValueError(f"scales of motion tokens must be {VALUES} finite numbers, deviations above 0")
        return cls(*scales)

    def as_json(self) -> str:
        """For the metadata of an exported model."""
        return json.dumps({"mean": self.mean.tolist(), "deviation": self.deviation.tolist()})

    def encode(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """(..., VALUES) to tokens (..., tokens, channels), padded with zeros."""
        scaled = (values.astype(np.float64) - self.mean) / self.deviation
        tokens = np.zeros((*values.shape[:-1], len(TOKENS), CHANNELS), np.float32)
        tokens[..., PRESENT] = scaled[..., _ORDER]
        return tokens

    def decode(self, tokens: NDArray[np.floating]) -> NDArray[np.float64]:
        """Tokens (..., tokens, channels) to (..., VALUES); what stands in the padding is ignored."""
        values = np.empty((*tokens.shape[:-2], VALUES))
        values[..., _ORDER] = tokens[..., PRESENT]
        return values * self.deviation + self.mean


def motion_values(motion: Motion) -> NDArray[np.float32]:
    """(frames, VALUES) of motion at 25 Hz."""
    if motion.fps != LATENT_RATE:
        raise ValueError(f"latents have 25 frames a second, these have {motion.fps}")
    return np.concatenate([motion.coefficients, motion.rotation, motion.translation], axis=1)


def motion_of(values: NDArray[np.floating]) -> Motion:
    """Motion at 25 Hz of (frames, VALUES), without contacts."""
    coefficients, rotation, translation = np.split(values.astype(np.float32), [COEFFICIENTS, COEFFICIENTS + 3], axis=1)
    return Motion(LATENT_RATE, coefficients, rotation, translation)
