"""Short videos of the shipped portraits, and the emotions beside them."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import track_json
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.portrait.demo import DEMO_PORTRAITS

RATE = 16_000


def write_video(path: Path, name: str, frames: int = 24, fps: int = 30, sound: bool = True) -> None:
    """A portrait that gets brighter from frame to frame, with a tone."""
    picture = Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((320, 320), Image.Resampling.LANCZOS)
    with OutputFile(path) as file, VideoWriter(file, 320, 320, Fraction(fps), RATE if sound else None) as writer:
        for frame in range(frames):
            writer.write_frame((np.asarray(picture) * (0.6 + 0.4 * frame / frames)).astype(np.uint8))
        if sound:
            times = np.arange(round(frames / fps * RATE)) / RATE
            writer.write_sound((0.3 * np.sin(2 * np.pi * 200 * times)).astype(np.float32))


def write_track(path: Path, frames: int = 24, fps: int = 30) -> None:
    """The emotions beside a video, as `tietfg track` writes them: ever happier."""
    intensity = np.linspace(0, 1, frames, dtype=np.float32)
    probabilities = np.zeros((frames, len(EMOTIONS)), np.float32)
    probabilities[:, EMOTIONS.index("happy")], probabilities[:, NEUTRAL] = intensity, 1 - intensity
    path.write_text(track_json(EmotionTrack(Fraction(fps), probabilities, intensity)))
