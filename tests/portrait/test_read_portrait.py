"""From a picture file to a Portrait, with the real landmarker on the shipped portraits."""

import dataclasses
import functools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from tietfg.errors import InputError, TietfgError, WeightsError
from tietfg.portrait import read
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.faces import Face, find_faces
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.read import read_portrait
from tietfg.weights.store import WeightStore

BACKGROUND = (128, 140, 150)


def demo(name: str) -> Image.Image:
    return Image.open(DEMO_PORTRAITS[name]).convert("RGB")


@functools.cache
def read_demo(name: str) -> Portrait:
    """A shipped portrait, read once for all tests."""
    return read_portrait(DEMO_PORTRAITS[name], 512, "crop", WeightStore.default())


def read_picture_of(picture: Image.Image, folder: Path, framing: str = "crop") -> Portrait:
    """Without its matte."""
    picture.save(folder / "picture.png", compress_level=1)
    return read_portrait(folder / "picture.png", 512, framing, WeightStore.default(), "none")


def points(portrait: Portrait) -> np.ndarray:
    return portrait.landmarks[:, :2]


def eye_distance(portrait: Portrait) -> float:
    return float(np.linalg.norm(points(portrait)[263] - points(portrait)[33]))


def error_in_eye_distances(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.linalg.norm(found - expected, axis=1).mean() / np.linalg.norm(expected[263] - expected[33]))


@pytest.fixture(scope="module")
def kofi() -> Portrait:
    return read_demo("kofi")


@pytest.mark.weights
@pytest.mark.parametrize("name", DEMO_PORTRAITS)
def test_demo_portraits(name: str) -> None:
    portrait = read_demo(name)
    assert portrait.notes == ()
    assert portrait.image.shape == (768, 768, 3)
    assert ((points(portrait) > 0) & (points(portrait) < 768)).all()
    assert portrait.landmarks[4, 2] < portrait.landmarks[234, 2]
    half = points(portrait)[[10, 152], 0].mean()
    mirrored = (points(portrait)[load_basis().mirror] - (half, 0)) * (-1, 1) + (half, 0)
    assert error_in_eye_distances(mirrored, points(portrait)) < 0.05
    assert portrait.blendshapes.shape == (52,)
    at_rest = dict(zip(ARKIT_NAMES, portrait.blendshapes, strict=True))
    assert max(at_rest["eyeBlinkLeft"], at_rest["eyeBlinkRight"], at_rest["jawOpen"], at_rest["tongueOut"]) < 0.2


@pytest.mark.weights
def test_the_same_file_gives_the_same_portrait(kofi: Portrait) -> None:
    again = read_portrait(DEMO_PORTRAITS["kofi"], 512, "crop", WeightStore.default())
    for field in dataclasses.fields(Portrait):
        assert np.array_equal(getattr(again, field.name), getattr(kofi, field.name))


@pytest.mark.weights
def test_a_photo_stored_lying_down_gives_the_same_landmarks(tmp_path: Path, kofi: Portrait) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    demo("kofi").transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.png", exif=exif)
    lying = read_portrait(tmp_path / "lying.png", 512, "crop", WeightStore.default(), "none")
    assert np.array_equal(lying.landmarks, kofi.landmarks)
    assert lying.framing == kofi.framing


@pytest.mark.weights
def test_a_mirrored_picture_gives_mirrored_landmarks(tmp_path: Path, kofi: Portrait) -> None:
    mirrored = read_picture_of(ImageOps.mirror(demo("kofi")), tmp_path)
    back = points(mirrored)[load_basis().mirror] * (-1, 1) + (768, 0)
    assert error_in_eye_distances(back, points(kofi)) < 0.03


@pytest.mark.weights
def test_a_grey_picture_gives_nearly_the_same_landmarks(tmp_path: Path, kofi: Portrait) -> None:
    assert error_in_eye_distances(points(read_picture_of(demo("kofi").convert("L"), tmp_path)), points(kofi)) < 0.02


@pytest.mark.weights
@pytest.mark.parametrize(("side", "x", "y"), [(300, 1650, 1180), (150, 900, 700), (120, 1800, 20)])
def test_a_small_face_in_a_large_picture(tmp_path: Path, kofi: Portrait, side: int, x: int, y: int) -> None:
    large = Image.new("RGB", (2000, 1500), BACKGROUND)
    large.paste(demo("kofi").resize((side, side), Image.Resampling.LANCZOS), (x, y))
    portrait = read_picture_of(large, tmp_path)
    assert error_in_eye_distances(points(portrait), points(kofi) * side / 768 + (x, y)) < 0.05
    assert any("small face" in note for note in portrait.notes) == (side < 200)
    assert any("enlarged" in note for note in portrait.notes) == (portrait.framing.scale > 2)


@pytest.mark.weights
@pytest.mark.parametrize("box", [(200, 0, 768, 768), (0, 130, 768, 768), (0, 0, 768, 600), (180, 150, 590, 640)])
def test_a_face_at_the_edge_or_filling_the_picture(
    tmp_path: Path, kofi: Portrait, box: tuple[int, int, int, int]
) -> None:
    portrait = read_picture_of(demo("kofi").crop(box), tmp_path)
    assert error_in_eye_distances(points(portrait) + box[:2], points(kofi)) < 0.03


@pytest.mark.weights
def test_the_whole_of_a_cut_picture(tmp_path: Path) -> None:
    portrait = read_picture_of(demo("kofi").crop((180, 150, 590, 640)), tmp_path, "full")
    assert portrait.framing.left == pytest.approx(0, abs=1)


@pytest.mark.weights
def test_of_two_faces_the_larger_is_used(tmp_path: Path, kofi: Portrait) -> None:
    both = Image.new("RGB", (1200, 768), BACKGROUND)
    both.paste(demo("mei").resize((420, 420)), (0, 150))
    both.paste(demo("kofi"), (432, 0))
    portrait = read_picture_of(both, tmp_path)
    assert portrait.notes == ("2 faces found; the largest is used; crop the picture to choose another",)
    assert error_in_eye_distances(points(portrait) - (432, 0), points(kofi)) < 0.03


@pytest.mark.weights
def test_tilts(tmp_path: Path, kofi: Portrait) -> None:
    tilted = read_picture_of(demo("kofi").rotate(-30, fillcolor=BACKGROUND), tmp_path)
    assert any("tilted by 30 degrees" in note for note in tilted.notes)
    for degrees in (60, 180, 270):
        with pytest.raises(InputError, match=r"tilted by .* turn the picture upright"):
            read_picture_of(demo("kofi").rotate(degrees, fillcolor=BACKGROUND), tmp_path)


@pytest.mark.weights
def test_a_blurred_face_is_noted(tmp_path: Path) -> None:
    assert not any("blurred" in note for note in read_demo("mei").notes)
    blurred = read_picture_of(demo("mei").filter(ImageFilter.GaussianBlur(8)), tmp_path)
    assert "the face is blurred, the video will look soft" in blurred.notes


@pytest.mark.weights
@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (400, 400), "white"),
        Image.linear_gradient("L").resize((700, 500)),
        Image.effect_noise((800, 600), 90),
    ],
    ids=["white", "gradient", "noise"],
)
def test_no_face(tmp_path: Path, picture: Image.Image) -> None:
    with pytest.raises(InputError, match=r"picture\.png: no face found; use a picture of one person"):
        read_picture_of(picture, tmp_path)


@pytest.mark.weights
def test_half_a_face_is_refused(tmp_path: Path) -> None:
    for box in ((0, 0, 384, 768), (0, 0, 768, 400)):
        with pytest.raises(InputError, match=r"no face found|cut off"):
            read_picture_of(demo("kofi").crop(box), tmp_path)


def refusal_or_notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, face: Face) -> str:
    """What the user is told about a given face in an ordinary picture."""
    monkeypatch.setattr(read, "find_faces", lambda image, landmarker: [face])
    monkeypatch.setattr(WeightStore, "path", lambda self, name: tmp_path / name)
    try:
        return "; ".join(read_portrait(DEMO_PORTRAITS["kofi"], 512, "crop", WeightStore(tmp_path), "none").notes)
    except InputError as error:
        return f"refused: {error}"


def frontal(*, eyes: float = 190, pitch: float = 0, yaw: float = 0, shut: float = 0) -> Face:
    neutral = load_basis().neutral
    a, b = np.radians(pitch + 8), np.radians(-yaw)
    turned_down = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    turned_aside = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    blendshapes = np.array([shut if name.startswith("eyeBlink") else 0 for name in ARKIT_NAMES], np.float32)
    landmarks = (neutral * eyes + (384, 384, 0)).astype(np.float32)
    return Face(landmarks, blendshapes, (turned_aside @ turned_down).astype(np.float32))


@pytest.mark.parametrize(
    ("face", "message"),
    [
        (frontal(), ""),
        (frontal(yaw=15, pitch=-15), ""),
        (frontal(yaw=25), "the face is turned 25 degrees away; a frontal picture moves better"),
        (frontal(yaw=-50), "turned 50 degrees away; use a frontal picture"),
        (frontal(pitch=35), "turned 35 degrees away; use a frontal picture"),
        (frontal(eyes=20), "too small (eyes 20 pixels apart, 24 needed); use a closer picture"),
        (frontal(eyes=50), "small face (eyes 50 pixels apart), the video will look soft"),
        (frontal(shut=0.9), "the eyes are closed and will stay so; use a picture with open eyes"),
    ],
)
def test_what_the_user_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, face: Face, message: str) -> None:
    told = refusal_or_notes(monkeypatch, tmp_path, face)
    assert message in told
    assert told.startswith("refused") == ("use a frontal" in message or "24 needed" in message)
    assert bool(message) or not told


def test_impossible_size_and_missing_weights(tmp_path: Path) -> None:
    offline = WeightStore(tmp_path, offline=True)
    with pytest.raises(InputError, match="size 511"):
        read_portrait(tmp_path / "absent.png", 511, "crop", offline)
    with pytest.raises(InputError, match="there is no such file"):
        read_portrait(tmp_path / "absent.png", 512, "crop", offline)
    with pytest.raises(WeightsError):
        read_portrait(DEMO_PORTRAITS["kofi"], 512, "crop", offline)


def test_a_landmarker_that_does_not_run(tmp_path: Path) -> None:
    (tmp_path / "face_landmarker.task").write_bytes(b"no model")
    with pytest.raises(TietfgError, match="the face landmarker does not run here") as caught:
        find_faces(np.zeros((200, 200, 3), np.uint8), tmp_path / "face_landmarker.task")
    assert str(caught.value).isprintable()
