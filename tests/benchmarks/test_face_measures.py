"""The measures of the face benchmark on pictures and motions whose answer is known."""

import zipfile
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from face import edges, lids, mesh
from face.emotions import level_crop
from face.lips import MAXIMUM_LAG, lagged_correlation, loudness, peak
from face.movement import movement
from face.packages import MissingFileError, PackagedFile, fetched
from face.photographs import PHOTOGRAPHS
from face.pixels import eye_contrast, luma, mouth_height
from face.reenactment import face_likeness, landmark_errors, structural_similarity
from face.summary import distribution, interval, share
from tests.render.faces import STILL, actions, demo_portrait, in_frame
from tietfg.motion.motion import Motion
from tietfg.render.renderer import PortraitRenderer
from tietfg.speech.speech import Speech


@pytest.fixture(scope="module")
def elena():
    """The renderer of a portrait, and its landmarks (478, 3) in the frame."""
    portrait = demo_portrait("elena")
    places = np.column_stack([in_frame(portrait), portrait.landmarks[:, 2] * portrait.framing.scale])
    return PortraitRenderer(portrait), places


def test_mouth_height_tells_closed_from_open_lips(elena):
    renderer, places = elena
    closed, opened = (renderer.render(actions(jawOpen=jaw), STILL, STILL) for jaw in (0, 0.4))
    lower = places.copy()
    lower[mesh.LOWER_OUTER_LIP, 1] += 0.13 * mesh.unit(places)
    lower[mesh.LOWER_INNER_LIP, 1] += 0.13 * mesh.unit(places)
    assert mouth_height(closed, places) < 1.6
    assert mouth_height(opened, lower) > 3


def test_eye_contrast_vanishes_under_closed_lids(elena):
    renderer, places = elena
    opened, half, shut = (luma(renderer.render(actions(eyeBlink=lid), STILL, STILL)) for lid in (0, 0.5, 1))
    contrast = [float((eye_contrast(frame, places) / eye_contrast(opened, places)).mean()) for frame in (half, shut)]
    assert contrast[1] < 1 - lids.LEAST_DIFFERENCE
    assert 1 - contrast[0] < lids.CLOSED_WAY * (1 - contrast[1])


def test_blinks_are_short_closures_of_both_eyes():
    closed = np.zeros(60)
    closed[[5, 6, 7]] = 0.9
    closed[20:50] = 0.9
    still = np.zeros((60, 3), np.float32)
    motion = Motion(Fraction(25), np.stack([actions(eyeBlink=lid) for lid in closed]), still, still)
    assert lids.blinks(motion) == [(5, 7)]
    assert lids.dips(1 - closed[:15]) == pytest.approx([0.1])


def test_head_motion_is_no_movement(elena):
    _, places = elena
    turns = np.linspace(0, 0.2, 20)
    rotations = np.array([[[np.cos(t), 0, np.sin(t)], [0, 1, 0], [-np.sin(t), 0, np.cos(t)]] for t in turns])
    clip = places @ rotations.transpose(0, 2, 1) * np.linspace(1, 1.1, 20)[:, None, None] + [3, 4, 0]
    assert movement(clip, 25).speed < 1e-6
    assert movement(clip, 25).head_speed > 0.1
    clip[10:, 13, 1] += 0.05 * mesh.unit(clip[0])
    assert 3.5 < movement(clip, 25).largest_step < 6


def test_lag_is_found_between_frames():
    sound = np.convolve(np.random.default_rng(0).standard_normal(200), np.hanning(9), "same")
    for lag in (-3, 0, 2):
        found, height = peak(lagged_correlation(np.roll(sound, lag), sound))
        assert found == pytest.approx(lag, abs=0.1)
        assert height > 0.9
    assert len(lagged_correlation(sound, sound)) == 2 * MAXIMUM_LAG + 1


def test_loudness_is_that_of_the_frame():
    waveform = np.zeros(24_000, np.float32)
    waveform[9_600:10_560] = 0.5
    levels = loudness(Speech(waveform, 24_000, (), (), "en", "test"), 25, 25)
    assert levels.argmax() == 10
    assert levels[[0, 5, 20]].max() == -35


def test_a_torn_edge_counts_and_a_carried_one_does_not():
    rest = np.full((200, 200, 3), 90, np.uint8)
    rest[:, 140:] = 200
    places = np.zeros((478, 3))
    angles = np.linspace(0, 2 * np.pi, len(mesh.FACE_OVAL), endpoint=False)
    places[:, :2] = np.random.default_rng(1).uniform(80, 120, (478, 2))
    places[mesh.FACE_OVAL, :2] = 100 + 45 * np.column_stack([np.cos(angles), np.sin(angles)])
    places[[33, 263], :2] = [[70, 90], [130, 90]]
    moved = places + [12, 0, 0]
    carried, torn = np.roll(rest, 12, 1), rest.copy()
    torn[60:140, 50:53] = 255
    assert edges.tears(carried, rest, moved, places) == 0
    assert edges.tears(torn, rest, places, places) > 5


def test_crop_is_level(elena):
    renderer, places = elena
    frame = renderer.render(actions(), STILL, STILL)
    turned = np.asarray(Image.fromarray(frame).rotate(-20, Image.Resampling.BICUBIC, center=(256, 256)))
    angle = np.radians(20)
    rotation = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    carried = (places - [256, 256, 0]) @ rotation.T + [256, 256, 0]
    straight, level = (np.asarray(level_crop(*pair), float) for pair in ((frame, places), (turned, carried)))
    assert np.abs(straight - level)[8:-8, 8:-8].mean() < 4


def test_likeness_of_pictures(elena):
    renderer, places = elena
    frame = renderer.render(actions(), STILL, STILL)
    other = renderer.render(actions(mouthSmile=1, jawOpen=0.3), STILL, STILL)
    same, different = face_likeness(frame, frame, places), face_likeness(frame, other, places)
    assert same == (100, pytest.approx(1))
    assert different[0] < 40
    assert different[1] < 0.99
    noise = np.random.default_rng(2).random((32, 32))
    assert structural_similarity(noise, 1 - noise).mean() < 0


def test_landmark_errors_are_by_region(elena):
    _, places = elena
    moved = places.copy()
    moved[mesh.BROWS, 1] -= 0.02 * mesh.unit(places)
    errors = landmark_errors(places[None], moved[None])
    assert errors["brows"] == pytest.approx(2)
    assert errors["lips"] == errors["jaw"] == 0


def test_intervals_are_of_portraits():
    sure = interval([[0.2, 0.4]] * 20)
    assert sure == {"mean": 0.3, "low": 0.3, "high": 0.3}
    unsure = interval([[value] for value in (-1.0, 1.0) * 10])
    assert unsure["low"] < -0.2 < 0.2 < unsure["high"]
    assert share([]) is None
    assert distribution([]) is None


def test_photographs_are_named_with_licence():
    assert len({photograph.name for photograph in PHOTOGRAPHS}) == len(PHOTOGRAPHS)
    assert all(photograph.licence.startswith(("public domain", "CC BY")) for photograph in PHOTOGRAPHS)
    assert any(photograph.free for photograph in PHOTOGRAPHS)


def test_a_file_that_changed_is_refused(tmp_path):
    file = PackagedFile("wheel", "example", "1.0", "example/face.jpg", "0" * 64)
    folder = tmp_path / "packages" / "wheel-example-1.0"
    folder.mkdir(parents=True)
    Image.new("RGB", (4, 4)).save(tmp_path / "face.jpg")
    with zipfile.ZipFile(folder / "example.whl", "w") as archive:
        archive.write(tmp_path / "face.jpg", "example/face.jpg")
    with pytest.raises(MissingFileError, match="sha256"):
        fetched(file, tmp_path)
