"""Plots of emotions over time: curves under a strip of frames, as in the paper's figures 4 and 6."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
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
_WIDTH, _FRAMES = 1200, 10
_CURVES, _LOW_CURVES = 300, 150
"""Height of the only panel, and of one of several."""
_LEFT, _RIGHT, _GAP, _BELOW = 60, 110, 14, 50
_INNER = _WIDTH - _LEFT - _RIGHT
_INK, _RULE, _UNSEEN = "#222222", "#d8d8d8", "#efefef"
_FINE = 2
"""The page is drawn larger by this and reduced."""


@dataclass(frozen=True)
class Panel:
    """The curves of one track; `title` stands above them, and is empty for the only panel."""

    title: str
    shares: NDArray[np.floating]
    """(frames, 7) in [0, 1]."""
    seen: NDArray[np.bool_]
    """(frames,); others are left out of the curves and shaded."""
    duration: float
    """Seconds."""

    @classmethod
    def of_played(cls, title: str, track: EmotionTrack) -> "Panel":
        """A track that is asked or played: each emotion as strong as it shows, and neutral what is left."""
        shares = track.probabilities * track.intensity[:, None]
        shares[:, NEUTRAL] = 1 - np.delete(shares, NEUTRAL, axis=1).sum(axis=1)
        return cls(title, shares, np.ones(len(track), bool), len(track) / float(track.fps))


def draw_track(track: EmotionTrack, seen: NDArray[np.bool_], views: Sequence[View], title: str) -> Image.Image:
    """The probabilities of a recognised track under frames. Frames without a face (`seen` False) are shaded."""
    return draw_panels([Panel("", track.probabilities, seen, len(track) / float(track.fps))], views, title)


def draw_panels(panels: Sequence[Panel], views: Sequence[View], title: str) -> Image.Image:
    """An RGB picture 1200 pixels wide: frames, and below them panels that last equally long."""
    shown = [views[index] for index in np.linspace(0, len(views) - 1, min(_FRAMES, len(views))).round().astype(int)]
    cell = _INNER // max(len(shown), 1)
    strip = max((cell * view.picture.shape[0] // view.picture.shape[1] for view in shown), default=0)
    curves = _CURVES if len(panels) == 1 else _LOW_CURVES
    top = 40 + strip + _GAP
    height = top + sum(curves + _BELOW + (24 if panel.title else 0) for panel in panels)
    page = Image.new("RGB", (_WIDTH * _FINE, height * _FINE), "white")
    ink, font = ImageDraw.Draw(page), ImageFont.load_default(15 * _FINE)
    ink.text(_at(_LEFT, 20), title, _INK, font, anchor="lm")
    for place, view in enumerate(shown):
        picture_height = cell * view.picture.shape[0] // view.picture.shape[1]
        small = Image.fromarray(view.picture).resize((cell * _FINE, picture_height * _FINE), Image.Resampling.LANCZOS)
        page.paste(small, (round((_LEFT + place * cell) * _FINE), 40 * _FINE))
    for place, name in enumerate(EMOTIONS):
        y = top + 20 + place * 36
        ink.line((_at(_LEFT + _INNER + 12, y), _at(_LEFT + _INNER + 32, y)), COLOURS[name], 3 * _FINE)
        ink.text(_at(_LEFT + _INNER + 38, y), name, _INK, font, anchor="lm")
    for panel in panels:
        if panel.title:
            ink.text(_at(_LEFT, top + 6), panel.title, _INK, font, anchor="lm")
            top += 24
        _draw_curves(ink, font, panel, top, curves)
        top += curves + _BELOW
    return page.resize((page.width // _FINE, page.height // _FINE), Image.Resampling.LANCZOS)


def _draw_curves(
    ink: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, panel: Panel, top: int, height: int
) -> None:
    """Axes, shades where nothing was seen, and the curves."""
    frames = len(panel.shares)
    x = _LEFT + (np.arange(frames) + 0.5) / frames * _INNER
    for share in (0.0, 0.25, 0.5, 0.75, 1.0) if height > _LOW_CURVES else (0.0, 0.5, 1.0):
        y = top + height * (1 - share)
        ink.line((_at(_LEFT, y), _at(_LEFT + _INNER, y)), _RULE, _FINE)
        ink.text(_at(_LEFT - 8, y), f"{share:g}", _INK, font, anchor="rm")
    step = next(step for step in (0.5, 1, 2, 5, 10, 30, 60, 120) if panel.duration / step <= 12)
    for second in np.arange(0, panel.duration, step):
        place = _at(_LEFT + second / panel.duration * _INNER, top + height + 14)
        ink.text(place, f"{second:g} s", _INK, font, anchor="mt")
    half = _INNER / frames / 2
    for index in np.flatnonzero(~panel.seen):
        ink.rectangle((_at(x[index] - half, top), _at(x[index] + half, top + height)), _UNSEEN)
    for name in EMOTIONS:
        curve = panel.shares[:, EMOTIONS.index(name)]
        for run in _runs(panel.seen):
            points = [_at(float(x[index]), top + height * (1 - float(curve[index]))) for index in run]
            ink.line(points if len(points) > 1 else points * 2, COLOURS[name], 2 * _FINE, joint="curve")


def _at(x: float, y: float) -> tuple[float, float]:
    return x * _FINE, y * _FINE


def _runs(seen: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    indices = np.flatnonzero(seen)
    return [run for run in np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1) if len(run)]
