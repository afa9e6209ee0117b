"""The same tasks on a real Ray cluster of two workers on this machine."""

from functools import partial
from pathlib import Path

import pytest

from tests.evaluation.small_probes import COLOURS, DEADLY, LIGHT, write_video
from tests.evaluation.test_run import equipment
from tietfg.errors import InputError
from tietfg.evaluation.cases import CaseFiles, Folders, list_cases
from tietfg.evaluation.records import FindingCache
from tietfg.evaluation.run import measure_cases
from tietfg.evaluation.workers import SCHEDULERS, share

pytest.importorskip("ray")
pytestmark = pytest.mark.slow


def test_a_cluster_finds_what_processes_find(tmp_path: Path) -> None:
    for number, level in enumerate((100, 120, 140)):
        write_video(tmp_path / "g" / f"{number}.mp4", [level] * 5)
        write_video(tmp_path / "r" / f"{number}.mp4", [level + 10] * 5)
    black = CaseFiles("black", write_video(tmp_path / "black.mp4", [0] * 3))
    cases = (*list_cases(Folders(tmp_path / "g", tmp_path / "r")).cases, black)
    probes = equipment(LIGHT, COLOURS, DEADLY)
    cluster = SCHEDULERS["cluster"].schedule(2, "local")
    theirs = measure_cases(cases, probes, FindingCache(tmp_path / "cluster"), cluster, lambda done, of: None)
    ours = measure_cases(cases, probes, FindingCache(tmp_path / "here"), partial(share, 1), lambda done, of: None)
    assert theirs[:3] == ours[:3]
    assert len(theirs[-1].problems) == 1
    assert "its worker failed" in theirs[-1].problems[0]
    rows = FindingCache(tmp_path / "cluster").rows(theirs[0].findings["colours"])
    assert rows is not None
    assert rows[0].shape == (5, 3)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "127.0.0.1:99999999"])
def test_a_cluster_that_is_not_there(address: str) -> None:
    with pytest.raises(InputError, match=address) as error:
        list(SCHEDULERS["cluster"].schedule(2, address)([]))
    assert "\n" not in str(error.value)
