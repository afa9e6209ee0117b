"""The shared blocks against plain NumPy evaluations of their equations, and exported."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.synthesis.emotion_features import EMOTION_WIDTH, emotion_features

torch = pytest.importorskip("torch")

from tests.synthesis.plain import attention as plain_attention  # noqa: E402
from tests.synthesis.plain import randomise, sigmoid, under, weights  # noqa: E402
from tietfg.synthesis.attention import Attention  # noqa: E402
from tietfg.synthesis.dropout import keep_mask, keep_masks, kept  # noqa: E402
from tietfg.synthesis.fusion import EmotionProjection, GatedFusion  # noqa: E402
from tietfg.synthesis.reference import reference_attention  # noqa: E402
from tietfg.synthesis.regions import REGIONS, RegionAttention, RegionForm, RegionSum  # noqa: E402
from tietfg.synthesis.temporal import TemporalAttention, sinusoidal_places  # noqa: E402

CHANNELS, HEADS, WIDTH = 12, 3, 10
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def arrays(*shapes: tuple[int, ...], seed: int = 0) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    return [generator.standard_normal(shape) for shape in shapes]


def tensors(*values: np.ndarray) -> list["torch.Tensor"]:
    return [torch.from_numpy(value).float() for value in values]


def test_emotion_features_are_the_mixture_by_its_intensity() -> None:
    probabilities = np.zeros((2, len(EMOTIONS)), np.float32)
    probabilities[0, 1], probabilities[0, 2], probabilities[1, 0] = 0.25, 0.75, 1.0
    found = emotion_features(EmotionTrack(Fraction(25), probabilities, np.array([0.4, 0.0], np.float32)))
    assert found.shape == (2, EMOTION_WIDTH)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[0], [0, 0.1, 0.3, 0, 0, 0, 0, 0.4], rtol=1e-6)
    np.testing.assert_array_equal(found[1], 0)


def test_the_emotion_projection_says_nothing_at_first() -> None:
    assert not EmotionProjection(4, WIDTH, 16)(torch.rand(2, 5, EMOTION_WIDTH)).any()


def test_gate_and_fusion() -> None:
    projection, fusion = EmotionProjection(4, WIDTH, 16), GatedFusion(WIDTH)
    audio, features = arrays((2, 5, 4, WIDTH), (2, 5, EMOTION_WIDTH))
    untrained = fusion(*tensors(audio, np.ones_like(audio)))
    np.testing.assert_allclose(untrained.detach(), audio + 0.5, **CLOSE)
    randomise(projection)
    randomise(fusion)
    first, second = weights(projection), weights(fusion)
    hidden = features @ first["hidden.weight"].T + first["hidden.bias"]
    emotion = ((hidden * sigmoid(hidden)) @ first["last.weight"].T + first["last.bias"]).reshape(2, 5, 4, WIDTH)
    gate = sigmoid(audio @ second["gate.weight"].T + second["gate.bias"])
    found = fusion(tensors(audio)[0], projection(tensors(features)[0]))
    np.testing.assert_allclose(found.detach(), audio + gate * emotion, **CLOSE)


def test_cross_attention() -> None:
    module = Attention(CHANNELS, HEADS, WIDTH)
    tokens, context = arrays((4, 7, CHANNELS), (4, 3, WIDTH))
    expected = plain_attention(weights(module), HEADS, tokens, context, context)
    np.testing.assert_allclose(module(*tensors(tokens, context)).detach(), expected, **CLOSE)


def test_a_width_that_heads_do_not_divide() -> None:
    with pytest.raises(ValueError, match="10 cannot be divided among 3 heads"):
        Attention(10, 3)


@pytest.mark.parametrize("form", ["paper", "compat"])
def test_region_attention(form: RegionForm) -> None:
    module = RegionAttention(CHANNELS, HEADS, WIDTH, form)
    latent, context = arrays((4, 7, CHANNELS), (4, 3, WIDTH))
    masks = np.random.default_rng(1).random((4, 7, 3))
    strengths = np.array([0.5, 1.0, 2.0])
    inputs = tensors(latent, context, masks, strengths)
    assert not module(*inputs).any(), "untrained convolutions must be zero"
    randomise(module)
    state = weights(module)
    expected = np.zeros_like(latent)
    for index in range(len(REGIONS)):
        own = under(state, f"attentions.{index if form == 'compat' else 0}.")
        masked = plain_attention(own, HEADS, latent, context, context) * masks[:, :, index, None]
        convolution = under(state, f"sum.convolutions.{index}.")
        expected += strengths[index] * (masked @ convolution["weight"].T + convolution["bias"])
    np.testing.assert_allclose(module(*inputs).detach(), expected, **CLOSE)


def test_a_region_of_no_strength_has_no_effect() -> None:
    module = RegionSum(CHANNELS)
    randomise(module)
    output = tensors(*arrays((2, 7, CHANNELS)))[0]
    masks = torch.rand(1, 7, 3)
    other = masks.clone()
    other[..., 2] = torch.rand(1, 7)
    without_lips = torch.tensor([1.0, 1.0, 0.0])
    np.testing.assert_allclose(
        module(output, masks, without_lips).detach(), module([output] * 3, other, without_lips).detach(), **CLOSE
    )
    assert not module(output, masks, torch.zeros(3)).any()


def test_places_are_vaswanis() -> None:
    expected = np.zeros((6, CHANNELS))
    for place in range(6):
        for index in range(CHANNELS // 2):
            angle = place / 10_000 ** (2 * index / CHANNELS)
            expected[place, 2 * index : 2 * index + 2] = np.sin(angle), np.cos(angle)
    np.testing.assert_allclose(sinusoidal_places(6, CHANNELS), expected, **CLOSE)


@pytest.mark.parametrize("motion", [0, 2])
def test_temporal_attention(motion: int) -> None:
    module = TemporalAttention(CHANNELS, HEADS, 8)
    before, frames = arrays((3, motion, CHANNELS), (3, 5, CHANNELS))
    everything = np.concatenate([before, frames], 1) + weights(module)["places"][: motion + 5]
    expected = plain_attention(under(weights(module), "attention."), HEADS, everything, everything, everything)
    found = module(tensors(frames)[0], tensors(before)[0] if motion else None)
    np.testing.assert_allclose(found.detach(), expected[:, motion:], **CLOSE)


def test_reference_attention() -> None:
    module = Attention(CHANNELS, HEADS)
    tokens, reference = arrays((6, 7, CHANNELS), (2, 7, CHANNELS))
    joined = np.concatenate([tokens, np.repeat(reference, 3, axis=0)], axis=1)
    expected = plain_attention(weights(module), HEADS, tokens, joined, joined)
    found = reference_attention(module, *tensors(tokens, reference))
    np.testing.assert_allclose(found.detach(), expected, **CLOSE)


def test_a_dropped_reference_is_as_none() -> None:
    module = Attention(CHANNELS, HEADS)
    tokens, reference = tensors(*arrays((6, 7, CHANNELS), (2, 7, CHANNELS)))
    alone, seen = module(tokens), reference_attention(module, tokens, reference)
    found = reference_attention(module, tokens, reference, torch.tensor([0.0, 1.0]))
    np.testing.assert_allclose(reference_attention(module, tokens).detach(), alone.detach(), **CLOSE)
    np.testing.assert_allclose(found[:3].detach(), alone[:3].detach(), **CLOSE)
    np.testing.assert_allclose(found[3:].detach(), seen[3:].detach(), **CLOSE)
    assert (alone - seen).abs().max() > 1e-3


def test_conditions_are_dropped_by_sample_and_independently() -> None:
    generator = torch.Generator().manual_seed(0)
    masks = keep_masks(20_000, {"reference": 0.05, "audio": 0.5}, generator)
    assert set(masks["reference"].unique().tolist()) == {0.0, 1.0}
    assert masks["reference"].mean().item() == pytest.approx(0.95, abs=0.01)
    both = ((masks["reference"] == 0) & (masks["audio"] == 0)).float().mean().item()
    assert both == pytest.approx(0.025, abs=0.005)
    assert keep_mask(5, 0.0, generator).all()
    assert not keep_mask(5, 1.0, generator).any()
    again = keep_masks(20_000, {"reference": 0.05, "audio": 0.5}, torch.Generator().manual_seed(0))
    assert torch.equal(again["audio"], masks["audio"])
    condition = torch.rand(2, 3, 4, dtype=torch.float64)
    found = kept(condition, torch.tensor([1.0, 0.0]))
    assert found.dtype == condition.dtype
    assert torch.equal(found[0], condition[0])
    assert not found[1].any()


class Everything(torch.nn.Module):
    """All blocks in a row, as a small denoiser has them."""

    def __init__(self) -> None:
        super().__init__()
        self.projection, self.fusion = EmotionProjection(4, WIDTH, 16), GatedFusion(WIDTH)
        self.own, self.regions = Attention(CHANNELS, HEADS), RegionAttention(CHANNELS, HEADS, WIDTH)
        self.temporal = TemporalAttention(CHANNELS, HEADS, 20)

    def forward(self, latent, audio, emotion, reference, keep, motion, masks, strengths):
        batch, frames, positions, _ = latent.shape
        context = self.fusion(audio, self.projection(emotion)).flatten(0, 1)
        tokens = latent.flatten(0, 1)
        tokens = tokens + reference_attention(self.own, tokens, reference, keep)
        tokens = tokens + self.regions(tokens, context, masks, strengths)
        tokens = tokens.unflatten(0, (batch, frames)).transpose(1, 2).flatten(0, 1)
        tokens = tokens + self.temporal(tokens, motion.transpose(1, 2).flatten(0, 1))
        return tokens.unflatten(0, (batch, positions)).transpose(1, 2)


def test_blocks_are_exported_with_any_batch(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    model = Everything().eval()
    randomise(model)

    def inputs(batch: int, seed: int) -> dict[str, "torch.Tensor"]:
        torch.manual_seed(seed)
        return {
            "latent": torch.randn(batch, 6, 7, CHANNELS),
            "audio": torch.randn(batch, 6, 4, WIDTH),
            "emotion": torch.rand(batch, 6, EMOTION_WIDTH),
            "reference": torch.randn(batch, 7, CHANNELS),
            "keep": torch.tensor([1.0, 0.0, 1.0])[:batch],
            "motion": torch.randn(batch, 2, 7, CHANNELS),
            "masks": torch.rand(1, 7, 3),
            "strengths": torch.rand(3),
        }

    first = inputs(2, 0)
    varying = ("latent", "audio", "emotion", "reference", "keep", "motion")
    torch.onnx.export(
        model,
        tuple(first.values()),
        str(tmp_path / "blocks.onnx"),
        input_names=list(first),
        output_names=["found"],
        dynamic_axes={name: {0: "batch"} for name in (*varying, "found")},
        opset_version=18,
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(tmp_path / "blocks.onnx"), providers=["CPUExecutionProvider"])
    for batch in (1, 2, 3):
        values = inputs(batch, batch)
        found = session.run(None, {name: value.numpy() for name, value in values.items()})[0]
        with torch.inference_mode():
            np.testing.assert_allclose(found, model(*values.values()), rtol=1e-3, atol=1e-4)
