"""The shipped basis and demo portraits."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.errors import InputError
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS, resolve_picture
from tietfg.portrait.topology import BROW_COLUMNS_LEFT, BROW_COLUMNS_RIGHT, UPPER_LID_RIGHT


def test_shapes_unit_and_finiteness() -> None:
    basis = load_basis()
    assert basis.neutral.shape == (478, 3)
    assert basis.basis.shape == (len(ARKIT_NAMES), 478, 3)
    assert basis.triangles.shape == (898, 3)
    assert basis.triangles.max() < 468
    assert np.isfinite(basis.basis).all()
    assert np.linalg.norm(basis.neutral[263] - basis.neutral[33]) == pytest.approx(1, abs=0.01)


def test_axes_point_as_documented() -> None:
    neutral = load_basis().neutral
    assert neutral[263, 0] > neutral[33, 0]  # the person's left eye is on the image's right
    assert neutral[152, 1] > neutral[10, 1]  # the chin is below the forehead
    assert neutral[4, 2] < neutral[234, 2]  # the nose is nearer to the camera than the ear


def test_the_units_do_what_their_names_say() -> None:
    basis = load_basis()

    def motion(name: str, landmark: int) -> np.ndarray:
        return basis.basis[ARKIT_NAMES.index(name), landmark]

    assert motion("jawOpen", 152)[1] > 0.1
    assert motion("browInnerUp", 107)[1] < -0.02
    assert motion("mouthSmileLeft", 291)[1] < -0.02
    assert abs(motion("mouthSmileLeft", 61)[1]) < abs(motion("mouthSmileLeft", 291)[1])
    gap = basis.neutral[145] - basis.neutral[159] + motion("eyeBlinkRight", 145) - motion("eyeBlinkRight", 159)
    assert abs(gap[1]) < 0.03


@pytest.mark.parametrize("columns", [BROW_COLUMNS_RIGHT, BROW_COLUMNS_LEFT])
def test_brows_rise_as_one_and_skin_below_goes_along(columns: np.ndarray) -> None:
    unit = sum(
        load_basis().basis[ARKIT_NAMES.index(f"brow{name}")] for name in ("InnerUp", "OuterUpLeft", "OuterUpRight")
    )
    rise = -np.asarray(unit)[columns, 1]
    assert (rise[:, :2] > 0.035).all()
    np.testing.assert_allclose(rise[:, 0], rise[:, 1], atol=0.006)  # hairs keep their length
    assert np.abs(np.diff(rise[:, 1])).max() < 0.025  # no kink
    assert (rise[1:4, 2] > 0.55 * rise[1:4, 1]).all()
    assert np.abs(np.asarray(unit)[UPPER_LID_RIGHT, 1]).max() < 0.003  # eyes stay


def test_mirror_swaps_left_and_right() -> None:
    basis = load_basis()
    assert (basis.mirror[basis.mirror] == np.arange(478)).all()
    mirrored = basis.neutral[basis.mirror] * (-1, 1, 1)
    assert np.abs(mirrored - basis.neutral).max() < 0.02
    left, right = (ARKIT_NAMES.index(f"mouthSmile{side}") for side in ("Left", "Right"))
    assert np.abs(basis.basis[left][basis.mirror] * (-1, 1, 1) - basis.basis[right]).max() < 0.02


def test_the_basis_is_loaded_once_and_cannot_be_changed() -> None:
    assert load_basis() is load_basis()
    with pytest.raises(ValueError, match="read-only"):
        load_basis().neutral[0, 0] = 1


def test_demo_portraits_are_pictures() -> None:
    assert len(DEMO_PORTRAITS) == 9
    for path in DEMO_PORTRAITS.values():
        with Image.open(path) as picture:
            assert picture.size == (768, 768)


def test_a_file_goes_before_a_demo_portrait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_picture("amara") == DEMO_PORTRAITS["amara"]
    Path("amara").mkdir()
    assert resolve_picture("amara") == DEMO_PORTRAITS["amara"]
    Path("kofi").write_bytes(b"a file of the user")
    assert resolve_picture("kofi") == Path("kofi")


@pytest.mark.parametrize("value", ["nobody", "amara.png", "", "Amara", "../amara", "a\nb", "nul\0"])
def test_what_is_neither_names_the_demo_portraits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"amara, arjun, .*, walter") as caught:
        resolve_picture(value)
    assert str(caught.value).isprintable()
