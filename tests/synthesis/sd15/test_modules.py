"""Modules loaded from a checkpoint of Hallo against plain evaluations of that checkpoint."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tests.synthesis.sd15.plain_hallo import Plain, audio_module, motion_module, spatial_transformer  # noqa: E402
from tietfg.synthesis.sd15 import weights  # noqa: E402
from tietfg.synthesis.sd15.configuration import TINY  # noqa: E402
from tietfg.synthesis.sd15.model import VisualModel  # noqa: E402

STATE = tiny.hallo_state()
LAYERS = {"down_blocks.0": 0, "down_blocks.1": 0, "mid_block": 0, "up_blocks.2": 1}
"""With the narrower inner width of the audio module, and with an equal one."""
HEIGHT, WIDTH = 4, 6


@pytest.fixture(scope="module")
def model() -> VisualModel:
    return weights.from_hallo(STATE, tiny.configuration(), Path("net.safetensors"))


def plain(place: str, kind: str, index: int) -> Plain:
    inner = ".temporal_transformer" if kind == "motion_modules" else ""
    return Plain(STATE, f"denoising_unet.{place}.{kind}.{index}{inner}.", TINY.groups, TINY.heads)


def drawn(*shape: int, seed: int = 0) -> "torch.Tensor":
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("place", LAYERS)
def test_audio_module(model: VisualModel, place: str) -> None:
    module = model.denoiser.get_submodule(f"{place}.layers.{LAYERS[place]}.audio")
    maps, audio = drawn(3, module.proj_out.out_features, HEIGHT, WIDTH), drawn(3, 5, TINY.context_width, seed=1)
    masks, scale = drawn(3, HEIGHT * WIDTH, 3, seed=2).sigmoid(), (0.5, 1.0, 2.0)
    expected = audio_module(plain(place, "audio_modules", LAYERS[place]), maps, audio, masks, scale)
    with torch.inference_mode():
        found = module(maps, audio, masks, torch.tensor(scale))
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
        silent = module(maps, None, masks, torch.tensor(scale))
        torch.testing.assert_close(silent, module(maps, audio * 0, masks, torch.tensor(scale)), rtol=1e-4, atol=1e-5)
    assert (silent - found).abs().max() > 1e-3


@pytest.mark.parametrize("place", LAYERS)
def test_motion_module(model: VisualModel, place: str) -> None:
    module = model.denoiser.get_submodule(f"{place}.layers.{LAYERS[place]}.motion")
    channels = module.proj_out.out_features
    maps, motion = drawn(2, 5, channels, HEIGHT, WIDTH), drawn(2, 2, channels, HEIGHT, WIDTH, seed=1)
    reference = plain(place, "motion_modules", LAYERS[place])
    expected = torch.cat([motion_module(reference, *clip) for clip in zip(maps, motion, strict=True)])
    with torch.inference_mode():
        found = module(maps.flatten(0, 1), 5, motion.flatten(3).transpose(2, 3))
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
        alone = module(maps.flatten(0, 1), 5, None)
    expected = torch.cat([motion_module(reference, clip, clip[:0]) for clip in maps])
    torch.testing.assert_close(alone, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("place", LAYERS)
def test_spatial_transformer(model: VisualModel, place: str) -> None:
    module = model.denoiser.get_submodule(f"{place}.layers.{LAYERS[place]}.attention")
    channels = module.proj_out.out_features
    maps, identity = drawn(6, channels, HEIGHT, WIDTH), drawn(2, 4, TINY.context_width, seed=1)
    reference = drawn(2, HEIGHT * WIDTH, channels, seed=2)
    repeated = reference.repeat_interleave(3, 0)
    state = plain(place, "attentions", LAYERS[place])
    expected = spatial_transformer(state, maps, identity.repeat_interleave(3, 0), repeated)
    with torch.inference_mode():
        found, _ = module(maps, identity, reference)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
