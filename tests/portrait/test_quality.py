"""What is said of pictures that are hard to animate: drawings made here, and changed demo portraits."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.faces import Face, choose_face, find_faces
from tietfg.portrait.framing import frame_face
from tietfg.portrait.quality import problem, remarks
from tietfg.weights.store import WeightStore

SIZE = 768
needs_weights = pytest.mark.weights


def dots(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((150, 150, 650, 650), outline="black", width=6)
    draw.ellipse((290, 320, 330, 360), fill="black")
    draw.ellipse((470, 320, 510, 360), fill="black")
    draw.arc((280, 380, 520, 560), 20, 160, fill="black", width=6)


def coloured(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((150, 150, 650, 650), fill=(255, 220, 180), outline="black", width=6)
    for x in (300, 500):
        draw.ellipse((x - 45, 300, x + 45, 380), fill="white", outline="black", width=4)
        draw.ellipse((x - 18, 325, x + 18, 361), fill=(40, 80, 160))
    draw.polygon([(400, 380), (370, 460), (430, 460)], fill=(240, 180, 140))
    draw.arc((270, 400, 530, 580), 20, 160, fill=(200, 0, 0), width=12)


def emoji(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((100, 100, 700, 700), fill=(255, 205, 50))
    for x in (300, 500):
        draw.ellipse((x - 40, 270, x + 40, 390), fill=(90, 50, 10))
    draw.chord((230, 400, 570, 640), 0, 180, fill=(90, 50, 10))


def stick_figure(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((320, 80, 480, 240), outline="black", width=5)
    for line in ((400, 240, 400, 520), (400, 300, 280, 420), (400, 300, 520, 420), (400, 520, 300, 720)):
        draw.line(line, fill="black", width=5)
    for x in (370, 430):
        draw.ellipse((x - 8, 140, x + 8, 156), fill="black")
    draw.arc((360, 160, 440, 215), 20, 160, fill="black", width=4)


def told(picture: Image.Image) -> str:
    """What the user is told: a refusal, or remarks."""
    image = np.asarray(picture.convert("RGB"))
    faces = find_faces(image, WeightStore.default().path("face-landmarker"))
    if not faces:
        return "refused: no face found"
    face = choose_face(faces, picture.width, picture.height)
    refusal = problem(face, image)
    return f"refused: {refusal}" if refusal else about(face, image)


def about(face: Face, image: np.ndarray) -> str:
    return "; ".join(remarks(face, image, frame_face(face, image.shape[1], image.shape[0], 512, "crop")))


@needs_weights
@pytest.mark.parametrize("drawing", [dots, coloured, emoji, stick_figure])
def test_childrens_drawings_are_refused(drawing: Callable[[ImageDraw.ImageDraw], None]) -> None:
    picture = Image.new("RGB", (800, 800), "white")
    drawing(ImageDraw.Draw(picture))
    assert told(picture).startswith("refused: ")


def engraving(picture: Image.Image) -> Image.Image:
    tone = np.asarray(picture.convert("L"), float)
    rows, columns = np.mgrid[: tone.shape[0], : tone.shape[1]]
    lines = (np.sin((rows + 0.4 * columns) * 1.1) * 0.5 + 0.5) * 204 + 20
    return Image.fromarray(np.where(tone > lines, 255, 20).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))


def side_light(picture: Image.Image) -> Image.Image:
    light = np.linspace(1.3, 0.12, picture.width)[None, :, None]
    return Image.fromarray((np.asarray(picture, float) * light).clip(0, 255).astype(np.uint8))


@needs_weights
@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("kofi", lambda picture: picture.convert("L"), id="grey"),
        pytest.param("mei", lambda picture: picture.filter(ImageFilter.ModeFilter(11)), id="painted"),
        pytest.param("kofi", lambda picture: ImageOps.posterize(picture, 3), id="posterised"),
        pytest.param("mei", engraving, id="engraved, light skin"),
        pytest.param("kofi", engraving, id="engraved, dark skin"),
        pytest.param("kofi", side_light, id="side light"),
    ],
)
def test_portraits_of_many_kinds_are_accepted(name: str, change: Callable[[Image.Image], Image.Image]) -> None:
    assert told(change(Image.open(DEMO_PORTRAITS[name]).convert("RGB"))) == ""


@needs_weights
@pytest.mark.parametrize(
    ("factor", "remark"), [(0.1, "very dark"), (3.5, "overexposed")], ids=["very dark", "overexposed"]
)
def test_exposure_is_told(factor: float, remark: str) -> None:
    pixels = np.asarray(Image.open(DEMO_PORTRAITS["elena"]).convert("RGB"), float) * factor
    assert remark in told(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)))


def face_with(disagreement: float = 0.0) -> Face:
    """The mean face in the middle of a picture, found with so much disagreement."""
    landmarks = (load_basis().resting * 190 + (SIZE / 2, SIZE / 2, 0)).astype(np.float32)
    level = np.array([[1, 0, 0], [0, 0.99, -0.14], [0, 0.14, 0.99]], np.float32)
    return Face(landmarks, np.zeros(52, np.float32), level, disagreement)


def picture_with(*, eyes: bool = True, mouth: bool = True) -> np.ndarray:
    """Skin below dark hair, with dark eyes and a dark mouth, or without, where face_with has them."""
    picture = Image.new("RGB", (SIZE, SIZE), (190, 150, 130))
    noise = np.random.default_rng(0).normal(0, 3, (SIZE, SIZE, 1))
    picture = Image.fromarray((np.asarray(picture) + noise).astype(np.uint8))
    draw, landmarks = ImageDraw.Draw(picture), face_with().landmarks
    draw.rectangle((0, 0, SIZE, landmarks[:, 1].min() + 40), fill=(50, 35, 25))
    for iris in (468, 473) if eyes else ():
        x, y = (float(value) for value in landmarks[iris, :2])
        draw.ellipse((x - 20, y - 9, x + 20, y + 9), fill="white")
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=(30, 20, 10))
    if mouth:
        (left, top), (right, bottom) = landmarks[61, :2].tolist(), landmarks[[291, 17], :2].max(0).tolist()
        draw.ellipse((left, top - 8, right, bottom - 8), fill=(120, 50, 50))
    return np.asarray(picture)


def test_a_whole_face_is_accepted_without_remark() -> None:
    assert problem(face_with(), picture_with()) is None
    assert about(face_with(), picture_with()) == ""


def test_hidden_mouth_and_eyes_are_told() -> None:
    assert "no mouth shows (a mask, a hand?)" in about(face_with(), picture_with(mouth=False))
    assert "no eyes show (sunglasses?)" in about(face_with(), picture_with(eyes=False))


def test_what_cannot_be_followed_is_refused() -> None:
    assert "drawn too simply, partly hidden" in (problem(face_with(0.08), picture_with()) or "")
    assert "hard to follow" in about(face_with(0.03), picture_with())
