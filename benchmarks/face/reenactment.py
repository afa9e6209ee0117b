"""Self-reenactment: the motion tracked in a real clip, played on the clip's own first frame, beside the clip itself."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from face.mesh import FACE_OVAL, REGIONS, unit
from face.observer import EMOTION_EVERY, Observation
from face.pixels import luma
from face.portraits import tools
from face.recordings import emotion_of, read_clip
from face.summary import distribution, rounded
from tietfg.errors import TietfgError
from tietfg.pipeline import TalkingFacePipeline

_WINDOW = 7
_SMALL = (0.01**2, 0.03**2)
"""SSIM: side of the window in pixels, and the constants for values in [0, 1] (Wang et al., IEEE TIP 13(4), 2004)."""


@dataclass(frozen=True)
class Reenacted:
    """How near the played frames come to the real ones."""

    name: str
    emotion: str
    same_emotion: list[bool]
    """Frame by frame: is the same emotion read in both (equation 10)?"""
    still_same_emotion: list[bool]
    """The same for the first frame held still."""
    errors: dict[str, float]
    """Mean distance of landmarks in % of the eye distance, by region."""
    still_errors: dict[str, float]
    """The same for the first frame held still: what is there to be won."""
    psnr: float
    ssim: float
    """Inside the face oval, mean over the frames."""
    still_psnr: float
    still_ssim: float


def measure(path: Path, work: Path) -> Reenacted | str:
    """Track a clip, play it on its first frame, and compare; the reason when that cannot be done."""
    frames, _ = read_clip(path)
    try:
        played = reenacted(path, frames)
    except TietfgError as error:
        return str(error)
    count = min(len(frames), len(played))
    observer = tools(work)[1]
    real, copy = observer.observe(frames[:count]), observer.observe(played[:count])
    return compare(path.stem, emotion_of(path), frames[:count], played[:count], real, copy)


def reenacted(path: Path, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The clip's motion played on its first frame, at its size. Raises TietfgError."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "first.png"
        Image.fromarray(frames[0]).save(picture)
        size = max(frames.shape[1:3])
        pipeline = TalkingFacePipeline.from_pretrained("portrait")
        video = pipeline.reenact(image=picture, performance=path, reference="first", size=size, framing="full")
        return np.stack(list(video.frames()))


def compare(
    name: str,
    emotion: str,
    frames: NDArray[np.uint8],
    played: NDArray[np.uint8],
    real: Observation,
    copy: Observation,
) -> Reenacted:
    """Compare (n, height, width, 3) frames of one size and what was seen in them."""
    labels = real.emotions.argmax(1)
    still = np.broadcast_to(real.landmarks[0], real.landmarks.shape)
    likeness = [face_likeness(*pair) for pair in zip(frames, played, real.landmarks, strict=True)]
    unmoved = [face_likeness(frame, frames[0], place) for frame, place in zip(frames, real.landmarks, strict=True)]
    return Reenacted(
        name,
        emotion,
        (labels == copy.emotions.argmax(1)).tolist(),
        (labels == labels[0]).tolist(),
        landmark_errors(real.landmarks, copy.landmarks),
        landmark_errors(real.landmarks, still),
        *np.mean(likeness, axis=0).tolist(),
        *np.mean(unmoved[1:], axis=0).tolist(),
    )


def landmark_errors(real: NDArray[np.floating], copy: NDArray[np.floating]) -> dict[str, float]:
    """Mean distance by region of (frames, 478, 3) landmarks in % of the eye distance."""
    distances = 100 * np.linalg.norm((real - copy)[..., :2], axis=-1) / unit(real)[:, None]
    regions = {region: float(distances[:, points].mean()) for region, points in REGIONS.items()}
    return regions | {"all": float(distances[:, :468].mean())}


def face_likeness(
    real: NDArray[np.uint8], copy: NDArray[np.uint8], landmarks: NDArray[np.floating]
) -> tuple[float, float]:
    """PSNR in dB (of RGB) and SSIM (of luma) inside the real frame's face oval."""
    mask = Image.new("1", (real.shape[1], real.shape[0]))
    ImageDraw.Draw(mask).polygon([tuple(point) for point in landmarks[FACE_OVAL, :2].tolist()], fill=1)
    inside = np.array(mask)
    error = ((real.astype(np.float64) - copy)[inside] ** 2).mean() / 255**2
    psnr = 10 * np.log10(1 / max(error, 1e-10))
    half = _WINDOW // 2
    return float(psnr), float(structural_similarity(luma(real), luma(copy))[inside[half:-half, half:-half]].mean())


def structural_similarity(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """SSIM of each window of two (height, width) pictures in [0, 1]."""

    def mean(values: NDArray[np.floating]) -> NDArray[np.float64]:
        windows = np.lib.stride_tricks.sliding_window_view(values, (_WINDOW, _WINDOW))
        return windows.mean((-1, -2))

    one, other = mean(first), mean(second)
    spread_one, spread_other = mean(first**2) - one**2, mean(second**2) - other**2
    together = mean(first * second) - one * other
    level = (2 * one * other + _SMALL[0]) / (one**2 + other**2 + _SMALL[0])
    return level * (2 * together + _SMALL[1]) / (spread_one + spread_other + _SMALL[1])


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """The tables' figures."""
    done = [clip for clip in found.values() if isinstance(clip, Reenacted)]
    if not done:
        return {"refused": found}
    return {
        "clips": len(done),
        "refused": {name: reason for name, reason in found.items() if isinstance(reason, str)},
        "emotion_read_every": EMOTION_EVERY,
        "ef_score": rounded(np.mean([same for clip in done for same in clip.same_emotion])),
        "ef_score_of_still_picture": rounded(np.mean([same for clip in done for same in clip.still_same_emotion])),
        "ef_score_per_clip": {clip.name: rounded(np.mean(clip.same_emotion)) for clip in done},
        "landmark_error": {
            region: rounded(np.mean([clip.errors[region] for clip in done])) for region in done[0].errors
        },
        "landmark_error_of_still_picture": {
            region: rounded(np.mean([clip.still_errors[region] for clip in done])) for region in done[0].errors
        },
        "psnr": distribution([clip.psnr for clip in done]),
        "ssim": distribution([clip.ssim for clip in done]),
        "psnr_of_still_picture": distribution([clip.still_psnr for clip in done]),
        "ssim_of_still_picture": distribution([clip.still_ssim for clip in done]),
    }
