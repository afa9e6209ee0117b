"""From folders to results: cases are listed, measured, and their figures taken together."""

from collections.abc import Callable, Sequence

from tietfg.evaluation.cases import CaseFiles, Folders, list_cases
from tietfg.evaluation.figures import figures_of
from tietfg.evaluation.probe import Probe
from tietfg.evaluation.records import CaseRecord, FindingCache, Results
from tietfg.evaluation.run import equip, measure_cases
from tietfg.evaluation.workers import Schedule
from tietfg.media.outputs import shown
from tietfg.report import versions
from tietfg.weights.store import WeightStore


def evaluate(
    name: str,
    folders: Folders,
    metrics: Sequence[str],
    probes: Sequence[Probe],
    store: WeightStore,
    cache: FindingCache,
    schedule: Schedule,
    progress: Callable[[int, int], None],
) -> Results:
    """Measure the metrics, which the probes give, of the videos in folders; `progress` is told (done, of).

    Where some metric is better the nearer it is to that of real videos, its probe looks at the references too. Raises
    InputError for folders without videos, WeightsError and OutputError; what is wrong with single files is recorded.
    """
    listing = list_cases(folders)
    equipment = equip(probes, store)
    compared = [
        probe
        for probe in equipment.probes
        if any(metric.better == "near" and metric.name in metrics for metric in probe.metrics)
    ]
    real = _references(listing.cases) if compared else ()
    total = len(listing.cases) + len(real)
    records = measure_cases(listing.cases, equipment, cache, schedule, lambda done, _: progress(done, total))
    real_records: tuple[CaseRecord, ...] = ()
    if real:
        real_records = measure_cases(
            real, equipment.only(compared), cache, schedule, lambda done, _: progress(len(records) + done, total)
        )
    return Results(
        name=name,
        generated=shown(folders.generated),
        reference=None if folders.reference is None else shown(folders.reference),
        split=None if folders.split is None else folders.split.description,
        figures=figures_of(metrics, equipment.probes, records, cache),
        unavailable={metric: why for metric, why in equipment.unavailable.items() if metric in metrics},
        notes=listing.notes,
        unused=tuple(map(shown, listing.unused)),
        cases=records,
        real=figures_of(metrics, compared, real_records, cache) if real else {},
        real_cases=real_records,
        versions=versions(),
    )


def _references(cases: Sequence[CaseFiles]) -> tuple[CaseFiles, ...]:
    return tuple(
        CaseFiles(f"{files.name} (reference)", files.reference, emotion=files.emotion)
        for files in cases
        if files.reference is not None
    )
