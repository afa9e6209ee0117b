"""What was found in each video: kept by content as it is found, and written as results that can be read again."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tietfg.errors import InputError, OutputError
from tietfg.evaluation.probe import Measured, Probe
from tietfg.media.documents import read_document
from tietfg.media.outputs import OutputFile, shown

LARGEST = 2**30
"""Bytes of a results file; 10,000 videos with all metrics take about 100 MB."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Finding(_Strict):
    """What one probe found in one case; null where there was nothing to measure."""

    key: Sha256
    """Of all that it depends on; rows of features lie in the cache under it."""
    version: int
    """Of the probe."""
    values: dict[str, float | None]
    counts: dict[str, float] = {}
    notes: tuple[str, ...] = ()


class InputFile(_Strict):
    """A file that was measured, or measured against."""

    path: str
    sha256: Sha256


class CaseRecord(_Strict):
    """One generated video: what it was measured with, what was found, and what could not be measured why."""

    name: str
    files: dict[str, InputFile]
    """By what they are: generated, reference, speech, asked 1 ..."""
    findings: dict[str, Finding] = {}
    """By name of the probe."""
    problems: tuple[str, ...] = ()
    """A line each."""
    lacking: dict[str, tuple[str, ...]] = {}
    """By name of the probe, what it needs and this case has not."""


class Figure(_Strict):
    """A metric over all videos: its value, and the 95 % interval; null where it could not be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None
    videos: int
    note: str | None = None


class Results(_Strict):
    """The JSON document of `tietfg evaluate video`."""

    version: Literal[1] = 1
    name: str
    """Of the system."""
    generated: str
    reference: str | None
    split: str | None = None
    figures: dict[str, Figure]
    """By name of the metric."""
    unavailable: dict[str, str] = {}
    """By name of the metric, why it was not measured."""
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    """References without a generated video."""
    cases: tuple[CaseRecord, ...]
    real: dict[str, Figure] = {}
    """The references' own figures, of probes with metrics that are better the nearer they are to them."""
    real_cases: tuple[CaseRecord, ...] = ()
    versions: dict[str, str]
    """Of the software and the machine."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that could not be measured, a line each."""
        return tuple(problem for case in (*self.cases, *self.real_cases) for problem in case.problems)


def read_results(path: Path) -> Results:
    """Read results that were written as JSON. Raises InputError."""
    document = read_document(path, "results", LARGEST)
    try:
        return Results.model_validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "document"
        raise InputError(
            f"results {shown(path)}: {place}: {first['msg']}; `tietfg evaluate video -o` writes such files"
        ) from None


def finding_key(
    probe: Probe, inputs: Mapping[str, InputFile], emotion: str | None, weights: Mapping[str, Sha256]
) -> Sha256:
    """The sha256 of all that a finding depends on: the probe, the files' contents, the label and the networks."""
    parts = {
        "probe": probe.name,
        "version": probe.version,
        "inputs": {role: file.sha256 for role, file in inputs.items()},
        "emotion": emotion,
        "weights": {name: weights[name] for name in probe.weights},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class FindingCache:
    """Findings by key, a small JSON file each, with rows of features as npz beside it.

    Files appear whole; one that is damaged counts as absent. Several processes may use one folder.
    """

    folder: Path

    def prepare(self) -> None:
        """Make the folder; raises OutputError where it cannot be made."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"the cache {shown(self.folder)} cannot be used ({error.strerror}); name another (--cache)"
            ) from None

    def read(self, key: str, probe: Probe) -> Finding | None:
        """A finding that was kept, with its rows if it has some."""
        try:
            finding = Finding.model_validate_json(self._file(key, ".json").read_bytes())
        except (OSError, ValidationError):
            return None
        whole = finding.key == key and finding.version == probe.version
        return finding if whole and (not probe.over_sets or self.rows(finding) is not None) else None

    def rows(self, finding: Finding) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """(rows, features) of the generated video and of its reference; None if they are not there or damaged."""
        try:
            with np.load(self._file(finding.key, ".npz"), allow_pickle=False) as arrays:
                return arrays["generated"], arrays["reference"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def write(self, key: str, probe: Probe, measured: Measured) -> Finding:
        """Keep what a probe found. Raises OutputError."""
        finding = Finding(
            key=key,
            version=probe.version,
            values={name: float(value) if np.isfinite(value) else None for name, value in measured.values.items()},
            counts={name: float(count) for name, count in measured.counts.items()},
            notes=measured.notes,
        )
        folder = self._file(key, "").parent
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"the cache {shown(folder)} cannot be written ({error.strerror}); free space") from None
        if probe.over_sets:
            generated, reference = (
                np.zeros((0, 0), np.float32) if rows is None else rows
                for rows in (measured.generated, measured.reference)
            )
            with (
                OutputFile(self._file(key, ".npz"), overwrite=True) as file,
                file.writing(),
                file.temporary.open("wb") as opened,
            ):
                np.savez(opened, generated=generated, reference=reference)
        with OutputFile(self._file(key, ".json"), overwrite=True) as file:  # last: it tells that all is there
            file.write_text(finding.model_dump_json() + "\n")
        return finding

    def _file(self, key: str, suffix: str) -> Path:
        return self.folder / key[:2] / f"{key}{suffix}"
