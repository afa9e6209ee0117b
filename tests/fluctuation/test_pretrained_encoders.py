import json
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
safetensors = pytest.importorskip("safetensors.torch")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tietfg.cli.main import run  # noqa: E402
from tietfg.errors import InputError, WeightsError  # noqa: E402
from tietfg.fluctuation.audio_encoders import create_audio_encoder  # noqa: E402
from tietfg.fluctuation.emotion2vec import Configuration, Emotion2vec  # noqa: E402
from tietfg.fluctuation.encoder_frames import FIELD, HOP, WINDOW, frame_count, frame_times, to_latent_rate  # noqa: E402
from tietfg.fluctuation.pretrained_encoders import PretrainedEncoder, convert_transformers  # noqa: E402

RATE = 16_000
CONFIGURATIONS = {"wav2vec2": transformers.Wav2Vec2Config, "hubert": transformers.HubertConfig}
CLASSES = {"wav2vec2": transformers.Wav2Vec2Model, "hubert": transformers.HubertModel}


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    samples = np.random.default_rng(seed).normal(size=round(seconds * RATE)) * 0.1
    return (samples * (1.2 + np.sin(np.arange(len(samples)) / 3000)) + 0.02).astype(np.float32)


def tiny_emotion2vec(extra_tokens: int = 3) -> Emotion2vec:
    """Random weights, and heads that hear a second around them at most, but for the extra tokens, which hear all."""
    torch.manual_seed(0)
    model = Emotion2vec(Configuration(16, 4, 1, 2, 8, 32, extra_tokens, 5, 5, 4))
    with torch.no_grad():
        model.modality_encoders["AUDIO"].alibi_scale.fill_(40.0)
    return model


class Energy(torch.nn.Module):
    """The mean square of each frame."""

    def forward(self, waveforms: torch.Tensor) -> torch.Tensor:
        return waveforms.unfold(1, FIELD, HOP).square().mean(2, keepdim=True)


@pytest.fixture
def network(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[str, Path]:
    kind, normalise = request.param
    torch.manual_seed(1)
    configuration = CONFIGURATIONS[kind](
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(8,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
    )
    CLASSES[kind](configuration).save_pretrained(tmp_path)
    transformers.Wav2Vec2FeatureExtractor(do_normalize=normalise).save_pretrained(tmp_path)
    return kind, tmp_path


all_kinds = pytest.mark.parametrize(
    "network", [("wav2vec2", True), ("wav2vec2", False), ("hubert", True)], indirect=True
)
wav2vec2 = pytest.mark.parametrize("network", [("wav2vec2", True)], indirect=True)


@all_kinds
def test_features_are_those_of_transformers_at_25_hz(network: tuple[str, Path]) -> None:
    kind, folder = network
    encoder = create_audio_encoder(kind, str(folder))
    waveform = noise(2.31)
    found = encoder.encode(waveform, RATE)
    assert found.shape == (58, 16)
    assert found.dtype == np.float32
    extractor = transformers.Wav2Vec2FeatureExtractor.from_pretrained(folder)
    with torch.inference_mode():
        inputs = extractor(waveform, sampling_rate=RATE, return_tensors="pt").input_values
        expected = CLASSES[kind].from_pretrained(folder)(inputs).last_hidden_state[0].numpy()
    assert len(expected) == frame_count(len(waveform))
    assert found == pytest.approx(to_latent_rate(expected, frame_times(len(expected)), 58), abs=1e-4)


@all_kinds
def test_long_sounds_are_encoded_in_windows(network: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kind, folder = network
    encoder = create_audio_encoder(kind, str(folder))
    longest = 0
    attend = torch.nn.functional.scaled_dot_product_attention

    def watched(query: torch.Tensor, *rest: object, **options: object) -> torch.Tensor:
        nonlocal longest
        longest = max(longest, query.shape[-2])
        return attend(query, *rest, **options)

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", watched)
    assert encoder.encode(noise(47.0), RATE).shape == (47 * 25, 16)
    assert longest == WINDOW


def of_the_whole(model: Emotion2vec, waveform: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        normalised = torch.nn.functional.layer_norm(torch.from_numpy(waveform), waveform.shape)[None]
        features = model(normalised)[0].numpy()
    return to_latent_rate(features, frame_times(len(features)), round(25 * len(waveform) / RATE))


@pytest.mark.parametrize("extra_tokens", [0, 3])
def test_windows_give_nearly_what_the_whole_gives(extra_tokens: int) -> None:
    model, waveform = tiny_emotion2vec(extra_tokens), noise(45.0)
    encoder, expected = PretrainedEncoder(model, 16, 1e-5, "cpu"), of_the_whole(model, waveform)
    difference = np.abs(encoder.encode(waveform, RATE) - expected).max(axis=1)
    assert difference.max() < 0.02 * expected.std()
    if not extra_tokens:
        borders = np.array([16.0, 20.0, 25.0, 36.0])
        far = np.abs(np.arange(len(difference))[:, None] / 25 - borders).min(axis=1) > 3
        assert far.sum() > 500
        assert difference[far].max() < 1e-5


def test_a_short_sound_gives_what_the_whole_gives() -> None:
    model, waveform = tiny_emotion2vec(), noise(19.0)
    found = PretrainedEncoder(model, 16, 1e-5, "cpu").encode(waveform, RATE)
    assert found == pytest.approx(of_the_whole(model, waveform), abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(0, 30_000), rate=st.sampled_from([8000, 16_000, 24_000, 44_100]))
def test_any_length_has_its_frames(samples: int, rate: int) -> None:
    encoder = PretrainedEncoder(tiny_emotion2vec(), 16, 1e-5, "cpu")
    found = encoder.encode(noise(2.0)[:samples], rate)
    assert found.shape == (round(25 * min(samples, 32_000) / rate), 16)
    assert np.isfinite(found).all()


@settings(max_examples=30, deadline=None)
@given(seconds=st.floats(0.02, 44.9), rate=st.sampled_from([8000, 16_000, 24_000]))
def test_an_impulse_shows_at_its_time(seconds: float, rate: int) -> None:
    waveform = np.zeros(45 * rate, np.float32)
    waveform[int(seconds * rate)] = 1.0
    found = PretrainedEncoder(Energy(), 1, None, "cpu").encode(waveform, rate)
    assert found.shape == (45 * 25, 1)
    assert abs(int(found[:, 0].argmax()) - int(25 * seconds)) <= 1


def test_silence_and_offset() -> None:
    encoder = PretrainedEncoder(tiny_emotion2vec(), 16, 1e-5, "cpu")
    silent = encoder.encode(np.zeros(RATE, np.float32), RATE)
    assert np.isfinite(silent).all()
    waveform = noise(1.0)
    assert encoder.encode(2 * waveform + 0.3, RATE) == pytest.approx(encoder.encode(waveform, RATE), abs=0.02)
    with pytest.raises(InputError, match="no finite numbers"):
        encoder.encode(np.full(RATE, np.nan, np.float32), RATE)


@wav2vec2
def test_another_kind_of_model_is_refused(network: tuple[str, Path]) -> None:
    _, folder = network
    with pytest.raises(WeightsError, match="holds a wav2vec2 model; name one of the kind hubert"):
        create_audio_encoder("hubert", str(folder))


@wav2vec2
def test_lacking_and_wrong_weights_are_named(network: tuple[str, Path]) -> None:
    _, folder = network
    path = folder / "model.safetensors"
    state = safetensors.load_file(path)
    cut = {name: value for name, value in state.items() if name != "encoder.layer_norm.bias"}
    safetensors.save_file(cut, path, {"format": "pt"})
    with pytest.raises(WeightsError, match=r"lacks weights of wav2vec2: encoder\.layer_norm\.bias"):
        create_audio_encoder("wav2vec2", str(folder))
    safetensors.save_file(cut | {"encoder.layer_norm.bias": torch.zeros(3)}, path, {"format": "pt"})
    with pytest.raises(WeightsError, match="wav2vec2 weights"):
        create_audio_encoder("wav2vec2", str(folder))
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(WeightsError, match="wav2vec2 weights"):
        create_audio_encoder("wav2vec2", str(folder))
    with pytest.raises(WeightsError, match="cannot be converted"):
        convert_transformers("wav2vec2", str(folder), folder / "converted")


@wav2vec2
def test_another_frame_rate_is_refused(network: tuple[str, Path]) -> None:
    _, folder = network
    settings = json.loads((folder / "config.json").read_text())
    settings["conv_stride"][-1] = 1
    (folder / "config.json").write_text(json.dumps(settings))
    with pytest.raises(WeightsError, match="frames of 400 samples every 160"):
        create_audio_encoder("wav2vec2", str(folder))


@wav2vec2
def test_pickled_weights_are_read_only_to_convert_them(
    network: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = network
    expected = create_audio_encoder("wav2vec2", str(folder)).encode(noise(1.0), RATE)
    torch.save(safetensors.load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(WeightsError, match="safetensors"):
        create_audio_encoder("wav2vec2", str(folder))
    arguments = ["weights", "convert", "wav2vec2", str(folder), "-o", str(tmp_path / "converted")]
    monkeypatch.setattr(sys, "argv", ["tietfg", *arguments])
    for status in (0, 2):  # what is there is not overwritten
        with pytest.raises(SystemExit) as ended:
            run()
        assert ended.value.code == status
    found = create_audio_encoder("wav2vec2", str(tmp_path / "converted")).encode(noise(1.0), RATE)
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("kind", ["wav2vec2", "hubert"])
def test_missing_models_are_explained_without_a_connection(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    for weights in (str(tmp_path), str(tmp_path / "nowhere"), "nobody/no-such-model"):
        with pytest.raises(WeightsError, match="hf download") as caught:
            create_audio_encoder(kind, weights)
        assert "\n" not in str(caught.value)
    with pytest.raises(WeightsError, match="hf download"):
        convert_transformers(kind, str(tmp_path), tmp_path / "converted")


def test_emotion2vec_without_weights_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="get emotion2vec_base"):
        create_audio_encoder("emotion2vec")
    with pytest.raises(WeightsError, match="does not exist"):
        create_audio_encoder("emotion2vec", str(tmp_path / "a.safetensors"))
    safetensors.save_file(tiny_emotion2vec().state_dict(), tmp_path / "a.safetensors")
    with pytest.raises(WeightsError, match=r"alibi_scale is \(1, 1, 4, 1, 1\) and not \(1, 1, 12, 1, 1\)|is missing"):
        create_audio_encoder("emotion2vec", str(tmp_path / "a.safetensors"))


@pytest.mark.slow
def test_emotion2vec_in_its_base_size(tmp_path: Path) -> None:
    torch.manual_seed(0)
    safetensors.save_file(Emotion2vec(classes=9).state_dict(), tmp_path / "a.safetensors")
    encoder = create_audio_encoder("emotion2vec", str(tmp_path / "a.safetensors"))
    found = encoder.encode(noise(1.4), RATE)
    assert found.shape == (35, 768)
    assert np.isfinite(found).all()
