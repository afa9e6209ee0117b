"""A plot of recognised emotions: the curves under a strip of frames, as in the paper's figure 4."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.portrait.tracking import View

COLOURS = {
    "neutral": "#7f7f7f",
    "happy": "#e6a700",
    "sad": "#1f5fbf",
    "angry": "#d62728",
    "fear": "#7b3fa0",
    "disgust": "#3a8f3a",
    "surprise": "#e86fb0",
}
_WIDTH, _CURVES, _FRAMES = 1200, 300, 10
_LEFT, _RIGHT, _GAP = 60, 110, 14
_INK, _RULE = "#222222", "#d8d8d8"
_FINE = 2
"""The curves are drawn larger by this and reduced."""


def draw_track(track: EmotionTrack, seen: NDArray[np.bool_], views: Sequence[View], title: str) -> Image.Image:
    """An RGB picture 1200 pixels wide. Frames without a face (`seen` False) are left out of the curves and shaded."""
    inner = _WIDTH - _LEFT - _RIGHT
    shown = [views[index] for index in np.linspace(0, len(views) - 1, min(_FRAMES, len(views))).round().astype(int)]
    cell = inner // max(len(shown), 1)
    strip = max((cell * view.picture.shape[0] // view.picture.shape[1] for view in shown), default=0)
    top = 40 + strip + _GAP
    page = Image.new("RGB", (_WIDTH * _FINE, (top + _CURVES + 50) * _FINE), "white")
    ink, font = ImageDraw.Draw(page), ImageFont.load_default(15 * _FINE)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * _FINE, y * _FINE

    duration = len(track) / float(track.fps)
    x = _LEFT + (np.arange(len(track)) + 0.5) / len(track) * inner
    ink.text(at(_LEFT, 20), title, _INK, font, anchor="lm")
    for place, view in enumerate(shown):
        height = cell * view.picture.shape[0] // view.picture.shape[1]
        small = Image.fromarray(view.picture).resize((cell * _FINE, height * _FINE), Image.Resampling.LANCZOS)
        page.paste(small, (round((_LEFT + place * cell) * _FINE), 40 * _FINE))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = top + _CURVES * (1 - share)
        ink.line((at(_LEFT, y), at(_LEFT + inner, y)), _RULE, _FINE)
        ink.text(at(_LEFT - 8, y), f"{share:g}", _INK, font, anchor="rm")
    step = next(step for step in (0.5, 1, 2, 5, 10, 30, 60, 120) if duration / step <= 12)
    for second in np.arange(0, duration, step):
        ink.text(at(_LEFT + second / duration * inner, top + _CURVES + 14), f"{second:g} s", _INK, font, anchor="mt")
    for index in np.flatnonzero(~seen):
        ink.rectangle(
            (at(x[index] - inner / len(track) / 2, top), at(x[index] + inner / len(track) / 2, top + _CURVES)),
            "#efefef",
        )
    for place, name in enumerate(EMOTIONS):
        curve = track.probabilities[:, EMOTIONS.index(name)]
        for run in _runs(seen):
            points = [at(float(x[index]), top + _CURVES * (1 - float(curve[index]))) for index in run]
            ink.line(points if len(points) > 1 else points * 2, COLOURS[name], 2 * _FINE, joint="curve")
        y = top + 20 + place * 36
        ink.line((at(_LEFT + inner + 12, y), at(_LEFT + inner + 32, y)), COLOURS[name], 3 * _FINE)
        ink.text(at(_LEFT + inner + 38, y), name, _INK, font, anchor="lm")
    return page.resize((page.width // _FINE, page.height // _FINE), Image.Resampling.LANCZOS)


def _runs(seen: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    indices = np.flatnonzero(seen)
    return [run for run in np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1) if len(run)]
