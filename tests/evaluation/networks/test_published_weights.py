"""Published files are read without running anything, and refused by name where they do not fit."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn

from tietfg.errors import WeightsError
from tietfg.evaluation.networks.published_weights import filled, keep, read_checkpoint


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 1)
        self.bn = nn.BatchNorm2d(2)


class Harm:
    def __reduce__(self):
        return (Path.touch, (Path("harm"),))


@pytest.mark.parametrize("counters", [True, False])
def test_what_is_kept_comes_back(tmp_path: Path, counters: bool) -> None:
    torch.manual_seed(0)
    network, source, target = Small(), tmp_path / "a.pth", tmp_path / "a.safetensors"
    network.bn.running_mean += 3
    torch.save({k: v for k, v in network.state_dict().items() if counters or "tracked" not in k}, source)
    keep(Small(), read_checkpoint(source), source, target)
    back = filled(Small(), target)
    assert not back.training
    assert not any(parameter.requires_grad for parameter in back.parameters())
    assert torch.equal(back.conv.weight, network.conv.weight)
    assert torch.equal(back.bn.running_mean, network.bn.running_mean)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pth", "a.safetensors"]


def test_other_keys_and_shapes_are_named(tmp_path: Path) -> None:
    state = dict(Small().state_dict())
    state["extra"] = torch.zeros(3)
    del state["conv.bias"]
    state["bn.weight"] = torch.zeros(5)
    with pytest.raises(WeightsError) as caught:
        keep(Small(), state, tmp_path / "a.pth", tmp_path / "b")
    message = str(caught.value)
    assert "conv.bias (2,) is missing" in message
    assert "extra (3,) is not known" in message
    assert "bn.weight is (5,) and not (2,)" in message
    assert "\n" not in message
    assert not (tmp_path / "b").exists()


def test_objects_and_damage_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "a.pth"
    with pytest.raises(WeightsError, match="cannot be read"):
        read_checkpoint(source)
    source.write_bytes(pickle.dumps({"a": Harm()}))
    with pytest.raises(WeightsError, match="without objects"):
        read_checkpoint(source)
    assert not Path("harm").exists()
    torch.save([1, 2], source)
    with pytest.raises(WeightsError, match="no weights by name"):
        read_checkpoint(source)
    with pytest.raises(WeightsError, match="convert the published file again"):
        filled(Small(), source)
