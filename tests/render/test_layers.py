import numpy as np
import pytest

from tietfg.render.layers import separate

SIDE, UNIT = 240, 60.0
PERSON = np.array([70, 40, 30])


def disc(radius: float) -> np.ndarray:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    return np.clip(radius - np.hypot(rows - 120, columns - 120) + 0.5, 0, 1).astype(np.float32)


def backgrounds() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    slope = np.linspace(120, 200, SIDE)
    grain = rng.normal(0, 8, (SIDE, SIDE, 1))
    return {
        "slope": np.repeat(np.broadcast_to(slope, (SIDE, SIDE))[..., None], 3, 2),
        "grain": np.full((SIDE, SIDE, 3), 150.0) + grain,
    }


def photo(background: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return np.rint(alpha[..., None] * PERSON + (1 - alpha[..., None]) * background).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", backgrounds())
@pytest.mark.parametrize("error", [-4, 0, 4])
def test_the_layers_give_the_picture_back(name, error):
    """However wrong the matte is."""
    picture = photo(backgrounds()[name], disc(60))
    ground, person = separate(picture, disc(60 + error), UNIT)
    alpha = person[..., 3:] / 255
    assert np.abs(person[..., :3] + (1 - alpha) * ground - picture).max() <= 1
    assert (person[..., :3] <= person[..., 3:]).all()


@pytest.mark.parametrize("name", backgrounds())
def test_the_background_goes_on_behind_the_person(name):
    background, alpha = backgrounds()[name], disc(60)
    ground, _ = separate(photo(background, alpha), alpha, UNIT)
    uncovered = (alpha > 0) & (disc(40) == 0)
    difference = ground[uncovered].astype(float).mean(0) - background[uncovered].mean(0)
    assert np.abs(difference).max() < 5
    assert ground[uncovered].std() == pytest.approx(background[uncovered].std(), rel=0.35)
    assert ground[uncovered].min() > PERSON.max() + 20


def test_only_person_shows_within_and_nothing_far_outside():
    alpha = disc(60)
    _, person = separate(photo(backgrounds()["slope"], alpha), alpha, UNIT)
    assert (person[disc(52) > 0, 3] == 255).all()
    assert (person[disc(90) == 0] == 0).all()


def test_a_person_who_fills_the_picture():
    picture = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3), np.uint8)
    ground, person = separate(picture, np.ones((SIDE, SIDE), np.float32), UNIT)
    assert ground.shape == picture.shape
    assert person[..., 3].min() == 255
    np.testing.assert_array_equal(person[..., :3], picture)
