"""Audio features against transformers' own forward pass, with an encoder of random weights."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tietfg.synthesis.sd15.speech_features import speech_features  # noqa: E402

LAYERS, WIDTH = 3, 16


@pytest.fixture(scope="module")
def encoder() -> "torch.nn.Module":
    torch.manual_seed(0)
    configuration = transformers.Wav2Vec2Config(
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(8,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    return transformers.Wav2Vec2Model(configuration).eval()


def speech(seconds: float) -> np.ndarray:
    times = np.arange(int(16_000 * seconds)) / 16_000
    return (0.3 * np.sin(2 * np.pi * 220 * times) * np.sin(2 * np.pi * 3 * times) + 0.1).astype(np.float32)


class Resampled(torch.nn.Module):
    """The convolutions of an encoder, at another number of vectors."""

    def __init__(self, inner: "torch.nn.Module", frames: int) -> None:
        super().__init__()
        self.inner, self.frames = inner, frames

    def forward(self, waveform: "torch.Tensor") -> "torch.Tensor":
        heard = self.inner(waveform)[0].numpy()
        places = np.linspace(0, heard.shape[1] - 1, self.frames)
        rows = [np.interp(places, np.arange(heard.shape[1]), row) for row in heard]
        return torch.from_numpy(np.array(rows, np.float32))[None]


def test_hidden_states_and_windows(encoder: "torch.nn.Module") -> None:
    waveform, frames = speech(1.2), 30
    found = speech_features(encoder, waveform, frames)
    assert found.shape == (frames, 5, LAYERS, WIDTH)
    normalised = (waveform - waveform.mean()) / np.sqrt(waveform.var() + 1e-7)
    convolutions = encoder.feature_extractor
    encoder.feature_extractor = Resampled(convolutions, frames)
    try:
        with torch.inference_mode():
            output = encoder(torch.from_numpy(normalised)[None], output_hidden_states=True)
    finally:
        encoder.feature_extractor = convolutions
    states = torch.stack(output.hidden_states[1:], dim=2)[0]
    torch.testing.assert_close(found[:, 2], states, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(found[0, :3], states[[0, 0, 0]], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(found[10], states[8:13], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(found[-1, 2:], states[[-1, -1, -1]], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("seconds", "frames"), [(0.0, 4), (0.01, 1), (1.0, 31), (2.0, 20)])
def test_speech_of_any_length_gives_the_frames_asked_for(
    encoder: "torch.nn.Module", seconds: float, frames: int
) -> None:
    found = speech_features(encoder, speech(seconds), frames)
    assert found.shape == (frames, 5, LAYERS, WIDTH)
    assert found.isfinite().all()


def test_loudness_means_nothing(encoder: "torch.nn.Module") -> None:
    loud, soft = speech_features(encoder, speech(1.0), 25), speech_features(encoder, 0.1 * speech(1.0), 25)
    torch.testing.assert_close(loud, soft, rtol=1e-2, atol=1e-3)
