from pathlib import Path

import pytest
from pydantic import ValidationError

from tietfg.weights.card import ModelCard
from tietfg.weights.files import digest

ASSETS = Path(__file__).parents[2] / "src" / "tietfg" / "assets"


@pytest.mark.parametrize("model", sorted(ASSETS.rglob("*.onnx")), ids=lambda path: path.stem)
def test_every_shipped_model_has_a_card_and_is_what_it_says(model: Path) -> None:
    card = ModelCard.of(model)
    assert card.sha256 == digest(model)
    assert card.parameters > 10_000
    assert min(map(len, (card.data, card.test, card.ceiling))) > 20


def test_a_card_comes_back_as_it_was_written(tmp_path: Path) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(b"weights")
    card = ModelCard(sha256=digest(model), network="a", parameters=1, data="b", test="c", ceiling="d")
    card.write(model)
    assert ModelCard.of(model) == card
    model.with_suffix(".json").write_text('{"sha256": ""}')
    with pytest.raises(ValidationError):
        ModelCard.of(model)
