"""A table of systems and metrics with all that must be known to read it; how it looks is told in table_formats.py."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tietfg.errors import InputError
from tietfg.evaluation.figures import Difference, differences
from tietfg.evaluation.probe import Metric, Probe
from tietfg.evaluation.records import CaseRecord, Figure, FindingCache, Results
from tietfg.evaluation.registry import METRICS, PROBES
from tietfg.evaluation.table_presets import SOURCE, TablePreset

PROBLEMS_SHOWN = 20
ARROWS = {"lower": "↓", "higher": "↑", "near": "→"}
_NEEDS = {
    "reference": "no reference (--reference)",
    "sound": "no sound",
    "phones": "no run report that tells phones (--asked)",
    "asked": "no report or track of what was asked (--asked)",
    "emotion": "no label (--data-set)",
}


@dataclass(frozen=True)
class Row:
    """A system: how many videos it has, and its figures by metric. Published rows are printed as they were."""

    name: str
    videos: int | None
    figures: Mapping[str, Figure | str]


@dataclass(frozen=True)
class Comparison:
    """Differences of one system from another."""

    name: str
    against: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Table:
    """Columns, rows, comparisons, and the lines that stand below."""

    columns: tuple[Metric, ...]
    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    footers: tuple[str, ...]


def heading(metric: Metric) -> str:
    """Title, unit and arrow."""
    unit = f" ({metric.unit})" if metric.unit else ""
    return f"{metric.title}{unit} {ARROWS[metric.better]}"


def shown_value(metric: Metric, value: float | None) -> str:
    """A value in the metric's unit and decimals; n/a where there is none."""
    return "n/a" if value is None else f"{value * metric.scale:.{metric.decimals}f}"


def make_table(
    systems: Sequence[Results], cache: FindingCache, preset: TablePreset | None = None, published: bool = False
) -> Table:
    """The table of one or several systems; all are compared with the first.

    Rows of features are looked for in the cache; without a preset the columns are those of the first.
    Raises InputError for systems that have no metric in common.
    """
    first = systems[0]
    metrics = [name for name in (*first.figures, *first.unavailable) if name in METRICS]
    if preset is not None:
        metrics = [name for name in preset.metrics if name in metrics]
    for results in systems[1:]:
        if not set(metrics) & set(results.figures):
            raise InputError(f"the results of {results.name} have none of the metrics {', '.join(metrics)}")
    probes = [probe for probe in PROBES if any(metric.name in metrics for metric in probe.metrics)]
    rows = [Row(results.name, len(results.cases), results.figures) for results in systems]
    rows += [
        Row(
            f"real videos of {results.name}" if len(systems) > 1 else "real videos",
            len(results.real_cases),
            results.real,
        )
        for results in systems
        if results.real
    ]
    footers: list[str] = []
    comparisons: list[Comparison] = []
    for results in systems[1:]:
        found, notes = differences(probes, results, first, cache)
        shown = tuple(each for each in found if each.metric in metrics)
        comparisons.append(Comparison(results.name, first.name, shown))
        footers += [f"note: {note}" for note in notes]
    if published and preset is not None:
        rows += [Row(f"{name}, published", None, figures) for name, figures in preset.published]
        number = preset.name.removeprefix("paper")
        footers.insert(0, f"published: {SOURCE.format(number=number)}")
    if preset is not None and preset.note:
        footers.append(f"note: {preset.note}")
    footers += [_protocol(probe) for probe in probes]
    for results in systems:
        prefix = f"{results.name}: " if len(systems) > 1 else ""
        footers += [prefix + line for line in _remarks(results, metrics)]
    columns = tuple(METRICS[name] for name in metrics)
    return Table(columns, tuple(rows), tuple(comparisons), tuple(footers))


def _protocol(probe: Probe) -> str:
    titles = ", ".join(metric.title for metric in probe.metrics)
    return probe.protocol if probe.protocol.startswith(probe.metrics[0].title) else f"{titles}: {probe.protocol}"


def _remarks(results: Results, metrics: Sequence[str]) -> list[str]:
    """What must be known of one system's figures."""
    lines = [f"note: {note}" for note in results.notes]
    for name in metrics:
        if name in results.unavailable:
            lines.append(f"{METRICS[name].title}: {results.unavailable[name]}")
        elif name not in results.figures:
            lines.append(f"{METRICS[name].title}: it was not measured")
        elif (note := results.figures[name].note) is not None:
            lines.append(f"{METRICS[name].title}: {note}")
    for probe in PROBES:
        absent = Counter(need for case in results.cases for need in case.lacking.get(probe.name, ()))
        titles = ", ".join(metric.title for metric in probe.metrics if metric.name in metrics)
        total = len(results.cases)
        lines += [
            f"{titles}: not in {count} of {total} videos: {_NEEDS[need]}" for need, count in absent.items() if titles
        ]
    lines += _first([f"note: {case.name}: {note}" for case in results.cases for note in _notes(case, metrics)], "notes")
    if results.unused:
        lines.append(
            f"note: {len(results.unused)} references have no generated video, the first is {results.unused[0]}"
        )
    lines += _first([f"problem: {problem}" for problem in results.problems], "problems")
    return lines


def _notes(case: CaseRecord, metrics: Sequence[str]) -> list[str]:
    probes = [probe for probe in PROBES if any(metric.name in metrics for metric in probe.metrics)]
    findings = [case.findings[probe.name] for probe in probes if probe.name in case.findings]
    return list(dict.fromkeys(note for finding in findings for note in finding.notes))


def _first(lines: Sequence[str], what: str) -> list[str]:
    rest = len(lines) - PROBLEMS_SHOWN
    return [*lines[:PROBLEMS_SHOWN], *([f"and {rest} more {what}, which the results as JSON tell"] if rest > 0 else [])]
