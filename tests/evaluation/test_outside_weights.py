"""Networks of others: how a missing one is told, and that what is written in the registry is there."""

import importlib
from pathlib import Path

import pytest

from tietfg.errors import InputError, WeightsError
from tietfg.evaluation.outside_weights import OUTSIDE_NETWORKS, convert_outside, missing, outside_file
from tietfg.evaluation.registry import PROBES
from tietfg.weights.store import WeightStore


def test_a_missing_network_is_told_with_the_way_to_get_it(tmp_path: Path) -> None:
    store = WeightStore(tmp_path, offline=True)
    told = missing("syncnet-v2", store)
    assert told is not None
    assert told.startswith("weights not found: syncnet-v2; get them so: `tietfg weights convert syncnet-v2 FILE`")
    outside_file("syncnet-v2", store).parent.mkdir()
    outside_file("syncnet-v2", store).touch()
    assert missing("syncnet-v2", store) is None
    trained = missing("emotion-classifier", store)
    assert trained is not None
    assert "tietfg train emotion-classifier" in trained


@pytest.mark.parametrize("name", OUTSIDE_NETWORKS)
def test_its_file_is_read_by_what_the_registry_names(name: str, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    module, function = OUTSIDE_NETWORKS[name].convert.split(":")
    assert callable(getattr(importlib.import_module(module), function))
    (tmp_path / "published").write_bytes(b"no network at all")
    with pytest.raises(WeightsError):
        convert_outside(name, tmp_path / "published", tmp_path / "folder" / "kept")
    assert not (tmp_path / "folder" / "kept").exists()


def test_names_and_files_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist; choose one of inception-fid"):
        convert_outside("nothing", tmp_path, tmp_path / "kept")
    with pytest.raises(WeightsError, match="fetch it from https"):
        convert_outside("inception-fid", tmp_path / "none", tmp_path / "kept")


def test_probes_name_networks_of_the_registry() -> None:
    named = {name for probe in PROBES for name in probe.weights}
    assert named == set(OUTSIDE_NETWORKS)
