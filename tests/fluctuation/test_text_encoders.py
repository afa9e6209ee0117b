from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

from tietfg.errors import InputError, WeightsError  # noqa: E402
from tietfg.fluctuation.text_encoders import create_text_encoder  # noqa: E402

WORDS = ["I", "waited", "for", "an", "hour,", "and", "nobody", "came!"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language model of GLM's architecture, tiny and random, whose tokens are pieces of words with their space."""
    place = tmp_path_factory.mktemp("glm")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=270, initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([" ".join(WORDS)], trainer)
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(place)
    torch.manual_seed(0)
    configuration = transformers.GlmConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        pad_token_id=0,
    )
    transformers.GlmModel(configuration).save_pretrained(place)
    return place


def test_words_have_the_mean_state_of_their_tokens(folder: Path) -> None:
    encoder = create_text_encoder("glm-4-voice", str(folder))
    vectors = encoder.embed_words(WORDS)
    assert vectors.shape == (len(WORDS), encoder.width) == (8, 16)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    pieces = [tokenizer(" " * (index > 0) + word)["input_ids"] for index, word in enumerate(WORDS)]
    assert max(map(len, pieces)) > 1
    tokens = torch.tensor([[token for piece in pieces for token in piece]])
    with torch.inference_mode():
        states = model(input_ids=tokens).last_hidden_state[0].numpy()
    ends = np.cumsum([len(piece) for piece in pieces])
    expected = [states[end - len(piece) : end].mean(0) for piece, end in zip(pieces, ends, strict=True)]
    assert vectors == pytest.approx(np.stack(expected), abs=1e-5)


def test_a_word_depends_on_those_before_it_alone(folder: Path) -> None:
    encoder = create_text_encoder("glm-4-voice", str(folder))
    whole, begun = encoder.embed_words(WORDS), encoder.embed_words(WORDS[:5])
    assert whole[:5] == pytest.approx(begun, abs=1e-5)
    assert not np.allclose(encoder.embed_words(WORDS[1:])[:3], whole[1:4], atol=1e-3)


def test_phrases_are_read_as_a_whole(folder: Path) -> None:
    encoder = create_text_encoder("glm-4-voice", str(folder))
    vectors = encoder.embed(["waited for an hour", "", "came!"])
    assert vectors.shape == (3, 16)
    assert not vectors[1].any()
    assert encoder.embed([]).shape == (0, 16)
    assert encoder.embed_words([]).shape == (0, 16)


def test_what_cannot_be_read_is_told_in_one_line(folder: Path, tmp_path: Path) -> None:
    for weights in (None, str(tmp_path), str(tmp_path / "nowhere")):
        with pytest.raises(WeightsError, match=r"safetensors") as caught:
            create_text_encoder("glm-4-voice", weights)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="leave"):
        create_text_encoder("minilm", str(folder))
    with pytest.raises(InputError, match="minilm"):
        create_text_encoder("minilm-l7")
