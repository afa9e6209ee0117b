"""The predictor as it runs: a tiny real network, exported, on speech with words."""

from typing import ClassVar

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from tietfg.emotion.embedding import DIMENSIONS  # noqa: E402
from tietfg.errors import WeightsError  # noqa: E402
from tietfg.fluctuation.audio_encoders import create_audio_encoder  # noqa: E402
from tietfg.fluctuation.network import FluctuationNetwork, NetworkConfiguration  # noqa: E402
from tietfg.fluctuation.predictor import FluctuationPredictor, spoken_features  # noqa: E402
from tietfg.speech.speech import Speech, Word  # noqa: E402
from tietfg.training.fluctuation import INPUTS, Example, collated, export_network  # noqa: E402


class Letters:
    """Embeds texts by counting their letters."""

    width = DIMENSIONS
    asked: ClassVar[list[str]] = []

    def embed(self, texts):
        self.asked += texts
        return np.stack(
            [np.bincount([ord(c) % DIMENSIONS for c in text], minlength=DIMENSIONS) for text in texts]
        ).astype(np.float32)

    embed_words = embed


def speech() -> Speech:
    seconds = np.arange(48_000) / 24_000
    waveform = (0.2 * np.sin(2 * np.pi * 160 * seconds) * (seconds > 0.2)).astype(np.float32)
    words = (Word("How", 0.2, 0.5), Word("very", 0.6, 0.9), Word("odd.", 1.0, 1.5))
    return Speech(waveform, 24_000, words, (), "en", "test")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(0)
    audio = create_audio_encoder("prosodic")
    network = FluctuationNetwork(NetworkConfiguration(audio.width, DIMENSIONS, 16, 1, 2)).eval()
    features = spoken_features(speech(), ["sad", "sad", None], audio, Letters())
    example = Example(features, np.full((50, 7), 1 / 7, np.float32), np.zeros(50, np.float32))
    network.scale_to(features.audio)
    path = tmp_path_factory.mktemp("model") / "efp.onnx"
    assert export_network(network, "prosodic", example, {"data": "none"}, path) < 1e-2
    return path, network, example


def test_the_exported_network_tells_what_torch_tells(model):
    path, network, example = model
    predictor = FluctuationPredictor(path, Letters())
    track = predictor.predict(speech(), ["sad", "sad", None])
    with torch.inference_mode():
        batch = collated([example])
        logits, intensity = network(*(batch[name] for name in INPUTS))
    np.testing.assert_allclose(track.probabilities, logits[0].softmax(1), atol=1e-2)
    np.testing.assert_allclose(track.intensity, intensity[0], atol=1e-2)
    assert len(track) == 50
    assert predictor.metadata["data"] == "none"


def test_phrases_govern_their_words_and_may_be_missing(model):
    path, _, _ = model
    features = spoken_features(speech(), ["sad", None, "glad"], create_audio_encoder("prosodic"), Letters())
    assert list(features.phrase_of_frame[[0, 10, 18, 30, 49]]) == [0, 0, -1, 1, 1]
    assert (FluctuationPredictor(path, Letters()).predict(speech()).probabilities > 0).all()


def test_another_length_than_the_exported_one(model):
    path, _, _ = model
    longer = Speech(np.zeros(96_000, np.float32), 24_000, speech().words, (), "en", "test")
    assert len(FluctuationPredictor(path, Letters()).predict(longer)) == 100


def test_a_file_that_is_no_predictor_is_refused(tmp_path):
    path = tmp_path / "efp.onnx"
    path.write_bytes(b"nothing")
    with pytest.raises(WeightsError, match="cannot be used"):
        FluctuationPredictor(path, Letters())
