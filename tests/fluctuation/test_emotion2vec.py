import hashlib
import math
import os
import re
from argparse import Namespace
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tietfg.errors import WeightsError  # noqa: E402
from tietfg.fluctuation.emotion2vec import Configuration, Emotion2vec, alibi_slopes  # noqa: E402
from tietfg.fluctuation.emotion2vec_weights import convert, load  # noqa: E402

TINY = Configuration(16, 4, 1, 2, 8, 32, 3, 2, 5, 4)


def tiny(classes: int = 9) -> Emotion2vec:
    """Weights that a formula gives, so that figures from elsewhere can be compared."""
    model = Emotion2vec(TINY, classes=classes)
    state = model.state_dict()
    for index, name in enumerate(sorted(state)):
        value = state[name]
        wave = torch.sin(1.7 * torch.arange(value.numel(), dtype=torch.float64) + index).reshape(value.shape)
        scale = 0.3 if value.ndim < 2 else 1.5 * value[0].numel() ** -0.5
        if name.endswith("alibi_scale"):
            wave, scale = wave + 0.5, 1.0
        state[name] = (scale * wave + (1.0 if value.ndim == 1 and name.endswith("weight") else 0.0)).float()
    model.load_state_dict(state)
    return model.eval()


def sweep(samples: int = 1100) -> torch.Tensor:
    times = torch.arange(samples, dtype=torch.float64)
    waveform = (torch.sin(0.05 * times + 0.0002 * times * times) * (times / samples)).float()
    return ((waveform - waveform.mean()) / (waveform.var(unbiased=False) + 1e-5).sqrt())[None]


def test_the_base_checkpoints_keys_and_shapes_are_its_own() -> None:
    with torch.device("meta"):
        state = Emotion2vec(classes=9).state_dict()
        headless = Emotion2vec()
    lines = sorted(f"{name} {tuple(value.shape)}" for name, value in state.items())
    assert len(lines) == 185
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest == "fcc04a51fcfa40c23ffc69342be4b10b848bdcff93b43b73a49323a06b31e033"
    assert sum(value.numel() for value in headless.parameters()) == 93_171_212


def test_outputs_are_those_of_the_authors_implementation() -> None:
    """The figures were computed with the authors' program from the same formula of weights."""
    model = tiny()
    with torch.inference_mode():
        features = model(sweep())
        logits = model.classify(features)
    expected = [
        [-0.84766, 0.64812, 1.19565, -2.69305, 0.16817, 0.85508],
        [-0.98288, 0.18882, 1.87988, -1.6635, -0.03185, 1.00743],
        [-0.77652, 0.57257, 1.10832, -2.26837, -0.05226, 1.0507],
    ]
    assert features[0, :, :6].numpy() == pytest.approx(np.array(expected), abs=2e-5)
    classes = [-0.06626, -1.17185, 1.39106, -0.18312, -1.41741, 1.61492, 0.05875, -1.79875, 1.50796]
    assert logits[0].numpy() == pytest.approx(np.array(classes), abs=2e-5)


def test_outputs_are_those_of_the_formulas() -> None:
    """The network written out in double precision, sample by sample and head by head."""
    model = tiny(0)
    weights = {name: value.double().numpy() for name, value in model.state_dict().items()}
    waveform = sweep(1900)
    with torch.inference_mode():
        features = model(waveform)[0].numpy()

    def norm(rows: np.ndarray, name: str | None = None) -> np.ndarray:
        rows = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, keepdims=True) + 1e-5)
        return rows if name is None else rows * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def gelu(rows: np.ndarray) -> np.ndarray:
        return rows * np.vectorize(lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2))))(rows)

    def linear(rows: np.ndarray, name: str) -> np.ndarray:
        return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def convolve(rows: np.ndarray, kernel: np.ndarray, stride: int, groups: int = 1) -> np.ndarray:
        out, inputs, size = kernel.shape
        made = np.zeros(((len(rows) - size) // stride + 1, out))
        for place in range(len(made)):
            for channel in range(out):
                first = channel // (out // groups) * inputs
                seen = rows[place * stride : place * stride + size, first : first + inputs]
                made[place, channel] = (seen.T * kernel[channel]).sum()
        return made

    def block(rows: np.ndarray, name: str) -> np.ndarray:
        mixed = []
        parts = linear(rows, f"{name}.attn.qkv")
        for head, slope in enumerate([2**-2, 2**-4, 2**-6, 2**-8]):
            query, key, value = (parts[:, 16 * part + 4 * head :][:, :4] for part in range(3))
            scores = query @ key.T / math.sqrt(4)
            strength = max(0.0, weights[f"{audio}.alibi_scale"][0, 0, head, 0, 0])
            for i in range(3, len(rows)):
                for j in range(3, len(rows)):
                    scores[i, j] -= strength * slope * abs(i - j)
            shares = np.exp(scores - scores.max(1, keepdims=True))
            mixed.append(shares / shares.sum(1, keepdims=True) @ value)
        rows = norm(rows + linear(np.concatenate(mixed, 1), f"{name}.attn.proj"), f"{name}.norm1")
        hidden = gelu(linear(rows, f"{name}.mlp.fc1"))
        return norm(rows + linear(hidden, f"{name}.mlp.fc2"), f"{name}.norm2")

    audio = "modality_encoders.AUDIO"
    rows = waveform[0].double().numpy()[:, None]
    for index, stride in enumerate((5, 2, 2, 2, 2, 2, 2)):
        layer = f"{audio}.local_encoder.conv_layers.{index}"
        rows = gelu(norm(convolve(rows, weights[f"{layer}.0.weight"], stride), f"{layer}.2.1"))
    rows = linear(norm(rows, f"{audio}.project_features.1"), f"{audio}.project_features.2")
    places = rows
    for index in (1, 2):
        layer = f"{audio}.relative_positional_encoder.{index}.0"
        padded = np.pad(places, ((2, 2), (0, 0)))
        places = gelu(norm(convolve(padded, weights[f"{layer}.weight"], 1, groups=4) + weights[f"{layer}.bias"]))
    rows = np.concatenate([weights[f"{audio}.extra_tokens"][0], rows + places])
    rows = norm(rows, f"{audio}.context_encoder.norm")
    for name in (f"{audio}.context_encoder.blocks.0", "blocks.0", "blocks.1"):
        rows = block(rows, name)
    assert features == pytest.approx(rows[3:], abs=1e-5)


@pytest.mark.parametrize(
    ("heads", "slopes"),
    [
        (8, [2**-1, 2**-2, 2**-3, 2**-4, 2**-5, 2**-6, 2**-7, 2**-8]),
        (12, [2.0**-k for k in range(1, 9)] + [2**-0.5, 2**-1.5, 2**-2.5, 2**-3.5]),
        (3, [2**-4, 2**-8, 2**-2]),
    ],
)
def test_slopes(heads: int, slopes: list[float]) -> None:
    assert alibi_slopes(heads) == pytest.approx(slopes)


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(400, 6000))
def test_number_of_frames(samples: int) -> None:
    with torch.inference_mode():
        assert tiny()(torch.zeros(1, samples)).shape == (1, (samples - 400) // 320 + 1, 16)


def test_a_batch_is_its_sounds() -> None:
    model, sounds = tiny(), torch.cat((sweep(), sweep().flip(1)))
    with torch.inference_mode():
        together, apart = model(sounds), torch.cat([model(sound[None]) for sound in sounds])
    assert together.numpy() == pytest.approx(apart.numpy(), abs=1e-5)


@pytest.mark.parametrize("wrapping", ["state_dict", "model_state_dict", "model", None])
def test_checkpoints_are_converted(tmp_path: Path, wrapping: str | None) -> None:
    model = tiny()
    state = OrderedDict(model.state_dict())
    state["modality_encoders.AUDIO.decoder.proj.weight"] = torch.zeros(16, 8)
    state["_ema"] = {"blocks.0.norm1.weight": torch.zeros(16)}
    beside = {"cfg": {"a": 1}, "args": Namespace(a=[1]), "best": np.float64(0.3), "optimizer": None}
    torch.save(state if wrapping is None else beside | {wrapping: state}, tmp_path / "a.pt")
    convert(tmp_path / "a.pt", tmp_path / "a.safetensors", TINY)
    with torch.inference_mode():
        assert torch.equal(load(tmp_path / "a.safetensors", TINY)(sweep()), model(sweep()))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pt", "a.safetensors"]


def test_checkpoints_without_classes_are_loaded(tmp_path: Path) -> None:
    safetensors.save_file(tiny(0).half().state_dict(), tmp_path / "a.safetensors")
    model = load(tmp_path / "a.safetensors", TINY)
    with torch.inference_mode():
        features = model(sweep())
    with pytest.raises(WeightsError, match="no classes"):
        model.classify(features)


def test_keys_and_shapes_that_do_not_fit_are_named(tmp_path: Path) -> None:
    state = tiny().state_dict()
    del state["blocks.1.norm2.bias"]
    state["blocks.2.norm2.bias"] = torch.zeros(16)
    state["proj.bias"] = torch.zeros(7)
    safetensors.save_file(state, tmp_path / "a.safetensors")
    with pytest.raises(WeightsError) as caught:
        load(tmp_path / "a.safetensors", TINY)
    message = str(caught.value)
    assert "blocks.1.norm2.bias (16,) is missing" in message
    assert "blocks.2.norm2.bias (16,) is not known" in message
    assert "proj.bias is (7,) and not (9,)" in message
    assert "\n" not in message


def test_another_model_is_told_in_one_line(tmp_path: Path) -> None:
    safetensors.save_file({"weight": torch.zeros(3)}, tmp_path / "a.safetensors")
    with pytest.raises(WeightsError, match=r"is missing; .* and \d+ more; get emotion2vec_base"):
        load(tmp_path / "a.safetensors", TINY)


class Opener:
    def __reduce__(self) -> tuple:
        return os.system, ("touch opened",)


def test_a_checkpoint_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"model": Opener()}, tmp_path / "a.pt")
    with pytest.raises(WeightsError, match=re.escape("system")):
        convert(tmp_path / "a.pt", tmp_path / "a.safetensors", TINY)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"]


@pytest.mark.parametrize("content", [b"", b"hello", b"no weights at all", b"PK\x03\x04 cut off", b"\x80\x02]q\x00."])
def test_files_that_are_no_weights(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(WeightsError, match="cannot be read"):
        load(tmp_path / "a", TINY)
    with pytest.raises(WeightsError, match="cannot be read"):
        convert(tmp_path / "a", tmp_path / "b", TINY)
    with pytest.raises(WeightsError, match="does not exist"):
        load(tmp_path / "b", TINY)
    with pytest.raises(WeightsError, match="cannot be read"):
        convert(tmp_path / "c", tmp_path / "b", TINY)


def test_a_list_is_no_checkpoint(tmp_path: Path) -> None:
    torch.save([torch.zeros(3)], tmp_path / "a.pt")
    with pytest.raises(WeightsError, match="no weights by name"):
        convert(tmp_path / "a.pt", tmp_path / "b", TINY)
    torch.save({"model": {"a": torch.zeros(3)}}, tmp_path / "a.pt")
    with pytest.raises(WeightsError, match=r"a \(3,\) is not known|is missing"):
        convert(tmp_path / "a.pt", tmp_path / "b", TINY)
