"""What each stage of the paper's scale trains, and what it leaves as it is."""

import copy

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tests.training.sd15_tasks import task  # noqa: E402
from tietfg.training.sd15_stages import STAGES, TrainedPart, trained_part  # noqa: E402

MODULES = {
    1: {"denoiser", "reference_network", "identity_projection", "face_locator"},
    2: {"denoiser", "audio_projection", "emotion_projection", "fusion"},
}


@pytest.mark.parametrize("stage", [1, 2])
def test_what_comes_pretrained_stays_as_it_is(stage: int) -> None:
    made = task(stage)
    whole, part = made._models.model, made.model
    before = {name: value.detach().clone() for name, value in whole.named_parameters()}
    made.loss(part, made.training.draw(2, torch.Generator().manual_seed(0))).backward()
    # All that is said to be trained is, also where several processes wait for each other's gradients.
    assert {name for name, value in whole.named_parameters() if value.grad is not None} == set(part.values())
    torch.optim.SGD(part.parameters(), lr=1.0).step()
    changed = {name for name, value in whole.named_parameters() if not torch.equal(value, before[name])}
    assert changed <= set(part.values())
    assert {name.split(".")[0] for name in changed} == {name.split(".")[0] for name in part.values()} == MODULES[stage]
    moving = {name for name in part.values() if ".audio." in name or ".motion." in name}
    assert moving == ({name for name in part.values() if name.startswith("denoiser.")} if stage == 2 else set())


def test_motion_modules_may_stay_too() -> None:
    names = trained_part(tiny.model(), STAGES[2], "no", motion_modules=False).values()
    assert any(".audio." in name for name in names)
    assert not any(".motion." in name for name in names)


def test_frozen_matrices_are_rounded_where_training_would_do_so_each_time() -> None:
    model = tiny.model()
    part = trained_part(model, STAGES[2], "bf16")
    kinds = {name: value.dtype for name, value in model.named_parameters()}
    assert {kinds[name] for name in part.values()} == {torch.float32}
    assert kinds["denoiser.conv_in.weight"] == kinds["reference_network.conv_in.weight"] == torch.bfloat16
    assert kinds["reference_network.down_blocks.0.layers.0.resnet.norm1.weight"] == torch.float32
    assert model.denoiser.gradient_checkpointing


def test_averaging_leaves_the_frozen_part_alone() -> None:
    part = trained_part(tiny.model(), STAGES[2], "no")
    other = copy.deepcopy(part)
    assert isinstance(other, TrainedPart)
    assert other._whole is part._whole
    assert list(other.values()) == list(part.values())
    for name, value in part.values().items():
        assert torch.equal(other.values()[name], value)
        assert other.values()[name].data_ptr() != value.data_ptr()
