"""Metrics over all videos of a system, and differences of two systems over the videos that both have made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.functional.frechet import Moments
from tietfg.evaluation.probe import Metric, Probe
from tietfg.evaluation.records import CaseRecord, Figure, Finding, FindingCache, Results
from tietfg.evaluation.statistics import (
    bootstrap_difference,
    bootstrap_distance,
    bootstrap_mean,
    sign_flip_test,
    weighted_mean,
)

SEED = 0
DISTANCE_COST = 5e9
"""Most multiplications that one distance of a resample may take, by estimate: 100 of them are computed."""


@dataclass(frozen=True)
class Difference:
    """A system's metric less that of another, over the videos that both have."""

    metric: str
    value: float
    low: float | None
    high: float | None
    p: float | None
    """Of the sign-flip test; None for metrics over sets."""
    videos: int


def figures_of(
    metrics: Sequence[str], probes: Sequence[Probe], records: Sequence[CaseRecord], cache: FindingCache
) -> dict[str, Figure]:
    """Those of the named metrics that the probes give, in the order of the names."""
    found = {metric.name: (metric, probe) for probe in probes for metric in probe.metrics}
    return {name: _figure(*found[name], records, cache) for name in metrics if name in found}


def _figure(metric: Metric, probe: Probe, records: Sequence[CaseRecord], cache: FindingCache) -> Figure:
    """A metric over all videos in which it was measured."""
    findings = [record.findings[probe.name] for record in records if probe.name in record.findings]
    generator = np.random.default_rng(SEED)
    if probe.over_sets:
        return _distance_figure(findings, cache)
    values, counts = _columns([_value(finding, metric) for finding in findings])
    if not counts.any():
        return Figure(value=None, videos=0)
    low, high = bootstrap_mean(values, counts, generator) if len(values) > 1 else (None, None)
    return Figure(value=weighted_mean(values, counts), low=low, high=high, videos=len(values))


def differences(
    probes: Sequence[Probe], one: Results, other: Results, cache: FindingCache
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """What `one` has more of than `other`, by metric, and notes on what could not be compared.

    A video counts if both have measured its name by one version of the probe against one reference.
    """
    found: list[Difference] = []
    notes: list[str] = []
    theirs = {record.name: record for record in other.cases}
    pairs = [(record, theirs[record.name]) for record in one.cases if record.name in theirs]
    same = [(ours, their) for ours, their in pairs if _reference(ours) == _reference(their)]
    if not same:
        notes.append(f"{one.name} and {other.name} have no video in common: same names and same references are needed")
    elif len(same) < len(pairs):
        notes.append(f"{len(pairs) - len(same)} videos of {other.name} have other references and are not compared")
    for probe in probes:
        findings = [
            (ours.findings[probe.name], their.findings[probe.name])
            for ours, their in same
            if probe.name in ours.findings and probe.name in their.findings
        ]
        if any(ours.version != their.version for ours, their in findings):
            notes.append(f"{probe.name} was measured by two versions in {one.name} and {other.name}; measure again")
            continue
        for metric in probe.metrics:
            if metric.name not in one.figures or metric.name not in other.figures:
                continue
            difference = (
                _mean_difference(metric, findings)
                if not probe.over_sets
                else _distance_difference(metric, findings, cache)
            )
            if difference is not None:
                found.append(difference)
            elif findings and probe.over_sets:
                notes.append(f"{metric.title}: its features are not in the cache any more, so it is not compared")
    return tuple(found), tuple(notes)


def _value(finding: Finding, metric: Metric) -> tuple[float, float]:
    """Value and count; a value that is not there counts 0."""
    value = finding.values.get(metric.name)
    return (0.0, 0.0) if value is None else (value, finding.counts.get(metric.name, 1.0))


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values and counts of those that count."""
    counted = np.array([pair for pair in pairs if pair[1] > 0], np.float64).reshape(-1, 2)
    return counted[:, 0], counted[:, 1]


def _mean_difference(metric: Metric, findings: Sequence[tuple[Finding, Finding]]) -> Difference | None:
    pairs = [(_value(ours, metric), _value(their, metric)) for ours, their in findings]
    both = [(ours, their) for ours, their in pairs if ours[1] > 0 and their[1] > 0]
    if not both:
        return None
    one, other = _columns([ours for ours, _ in both]), _columns([their for _, their in both])
    generator = np.random.default_rng(SEED)
    low, high = bootstrap_difference(one, other, generator) if len(both) > 1 else (None, None)
    p = sign_flip_test(one, other, generator) if len(both) > 1 else None
    return Difference(metric.name, weighted_mean(*one) - weighted_mean(*other), low, high, p, len(both))


def _distance_difference(
    metric: Metric, findings: Sequence[tuple[Finding, Finding]], cache: FindingCache
) -> Difference | None:
    sides = [_Sets([pair[side] for pair in findings], cache) for side in (0, 1)]
    videos = len(findings)
    if not findings or any(len(side.findings) < videos for side in sides):
        return None
    value = sides[0].distance() - sides[1].distance()
    if not np.isfinite(value):
        return None
    low = high = None
    if videos > 1 and not any(side.costly for side in sides):
        ours, theirs = (side.resampled() for side in sides)
        low, high = bootstrap_distance(lambda times: ours(times) - theirs(times), videos, np.random.default_rng(SEED))
    return Difference(metric.name, value, low, high, None, videos)


def _distance_figure(findings: Sequence[Finding], cache: FindingCache) -> Figure:
    sets = _Sets(findings, cache)
    if not sets.findings:
        return Figure(value=None, videos=0)
    videos, value = len(sets.findings), sets.distance()
    generated, reference = (moments.count for moments in sets.moments)
    note = f"{generated} generated and {reference} reference rows of {sets.features} values"
    if not np.isfinite(value):
        return Figure(value=None, videos=videos, note=f"{note}; too few for a distance")
    if min(generated, reference) <= sets.features:
        note += ", too few for a covariance of full rank: the figure is too high, compare it at the same numbers alone"
    if videos < 2 or sets.costly:
        note += "; no interval, which would take long" if videos > 1 else ""
        return Figure(value=value, videos=videos, note=note)
    low, high = bootstrap_distance(sets.resampled(), videos, np.random.default_rng(SEED))
    return Figure(value=value, low=low, high=high, videos=videos, note=note)


class _Sets:
    """The rows of features of generated and of real videos, summed up video by video so that memory does not grow.

    All distances of sets are Fréchet's, for which moments suffice.
    """

    def __init__(self, findings: Sequence[Finding], cache: FindingCache) -> None:
        self.findings: list[Finding] = []
        """Those whose rows are there."""
        self._cache = cache
        sums: list[list[Moments]] = [[], []]
        for finding in findings:
            rows = cache.rows(finding)
            if rows is None:
                continue
            self.findings.append(finding)
            for total, side in zip(sums, rows, strict=True):
                if len(side):
                    total[:] = [Moments.of(side) if not total else total[0] + Moments.of(side)]
        none = Moments(0, np.zeros(0), np.zeros((0, 0)))
        self.moments = [total[0] if total else none for total in sums]

    @property
    def features(self) -> int:
        return len(self.moments[0].total)

    @property
    def costly(self) -> bool:
        """Whether resamples would take long."""
        rows = sum(moments.count for moments in self.moments)
        return rows * self.features**2 + 10 * self.features**3 > DISTANCE_COST

    def distance(self) -> float:
        """NaN for sets of less than two rows."""
        return _distance(*self.moments)

    def resampled(self) -> Callable[[NDArray[np.int64]], float]:
        """The distance where each video counts so many times as an array (videos,) tells."""
        videos = [rows for finding in self.findings if (rows := self._cache.rows(finding)) is not None]
        sides = [
            (
                np.concatenate([rows for rows in side if len(rows)]).astype(np.float64),
                np.repeat(np.arange(len(side)), [len(rows) for rows in side]),
            )
            for side in zip(*videos, strict=True)
        ]

        def distance(times: NDArray[np.int64]) -> float:
            weighted = []
            for rows, video in sides:
                weights = times[video]
                heavy = rows * weights[:, None]
                weighted.append(Moments(int(weights.sum()), heavy.sum(0), heavy.T @ rows))
            return _distance(*weighted)

        return distance


def _distance(generated: Moments, reference: Moments) -> float:
    return generated.distance(reference) if min(generated.count, reference.count) > 1 else float("nan")


def _reference(record: CaseRecord) -> str | None:
    file = record.files.get("reference")
    return None if file is None else file.sha256
