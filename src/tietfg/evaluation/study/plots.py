"""Plots of a study's figures: bars with intervals, as in the paper's figure 5."""

from collections.abc import Sequence
from textwrap import wrap
from typing import TypeVar

from PIL import Image, ImageDraw, ImageFont

from tietfg.errors import InputError
from tietfg.evaluation.study.design import ALL
from tietfg.evaluation.study.report import Compared, Rating, Report

COLOURS = ("#1f5fbf", "#e6a700", "#3a8f3a", "#d62728", "#7b3fa0", "#e86fb0", "#00899b", "#7f7f7f", "#8c564b", "#a0b30a")
"""Of the systems, in their order; used again from the first where there are more."""
_WIDTH, _LEFT, _RIGHT = 1200, 60, 30
_HEIGHT, _ROW = 320, 64
_INK, _SOFT, _RULE = "#222222", "#666666", "#d8d8d8"
_FINE = 2
"""Everything is drawn larger by this and reduced."""


def draw_report(report: Report) -> Image.Image:
    """An RGB picture 1200 pixels wide: mean ratings with their intervals, and shares of preferences.

    Raises InputError for a study without either.
    """
    if not report.ratings and not report.compared:
        raise InputError("a study of labels has no bars to plot; leave --plot out")
    ratings, compared = _by_condition(report.ratings), _by_condition(report.compared)
    panels = [_Page.bars(ratings)] if ratings else []
    panels += [_Page.shares(compared)] if compared else []
    whole = Image.new("RGB", (_WIDTH, 50 + sum(panel.height for panel in panels)), "white")
    title = _Page(50)
    title.text(_LEFT, 28, report.title, _INK, 19, "lm")
    top = 0
    for panel in (title.finished(), *panels):
        whole.paste(panel, (0, top))
        top += panel.height
    return whole


class _Page:
    """A white page one draws on in its own pixels."""

    def __init__(self, height: int) -> None:
        self._image = Image.new("RGB", (_WIDTH * _FINE, height * _FINE), "white")
        self._ink = ImageDraw.Draw(self._image)

    @classmethod
    def bars(cls, ratings: Sequence[Rating]) -> Image.Image:
        """Means from 1 to 5: a group for each question and condition, a bar for each system."""
        systems = list(dict.fromkeys(each.system for each in ratings))
        groups = list(dict.fromkeys((each.question, each.condition) for each in ratings))
        per_row = 6
        legend = [systems[start : start + per_row] for start in range(0, len(systems), per_row)]
        top = 24 + 26 * len(legend)
        page = cls(top + _HEIGHT + 70)
        inner = _WIDTH - _LEFT - _RIGHT
        for row, names in enumerate(legend):
            for column, name in enumerate(names):
                x, y = _LEFT + column * inner / per_row, 14 + 26 * row
                page.box(x, y - 7, x + 14, y + 7, COLOURS[systems.index(name) % len(COLOURS)])
                page.text(x + 20, y, _short(name, 20), _INK, 15, "lm")

        def height(value: float) -> float:
            return top + _HEIGHT * (5 - value) / 4

        for value in range(1, 6):
            page.line(_LEFT, height(value), _WIDTH - _RIGHT, height(value), _RULE)
            page.text(_LEFT - 10, height(value), str(value), _INK, 15, "rm")
        width = inner / len(groups)
        bar = min(56.0, width * 0.84 / len(systems))
        for place, (question, condition) in enumerate(groups):
            middle = _LEFT + (place + 0.5) * width
            here = [each for each in ratings if (each.question, each.condition) == (question, condition)]
            for each in here:
                x = middle + (systems.index(each.system) - len(systems) / 2 + 0.5) * bar
                y = height(each.mean.estimate)
                page.box(
                    x - 0.42 * bar, y, x + 0.42 * bar, height(1), COLOURS[systems.index(each.system) % len(COLOURS)]
                )
                page.line(x, height(each.mean.low), x, height(each.mean.high), _INK)
                for end in (each.mean.low, each.mean.high):
                    page.line(x - 0.12 * bar, height(end), x + 0.12 * bar, height(end), _INK)
                if bar >= 34:
                    page.text(x, height(each.mean.high) - 4, f"{each.mean.estimate:.2f}", _INK, 13, "mb")
            words = wrap(question, max(6, int(width / 9)))[:2]
            for row, line in enumerate(words):
                page.text(middle, height(1) + 16 + 18 * row, line, _INK, 15, "mm")
            if condition != ALL:
                page.text(middle, height(1) + 16 + 18 * len(words), condition, _SOFT, 14, "mm")
        return page.finished()

    @classmethod
    def shares(cls, compared: Sequence[Compared]) -> Image.Image:
        """Who was preferred: a bar from the first system to the second, the undecided between them."""
        page = cls(20 + _ROW * len(compared) + 20)
        inner = _WIDTH - _LEFT - _RIGHT
        for row, each in enumerate(compared):
            y = 20 + _ROW * row
            counts = each.preferred, each.undecided, each.not_preferred
            told = each.question if each.condition == ALL else f"{each.question}, {each.condition}"
            page.text(_LEFT, y + 8, each.one, COLOURS[0], 15, "lm")
            page.text(_WIDTH / 2, y + 8, f"{told} (p {_p(each.p_value)})", _INK, 15, "mm")
            page.text(_WIDTH - _RIGHT, y + 8, each.other, "#8a6400", 15, "rm")
            x = float(_LEFT)
            for count, colour, ink in zip(
                counts, (COLOURS[0], "#c4c8ce", COLOURS[1]), ("white", _INK, _INK), strict=True
            ):
                length = inner * count / max(sum(counts), 1)
                page.box(x, y + 22, x + length, y + 48, colour)
                if length > 40:
                    page.text(x + length / 2, y + 35, f"{100 * count / sum(counts):.0f} %", ink, 14, "mm")
                x += length
        return page.finished()

    def text(self, x: float, y: float, text: str, colour: str, size: int, anchor: str) -> None:
        """Write a line; `anchor` as Pillow has it."""
        font = ImageFont.load_default(size * _FINE)
        self._ink.text((x * _FINE, y * _FINE), text, colour, font, anchor=anchor)

    def line(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Draw a thin line."""
        self._ink.line((left * _FINE, top * _FINE, right * _FINE, bottom * _FINE), colour, _FINE)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle; nothing where it has no size."""
        if right > left and bottom > top:
            self._ink.rectangle((left * _FINE, top * _FINE, right * _FINE - 1, bottom * _FINE - 1), colour)

    def finished(self) -> Image.Image:
        """The page at its own size."""
        return self._image.resize((self._image.width // _FINE, self._image.height // _FINE), Image.Resampling.LANCZOS)


Figure = TypeVar("Figure", Rating, Compared)


def _by_condition(figures: Sequence[Figure]) -> list[Figure]:
    """Without those over all conditions, for questions that have several."""
    several = {each.question for each in figures if each.condition != ALL}
    return [each for each in figures if each.condition != ALL or each.question not in several]


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"
