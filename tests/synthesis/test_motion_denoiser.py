"""The denoiser of the portrait scale, at a tiny size."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.synthesis.plain import randomise  # noqa: E402
from tietfg.synthesis.face_geometry import GEOMETRY, GEOMETRY_WIDTH  # noqa: E402
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES, NEW_FRAMES  # noqa: E402
from tietfg.synthesis.motion_denoiser import DenoiserConfiguration, MotionDenoiser, parameters_of  # noqa: E402
from tietfg.synthesis.motion_tokens import CHANNELS, PRESENT, TOKENS  # noqa: E402
from tietfg.synthesis.phonetic_features import PHONETIC_WIDTH  # noqa: E402

TINY = DenoiserConfiguration(width=16, layers=2, heads=2, context_width=8)
NAMES = ("noisy", "step", "motion", "speech", "emotion", "geometry", "keep", "strengths")


def inputs(batch: int = 2, frames: int = 10, seed: int = 0) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator)

    heard = frames + 2 * MARGIN
    return {
        "noisy": normal(batch, frames, len(TOKENS), CHANNELS),
        "step": torch.full((batch,), 400.0),
        "motion": normal(batch, MOTION_FRAMES, len(TOKENS), CHANNELS),
        "speech": normal(batch, heard, PHONETIC_WIDTH),
        "emotion": normal(batch, heard, 8),
        "geometry": normal(batch, len(GEOMETRY), GEOMETRY_WIDTH),
        "keep": torch.ones(batch, 4),
        "strengths": torch.ones(3),
    }


@pytest.fixture(scope="module")
def model() -> MotionDenoiser:
    torch.manual_seed(0)
    network = MotionDenoiser(TINY)
    randomise(network)
    return network.eval()


def run(model, **changes):
    with torch.inference_mode():
        return model(*({**inputs(), **changes}[name] for name in NAMES))


def test_the_usual_one_has_about_a_million_parameters():
    assert 0.8e6 < parameters_of(MotionDenoiser(DenoiserConfiguration())) < 1.3e6


def test_it_gives_velocities_and_nothing_in_the_padding(model):
    found = run(model)
    assert found.shape == inputs()["noisy"].shape
    assert torch.isfinite(found).all()
    assert not found[..., ~torch.from_numpy(PRESENT)].any()


def test_a_fresh_one_predicts_zero():
    torch.manual_seed(1)
    assert not MotionDenoiser(TINY)(*(inputs()[name] for name in NAMES)).any()


@pytest.mark.parametrize("frames", [1, 33, NEW_FRAMES])
def test_clips_of_any_length_up_to_the_longest(model, frames):
    with torch.inference_mode():
        found = model(*(inputs(frames=frames)[name] for name in NAMES))
    assert found.shape[1] == frames


@pytest.mark.parametrize(
    ("column", "name"), [(0, "motion"), (1, "speech"), (1, "emotion"), (2, "emotion"), (3, "geometry")]
)
def test_what_is_not_known_is_not_seen(model, column, name):
    other = inputs(seed=5)[name]
    assert not torch.allclose(run(model), run(model, **{name: other}), atol=1e-5)
    keep = torch.ones(2, 4)
    keep[:, column] = 0
    without = run(model, keep=keep)
    torch.testing.assert_close(run(model, keep=keep, **{name: other}), without)
    assert not torch.allclose(without, run(model), atol=1e-5)


def test_samples_do_not_mix(model):
    changed = inputs()["noisy"].clone()
    changed[1] += 1
    torch.testing.assert_close(run(model, noisy=changed)[0], run(model)[0])


def test_what_is_said_around_a_clip_is_heard(model):
    for moment in (0, -1):
        speech = inputs()["speech"].clone()
        speech[:, moment] += 1
        assert not torch.allclose(run(model, speech=speech), run(model), atol=1e-6)


def test_a_region_without_strength_hears_nothing(model):
    deaf = run(model, strengths=torch.zeros(3))
    torch.testing.assert_close(run(model, strengths=torch.zeros(3), speech=inputs(seed=7)["speech"]), deaf)
    lips_only = torch.tensor([0.0, 0.0, 1.0])
    changed = run(model, strengths=lips_only, speech=inputs(seed=7)["speech"])
    assert not torch.allclose(changed, run(model, strengths=lips_only), atol=1e-5)


def test_its_masks_move_with_it_but_are_no_weights(model):
    assert not any("mask" in name for name in model.state_dict())
    np.testing.assert_allclose(model.masks.sum(1).numpy(), 1.0)
