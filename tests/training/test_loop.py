"""The shared training loop on a real small task."""

import json
import shutil

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from safetensors.torch import load_file  # noqa: E402

from tests.training.tasks import Points  # noqa: E402
from tietfg.errors import InputError  # noqa: E402
from tietfg.training.loop import train  # noqa: E402
from tietfg.training.recipe import Recipe  # noqa: E402

RECIPE = Recipe(epochs=6, batch_size=32, learning_rate=0.01, average=0.9)


def silent(_: str) -> None:
    pass


def test_it_learns_and_keeps_the_best_epoch(tmp_path):
    told: list[str] = []
    task = Points()
    before = task.evaluate(task.model.eval())["accuracy"]
    figures = train(task, RECIPE.model_copy(update={"epochs": 15}), tmp_path, told.append)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert figures["accuracy"] > max(before, 0.85)
    assert figures["accuracy"] == max(entry["accuracy"] for entry in log)
    assert len(told) == len(log) == 15
    assert any((tmp_path / "events").iterdir())


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_a_cut_run_goes_on_exactly(tmp_path, optimizer):
    recipe = RECIPE.model_copy(update={"optimizer": optimizer})

    class CutError(Exception):
        pass

    def cut(said: str) -> None:
        if said.startswith("epoch 3"):
            raise CutError

    whole, parted = tmp_path / "whole", tmp_path / "parted"
    train(Points(), recipe, whole, silent)
    with pytest.raises(CutError):
        train(Points(), recipe, parted, cut)
    rest = Points()
    train(rest, recipe, parted, silent)
    assert rest.epochs == 3
    for name in ("best.safetensors", "state/model.safetensors", "state/averaged.safetensors"):
        expected, found = load_file(whole / name), load_file(parted / name)
        for key, value in expected.items():
            torch.testing.assert_close(found[key], value, rtol=0, atol=0)
    assert (whole / "log.jsonl").read_text() == (parted / "log.jsonl").read_text()


def test_a_finished_run_is_not_trained_again(tmp_path):
    figures = train(Points(), RECIPE, tmp_path, silent)
    again = Points()
    assert train(again, RECIPE, tmp_path, silent) == figures
    assert again.epochs == 0


def test_patience_ends_a_run_that_gets_no_better(tmp_path):
    task = Points()
    train(task, RECIPE.model_copy(update={"epochs": 50, "learning_rate": 1e-9, "patience": 2}), tmp_path, silent)
    assert task.epochs <= 10


def test_another_configuration_is_refused_by_name(tmp_path):
    train(Points(), RECIPE, tmp_path, silent)
    with pytest.raises(InputError, match=r"recipe\.learning_rate was 0\.01 and is 0\.5"):
        train(Points(), RECIPE.model_copy(update={"learning_rate": 0.5}), tmp_path, silent)
    with pytest.raises(InputError, match=r"task\.points was 256 and is 128"):
        train(Points(128), RECIPE, tmp_path, silent)


def test_a_damaged_state_is_refused(tmp_path):
    train(Points(), RECIPE, tmp_path, silent)
    (tmp_path / "state" / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(InputError, match="cannot be used"):
        train(Points(), RECIPE, tmp_path, silent)


def test_a_state_cut_while_it_was_written_leaves_the_one_before(tmp_path):
    train(Points(), RECIPE, tmp_path, silent)
    (tmp_path / "state").rename(tmp_path / "state.old")
    (tmp_path / "state.part").mkdir()
    again = Points()
    train(again, RECIPE, tmp_path, silent)
    assert again.epochs == 0
    shutil.rmtree(tmp_path)
