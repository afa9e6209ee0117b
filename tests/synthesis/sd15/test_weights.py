"""Hallo's checkpoints: every tensor has its place, wrong files are refused, and sizes are the known ones."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from safetensors.torch import save_file  # noqa: E402

from tests.synthesis.sd15 import tiny  # noqa: E402
from tietfg.errors import WeightsError  # noqa: E402
from tietfg.synthesis.regions import RegionForm  # noqa: E402
from tietfg.synthesis.sd15 import weights  # noqa: E402
from tietfg.synthesis.sd15.configuration import SD15, Configuration  # noqa: E402
from tietfg.synthesis.sd15.model import VisualModel  # noqa: E402
from tietfg.synthesis.sd15.names import hallo_tensors  # noqa: E402

MANIFEST = Path(__file__).parent / "hallo_tensors.txt"
"""A tensor of Hallo's checkpoint a line: its name, and its shape."""


def manifest() -> dict[str, tuple[int, ...]]:
    lines = (line.split() for line in MANIFEST.read_text().splitlines())
    return {name: tuple(map(int, shape.split("x"))) for name, shape in lines}


def assert_equal(first: VisualModel, second: VisualModel) -> None:
    there = second.state_dict()
    assert list(there) == list(first.state_dict())
    for name, value in first.state_dict().items():
        assert torch.equal(value, there[name]), name


@pytest.mark.parametrize("form", ["compat", "paper"])
def test_every_tensor_of_hallo_is_known_at_its_shape(form: RegionForm) -> None:
    names, used, unused = hallo_tensors(replace(SD15, form=form))
    assert used | unused == manifest()
    assert len(used) + len(unused) == 2656
    assert len(set(names.values())) == len(names) == len(used)
    attentions = 0 if form == "compat" else 16 * 2 * 5
    assert len(unused) == 5 * 28 + attentions


def test_what_is_not_used_are_the_motion_modules_that_never_run() -> None:
    _, _, unused = hallo_tensors(SD15)
    places = {name.split(".temporal_transformer")[0] for name in unused}
    down, up = "denoising_unet.down_blocks.3.motion_modules", "denoising_unet.up_blocks.0.motion_modules"
    assert places == {f"{down}.0", f"{down}.1", f"{up}.0", f"{up}.1", f"{up}.2"}
    parameters = sum(math.prod(shape) for name, shape in unused.items() if not name.endswith(".pe"))
    assert parameters == 180_358_400


def test_sizes() -> None:
    with torch.device("meta"):
        model = VisualModel(SD15)
    _, _, unused = hallo_tensors(SD15)
    dead = sum(map(math.prod, unused.values()))

    def count(module: "torch.nn.Module") -> int:
        return sum(value.numel() for value in module.state_dict().values())

    assert model.denoiser.last_place == model.reference_network.last_place == 15
    assert count(model.reference_network) == 859_508_800
    assert count(model.denoiser) + dead == 1_526_736_644
    assert count(model.face_locator) == 514_896
    assert count(model.identity_projection) == 1_577_472
    assert count(model.audio_projection) == 36_465_152
    audio = sum(value.numel() for name, value in model.denoiser.named_parameters() if ".audio." in name)
    assert audio / 1e6 == pytest.approx(212.8, abs=0.05)


@pytest.mark.parametrize("form", ["compat", "paper"])
def test_values_arrive(form: RegionForm) -> None:
    state = tiny.hallo_state()
    model = weights.from_hallo(state, tiny.configuration(form), Path("net.safetensors"))
    assert not any(value.is_meta for value in model.state_dict().values())
    unet, block = model.denoiser, "denoising_unet.down_blocks.1.audio_modules.0.transformer_blocks.0."
    audio = unet.down_blocks[1].layers[0].audio
    attentions = audio.regions.attentions
    assert len(attentions) == (3 if form == "compat" else 1)
    face = attentions[1 if form == "compat" else 0]
    assert torch.equal(face.to_q.weight, state[f"{block}attn2_1.to_q.weight"])
    assert torch.equal(audio.regions.sum.convolutions[2].weight, state[f"{block}zero_conv_lip.weight"][:, :, 0, 0])
    places = unet.mid_block.layers[0].motion.attentions[1].places
    pe = "denoising_unet.mid_block.motion_modules.0.temporal_transformer.transformer_blocks.0.attention_blocks.1."
    assert torch.equal(places, state[f"{pe}pos_encoder.pe"][0])
    assert not model.emotion_projection.last.weight.any()
    assert not model.training


def test_the_precision_of_a_checkpoint_is_kept() -> None:
    state = {name: value.half() for name, value in tiny.hallo_state().items()}
    model = weights.from_hallo(state, tiny.configuration(), Path("net.pth"))
    assert {value.dtype for value in model.state_dict().values()} == {torch.float16}


def test_a_trained_model_comes_back(tmp_path: Path) -> None:
    model = tiny.model("paper")
    weights.save(model, tmp_path / "model.safetensors")
    again = weights.load(tmp_path / "model.safetensors")
    assert again.configuration == model.configuration
    assert_equal(model, again)


def test_a_model_to_be_trained_from_the_start() -> None:
    state = {name.removeprefix("denoising_unet."): value for name, value in tiny.hallo_state().items()}
    unet = {
        name: value
        for name, value in state.items()
        if name.startswith(("conv_", "time_", "down_", "mid_", "up_")) and "_modules." not in name
    }
    motion = {f"module.{name}": value for name, value in state.items() if ".motion_modules." in name}
    model = weights.from_stable_diffusion(unet, motion, tiny.configuration(), Path("sd15"))
    first = unet["mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight"]
    for trunk in (model.denoiser, model.reference_network):
        assert torch.equal(trunk.mid_block.layers[0].attention.attn1.to_q.weight, first)
    place = "module.up_blocks.3.motion_modules.1.temporal_transformer.proj_out.weight"
    assert torch.equal(model.denoiser.up_blocks[3].layers[1].motion.proj_out.weight, motion[place])
    assert_equal(model, weights.from_stable_diffusion(unet, motion, tiny.configuration(), Path("sd15")))
    del motion[place]
    with pytest.raises(WeightsError, match=r"sd15 does not fit.*motion_modules\.1.*is missing"):
        weights.from_stable_diffusion(unet, motion, tiny.configuration(), Path("sd15"))


def test_configurations_are_written_and_read() -> None:
    assert Configuration.from_json(SD15.as_json()) == SD15
    with pytest.raises(ValueError, match="form"):
        Configuration.from_json('{"form": "other"}')


def test_wrong_and_partial_checkpoints_are_refused() -> None:
    state = tiny.hallo_state()
    del state["imageproj.proj.weight"]
    state["audioproj.norm.bias"] = torch.zeros(7)
    state["lora.up"] = torch.zeros(2, 3)
    with pytest.raises(WeightsError, match=r"net\.pth does not fit") as caught:
        weights.from_hallo(state, tiny.configuration(), Path("net.pth"))
    message = str(caught.value)
    assert "\n" not in message
    assert "imageproj.proj.weight (48, 512) is missing" in message
    assert "audioproj.norm.bias is (7,) and not (12,)" in message
    assert "lora.up (2, 3) is not known" in message


def test_files_that_are_no_checkpoints_are_refused(tmp_path: Path) -> None:
    class Foreign:
        pass

    globals()["Foreign"] = Foreign
    Foreign.__qualname__ = "Foreign"
    torch.save({"a": Foreign()}, tmp_path / "object.pth")
    torch.save({"step": 3}, tmp_path / "number.pth")
    (tmp_path / "broken.pth").write_bytes(b"not a checkpoint")
    for name in ("object.pth", "number.pth", "broken.pth", "absent.pth"):
        with pytest.raises(WeightsError, match=name):
            weights.read_checkpoint(tmp_path / name, "get another")
    for name in ("broken.pth", "absent.safetensors"):
        with pytest.raises(WeightsError, match=f"{name}.*; get another"):
            weights.read_tensors(tmp_path / name, "get another")
    save_file({"a": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(WeightsError, match="does not tell the sizes"):
        weights.load(tmp_path / "other.safetensors")
