"""The run of an evaluation: what is kept is read, what is missing is measured, and all of it becomes results."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from tietfg.errors import InputError
from tietfg.evaluation.cases import CaseFiles
from tietfg.evaluation.outside_weights import missing, outside_file
from tietfg.evaluation.probe import Probe
from tietfg.evaluation.records import CaseRecord, Finding, FindingCache, InputFile, finding_key
from tietfg.evaluation.workers import Answer, Schedule, Task
from tietfg.media.outputs import shown
from tietfg.weights.files import digest
from tietfg.weights.store import WeightStore

EXTRAS = {
    "evaluate": ("torch", "torchmetrics", "safetensors"),
    "recording": ("faster_whisper", "pocketsphinx"),
}
"""The packages of extras that probes name."""


@dataclass(frozen=True)
class Equipment:
    """The probes that can be run here, with what they need."""

    probes: tuple[Probe, ...]
    weights: Mapping[str, Path]
    """Files of outside networks by name."""
    landmarker: Path
    unavailable: Mapping[str, str]
    """Why a metric cannot be measured, by its name."""

    def only(self, probes: Sequence[Probe]) -> Self:
        """The same for some of the probes."""
        return replace(self, probes=tuple(probes))


def equip(probes: Sequence[Probe], store: WeightStore) -> Equipment:
    """Tell the probes that can be run from those whose weights or extra are missing.

    Raises WeightsError where the face landmarker cannot be had.
    """
    usable: list[Probe] = []
    unavailable: dict[str, str] = {}
    for probe in probes:
        reasons = [line for name in probe.weights if (line := missing(name, store)) is not None]
        if probe.extra is not None and not all(map(find_spec, EXTRAS[probe.extra])):
            reasons.append(f'an extra is needed: pip install "tietfg[{probe.extra}]"')
        if reasons:
            unavailable |= {metric.name: "; ".join(reasons) for metric in probe.metrics}
        else:
            usable.append(probe)
    weights = {name: outside_file(name, store) for probe in usable for name in probe.weights}
    return Equipment(tuple(usable), weights, store.path("face-landmarker"), unavailable)


@dataclass(frozen=True)
class _Begun:
    """A case with what is known of it before it is measured."""

    files: CaseFiles
    inputs: Mapping[str, InputFile]
    keys: Mapping[str, str]
    """By name of the probe."""
    kept: Mapping[str, Finding]


def measure_cases(
    cases: Sequence[CaseFiles],
    equipment: Equipment,
    cache: FindingCache,
    schedule: Schedule,
    progress: Callable[[int, int], None],
) -> tuple[CaseRecord, ...]:
    """Measure every case with every probe, as far as the cache has not got it; `progress` is told (done, of).

    Each finding is kept as soon as it is there: a run that was cut goes on where it was. Raises OutputError where the
    cache cannot be written.
    """
    probes = {probe.name: probe for probe in equipment.probes}
    weights = {name: digest(equipment.weights[name]) for probe in equipment.probes for name in probe.weights}
    begun: dict[str, _Begun] = {}
    records: dict[str, CaseRecord] = {}

    def done(record: CaseRecord) -> None:
        records[record.name] = record
        progress(len(records), len(cases))

    def tasks() -> Iterator[Task]:
        for files in cases:
            try:
                case = _begin(files, equipment.probes, weights, cache)
            except InputError as error:
                done(CaseRecord(name=files.name, files={}, problems=(*files.lacking, str(error))))
                continue
            absent = tuple(probe for probe in equipment.probes if probe.name not in case.kept)
            if absent:
                begun[files.name] = case
                yield Task(files, absent, equipment.weights, equipment.landmarker)
            else:
                done(_record(case, case.kept, Answer(files.name)))

    cache.prepare()
    progress(0, len(cases))
    with closing(schedule(tasks())) as answers:
        for answer in answers:
            case = begun.pop(answer.name)
            found = {
                name: cache.write(case.keys[name], probes[name], measured) for name, measured in answer.measured.items()
            }
            done(_record(case, {**case.kept, **found}, answer))
    return tuple(records[files.name] for files in cases)


def _begin(files: CaseFiles, probes: Sequence[Probe], weights: Mapping[str, str], cache: FindingCache) -> _Begun:
    """Raises InputError for a file that cannot be read."""
    inputs: dict[str, InputFile] = {}
    for role, path in files.inputs.items():
        try:
            inputs[role] = InputFile(path=shown(path), sha256=digest(path))
        except OSError as error:
            raise InputError(f"{shown(path)} cannot be read ({error.strerror}); check the file") from None
    keys = {probe.name: finding_key(probe, inputs, files.emotion, weights) for probe in probes}
    kept = {probe.name: cache.read(keys[probe.name], probe) for probe in probes}
    return _Begun(files, inputs, keys, {name: finding for name, finding in kept.items() if finding is not None})


def _record(case: _Begun, findings: Mapping[str, Finding], answer: Answer) -> CaseRecord:
    return CaseRecord(
        name=case.files.name,
        files=dict(case.inputs),
        findings=dict(findings),
        problems=(*case.files.lacking, *answer.problems),
        lacking=dict(answer.lacking),
    )
