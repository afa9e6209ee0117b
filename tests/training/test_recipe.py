"""Recipes as YAML files."""

import pytest

from tietfg.errors import InputError
from tietfg.training.recipe import Recipe


def test_a_recipe_is_read(tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text("epochs: 3\nbatch_size: 8\nlearning_rate: 1.0e-3\npatience: 2\n")
    recipe = Recipe.read(path)
    assert (recipe.epochs, recipe.learning_rate, recipe.patience, recipe.optimizer) == (3, 0.001, 2, "adamw")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epochs: 3\nbatch_size: 8\nlearning_rate: 0.1\nspeed: 2\n", "wrong at speed"),
        ("epochs: 0\nbatch_size: 8\nlearning_rate: 0.1\n", "wrong at epochs"),
        ("epochs: 3\n", "wrong at batch_size"),
        ("- 3\n", "wrong at its content"),
        ("epochs: [3\n", "cannot be read"),
        ("!!python/object/apply:os.system ['true']\n", "cannot be read"),
    ],
)
def test_a_wrong_recipe_is_refused(tmp_path, text, said):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        Recipe.read(path)
    assert "\n" not in str(caught.value)


def test_a_missing_recipe_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        Recipe.read(tmp_path / "none.yaml")
