import numpy as np
import pytest

from tietfg.render.light import SIDEWAYS, estimate_light


def skin_in_light(aside: float, tint: tuple[float, float, float]):
    """Colours and normals of a ball of skin lit from the front and from one side, without a colour of its own."""
    rng = np.random.default_rng(3)
    normals = rng.normal(size=(4000, 3))
    normals[:, 2] = -np.abs(normals[:, 2])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    brightness = np.maximum(0.4 + normals @ [aside, -0.1, -0.5], 0.05) * np.exp(rng.normal(0, 0.02, 4000))
    return brightness[:, None] * np.array(tint), normals


@pytest.mark.parametrize("aside", [-0.9, -0.3, 0.3, 0.9])
def test_folds_keep_the_colour_of_skin_in_side_light(aside):
    colours, normals = skin_in_light(aside, (0.5, 0.3, 0.2))
    light = estimate_light(colours, normals, np.ones(len(colours)))
    assert np.sign(light.direction[0]) == np.sign(aside)
    assert SIDEWAYS[0] <= abs(light.direction[0]) <= SIDEWAYS[1]
    assert light.exponents[0] < 0.9 < 1.05 < light.exponents[2]


def test_pictures_without_colour_stay_so():
    colours, normals = skin_in_light(0.6, (0.4, 0.4, 0.4))
    light = estimate_light(colours, normals, np.ones(len(colours)))
    np.testing.assert_allclose(light.exponents, 1, atol=1e-6)
