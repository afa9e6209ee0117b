"""The UNets: Stable Diffusion's where nothing moves, without state or modes, at any size and precision."""

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tietfg.synthesis.sd15.conditions import Conditions  # noqa: E402
from tietfg.synthesis.sd15.configuration import TINY  # noqa: E402
from tietfg.synthesis.sd15.model import VisualModel  # noqa: E402
from tietfg.synthesis.sd15.names import hallo_tensors  # noqa: E402

CLOSE = {"rtol": 1e-3, "atol": 1e-4}
PLACES = TINY.attention_levels * (2 * TINY.layers + 1) + 1
"""Layers with attention."""


@pytest.fixture(scope="module")
def model() -> VisualModel:
    return tiny.model()


@pytest.fixture(scope="module")
def conditions(model: VisualModel) -> Conditions:
    with torch.inference_mode():
        return model.conditions(tiny.inputs())


def denoised(model: VisualModel, conditions: Conditions) -> "torch.Tensor":
    with torch.inference_mode():
        return model.denoiser(tiny.latents(), tiny.timesteps(), conditions)


def stable_diffusion(model: VisualModel, trunk: str) -> "torch.nn.Module":
    """Diffusers' UNet with the weights of one of the two here."""
    unet = diffusers.UNet2DConditionModel(
        block_out_channels=TINY.channels,
        layers_per_block=TINY.layers,
        attention_head_dim=TINY.heads,
        norm_num_groups=TINY.groups,
        cross_attention_dim=TINY.context_width,
    )
    names, used, _ = hallo_tensors(TINY)
    state = model.state_dict()
    there = {
        name.split(".", 1)[1]: state[own].reshape(used[name])
        for own, name in names.items()
        if own.startswith(trunk) and "audio_modules" not in name and "motion_modules" not in name
    }
    missing = set(unet.state_dict()) - set(there)
    assert not missing or missing == {"conv_norm_out.weight", "conv_norm_out.bias", "conv_out.weight", "conv_out.bias"}
    unet.load_state_dict(there, strict=not missing)
    return unet.eval()


def test_the_denoiser_is_stable_diffusion_where_nothing_moves(conditions: Conditions) -> None:
    still = tiny.model()
    for name, module in still.denoiser.named_modules():
        if name.endswith((".audio", ".motion")):
            torch.nn.init.zeros_(module.proj_out.weight)
            torch.nn.init.zeros_(module.proj_out.bias)
    found = denoised(still, replace(conditions, reference=None, face=None))
    with torch.inference_mode():
        expected = stable_diffusion(still, "denoiser.")(
            tiny.latents().flatten(0, 1),
            tiny.timesteps().repeat_interleave(tiny.FRAMES),
            conditions.identity.repeat_interleave(tiny.FRAMES, 0),
        ).sample
    torch.testing.assert_close(found.flatten(0, 1), expected, **CLOSE)


def test_features_are_what_stable_diffusions_self_attention_sees(model: VisualModel) -> None:
    inputs = tiny.inputs()
    unet, seen = stable_diffusion(model, "reference_network."), []
    sequence = [*unet.down_blocks, unet.mid_block, *unet.up_blocks]
    for block in sequence:
        for attention in getattr(block, "attentions", []):
            attention.transformer_blocks[0].norm1.register_forward_hook(lambda *given: seen.append(given[2]))
    with torch.inference_mode():
        identity = model.identity_projection(inputs.identity)
        found = model.reference_network(inputs.pictures, identity)
        pictures = inputs.pictures.flatten(0, 1)
        unet(pictures, torch.zeros(len(pictures)), identity.repeat_interleave(1 + tiny.MOTION, 0))
    assert len(found) == len(seen) == PLACES
    for feature, expected in zip(found, seen, strict=True):
        torch.testing.assert_close(feature.flatten(0, 1), expected, **CLOSE)


def test_every_condition_has_an_effect(model: VisualModel, conditions: Conditions) -> None:
    whole = denoised(model, conditions)
    assert conditions.reference is not None
    assert conditions.motion is not None
    changed = {
        "identity": conditions.identity.flip(0),
        "fusion": None,
        "masks": tuple(mask.flip(1) for mask in conditions.masks),
        "strengths": torch.zeros(3),
        "face": None,
        "reference": None,
        "motion": tuple(feature.flip(2) for feature in conditions.motion),
        "keep_reference": torch.tensor([1.0, 0.0]),
    }
    for name, value in changed.items():
        assert (denoised(model, replace(conditions, **{name: value})) - whole).abs().max() > 1e-3, name


@pytest.mark.parametrize("place", range(PLACES))
def test_features_of_each_layer_reach_it(model: VisualModel, conditions: Conditions, place: int) -> None:
    """The reference and the motion frames at one layer alone change what comes out."""
    whole = denoised(model, conditions)
    for name in ("reference", "motion"):
        features = list(getattr(conditions, name))
        features[place] = features[place].flip(-2)
        if name == "reference":  # the order of keys means nothing to a softmax; their values do
            features[place] = features[place] * 2
        assert (denoised(model, replace(conditions, **{name: tuple(features)})) - whole).abs().max() > 1e-6


def test_motion_features_serve_the_layer_of_their_place(model: VisualModel, conditions: Conditions) -> None:
    layers = [layer for layer in model.denoiser.modules() if getattr(layer, "place", -1) >= 0]
    assert sorted(layer.place for layer in layers) == list(range(PLACES))
    for layer in layers:
        assert conditions.reference is not None
        assert layer.attention.proj_in.in_features == conditions.reference[layer.place].shape[2]


def test_the_same_in_training_and_in_evaluation(conditions: Conditions) -> None:
    model = tiny.model()
    expected = denoised(model, conditions)
    torch.testing.assert_close(denoised(model.train(), conditions), expected)
    model.denoiser.gradient_checkpointing = True
    torch.testing.assert_close(denoised(model, conditions), expected)


def test_gradients_are_the_same_with_checkpointing() -> None:
    gradients = []
    for checkpointing in (False, True):
        model = tiny.model()
        model.denoiser.gradient_checkpointing = checkpointing
        model(tiny.latents(), tiny.timesteps(), tiny.inputs()).square().mean().backward()
        gradients.append({name: value.grad for name, value in model.named_parameters()})
    without = {name for name, gradient in gradients[0].items() if gradient is None}
    last = f"reference_network.up_blocks.3.layers.{TINY.layers}.attention."
    assert {name for name in without if not name.startswith(last)} == set()
    for name, gradient in gradients[0].items():
        if gradient is not None:
            torch.testing.assert_close(gradients[1][name], gradient)


def test_a_call_leaves_nothing_behind(model: VisualModel, conditions: Conditions) -> None:
    before = denoised(model, conditions)
    denoised(model, replace(conditions, reference=None, motion=None, fusion=None))
    torch.testing.assert_close(denoised(model, conditions), before, rtol=0, atol=0)


@pytest.mark.parametrize(("height", "width"), [(8, 8), (12, 20), (9, 14)])
def test_any_size(model: VisualModel, height: int, width: int) -> None:
    latents = tiny.latents(1, height, width)
    with torch.inference_mode():
        found = model(latents, tiny.timesteps(1), tiny.inputs(1, height, width))
    assert found.shape == latents.shape
    assert found.isfinite().all()


def test_samples_do_not_meet(model: VisualModel) -> None:
    inputs, latents = tiny.inputs(), tiny.latents()
    with torch.inference_mode():
        both = model(latents, tiny.timesteps(), inputs)
        masks = tuple(mask[1:] for mask in inputs.masks)
        second = replace(
            inputs,
            **{name: getattr(inputs, name)[1:] for name in ("identity", "pictures", "face", "audio", "emotion")},
            masks=masks,
        )
        alone = model(latents[1:], tiny.timesteps()[1:], second)
    torch.testing.assert_close(both[1:], alone, **CLOSE)


def test_half_precision_and_channels_last(model: VisualModel) -> None:
    expected = model(tiny.latents(), tiny.timesteps(), tiny.inputs()).detach()
    half = tiny.model().to(torch.bfloat16, memory_format=torch.channels_last)
    with torch.inference_mode():
        found = half(tiny.latents().bfloat16(), tiny.timesteps(), tiny.inputs().to("cpu", torch.bfloat16))
    assert found.dtype == torch.bfloat16
    assert ((found.float() - expected).norm() / expected.norm()).item() < 0.05


@pytest.mark.slow
def test_the_denoiser_compiles_without_breaks() -> None:
    model = VisualModel(replace(TINY, channels=(8, 16))).eval()
    compiled = torch.compile(model.denoiser, backend="eager", fullgraph=True)
    with torch.inference_mode():
        conditional, unconditional = model.guidance_conditions(tiny.inputs())
        for conditions in (conditional, unconditional):
            found = compiled(tiny.latents(), tiny.timesteps(), conditions)
            torch.testing.assert_close(found, denoised(model, conditions))
