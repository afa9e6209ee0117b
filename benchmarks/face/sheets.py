"""Contact sheets: one row a portrait, its resting face, eyes held shut, and an open vowel in each emotion."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from face.portraits import Measured
from tietfg.emotion.labels import EMOTIONS

_SIDE = 224
_ROWS = 5


def keep(portraits: list[Measured], folder: Path) -> list[Path]:
    """Write JPEG sheets of a few rows each into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for first in range(0, len(portraits), _ROWS):
        rows = portraits[first : first + _ROWS]
        path = folder / f"speaking-{first // _ROWS + 1}.jpg"
        _sheet(rows).save(path, quality=82)
        written.append(path)
    return written


def _sheet(rows: list[Measured]) -> Image.Image:
    titles = ("at rest", "eyes shut", *EMOTIONS)
    sheet = Image.new("RGB", (_SIDE * len(titles), 16 + _SIDE * len(rows)), "white")
    draw = ImageDraw.Draw(sheet)
    for column, title in enumerate(titles):
        draw.text((column * _SIDE + 4, 2), title, fill="black")
    for row, portrait in enumerate(rows):
        for column, frame in enumerate(portrait.sheet):
            picture = Image.fromarray(np.ascontiguousarray(frame)).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
            sheet.paste(picture, (column * _SIDE, 16 + row * _SIDE))
    return sheet
