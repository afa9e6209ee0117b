"""Whole trainings of the paper's scale on real videos, from a folder of weights to the next."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tests.training.sd15_videos import write_track, write_video  # noqa: E402
from tietfg.errors import TietfgError  # noqa: E402
from tietfg.synthesis.sd15.files import read_sd15  # noqa: E402
from tietfg.training import sd15, sd15_task  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402

RECIPE = sd15.RECIPE.model_copy(update={"epochs": 1, "batch_size": 2, "learning_rate": 1e-3})
"""At bf16, as on a GPU."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_video(folder / "a.mp4", "elena")
    write_track(folder / "a.json")
    return folder


def run(data: Path, weights: Path, folder: Path, stage: int) -> Path:
    return sd15.train_sd15(
        data,
        weights,
        folder,
        stage=stage,
        size=64,
        interval=1,
        recipe=RECIPE,
        store=WeightStore.default(),
        progress=lambda _: None,
    )


@pytest.mark.weights
def test_a_whole_training_gives_a_folder_of_weights(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sd15_task, "VALIDATION_CLIPS", 1)
    monkeypatch.setattr(sd15_task, "SHOWN_STEPS", 1)
    tiny.write_tiny(tmp_path / "weights", form="paper")
    folders = [tmp_path / "weights"]
    for stage in (1, 2):
        folders.append(run(data, folders[-1], tmp_path / f"run{stage}", stage))
        assert folders[-1] == tmp_path / f"run{stage}" / "sd15"
    before, between, after = map(read_sd15, folders)
    assert after.origin.source == "trained"
    assert set(after.origin.digests) == {"net.pth", "visual.safetensors"}
    assert after.configuration == before.configuration
    names = [{name for name, _ in each.model.named_parameters()} for each in (before, after)]
    assert names[0] == names[1]
    first, second, third = (each.model.state_dict() for each in (before, between, after))
    for name, value in first.items():
        # What a stage leaves alone is the same to the last digit, though training had it at half precision.
        moving = ".audio." in name or ".motion." in name or name.startswith(("audio_", "emotion_", "fusion"))
        assert not moving or torch.equal(second[name], value), name
        assert moving or torch.equal(third[name], second[name]), name
    assert not torch.equal(second["denoiser.conv_in.weight"], first["denoiser.conv_in.weight"])
    assert not torch.equal(third["fusion.gate.bias"], second["fusion.gate.bias"])


def test_too_little_memory_is_told_in_one_line(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate 20 GiB")

    tiny.write_tiny(tmp_path / "weights")
    monkeypatch.setattr(sd15, "open_videos", full)
    with pytest.raises(TietfgError, match="training at --size 64; lower it") as caught:
        run(data, tmp_path / "weights", tmp_path / "run", 2)
    assert "\n" not in str(caught.value)
