"""A plot of a table: a panel for each metric, with each system's mean, interval, and every video as a dot."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tietfg.evaluation.probe import Metric
from tietfg.evaluation.records import Results
from tietfg.evaluation.table import Table, shown_value

COLOURS = ("#1f5fbf", "#d9822b", "#3a8f3a", "#b03a5b", "#7b3fa0", "#5f6b76")
_WIDTH, _LEFT, _RIGHT, _ROW, _TITLE, _TOP = 900, 190, 150, 46, 34, 14
_INK, _RULE, _GREY, _REAL = "#222222", "#d8d8d8", "#777777", "#c01818"
_FINE = 2
"""Pixels are drawn finer by this and reduced."""
BETTER = {"lower": "lower is better", "higher": "higher is better", "near": "nearer to real videos is better"}
MOST_DOTS = 2000
"""Videos of a system that are drawn; of more, every n-th."""


@dataclass(frozen=True)
class _Shape:
    """A box (x, y, width, height), a line (x, y, width, height), a dot (x, y, radius) or a text (x, y)."""

    kind: str
    place: tuple[float, ...]
    colour: str
    text: str = ""
    anchor: str = "l"
    size: int = 13


def plot_table(table: Table, systems: Sequence[Results], suffix: str) -> bytes:
    """The plot as the content of a file, ".png" or ".svg", 900 pixels wide. Metrics that nobody has are left out."""
    shapes, height = _layout(table, systems)
    return PLOTS[suffix](shapes, height)


def _layout(table: Table, systems: Sequence[Results]) -> tuple[list[_Shape], int]:
    shapes: list[_Shape] = []
    top = _TOP
    for metric in table.columns:
        drawn = [system for system in systems if metric.name in system.figures]
        if not any(system.figures[metric.name].value is not None for system in drawn):
            continue
        shapes.append(_Shape("text", (16, top + _TITLE / 2), _INK, _heading(metric), size=15))
        top += _TITLE
        shapes += _panel(metric, systems, top)
        top += _ROW * len(systems) + 34
    if not shapes:
        shapes.append(_Shape("text", (16, top + _TITLE / 2), _INK, "nothing was measured", size=15))
    return shapes, top + _TITLE


def _heading(metric: Metric) -> str:
    """In words and letters that the font of Pillow has."""
    unit = f" ({metric.unit})" if metric.unit else ""
    return f"{metric.title}{unit}, {BETTER[metric.better]}".replace("³", "^3")


def _panel(metric: Metric, systems: Sequence[Results], top: float) -> list[_Shape]:
    """The rows of one metric: bars from 0, dots of videos below them."""
    values = [_videos(metric, system) for system in systems]
    figures = [system.figures.get(metric.name) for system in systems]
    reals = [system.real[metric.name] for system in systems if metric.better == "near" and metric.name in system.real]
    edges = [
        bound for each in (*figures, *reals) if each for bound in (each.value, each.low, each.high) if bound is not None
    ]
    all_values = np.array([0.0, *edges, *np.concatenate(values)]) * metric.scale
    ticks = _ticks(float(all_values.min()), float(all_values.max()))
    inner = _WIDTH - _LEFT - _RIGHT

    def x(value: float) -> float:
        return _LEFT + (value * metric.scale - ticks[0]) / (ticks[-1] - ticks[0]) * inner

    bottom = top + _ROW * len(systems)
    shapes: list[_Shape] = []
    for tick in ticks:
        place = x(tick / metric.scale)
        shapes.append(_Shape("line", (place, top, 0, bottom - top), _RULE))
        shapes.append(_Shape("text", (place, bottom + 12), _GREY, f"{tick:g}", "m", 12))
    for index, (system, figure, videos) in enumerate(zip(systems, figures, values, strict=True)):
        y, colour = top + index * _ROW, COLOURS[index % len(COLOURS)]
        name = system.name if len(system.name) <= 24 else f"{system.name[:23]}…"
        shapes.append(_Shape("text", (16, y + 14), _INK, name))
        if figure is None or figure.value is None:
            shapes.append(_Shape("text", (_LEFT + 6, y + 14), _GREY, "n/a"))
            continue
        zero, end = x(0), x(figure.value)
        shapes.append(_Shape("box", (min(zero, end), y + 6, abs(end - zero), 16), colour))
        if figure.low is not None and figure.high is not None:
            low, high = x(figure.low), x(figure.high)
            shapes.append(_Shape("line", (low, y + 14, high - low, 0), _INK))
            shapes += [_Shape("line", (place, y + 9, 0, 10), _INK) for place in (low, high)]
        step = -(-len(videos) // MOST_DOTS) or 1
        for number, value in enumerate(videos[::step]):
            shapes.append(_Shape("dot", (x(float(value)), y + 32 + (number * 0.618 % 1 - 0.5) * 10, 2), colour))
        real = system.real.get(metric.name) if metric.better == "near" else None
        if real is not None and real.value is not None:
            shapes.append(_Shape("line", (x(real.value), y + 2, 0, 26), _REAL))
            shapes.append(_Shape("text", (x(real.value) + 4, y + 38), _REAL, "real", size=11))
        told = f"{shown_value(metric, figure.value)}  (n = {figure.videos})"
        shapes.append(_Shape("text", (_WIDTH - _RIGHT + 12, y + 14), _INK, told))
    return shapes


def _videos(metric: Metric, system: Results) -> np.ndarray:
    """The values of single videos; none of metrics over sets."""
    found = [finding.values.get(metric.name) for case in system.cases for finding in case.findings.values()]
    return np.array([value for value in found if value is not None], np.float64)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers around a range, some four to eight."""
    span = (high - low) or 1.0
    step = 10 ** np.floor(np.log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 7)
    first, last = int(np.floor(low / step)), int(np.ceil(high / step))
    return [round(float(number * step), 10) for number in range(first, max(last, first + 1) + 1)]


def _png(shapes: Sequence[_Shape], height: int) -> bytes:
    page = Image.new("RGB", (_WIDTH * _FINE, height * _FINE), "white")
    ink = ImageDraw.Draw(page)
    for shape in shapes:
        place = [value * _FINE for value in shape.place]
        if shape.kind == "text":
            font = ImageFont.load_default(shape.size * _FINE)
            ink.text((place[0], place[1]), shape.text, shape.colour, font, anchor=f"{shape.anchor}m")
        elif shape.kind == "dot":
            ink.circle((place[0], place[1]), place[2], shape.colour)
        elif shape.kind == "box":
            ink.rectangle((place[0], place[1], place[0] + place[2], place[1] + place[3]), shape.colour)
        else:
            ink.line((place[0], place[1], place[0] + place[2], place[1] + place[3]), shape.colour, _FINE)
    content = io.BytesIO()
    page.resize((_WIDTH, height), Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue()


def _svg(shapes: Sequence[_Shape], height: int) -> bytes:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
    ]
    anchors = {"l": "start", "m": "middle"}
    for shape in shapes:
        x, y, *rest = (round(value, 2) for value in shape.place)
        if shape.kind == "text":
            lines.append(
                f'<text x="{x}" y="{y}" font-size="{shape.size}" fill="{shape.colour}" dominant-baseline="central" '
                f'text-anchor="{anchors[shape.anchor]}">{escape(shape.text)}</text>'
            )
        elif shape.kind == "dot":
            lines.append(f'<circle cx="{x}" cy="{y}" r="{rest[0]}" fill="{shape.colour}"/>')
        elif shape.kind == "box":
            lines.append(f'<rect x="{x}" y="{y}" width="{rest[0]}" height="{rest[1]}" fill="{shape.colour}"/>')
        else:
            end = round(x + rest[0], 2), round(y + rest[1], 2)
            lines.append(f'<line x1="{x}" y1="{y}" x2="{end[0]}" y2="{end[1]}" stroke="{shape.colour}"/>')
    return "\n".join([*lines, "</svg>\n"]).encode()


PLOTS: Mapping[str, Callable[[Sequence[_Shape], int], bytes]] = {".png": _png, ".svg": _svg}
