"""Aligned tables for the terminal."""

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tietfg.emotion.timeline import Mixture, Plan

_WIDTH = 100


def plan_table(plan: Plan) -> str:
    """A plan as a table of segments, or of keyframes while some are in seconds; without colour, 100 columns wide."""
    table = Table(box=None, pad_edge=False, header_style="")
    if plan.segments is None:
        for heading in ("at", "emotion", "intensity", "change"):
            table.add_column(heading)
        for keyframe in plan.keyframes:
            at = f"word {keyframe.word:g}" if keyframe.word is not None else f"{keyframe.seconds:g} s"
            table.add_row(at, _mixture(keyframe.emotion), f"{keyframe.intensity:.2f}", keyframe.transition)
    else:
        for heading in ("words", "emotion", "intensity", "change", "text"):
            table.add_column(heading, no_wrap=heading != "text")
        for segment in plan.segments:
            spoken = " ".join((plan.words or ())[segment.start_word : segment.end_word + 1])
            table.add_row(
                f"{segment.start_word}-{segment.end_word}",
                _mixture(segment.emotion),
                f"{segment.intensity:.2f}",
                segment.transition,
                Text(spoken),
            )
    console = Console(file=io.StringIO(), width=_WIDTH, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _mixture(mixture: Mixture) -> str:
    total = sum(mixture.values())
    shares = sorted(mixture.items(), key=lambda item: -item[1])
    return " + ".join(name if len(shares) == 1 else f"{name} {weight / total:.0%}" for name, weight in shares)
