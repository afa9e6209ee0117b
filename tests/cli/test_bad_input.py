"""Each user error is one clear line on stderr, exit status 2, no traceback, nothing written or lost."""

import json
import os
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.cli.main import run

TEXT = "I am so glad to see you."
WORDS = TEXT.split()


@dataclass(frozen=True)
class Case:
    """A command line, what its message must mention, and how to make the files it needs in the working folder."""

    name: str
    arguments: list[str]
    mentions: str
    prepare: Callable[[Path], object] = lambda folder: None
    marks: tuple = ()


def generate(*extra: str, image: str = "amara", text: str = TEXT, emotion: str = "happy", output: str = "o.mp4") -> list[str]:
    return ["generate", "--image", image, "--text", text, "--emotion", emotion, "-o", output, *extra]


def save(name: str, array: np.ndarray, **options: object) -> Callable[[Path], object]:
    return lambda folder: Image.fromarray(array).save(folder / name, **options)


def write(name: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and holds nothing."""
    header = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


def truncated_portrait(folder: Path) -> None:
    from tietfg.portrait.demo import demo_portrait  # placeholder, set below

    (folder / "cut.png").write_bytes(demo_portrait("amara").read_bytes()[:20000])


GRADIENT = np.linspace(0, 255, 512 * 512 * 3).reshape(512, 512, 3).astype(np.uint8)
KEYFRAME = {"word": 0, "emotion": {"happy": 1.0}, "intensity": 0.5, "transition": "gradual"}


def timeline(document: object) -> Callable[[Path], object]:
    return write("t.json", document if isinstance(document, str) else json.dumps(document))


def timeline_case(name: str, document: object, mentions: str) -> Case:
    return Case(f"timeline {name}", generate("--timeline", "t.json"), mentions, timeline(document))


def keyframe(**changes: object) -> dict[str, object]:
    return {"keyframes": [{key: value for key, value in (KEYFRAME | changes).items() if value is not ...}]}
