"""SyncNet has the published shapes, shares windows rightly, and reads the published file and no other."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tietfg.errors import WeightsError  # noqa: E402
from tietfg.evaluation.networks.syncnet import SyncNet, convert, embed, load  # noqa: E402

NARROW = 1 / 16


def narrow(seed: int = 0) -> SyncNet:
    torch.manual_seed(seed)
    return SyncNet(NARROW).eval().requires_grad_(False)


def test_published_size_and_embeddings() -> None:
    network = SyncNet().eval()
    assert sum(parameter.numel() for parameter in network.parameters()) == 13_631_616
    with torch.inference_mode():
        assert network.see(torch.rand(1, 3, 5, 224, 224)).shape == (1, 1024)
        assert network.hear(torch.rand(2, 1, 13, 20)).shape == (2, 1024)


def test_published_keys() -> None:
    shapes = {key: tuple(value.shape) for key, value in SyncNet().state_dict().items()}
    weights = {key: shape for key, shape in shapes.items() if key.endswith("weight") and len(shape) > 1}
    assert weights == {
        "netcnnaud.0.weight": (64, 1, 3, 3),
        "netcnnaud.4.weight": (192, 64, 3, 3),
        "netcnnaud.8.weight": (384, 192, 3, 3),
        "netcnnaud.11.weight": (256, 384, 3, 3),
        "netcnnaud.14.weight": (256, 256, 3, 3),
        "netcnnaud.18.weight": (512, 256, 5, 4),
        "netfcaud.0.weight": (512, 512),
        "netfcaud.3.weight": (1024, 512),
        "netcnnlip.0.weight": (96, 3, 5, 7, 7),
        "netcnnlip.4.weight": (256, 96, 1, 5, 5),
        "netcnnlip.8.weight": (256, 256, 1, 3, 3),
        "netcnnlip.11.weight": (256, 256, 1, 3, 3),
        "netcnnlip.14.weight": (256, 256, 1, 3, 3),
        "netcnnlip.18.weight": (512, 256, 1, 6, 6),
        "netfclip.0.weight": (512, 512),
        "netfclip.3.weight": (1024, 512),
    }
    norms = {key.removesuffix("running_mean") for key in shapes if key.endswith("running_mean")}
    convolutions = {"netcnnaud": (1, 5, 9, 12, 15, 19), "netcnnlip": (1, 5, 9, 12, 15, 19)}
    assert norms == {f"{part}.{index}." for part, places in convolutions.items() for index in places} | {
        "netfcaud.1.",
        "netfclip.1.",
    }


def test_windows_share_their_pictures() -> None:
    network = narrow()
    pictures = 255 * torch.rand(2, 3, 7, 224, 224)
    alone = [network.see(pictures[b : b + 1, :, t : t + 5]) for b in range(2) for t in range(3)]
    torch.testing.assert_close(network.see(pictures), torch.cat(alone), rtol=1e-4, atol=1e-4)


def test_arrays_in_and_out() -> None:
    network = narrow()
    generator = np.random.default_rng(0)
    squares, cepstra = generator.integers(0, 256, (6, 224, 224, 3), np.uint8), generator.normal(size=(2, 13, 20))
    seen, heard = embed(network, squares, cepstra)
    for window in range(2):
        pictures = torch.stack([torch.tensor(squares[window : window + 5, :, :, colour]) for colour in range(3)])
        expected = network.see(pictures[None].float())[0]
        np.testing.assert_allclose(seen[window], expected, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(heard, network.hear(torch.tensor(cepstra, dtype=torch.float32)[:, None]), atol=1e-5)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_published_file_is_read(tmp_path: Path, counted: bool, zipped: bool) -> None:
    network = narrow()
    state = {key: value for key, value in network.state_dict().items() if counted or "tracked" not in key}
    torch.save(state, tmp_path / "syncnet_v2.model", _use_new_zipfile_serialization=zipped)
    convert(tmp_path / "syncnet_v2.model", tmp_path / "s.safetensors", NARROW)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["s.safetensors", "syncnet_v2.model"]
    read = load(tmp_path / "s.safetensors", NARROW)
    assert not read.training
    cepstra = torch.rand(3, 1, 13, 20)
    torch.testing.assert_close(read.hear(cepstra), network.hear(cepstra))


def test_other_weights_are_told(tmp_path: Path) -> None:
    state = narrow().state_dict()
    state["other.weight"] = state.pop("netfclip.3.bias")
    state["netfcaud.3.bias"] = torch.zeros(3)
    torch.save(state, tmp_path / "w.model")
    with pytest.raises(WeightsError) as told:
        convert(tmp_path / "w.model", tmp_path / "s.safetensors", NARROW)
    message = str(told.value)
    assert "netfclip.3.bias (64,) is missing" in message
    assert "other.weight (64,) is not known" in message
    assert "netfcaud.3.bias is (3,) and not (64,)" in message
    assert "\n" not in message
    assert not (tmp_path / "s.safetensors").exists()


class Harmful:
    def __reduce__(self) -> tuple:
        return Path.touch, (Path("harm"),)


@pytest.mark.parametrize("kind", ["objects", "module", "list", "text", "empty", "cut off"])
def test_files_that_are_no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "w.model"
    torch.save(narrow().state_dict(), source)
    content = source.read_bytes()
    if kind in {"text", "empty", "cut off"}:
        source.write_bytes({"text": b"<html>not found</html>", "empty": b"", "cut off": content[:5000]}[kind])
    else:
        torch.save({"objects": {"a": Harmful()}, "module": narrow(), "list": [torch.zeros(2)]}[kind], source)
    with pytest.raises(WeightsError, match=r"w\.model .*; .*published file|fetch it anew") as told:
        convert(source, tmp_path / "s.safetensors", NARROW)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "harm").exists()


def test_a_file_that_is_no_safetensors(tmp_path: Path) -> None:
    (tmp_path / "s.safetensors").write_bytes(b"12345678" * 4)
    for name in ("s.safetensors", "absent.safetensors"):
        with pytest.raises(WeightsError, match=f"{name} cannot be read as safetensors"):
            load(tmp_path / name)
