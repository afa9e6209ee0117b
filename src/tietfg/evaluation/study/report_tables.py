"""The report of a study as Markdown, CSV and LaTeX."""

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence

from tietfg.evaluation.study.design import ALL, CANNOT_TELL
from tietfg.evaluation.study.intervals import Interval
from tietfg.evaluation.study.report import Compared, Rating, Report
from tietfg.evaluation.tables import classification_tables

_LATEX = {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}"}
_LATEX |= {"^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def markdown(report: Report) -> str:
    """Everything, for reading."""
    low, middle, high = report.seconds
    parts = [
        f"# {_cell(report.title)}",
        f"{report.counted} participants count; {report.opened} opened the page, {report.incomplete} are incomplete and "
        f"{report.inattentive} missed attention checks. A trial took {middle:.1f} s (median; quartiles {low:.1f} and "
        f"{high:.1f}). Intervals are 95 %.",
    ]
    if report.ratings:
        head = ("question", "condition", "system", "mean", "interval", "N", "1", "2", "3", "4", "5")
        parts.append(_table(head, map(_rating_cells, report.ratings)))
    if report.compared:
        head = ("question", "condition", "pair", "first preferred", "interval", "first", "undecided", "second", "p")
        parts.append(_table(head, map(_compared_cells, report.compared)))
    for each in report.voted:
        told = ", ".join(f"{label} {count}" for label, count in each.majorities.items() if count)
        parts.append(
            f"{each.data_set}: {each.pictures} pictures; by majority {told or 'nothing'}; {len(each.ties)} without "
            f"majority{_named(each.ties)}; {len(each.without_votes)} without votes."
        )
    classified = {each.data_set: each.classification for each in report.voted if each.classification is not None}
    if classified:
        parts.append(f"Told labels against the majority, without ties and {CANNOT_TELL!r}:")
        parts.append(classification_tables(classified, "frames"))
    head = ("agreement on", "units", "alpha, ordinal", "alpha, nominal", "Fleiss' kappa")
    agreement = [
        (each.question, str(each.units), *map(_number, (each.alpha_ordinal, each.alpha_nominal, each.kappa)))
        for each in report.agreement
    ]
    return "\n\n".join([*parts, _table(head, agreement)])


def comma_separated(report: Report) -> str:
    """One row a figure, for spreadsheets and statistics programs."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("figure", "question", "condition", "system", "other", "estimate", "low", "high", "count"))

    def row(figure: str, where: Sequence[str], value: Interval | float, count: int) -> None:
        three = (value.estimate, value.low, value.high) if isinstance(value, Interval) else (value, math.nan, math.nan)
        writer.writerow((figure, *where, *("" if math.isnan(each) else f"{each:.6g}" for each in three), count))

    for each in report.ratings:
        row("mean", (each.question, each.condition, each.system, ""), each.mean, sum(each.distribution))
    for each in report.compared:
        where = each.question, each.condition, each.one, each.other
        row("preferred", where, each.share, each.preferred + each.not_preferred)
        row("sign test p", where, each.p_value, each.preferred + each.not_preferred)
    for each in report.agreement:
        where = each.question, ALL, "", ""
        row("alpha ordinal", where, each.alpha_ordinal, each.units)
        row("alpha nominal", where, each.alpha_nominal, each.units)
        row("kappa", where, each.kappa, each.units)
    for voted in report.voted:
        for label, count in voted.majorities.items():
            row(f"majority {label}", ("emotion", ALL, voted.data_set, ""), count / voted.pictures, count)
        row("no majority", ("emotion", ALL, voted.data_set, ""), len(voted.ties) / voted.pictures, len(voted.ties))
        if voted.classification is not None:
            figures = voted.classification.macro
            for name in ("accuracy", "precision", "recall", "f1"):
                row(name, ("emotion", ALL, voted.data_set, ""), getattr(figures, name), figures.support)
    return file.getvalue().rstrip("\n")


def latex(report: Report) -> str:
    """Tables for a paper (package booktabs): systems by questions and conditions, pairs, and told labels."""
    tables: list[str] = []
    if report.ratings:
        columns = list(dict.fromkeys((each.question, each.condition) for each in report.ratings))
        cells = {(each.system, each.question, each.condition): each.mean for each in report.ratings}
        tables.append(
            _tabular(
                ("", *(f"{question}, {condition}" for question, condition in columns)),
                [
                    (system, *(_latex_mean(cells.get((system, *column))) for column in columns))
                    for system in dict.fromkeys(each.system for each in report.ratings)
                ],
            )
        )
    if report.compared:
        rows = [
            (
                f"{each.question}, {each.condition}",
                f"{each.one} / {each.other}",
                _share(each.share),
                _number(each.p_value),
            )
            for each in report.compared
        ]
        tables.append(_tabular(("question", "pair", "first preferred", "p"), rows))
    classified = [(each.data_set, each.classification.macro) for each in report.voted if each.classification]
    if classified:
        rows = [
            (
                name,
                str(each.support),
                *(f"{100 * x:.1f}" for x in (each.accuracy, each.precision, each.recall, each.f1)),
            )
            for name, each in classified
        ]
        tables.append(_tabular(("data set", "frames", "accuracy", "precision", "recall", "F1"), rows))
    rows = [
        (each.question, *map(_number, (each.alpha_ordinal, each.alpha_nominal, each.kappa)))
        for each in report.agreement
    ]
    tables.append(_tabular(("agreement on", "alpha, ordinal", "alpha, nominal", "Fleiss' kappa"), rows))
    return "\n\n".join(tables)


TABLES: dict[str, Callable[[Report], str]] = {"markdown": markdown, "csv": comma_separated, "latex": latex}
"""Forms of the report, by their names on the command line."""


def _rating_cells(each: Rating) -> tuple[str, ...]:
    counts = each.distribution
    interval = f"{each.mean.low:.2f} to {each.mean.high:.2f}"
    where = each.question, each.condition, each.system
    return (*where, f"{each.mean.estimate:.2f}", interval, str(sum(counts)), *map(str, counts))


def _compared_cells(each: Compared) -> tuple[str, ...]:
    counts = map(str, (each.preferred, each.undecided, each.not_preferred))
    decided = each.preferred + each.not_preferred
    interval = f"{100 * each.share.low:.1f} to {100 * each.share.high:.1f} %" if decided else ""
    share = f"{100 * each.share.estimate:.1f} %" if decided else ""
    where = each.question, each.condition, f"{each.one} / {each.other}"
    return (*where, share, interval, *counts, _number(each.p_value))


def _latex_mean(mean: Interval | None) -> str:
    return "" if mean is None else f"{mean.estimate:.2f} [{mean.low:.2f}, {mean.high:.2f}]"


def _share(share: Interval) -> str:
    if math.isnan(share.estimate):
        return ""
    return f"{100 * share.estimate:.1f}% [{100 * share.low:.1f}, {100 * share.high:.1f}]"


def _number(value: float) -> str:
    return "" if math.isnan(value) else "< 0.001" if 0 <= value < 0.001 else f"{value:.3f}"


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
    return f" ({_cell(shown)})" if names else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _tabular(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return " & ".join("".join(_LATEX.get(letter, letter) for letter in cell) for cell in cells) + r" \\"

    columns = "l" + "r" * (len(head) - 1)
    body = [line(row).replace("< ", "$<$ ") for row in rows]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            line(head),
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )
