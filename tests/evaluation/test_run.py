"""Cases are measured by real processes, kept, and measured again only where something has changed."""

import signal
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.evaluation.small_probes import ASKED, COLOURS, DEADLY, LIGHT, SIZE, SLOW, write_video
from tietfg.errors import OutputError
from tietfg.evaluation.cases import CaseFiles, Folders, list_cases
from tietfg.evaluation.figures import figures_of
from tietfg.evaluation.probe import Probe
from tietfg.evaluation.records import CaseRecord, FindingCache, finding_key
from tietfg.evaluation.run import Equipment, equip, measure_cases
from tietfg.evaluation.workers import Answer, Task, here, share
from tietfg.weights.store import WeightStore

LEVELS = (100, 120, 140)


@pytest.fixture
def cases(tmp_path: Path) -> tuple[CaseFiles, ...]:
    for number, level in enumerate(LEVELS):
        write_video(tmp_path / "g" / f"{number}.mp4", [level] * 5)
        write_video(tmp_path / "r" / f"{number}.mp4", [level + 10] * 5)
    return list_cases(Folders(tmp_path / "g", tmp_path / "r")).cases


def equipment(*probes: Probe) -> Equipment:
    return Equipment(probes, {}, Path("landmarker"), {})


def run(
    cases: Iterable[CaseFiles], cache: Path, *probes: Probe, jobs: int = 0
) -> tuple[tuple[CaseRecord, ...], list[str]]:
    """The records, and which probes looked at which cases; in this process without jobs."""
    asked: list[str] = []

    def watched(tasks: Iterable[Task]) -> Iterator[Task]:
        for task in tasks:
            asked.extend(f"{task.files.name}:{probe.name}" for probe in task.probes)
            yield task

    schedule = partial(share, jobs) if jobs else here
    tell = lambda done, of: None  # noqa: E731
    records = measure_cases(
        tuple(cases),
        equipment(*probes),
        FindingCache(cache),
        lambda tasks: schedule(watched(tasks)),
        tell,
    )
    return records, asked


def test_processes_give_the_mean_of_what_is_there(cases, tmp_path):
    records, _ = run(cases, tmp_path / "c", LIGHT, COLOURS, ASKED, jobs=2)
    assert [record.name for record in records] == ["0", "1", "2"]
    figures = figures_of(["light", "colours", "asked"], [LIGHT, COLOURS, ASKED], records, FindingCache(tmp_path / "c"))
    assert figures["light"].value == pytest.approx(np.mean(LEVELS), abs=1)
    assert figures["light"].low is not None
    assert figures["colours"].value == pytest.approx(3 * 10**2, abs=30)  # one covariance: the distance of means
    assert "15 generated and 15 reference rows" in (figures["colours"].note or "")
    assert figures["asked"].value is None
    assert all(record.lacking == {"asked": ("asked",)} for record in records)
    assert not any(record.problems for record in records)


def test_what_is_kept_is_not_measured_again(cases, tmp_path):
    first, asked = run(cases, tmp_path / "c", LIGHT)
    assert len(asked) == 3
    again, asked = run(cases, tmp_path / "c", LIGHT)
    assert (again, asked) == (first, [])
    _, asked = run(cases, tmp_path / "c", LIGHT, COLOURS)
    assert asked == ["0:colours", "1:colours", "2:colours"]
    moved = tuple((tmp_path / "g").rename(tmp_path / "h").glob("1.mp4"))
    _, asked = run([CaseFiles("1", moved[0], cases[1].reference)], tmp_path / "c", LIGHT)
    assert asked == []  # by content, not by name


def test_what_has_changed_is_measured_anew(cases, tmp_path):
    run(cases, tmp_path / "c", LIGHT)
    cases[1].generated.unlink()
    write_video(cases[1].generated, [30] * 5)
    records, asked = run(cases, tmp_path / "c", LIGHT)
    assert asked == ["1:light"]
    assert records[1].findings["light"].values["light"] == pytest.approx(30, abs=1)
    newer = Probe(LIGHT.name, LIGHT.metrics, LIGHT.protocol, LIGHT.measure, version=2)
    _, asked = run(cases, tmp_path / "c", newer)
    assert len(asked) == 3


def test_keys_depend_on_everything(cases, tmp_path):
    inputs = run(cases, tmp_path / "c", LIGHT)[0][0].files
    weighty = Probe("light", LIGHT.metrics, "", LIGHT.measure, weights=("fid",))
    keys = {
        finding_key(LIGHT, inputs, None, {}),
        finding_key(LIGHT, inputs, "happy", {}),
        finding_key(LIGHT, {"generated": inputs["generated"]}, None, {}),
        finding_key(LIGHT, {"generated": inputs["reference"], "reference": inputs["generated"]}, None, {}),
        finding_key(weighty, inputs, None, {"fid": "a" * 64}),
        finding_key(weighty, inputs, None, {"fid": "b" * 64}),
    }
    assert len(keys) == 6


@pytest.mark.parametrize("damage", ["cut", "json", "npz", "gone", "flip"])
def test_damaged_entries_are_made_anew(cases, tmp_path, damage):
    run(cases[:1], tmp_path / "c", COLOURS)
    (npz,), (entry,) = (tuple((tmp_path / "c").rglob(f"*{suffix}")) for suffix in (".npz", ".json"))
    whole = npz.read_bytes()
    if damage == "cut":
        npz.write_bytes(whole[: len(whole) // 2])
    elif damage == "flip":
        middle = len(whole) // 4
        npz.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    elif damage == "gone":
        npz.unlink()
    else:
        (npz if damage == "npz" else entry).write_bytes(b"{}")
    records, asked = run(cases[:1], tmp_path / "c", COLOURS)
    assert asked == ["0:colours"]
    rows = FindingCache(tmp_path / "c").rows(records[0].findings["colours"])
    assert rows is not None
    assert rows[0].shape == (5, 3)


def test_bad_files_are_told_and_the_others_go_on(cases, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(cases[0].generated.read_bytes()[:200])
    (tmp_path / "empty.mp4").touch()
    black, dim, white = (
        CaseFiles(name, write_video(tmp_path / f"{name}.mp4", [level] * 3))
        for name, level in (("black", 0), ("dim", 50), ("white", 255))
    )
    others = [CaseFiles(name, tmp_path / f"{name}.mp4") for name in ("broken", "empty", "nowhere")]
    records, _ = run([*others, black, dim, white, cases[2]], tmp_path / "c", DEADLY, LIGHT, jobs=2)
    told = {record.name: " ".join(record.problems) for record in records}
    assert told.pop("2") == ""
    for name in ("broken", "empty", "nowhere"):
        assert f"{name}.mp4" in told[name]
    assert "ended by SIGKILL" in told["black"]
    assert "too dark" in told["dim"]
    assert "failed (ZeroDivisionError: too light)" in told["white"]
    assert "light" in records[4].findings
    assert not any("\n" in problem for record in records for problem in record.problems)
    assert records[-1].findings["deadly"].values == {"survived": 1.0}


def test_an_interrupt_loses_nothing_that_is_finished(cases, tmp_path):
    def interrupted(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    schedule = partial(share, 1)
    with pytest.raises(KeyboardInterrupt):
        measure_cases(cases, equipment(SLOW), FindingCache(tmp_path / "c"), schedule, interrupted)
    assert not list((tmp_path / "c").rglob("*.part"))
    _, asked = run(cases, tmp_path / "c", SLOW)
    assert len(asked) == 2


def test_a_ctrl_c_while_waiting_ends_the_processes(cases, tmp_path):
    timer = threading.Timer(1.0, signal.raise_signal, (signal.SIGINT,))
    many = [CaseFiles(f"{number}", cases[number % 3].generated, emotion=f"{number}") for number in range(200)]
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        measure_cases(many, equipment(SLOW), FindingCache(tmp_path / "c"), partial(share, 2), lambda done, of: None)
    timer.join()


def test_a_cache_that_cannot_be_written(cases, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="--cache"):
        run(cases, tmp_path / "file" / "c", LIGHT)


@pytest.mark.weights
def test_absent_weights_and_extras_are_told(tmp_path):
    away = Probe("away", LIGHT.metrics[:1], "", LIGHT.measure, weights=("inception-fid", "syncnet-v2"))
    store = WeightStore.default(offline=True)
    there = equip([away, SIZE], WeightStore(store.home, offline=True))
    assert there.probes == (SIZE,)
    assert there.unavailable["light"].count("weights not found") == 2


@pytest.mark.slow
def test_ten_thousand_cases_are_kept_and_found_again(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}.mp4").write_text(str(number))
    cases = list_cases(Folders(tmp_path)).cases
    records, asked = run(cases, tmp_path / "c", SIZE)
    assert len(asked) == 10_000
    again, asked = run(cases, tmp_path / "c", SIZE)
    assert asked == []
    assert again == records
    figure = figures_of(["size"], [SIZE], records, FindingCache(tmp_path / "c"))["size"]
    assert figure.value == pytest.approx(3.889)


def test_workers_may_be_more_than_tasks(cases):
    tasks = [Task(case, (LIGHT,), {}, Path("none")) for case in cases[:1]]
    answers = list(share(4, tasks))
    assert [answer.name for answer in answers] == ["0"]
    assert list(share(2, [])) == []
    assert isinstance(answers[0], Answer)
