"""Sizes of the networks: those of Stable Diffusion 1.5 and Hallo, and small ones of the very same classes."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from tietfg.synthesis.regions import RegionForm


@dataclass(frozen=True)
class Configuration:
    """Widths and depths of all networks of this scale."""

    form: RegionForm = "compat"
    """How audio modules attend; "compat" is numerically Hallo while the emotion projection says nothing."""
    channels: tuple[int, ...] = (320, 640, 1280, 1280)
    """Of the UNets' levels; all but the last have attention, audio and motion modules."""
    layers: int = 2
    """Of a level on the way down; one more on the way up."""
    heads: int = 8
    groups: int = 32
    latent_channels: int = 4
    context_width: int = 768
    """D: of identity tokens and of c_fusion."""
    identity_width: int = 512
    """Of the face recogniser's embedding."""
    identity_tokens: int = 4
    audio_width: int = 768
    """Of a hidden state of the audio encoder."""
    audio_layers: int = 12
    audio_window: int = 5
    """Frames of audio features around each frame."""
    audio_hidden: int = 512
    audio_tokens: int = 32
    emotion_hidden: int = 256
    face_channels: tuple[int, ...] = (16, 32, 64, 128)
    """Of the face locator, which halves its picture after each but the last."""
    motion_length: int = 32
    """The most frames of a clip, motion frames included."""

    @property
    def attention_levels(self) -> int:
        """Levels with attention."""
        return len(self.channels) - 1

    def as_json(self) -> str:
        """For the metadata of a file of weights."""
        return TypeAdapter(Configuration).dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Configuration":
        """What as_json wrote. Raises ValueError for anything else."""
        return TypeAdapter(Configuration).validate_json(text)


SD15 = Configuration()
TINY = Configuration(
    channels=(8, 16, 24, 24),
    layers=1,
    heads=2,
    groups=4,
    context_width=12,
    audio_width=16,
    audio_layers=2,
    audio_hidden=10,
    audio_tokens=3,
    emotion_hidden=8,
    face_channels=(4, 4, 8, 8),
)
"""Random weights of this run on any computer within a test."""
