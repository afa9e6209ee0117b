"""Folders of weights: what was written comes back, and what does not fit is refused by name."""

import json
import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from safetensors.torch import load_file, save_file  # noqa: E402

from tests.synthesis.sd15 import tiny  # noqa: E402
from tietfg.errors import WeightsError  # noqa: E402
from tietfg.synthesis.sd15.files import read_sd15, write_sd15  # noqa: E402


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "sd15"
    tiny.write_tiny(folder, 3, "paper")
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "sd15")


def test_what_was_written_comes_back(folder: Path) -> None:
    there, again = tiny.models("paper", 3), read_sd15(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["speech_encoder", "vae", "visual.safetensors"]
    assert again.configuration == there.configuration
    assert again.origin == there.origin
    for first, second in ((there.model, again.model), (there.vae, again.vae)):
        found = second.state_dict()
        for name, value in first.state_dict().items():
            assert torch.equal(value, found[name]), name
    sound = torch.randn(1, 8000, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(
            again.speech_encoder(sound).last_hidden_state, there.speech_encoder(sound).last_hidden_state
        )
    for network in (again.model, again.vae, again.speech_encoder):
        assert not network.training
        assert not any(parameter.requires_grad for parameter in network.parameters())


def test_precision_is_the_one_asked_for(folder: Path) -> None:
    half = read_sd15(folder, dtype=torch.float16)
    assert {value.dtype for value in half.model.parameters()} == {torch.float16}
    assert half.vae.dtype == torch.float16
    assert half.speech_encoder.dtype == torch.float32
    for models in (half, read_sd15(folder)):
        write_sd15(models, folder)
        for name in ("visual.safetensors", "vae/diffusion_pytorch_model.safetensors"):
            assert {value.dtype for value in load_file(folder / name).values()} == {models.vae.dtype}
    assert [path.name for path in folder.parent.iterdir()] == ["sd15"]


@pytest.mark.parametrize("part", ["visual.safetensors", "vae/config.json", "speech_encoder/config.json"])
def test_missing_parts_are_named(folder: Path, part: str) -> None:
    (folder / part).unlink()
    with pytest.raises(WeightsError, match=f"lack {part}; `tietfg weights pull sd15`"):
        read_sd15(folder)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"lack visual\.safetensors, vae/config\.json"):
        read_sd15(tmp_path / "nothing")


@pytest.mark.parametrize("part", ["vae/diffusion_pytorch_model", "speech_encoder/model"])
def test_networks_that_lack_tensors_are_refused(folder: Path, part: str) -> None:
    path = folder / f"{part}.safetensors"
    state = load_file(path)
    lost = next(name for name in state if name.endswith("norm.weight") or "conv_in.weight" in name)
    del state[lost]
    save_file(state, path, {"format": "pt"})
    with pytest.raises(WeightsError, match=f"1 tensors are missing.*{lost}"):
        read_sd15(folder)


@pytest.mark.parametrize("part", ["vae/diffusion_pytorch_model", "speech_encoder/model", "visual"])
def test_damaged_files_are_refused_in_one_line(folder: Path, part: str) -> None:
    path = folder / f"{part}.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(WeightsError) as caught:
        read_sd15(folder)
    assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(WeightsError):
        read_sd15(folder)


def test_parts_that_do_not_fit_together_are_refused(folder: Path) -> None:
    path = folder / "speech_encoder" / "config.json"
    configuration = json.loads(path.read_text())
    path.write_text(json.dumps(configuration | {"num_hidden_layers": 1}))
    with pytest.raises(WeightsError, match="layers of the speech encoder: 1 and not 2"):
        read_sd15(folder)
    path.write_text(json.dumps(configuration | {"model_type": "hubert"}))
    with pytest.raises(WeightsError, match="speech_encoder"):
        read_sd15(folder)
