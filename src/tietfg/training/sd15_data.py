"""Face videos as training data of the paper's scale: what the networks see and hear of each, made once and kept."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import read_track, track_json
from tietfg.errors import InputError
from tietfg.fluctuation.recognise import recognise
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.media.input_files import file_error
from tietfg.media.read_pictures import Square, read_pictures
from tietfg.media.read_sound import read_sound
from tietfg.motion.motion import LATENT_RATE
from tietfg.portrait.tracking import TrackedFace, track_face
from tietfg.synthesis.emotion_features import emotion_features
from tietfg.synthesis.sd15.codec import encode
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.files import Sd15Models
from tietfg.synthesis.sd15.identity import IdentityEncoder
from tietfg.synthesis.sd15.masks import FaceBoxes, face_boxes, face_picture, region_masks
from tietfg.synthesis.sd15.sitter import PATCH
from tietfg.synthesis.sd15.speech_features import SAMPLE_RATE, speech_features
from tietfg.weights.store import WeightStore

VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".webm", ".avi")
KEPT = "sd15-cache"
"""The folder beside the videos that holds what was made of them."""
_FACE_SHARE = 0.6
"""Of the square's side, what the face takes that moves least; Hallo's data have 0.5 to 0.7."""
_SMALLEST = 8 * PATCH
"""Pixels: latents are halved three times."""
_ENCODED_AT_ONCE = 8


@dataclass(frozen=True)
class FaceVideo:
    """One video at 25 frames a second, `n` frames."""

    name: str
    latents: Tensor
    """(n, channels, height, width) means of the VAE, scaled; float16."""
    audio: Tensor
    """(n, layers, width) hidden states of the speech encoder; float16."""
    emotion: Tensor
    """(n, EMOTION_WIDTH)."""
    identity: Tensor
    """(identity_width,), zeros where no encoder is installed."""
    face: Tensor
    """(4,) left, top, right, bottom of the face in shares of the picture."""
    lips: Tensor
    """(4,) the same of the lips."""

    def __len__(self) -> int:
        return len(self.latents)

    def heard(self, first: int, frames: int, window: int) -> Tensor:
        """(frames, window, layers, width) audio around each frame; beyond the ends the outermost is repeated."""
        places = torch.arange(first, first + frames)[:, None] + torch.arange(window) - window // 2
        return self.audio[places.clamp(0, len(self) - 1)].float()


def open_videos(
    folder: Path,
    models: Sd15Models,
    size: int,
    store: WeightStore,
    identity: IdentityEncoder | None,
    progress: Callable[[str], None],
) -> list[FaceVideo]:
    """All videos of a folder as the networks take them, `size` pixels a side.

    Each comes with the emotions of VIDEO.json (as `tietfg track` writes), which is made if it is missing. What is made
    of a video is kept in KEPT and made again when the video, its emotions, the size or the VAE and speech encoder
    change. A video that cannot be used is reported and left out. Raises InputError where none can be used.
    """
    if size < _SMALLEST or size % _SMALLEST:
        raise InputError(f"--size {size} does not do; use a multiple of {_SMALLEST}")
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in VIDEO_SUFFIXES)
    if not paths:
        raise InputError(f"{folder} holds no videos; put some there that end in {', '.join(VIDEO_SUFFIXES)}")
    networks = _fingerprint(models)
    videos = []
    for done, path in enumerate(paths):
        progress(f"video {done + 1} of {len(paths)}: {path.name}")
        try:
            videos.append(_open_video(path, models, size, store, identity, networks))
        except InputError as error:
            progress(f"left out: {error}")
    if not videos:
        raise InputError(f"none of the {len(paths)} videos in {folder} can be used; the reasons are above")
    return videos


def _open_video(
    path: Path, models: Sd15Models, size: int, store: WeightStore, identity: IdentityEncoder | None, networks: str
) -> FaceVideo:
    emotions = path.with_suffix(".json")
    if not emotions.exists():
        recognised = recognise(path, store.path("face-landmarker"), RECOGNISERS["labeller"].load())
        emotions.write_text(track_json(recognised.track, recognised.face.tolist()) + "\n")
    status = path.stat()
    key = {
        "video": [status.st_size, status.st_mtime_ns],
        "emotions": hashlib.sha256(emotions.read_bytes()).hexdigest(),
        "size": size,
        "networks": networks,
        "identified": identity is not None,
    }
    kept = path.parent / KEPT / f"{path.name}-{size}.safetensors"
    if not _made_of(kept, key):
        track = read_track(emotions.read_text(), str(emotions))
        tensors = _tensors(path, models, size, store, identity, track)
        kept.parent.mkdir(exist_ok=True)
        part = kept.with_name(kept.name + ".part")
        save_file(tensors, part, {"key": json.dumps(key)})
        part.replace(kept)
    # Mapped, so that what is not looked at takes no memory.
    return FaceVideo(path.name, **load_file(kept))


def _made_of(kept: Path, key: dict[str, object]) -> bool:
    """Whether a file is whole and of this key."""
    try:
        with safe_open(kept, "pt") as file:
            return json.loads((file.metadata() or {}).get("key", "null")) == key
    except (OSError, SafetensorError, ValueError):
        return False


def _tensors(
    path: Path,
    models: Sd15Models,
    size: int,
    store: WeightStore,
    identity: IdentityEncoder | None,
    track: EmotionTrack,
) -> dict[str, Tensor]:
    """The fields of FaceVideo."""
    tracked = track_face(path, store.path("face-landmarker"))
    if len(tracked.seconds) < 0.9 * tracked.frames:
        raise file_error(path, "a tenth of its frames or more show no face; cut out the parts that do")
    if tracked.crowded > 0.1:
        raise file_error(path, "it shows other faces too; use videos of one person")
    if tracked.sound_start is None:
        raise file_error(path, "it has no sound; use videos of people who speak")
    box = _square(tracked)
    landmarks = (tracked.landmarks[..., :2] - box[:2]) / box[2]
    boxes = face_boxes(landmarks, 1, 1, face_expansion=1, lip_expansion=1)
    latents, first = [], None
    square = Square(float(box[0]), float(box[1]), float(box[2]), size)
    for pictures in _batches(read_pictures(path, LATENT_RATE, square), _ENCODED_AT_ONCE):
        first = pictures[0] if first is None else first
        pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2) / 127.5 - 1
        latents.append(encode(models.vae, pixels).to("cpu", torch.float16))
    frames = sum(map(len, latents))
    sound = read_sound(path, SAMPLE_RATE)
    shift = round(tracked.sound_start * SAMPLE_RATE)
    sound = np.concatenate([np.zeros(max(shift, 0), np.float32), sound[max(-shift, 0) :]])
    spoken = speech_features(models.speech_encoder, sound, frames, 1)
    embedding = None
    if identity is not None and first is not None:
        embedding = identity(first, landmarks[0] * size)
    if embedding is None:
        embedding = np.zeros(models.configuration.identity_width, np.float32)
    return {
        "latents": torch.cat(latents).contiguous(),
        "audio": spoken[:, 0].to("cpu", torch.float16).contiguous(),
        "emotion": torch.from_numpy(emotion_features(track.window(Fraction(0), frames, LATENT_RATE))),
        "identity": torch.from_numpy(embedding),
        "face": torch.from_numpy(boxes.face),
        "lips": torch.from_numpy(boxes.lips),
    }


def _square(tracked: TrackedFace) -> NDArray[np.float64]:
    """(left, top, side) around the face in all frames, inside the picture."""
    points = tracked.landmarks[..., :2].astype(np.float64)
    low, high = points.min((0, 1)), points.max((0, 1))
    face = np.median((points.max(1) - points.min(1)).max(1))
    width, height = tracked.size
    side = min(max(face / _FACE_SHARE, (high - low).max()), width, height)
    corner = np.clip((low + high - side) / 2, 0, np.array([width, height]) - side)
    return np.array([*corner, side])


def _batches(pictures: Iterator[NDArray[np.uint8]], count: int) -> Iterator[list[NDArray[np.uint8]]]:
    batch: list[NDArray[np.uint8]] = []
    for picture in pictures:
        batch.append(picture)
        if len(batch) == count:
            yield batch
            batch = []
    if batch:
        yield batch


def _fingerprint(models: Sd15Models) -> str:
    """Of the VAE and the speech encoder: their first weights, which no two trainings share."""
    digest = hashlib.sha256()
    for network in (models.vae, models.speech_encoder):
        weight = next(iter(network.parameters())).detach().float().cpu().contiguous()
        digest.update(weight.numpy().tobytes())
    return digest.hexdigest()


def masks_of(video: FaceVideo, configuration: Configuration) -> tuple[Tensor, tuple[Tensor, ...]]:
    """The face locator's picture (3, 8 height, 8 width) and M of eq 8 for each level (positions, 3) of a video."""
    boxes = FaceBoxes(video.face.numpy(), video.lips.numpy())
    height, width = video.latents.shape[2:]
    masks = region_masks(boxes, width, height, levels=len(configuration.channels))
    return torch.from_numpy(face_picture(boxes, PATCH * width, PATCH * height)), tuple(map(torch.from_numpy, masks))
