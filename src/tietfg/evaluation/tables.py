"""Tables of figures as Markdown and JSON, in the columns of the paper's tables 7 and 8."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tietfg.evaluation.classification import ClassFigures, Classification


def classification_tables(results: Mapping[str, Classification], cases: str) -> str:
    """The figures of each data set, and of each emotion in it, in percent; `cases` heads the column of counts."""
    columns = f"| {cases} | accuracy | precision | recall | F1 |"
    rule = "| --- " * 6 + "|"
    lines = [f"| data set {columns}", rule]
    lines += [_row(name, result.macro) for name, result in results.items()]
    for name, result in results.items():
        lines += ["", f"{name}, by emotion:", "", f"| emotion {columns}", rule]
        lines += [_row(emotion, figures) for emotion, figures in result.by_class.items()]
    return "\n".join(lines)


def classification_json(result: Classification) -> dict[str, Any]:
    """The same as JSON, in [0, 1]; what has no case is null."""
    return {
        "macro": _json(result.macro),
        "by_emotion": {name: _json(figures) for name, figures in result.by_class.items()},
        "confusion": result.confusion.tolist(),
    }


def _row(name: str, figures: ClassFigures) -> str:
    shares = (figures.accuracy, figures.precision, figures.recall, figures.f1)
    told = ["" if math.isnan(share) else f"{100 * share:.1f}" for share in shares]
    return f"| {name} | {figures.support} | {' | '.join(told)} |"


def _json(figures: ClassFigures) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in asdict(figures).items()}
