"""What blendshapes tell of coefficients."""

import numpy as np
import pytest

from tietfg.portrait.arkit import ARKIT_NAMES, coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.landmarker_response import load_response


def test_faces_at_rest_tell_of_nothing() -> None:
    response = load_response()
    told, doubt = response.told(response.blendshapes[:1])
    assert told.max() < 1e-6
    assert (doubt > 0).all()


@pytest.mark.parametrize("name", ["mouthSmileLeft", "jawOpen", "browDownRight", "browInnerUp"])
def test_what_is_seen_grows_with_the_action(name: str) -> None:
    response, k = load_response(), coefficient(name)
    blendshapes = np.tile(response.blendshapes[0], (len(response.amounts), 1))
    blendshapes[:, k] = response.blendshapes[:, k]
    told = response.told(blendshapes)[0]
    assert (np.diff(told[:, k]) > 0).all()
    assert (told[:, k] <= response.amounts + 1e-6).all()
    assert told[-1, k] > 0.7
    assert told[:, [other for other in range(52) if other != k]].max() < 1e-6


def test_the_landmarker_shows_actions_where_the_basis_has_them() -> None:
    basis, units = load_basis(), load_response().units
    for name in ("browDownLeft", "mouthSmileRight", "jawOpen", "mouthFrownLeft", "browInnerUp"):
        first, second = units[coefficient(name), :468, :2].ravel(), basis.basis[coefficient(name), :468, :2].ravel()
        assert first @ second > 0.7 * np.linalg.norm(first) * np.linalg.norm(second)
    for k, name in enumerate(ARKIT_NAMES):
        other = name.replace("Left", "?").replace("Right", "Left").replace("?", "Right")
        mirrored = units[coefficient(other)][basis.mirror] * [-1, 1, 1]
        np.testing.assert_allclose(units[k], mirrored, atol=5e-3, err_msg=name)
