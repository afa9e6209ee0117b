"""The person matte: real networks on the shipped portraits, and its edge on pictures whose matte is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.portrait.test_read_portrait import frontal, read_demo
from tests.render.faces import demo_portrait
from tietfg.errors import TietfgError, WeightsError
from tietfg.portrait import read as read_module
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.matte import MATTE_CHOICES, MATTES, person_matte
from tietfg.portrait.matte_edge import refine_edge
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.read import read_portrait
from tietfg.portrait.topology import FACE_OVAL
from tietfg.weights.registry import find
from tietfg.weights.store import WeightStore


def read(path: Path, framing: str = "crop", matte: str = "quick") -> Portrait:
    return read_portrait(path, 512, framing, WeightStore.default(), matte)


def matte_of(portrait: Portrait) -> np.ndarray:
    assert portrait.matte is not None
    return portrait.matte.astype(int)


def soft_disc(side: int, centre: tuple[float, float], radius: float) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side]
    return np.clip(radius - np.hypot(rows - centre[0], columns - centre[1]) + 0.5, 0, 1).astype(np.float32)


def composed(alpha: np.ndarray, person: tuple[int, ...], ground: tuple[int, ...], noise: float = 1.5) -> np.ndarray:
    rng = np.random.default_rng(0)
    picture = alpha[..., None] * np.array(person) + (1 - alpha[..., None]) * np.array(ground)
    return (picture + rng.normal(0, noise, picture.shape)).clip(0, 255).astype(np.float32)


@pytest.mark.weights
@pytest.mark.parametrize("name", DEMO_PORTRAITS)
def test_face_and_ears_belong_to_the_person_and_the_corners_do_not(name: str) -> None:
    portrait = read_demo(name)
    matte = matte_of(portrait)
    assert matte.shape == portrait.image.shape[:2]
    oval = portrait.landmarks[FACE_OVAL, :2]
    inner = np.rint(oval.mean(0) + 0.9 * (oval - oval.mean(0))).astype(int)
    assert matte[inner[:, 1], inner[:, 0]].min() > 240
    right, left = portrait.landmarks[[234, 454], :2]
    outwards = 0.02 * (left - right)
    for ear in (right - outwards, left + outwards):
        assert matte[round(float(ear[1])), round(float(ear[0]))] > 200
    assert matte[:60, :60].max() < 5
    assert matte[:60, -60:].max() < 5


@pytest.mark.weights
def test_hair_has_a_soft_edge_and_a_collar_a_hard_one() -> None:
    matte = matte_of(read_demo("amara"))
    hair, throat = matte[80:300], matte[500:540]
    partly = [((rows > 20) & (rows < 235)).mean() for rows in (hair, throat)]
    assert partly[0] > 1.5 * partly[1]


@pytest.mark.weights
def test_a_mirrored_picture_gives_the_mirrored_matte(tmp_path: Path) -> None:
    ImageOps.mirror(Image.open(DEMO_PORTRAITS["kenji"]).convert("RGB")).save(tmp_path / "mirrored.png")
    mirrored, straight = matte_of(read(tmp_path / "mirrored.png")), matte_of(read_demo("kenji"))
    assert np.abs(mirrored[:, ::-1] - straight).mean() < 2


@pytest.mark.weights
def test_only_the_person_who_speaks(tmp_path: Path) -> None:
    both = Image.new("RGB", (1300, 768), (128, 140, 150))
    both.paste(Image.open(DEMO_PORTRAITS["mei"]).convert("RGB").resize((400, 400)), (850, 200))
    both.paste(Image.open(DEMO_PORTRAITS["kofi"]).convert("RGB"), (0, 0))
    both.save(tmp_path / "both.png")
    matte = matte_of(read(tmp_path / "both.png", "full"))
    assert matte[250:350, 340:420].min() > 240
    assert matte[250:420, 980:1120].max() < 5


@pytest.mark.weights
def test_a_tight_picture(tmp_path: Path) -> None:
    Image.open(DEMO_PORTRAITS["kofi"]).convert("RGB").crop((180, 150, 590, 640)).save(tmp_path / "tight.png")
    matte = matte_of(read(tmp_path / "tight.png"))
    assert matte[:300, :5].max() < 60
    assert matte[100:400, 150:260].min() > 240


@pytest.mark.weights
def test_without_a_person_in_sight_there_is_none(tmp_path: Path) -> None:
    portrait = read(DEMO_PORTRAITS["kofi"], matte="none")
    assert portrait.matte is None
    assert not any("background" in note for note in portrait.notes)
    noise = np.random.default_rng(0).integers(0, 255, portrait.image.shape, np.uint8)
    assert person_matte(noise, portrait.landmarks, portrait.framing, "quick", WeightStore.default()) is None


def test_a_doubtful_matte_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(read_module, "find_faces", lambda image, landmarker: [frontal()])
    monkeypatch.setattr(read_module, "person_matte", lambda *arguments: None)
    monkeypatch.setattr(WeightStore, "path", lambda self, name: tmp_path / name)
    (note,) = read_portrait(DEMO_PORTRAITS["kofi"], 512, "crop", WeightStore(tmp_path)).notes
    assert "does not stand out from the background" in note


def test_every_network_has_its_artefact() -> None:
    assert MATTE_CHOICES == ("quick", "fine", "none")
    assert find(MATTES["quick"].artefact).default
    assert not find(MATTES["fine"].artefact).default


def test_missing_and_broken_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elena = demo_portrait("elena")
    with pytest.raises(WeightsError):
        person_matte(elena.image, elena.landmarks, elena.framing, "quick", WeightStore(tmp_path, offline=True))
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    monkeypatch.setitem(MATTES, "quick", replace(MATTES["quick"], graph=lambda store: tmp_path / "broken.onnx"))
    with pytest.raises(TietfgError, match=r"the matte quick cannot be made.*--matte none") as caught:
        person_matte(elena.image, elena.landmarks, elena.framing, "quick", WeightStore(tmp_path))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("person", [(40, 30, 25), (230, 220, 210), (160, 110, 90)])
def test_a_rough_edge_becomes_the_true_one(person: tuple[int, ...]) -> None:
    alpha = soft_disc(320, (160, 160), 90)
    rough = soft_disc(320, (164, 156), 92)
    found = refine_edge(composed(alpha, person, (120, 140, 150)), rough, 180)
    assert np.abs(found - alpha).mean() < 0.25 * np.abs(rough - alpha).mean()


def test_strands_beyond_the_rough_edge_are_found() -> None:
    alpha = soft_disc(320, (160, 160), 90)
    for column in range(110, 210, 12):
        alpha[50:80, column] = 0.6
    found = refine_edge(composed(alpha, (30, 25, 20), (170, 170, 180)), soft_disc(320, (160, 160), 90), 180)
    strands, between = found[56:66, 110:210:12], found[56:66, 116:204:12]
    assert strands.mean() > 0.4
    assert between.mean() < 0.05


def test_where_colours_say_nothing_the_rough_matte_stays() -> None:
    rough = soft_disc(320, (160, 160), 90)
    found = refine_edge(composed(rough, (130, 130, 130), (130, 130, 130)), rough, 180)
    assert np.abs(found - rough).mean() < 0.02
