"""The sitter: a portrait as the networks of this scale are told of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.portrait import Framing, Portrait
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.identity import IdentityEncoder
from tietfg.synthesis.sd15.masks import face_boxes, face_picture, region_masks

PATCH = 8
"""Pixels of a latent's side."""


@dataclass(frozen=True)
class Sitter:
    """What does not change over a video."""

    picture: NDArray[np.float32]
    """(3, height, width) the portrait in the video's frame, in [-1, 1]."""
    face: NDArray[np.float32]
    """(3, height, width) for the face locator."""
    masks: tuple[NDArray[np.float32], ...]
    """M of eq 8, see region_masks."""
    identity: NDArray[np.float32]
    """(identity_width,), zeros where it is not known."""
    identified: bool


def sit(portrait: Portrait, encoder: IdentityEncoder | None, configuration: Configuration) -> Sitter:
    """The sitter of a portrait. Raises InputError where the face lies outside the frame."""
    framing = portrait.framing
    width, height = framing.width, framing.height
    landmarks = (portrait.landmarks[:, :2] - [framing.left, framing.top]) * framing.scale
    boxes = face_boxes(landmarks, width, height)
    known = encoder(portrait.image, portrait.landmarks) if encoder is not None else None
    pixels = framed(portrait.image, framing).astype(np.float32) / np.float32(127.5) - 1
    return Sitter(
        picture=pixels.transpose(2, 0, 1),
        face=face_picture(boxes, width, height),
        masks=region_masks(boxes, width // PATCH, height // PATCH, levels=len(configuration.channels)),
        identity=np.zeros(configuration.identity_width, np.float32) if known is None else known,
        identified=known is not None,
    )


def framed(image: NDArray[np.uint8], framing: Framing) -> NDArray[np.uint8]:
    """(height, width, 3) what the video's frame shows of an image, whose edges are repeated beyond it."""
    sides = np.array([framing.width, framing.height]) / framing.scale
    start = np.array([framing.left, framing.top])
    low = np.floor(start).clip(None, 0).astype(int)
    beyond = np.ceil(start + sides - image.shape[1::-1]).clip(0).astype(int)
    padded = np.pad(image, ((-low[1], beyond[1]), (-low[0], beyond[0]), (0, 0)), "edge")
    (left, top), (right, bottom) = (start - low).tolist(), (start - low + sides).tolist()
    box = (left, top, min(right, padded.shape[1]), min(bottom, padded.shape[0]))
    return np.asarray(
        Image.fromarray(padded).resize((framing.width, framing.height), Image.Resampling.LANCZOS, box=box)
    )
