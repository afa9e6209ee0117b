"""A table as Markdown, LaTeX, CSV or JSON."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tietfg.evaluation.figures import Difference
from tietfg.evaluation.probe import Metric
from tietfg.evaluation.records import Figure, Results
from tietfg.evaluation.table import Comparison, Row, Table, heading, shown_value

_LATEX = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "↓": r"$\downarrow$",
    "↑": r"$\uparrow$",
    "→": r"$\rightarrow$",
    "é": r"\'e",
    "³": r"$^3$",
    "°": r"$^\circ$",
    "±": r"$\pm$",
    "×": r"$\times$",
}


WIDEST = 8
"""Most metrics that stand in columns; more stand in rows, with the systems in columns."""


def _interval(metric: Metric, low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" [{shown_value(metric, low)}, {shown_value(metric, high)}]"


def _cell(row: Row, metric: Metric) -> str:
    figure = row.figures.get(metric.name)
    if figure is None:
        return "n/a" if row.videos is not None else "-"
    if isinstance(figure, str):
        return figure
    return shown_value(metric, figure.value) + _interval(metric, figure.low, figure.high)


def _cells(table: Table) -> list[list[str]]:
    headings = ["system", "videos", *map(heading, table.columns)]
    rows = [
        [row.name, "" if row.videos is None else str(row.videos), *(_cell(row, metric) for metric in table.columns)]
        for row in table.rows
    ]
    if len(table.columns) <= WIDEST:
        return [headings, *rows]
    return [list(line) for line in zip(headings, *rows, strict=True)]


def _difference_cells(table: Table, comparison: Comparison) -> list[list[str]]:
    metrics = {metric.name: metric for metric in table.columns}
    return [
        [f"{comparison.name} less {comparison.against}", "difference", "p", "videos"],
        *(
            [heading(metrics[each.metric]), _difference(metrics[each.metric], each), _p(each.p), str(each.videos)]
            for each in comparison.differences
        ),
    ]


def _difference(metric: Metric, difference: Difference) -> str:
    signed = f"{difference.value * metric.scale:+.{metric.decimals}f}"
    return signed + _interval(metric, difference.low, difference.high)


def _p(p: float | None) -> str:
    return "" if p is None else ("< 0.001" if p < 0.001 else f"{p:.3f}")


READING = (
    "Values are over all videos, with 95 % intervals by bootstrap over videos in brackets; ↓ lower is better, ↑ higher "
    "is better, → nearer to real videos is better; n/a: not measured. Differences are over videos of both systems; p "
    "is of the sign-flip test."
)


def markdown(table: Table, results: Sequence[Results]) -> str:  # noqa: ARG001 - all formats are asked alike
    """Tables of GitHub's Markdown, and a list of remarks."""
    blocks = [_markdown_table(_cells(table))]
    blocks += [_markdown_table(_difference_cells(table, each)) for each in table.comparisons if each.differences]
    blocks += [READING, "\n".join(f"- {_markdown(line)}" for line in table.footers)]
    return "\n\n".join(blocks)


def _markdown_table(cells: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_markdown, row))} |" for row in cells]
    return "\n".join([lines[0], "| --- " * len(cells[0]) + "|", *lines[1:]])


def _markdown(text: str) -> str:
    return re.sub(r"([|*<>\\]|(?<!\w)_|_(?!\w))", r"\\\1", text)


def latex(table: Table, results: Sequence[Results]) -> str:  # noqa: ARG001
    """Tables for booktabs, with the remarks as comments and as a paragraph."""
    blocks = [_latex_table(_cells(table))]
    blocks += [_latex_table(_difference_cells(table, each)) for each in table.comparisons if each.differences]
    remarks = "\n".join(f"\\item {_latex(line)}" for line in (READING, *table.footers))
    blocks.append(f"\\begin{{itemize}}\n{remarks}\n\\end{{itemize}}")
    return "% needs \\usepackage{booktabs}\n" + "\n\n".join(blocks)


def _latex_table(cells: Sequence[Sequence[str]]) -> str:
    columns = "l" + "r" * (len(cells[0]) - 1)
    head, *rows = [" & ".join(map(_latex, row)) + r" \\" for row in cells]
    body = "\n".join(rows)
    return f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n{head}\n\\midrule\n{body}\n\\bottomrule\n\\end{{tabular}}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


def csv_text(table: Table, results: Sequence[Results]) -> str:  # noqa: ARG001
    """A line for each system and metric, values as they were measured, without scale; differences follow."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["system", "against", "metric", "better", "value", "low", "high", "p", "videos"])
    for row in table.rows:
        for metric in table.columns:
            figure = row.figures.get(metric.name)
            if isinstance(figure, str):
                value = float(figure) / metric.scale
                figure = Figure(value=value, videos=0)
            told = ("", "", "", "") if figure is None else (figure.value, figure.low, figure.high, "")
            videos = "" if figure is None or row.videos is None else figure.videos
            writer.writerow([row.name, "", metric.name, metric.better, *told, videos])
    for comparison in table.comparisons:
        for each in comparison.differences:
            better = next(metric.better for metric in table.columns if metric.name == each.metric)
            told = (each.value, each.low, each.high, each.p, each.videos)
            writer.writerow([comparison.name, comparison.against, each.metric, better, *told])
    return output.getvalue().rstrip("\n")


def json_text(table: Table, results: Sequence[Results]) -> str:
    """Everything: the results of all systems with all records, differences, columns and remarks."""
    document = {
        "columns": [asdict(metric) for metric in table.columns],
        "results": [each.model_dump(mode="json") for each in results],
        "published": {row.name: dict(row.figures) for row in table.rows if row.videos is None},
        "comparisons": [asdict(comparison) for comparison in table.comparisons],
        "remarks": list(table.footers),
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class TableFormat:
    """A way to write a table."""

    name: str
    write: Callable[[Table, Sequence[Results]], str]


FORMATS: dict[str, TableFormat] = {
    spec.name: spec
    for spec in (
        TableFormat("markdown", markdown),
        TableFormat("latex", latex),
        TableFormat("csv", csv_text),
        TableFormat("json", json_text),
    )
}
