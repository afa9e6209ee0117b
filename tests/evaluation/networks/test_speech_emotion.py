"""The user's own classifier of emotion in speech, as transformers saves it."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tietfg.errors import InputError, WeightsError  # noqa: E402
from tietfg.evaluation.networks.speech_emotion import RATE, load  # noqa: E402

LABELS = {0: "neutral", 1: "happy", 2: "sad"}


def write(folder, rate=RATE):
    torch.manual_seed(3)
    configuration = transformers.Wav2Vec2Config(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, conv_dim=(8,) * 7,
        num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2, classifier_proj_size=8, id2label=LABELS,
    )  # fmt: skip
    transformers.Wav2Vec2ForSequenceClassification(configuration).save_pretrained(folder)
    transformers.Wav2Vec2FeatureExtractor(sampling_rate=rate).save_pretrained(folder)
    return folder


def test_it_tells_what_transformers_tells(tmp_path):
    folder = write(tmp_path / "model")
    network = transformers.Wav2Vec2ForSequenceClassification.from_pretrained(folder).eval()
    waveform = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    normal = torch.from_numpy((waveform - waveform.mean()) / np.sqrt(waveform.var() + 1e-7))[None]
    with torch.inference_mode():
        assert load(folder).tell(waveform) == LABELS[int(network(normal).logits.argmax())]
    with pytest.raises(InputError, match="more than 60 s"):
        load(folder).tell(np.zeros(61 * RATE, np.float32))


def test_what_cannot_be_read_is_one_line(tmp_path):
    with pytest.raises(WeightsError, match="is no folder"):
        load(tmp_path / "none")
    folder = write(tmp_path / "model")
    torch.save({}, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(WeightsError, match=r"it needs config\.json"):
        load(folder)
    with pytest.raises(WeightsError, match="hears 8000 samples a second"):
        load(write(tmp_path / "other", 8000))
