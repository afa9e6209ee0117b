"""The model as a whole: emotion, condition dropout and guidance."""

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tietfg.synthesis.regions import RegionForm  # noqa: E402
from tietfg.synthesis.sd15.conditions import Conditions  # noqa: E402
from tietfg.synthesis.sd15.model import VisualModel  # noqa: E402

CLOSE = {"rtol": 1e-3, "atol": 1e-4}
FORMS = pytest.mark.parametrize("form", ["compat", "paper"])


def called(model: VisualModel, inputs: tiny.ClipInputs, **options: object) -> "torch.Tensor":
    with torch.inference_mode():
        return model(tiny.latents(), tiny.timesteps(), inputs, **options)


@FORMS
def test_emotion_says_nothing_until_it_is_trained(form: RegionForm) -> None:
    inputs = tiny.inputs()
    other = replace(inputs, emotion=inputs.emotion.flip(1))
    model = tiny.model(form, emotional=False)
    with torch.inference_mode():
        fusion = model.conditions(inputs).fusion
        assert fusion is not None
        assert torch.equal(fusion, model.audio_projection(inputs.audio)), "c_fusion must be Hallo's f_a"
    assert torch.equal(called(model, inputs), called(model, other))
    trained = tiny.model(form)
    assert (called(trained, inputs) - called(trained, other)).abs().max() > 1e-3


def test_conditions_are_dropped_by_sample() -> None:
    model, inputs = tiny.model(), tiny.inputs()
    one, none = torch.ones(2), torch.tensor([1.0, 0.0])
    whole = called(model, inputs)
    torch.testing.assert_close(
        called(model, inputs, keep={"reference": one, "audio": one, "motion": one}), whole, **CLOSE
    )
    for name in ("reference", "audio", "motion"):
        keep = {"reference": one, "audio": one, "motion": one} | {name: none}
        found = called(model, inputs, keep=keep)
        torch.testing.assert_close(found[0], whole[0], **CLOSE)
        assert (found[1] - whole[1]).abs().max() > 1e-3, name


def test_a_dropped_reference_leaves_two_empty_motion_maps() -> None:
    model, inputs = tiny.model(), tiny.inputs()
    one, none = torch.ones(2), torch.zeros(2)
    with torch.inference_mode():
        whole = model.conditions(inputs)
        dropped = model.conditions(inputs, {"reference": none, "audio": one, "motion": one})
        assert dropped.motion is not None
        assert {feature.shape[1] for feature in dropped.motion} == {tiny.MOTION}
        assert not any(feature.any() for feature in dropped.motion)
        found = model.denoiser(tiny.latents(), tiny.timesteps(), dropped)
        without = replace(whole, reference=None, motion=dropped.motion)
        torch.testing.assert_close(found, model.denoiser(tiny.latents(), tiny.timesteps(), without), **CLOSE)


@FORMS
def test_guidance_has_less_to_do_without_conditions(form: RegionForm) -> None:
    model, inputs = tiny.model(form), tiny.inputs()
    pictures = []
    model.reference_network.register_forward_hook(lambda *given: pictures.append(given[1][0].shape[1]))
    with torch.inference_mode():
        conditional, unconditional = model.guidance_conditions(inputs)
    assert pictures == [1 + tiny.MOTION * (2 if form == "compat" else 1)]
    assert unconditional.reference is None
    assert unconditional.face is None
    assert unconditional.fusion is None
    assert (unconditional.motion is conditional.motion) == (form == "paper")
    whole = tiny_conditions(model, inputs)
    same = [torch.equal(a, b) for a, b in zip(conditional.motion or (), whole.motion or (), strict=True)]
    assert all(same) == (form == "paper")
    for a, b in zip(conditional.reference or (), whole.reference or (), strict=True):
        torch.testing.assert_close(a, b, **CLOSE)


def tiny_conditions(model: VisualModel, inputs: tiny.ClipInputs) -> Conditions:
    with torch.inference_mode():
        return model.conditions(inputs)


def test_hallos_rows_of_pictures_and_tokens() -> None:
    """Six pictures, unconditional first, meet tokens tiled as unconditional, conditional, unconditional ..."""
    model, inputs = tiny.model(), tiny.inputs(1)
    with torch.inference_mode():
        own = model.identity_projection(inputs.identity)
        nobody = model.identity_projection(torch.zeros_like(inputs.identity))
        tokens = torch.cat([nobody, own]).repeat(3, 1, 1)
        features = model.reference_network(inputs.pictures.repeat(1, 2, 1, 1, 1)[0][:, None], tokens)
        conditional, unconditional = model.guidance_conditions(inputs)
    for index, feature in enumerate(features):
        rows = feature[:, 0]
        torch.testing.assert_close((unconditional.motion or ())[index][0], rows[1:3], **CLOSE)
        torch.testing.assert_close((conditional.reference or ())[index][0], rows[3], **CLOSE)
        torch.testing.assert_close((conditional.motion or ())[index][0], rows[4:6], **CLOSE)


def test_a_clip_without_motion_frames() -> None:
    model, inputs = tiny.model(), tiny.inputs()
    alone = replace(inputs, pictures=inputs.pictures[:, :1])
    assert called(model, alone).isfinite().all()
    with torch.inference_mode():
        assert all(conditions.motion is None for conditions in model.guidance_conditions(alone))
