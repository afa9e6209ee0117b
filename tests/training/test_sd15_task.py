"""Training of the paper's scale on tiny random networks: its loss, exact resume, memory, processes, what is shown."""

import copy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from safetensors.torch import load_file  # noqa: E402

from tests.synthesis.sd15 import tiny  # noqa: E402
from tests.training.sd15_tasks import SMALL, short_run, silent, task, video  # noqa: E402
from tietfg.errors import InputError, TietfgError  # noqa: E402
from tietfg.synthesis.schedule import NoiseSchedule  # noqa: E402
from tietfg.training import sd15_task  # noqa: E402
from tietfg.training.loop import train  # noqa: E402
from tietfg.training.sd15_stages import STAGES  # noqa: E402

PROCESSES = ("--cpu", "--num_processes=2", "--num_machines=1", "--main_process_port=0", "--mixed_precision=no")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sd15_task, "VALIDATION_CLIPS", 1)
    monkeypatch.setattr(sd15_task, "SHOWN_STEPS", 1)


def assert_equal(first: Path, second: Path) -> None:
    expected, found = load_file(first), load_file(second)
    assert all(torch.equal(found[name], value) for name, value in expected.items())


def test_each_sample_is_weighed_by_its_own_step() -> None:
    """Against plain NumPy: v of zero terminal SNR, squared errors, min(SNR + 1, 5) / (SNR + 1)."""
    made = task()
    batch = made.training.draw(4, torch.Generator().manual_seed(0)) | {"step": torch.tensor([999, 700, 50, 0])}
    seen: list[np.ndarray] = []

    def model(noisy: "torch.Tensor", *_: object) -> "torch.Tensor":
        seen.append(noisy.numpy())
        return torch.zeros_like(noisy)

    found = made.loss(model, batch).item()  # type: ignore[arg-type]
    alpha_bar = NoiseSchedule.of_betas("scaled_linear").alpha_bar[[999, 700, 50, 0]]
    assert alpha_bar[0] == 0
    signal, rest = (np.sqrt(share)[:, None, None, None, None] for share in (alpha_bar, 1 - alpha_bar))
    clean, noise = batch["clean"].numpy(), batch["noise"].numpy()
    np.testing.assert_allclose(seen[0], signal * clean + rest * noise, atol=1e-5)
    errors = np.square(signal * noise - rest * clean).mean((1, 2, 3, 4))
    weights = np.array([1, *(min(1 / (1 - share), 5) * (1 - share) for share in alpha_bar[1:])])
    assert weights[-1] < 0.01
    assert found == pytest.approx((weights * errors).mean(), rel=1e-5)


@pytest.mark.parametrize(("stage", "cut"), [(2, 2), (1, 3)])
def test_a_run_that_is_killed_at_any_step_goes_on_exactly(tmp_path: Path, stage: int, cut: int) -> None:
    whole = task(stage, interval=2)
    train(whole, SMALL, tmp_path / "whole", silent)
    killed, rest = task(stage, interval=2, cut=cut), task(stage, interval=2)
    with pytest.raises(KeyboardInterrupt):
        train(killed, SMALL, tmp_path / "cut", silent)
    train(rest, SMALL, tmp_path / "cut", silent)
    assert len(whole.losses) == 4
    assert killed.losses == whole.losses[:cut]
    assert rest.losses == whole.losses[2:]
    for name in ("best.safetensors", "state/model.safetensors", "state/averaged.safetensors"):
        assert_equal(tmp_path / "whole" / name, tmp_path / "cut" / name)


def test_too_little_memory_makes_smaller_parts_and_the_same_step(tmp_path: Path) -> None:
    whole, parted = task(interval=2), task(interval=2, room=1)
    told: list[str] = []
    recipe = SMALL.model_copy(update={"epochs": 1})
    for each in (whole, parted):
        train(each, recipe, tmp_path / str(each.room), told.append)
    assert any("memory does for 1 examples at once, and not for 2" in said for said in told)
    for step in range(2):
        assert sum(parted.losses[2 * step : 2 * step + 2]) / 2 == pytest.approx(whole.losses[step], rel=1e-3)
    with pytest.raises(TietfgError, match="for a single example"):
        train(task(room=0), recipe, tmp_path / "none", silent)


@pytest.mark.slow
def test_two_processes_share_a_batch_as_one_does_it_alone(tmp_path: Path) -> None:
    short_run(tmp_path / "one")
    command = [sys.executable, "-m", "accelerate.commands.launch", *PROCESSES, "-m", "tests.training.sd15_tasks"]
    subprocess.run([*command, str(tmp_path / "two")], check=True, capture_output=True)
    before = task().model.state_dict()
    one, two = (load_file(tmp_path / name / "state" / "model.safetensors") for name in ("one", "two"))
    assert any((one[name] - value).abs().max() > 1e-3 for name, value in before.items())
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, rtol=1e-3, atol=1e-5)


def test_half_precision_learns_nearly_the_same(tmp_path: Path) -> None:
    recipe = SMALL.model_copy(update={"epochs": 1})
    exact, half = task(interval=2), task(interval=2, precision="bf16")
    train(exact, recipe, tmp_path / "exact", silent)
    train(half, recipe.model_copy(update={"precision": "bf16"}), tmp_path / "half", silent)
    assert half.losses == pytest.approx(exact.losses, rel=0.03)
    assert half.losses != exact.losses


def test_it_learns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sd15_task, "VALIDATION_CLIPS", 2)
    made = task(interval=4)
    recipe = SMALL.model_copy(update={"learning_rate": 3e-3, "average": 0.5})
    start = made.evaluate(copy.deepcopy(made.model))["negative_loss"]
    assert train(made, recipe, tmp_path, silent)["negative_loss"] > start


def test_validation_is_on_videos_that_are_not_trained_on() -> None:
    made = sd15_task.Sd15Training(tiny.models(), [video(seed) for seed in range(10)], STAGES[1], interval=1)
    assert [each.name for each in made.validation.videos] == ["0.mp4", "8.mp4"]
    assert len(made.training.videos) == 8
    assert not {each.name for each in made.training.videos} & {"0.mp4", "8.mp4"}


def test_sample_videos_of_the_averaged_weights_are_in_tensorboard(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from torch.utils.tensorboard.writer import SummaryWriter

    made = task(interval=1)
    other = copy.deepcopy(made.model)
    for value in other.parameters():
        value.mul_(1.5)
    before = {name: value.clone() for name, value in made.model.values().items()}
    with SummaryWriter(str(tmp_path)) as writer:
        made.show(made.model, writer, 0)
        made.show(other, writer, 1)
    first, second = EventAccumulator(str(tmp_path)).Reload().Images("clip")
    assert first.encoded_image_string.startswith(b"GIF89a")
    assert (first.width, first.height) == (64, 128)
    assert first.encoded_image_string != second.encoded_image_string
    for name, value in made.model.values().items():
        assert torch.equal(value, before[name])


def test_videos_that_are_too_short_are_refused() -> None:
    with pytest.raises(InputError, match="17 frames"):
        sd15_task.Sd15Training(tiny.models(), [video(0, 16)], STAGES[2], interval=1)
