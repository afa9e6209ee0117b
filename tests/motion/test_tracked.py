import numpy as np
import pytest

from tietfg.motion.tracked import _lips_touch, performance_of, smooth
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_matrix
from tietfg.portrait.tracking import TrackedFace

PIVOT = np.array([0.0, 1.15, 0.75])


def face_of(coefficients: np.ndarray, angles: np.ndarray, jitter: float = 0.0) -> TrackedFace:
    """Landmarks of the mean face that does this, 200 pixels between its eye corners, 25 frames a second."""
    basis = load_basis()
    shape = basis.resting + np.einsum("fk,kvc->fvc", coefficients, basis.basis)
    turned = np.stack([face @ rotation_matrix(angle).T for face, angle in zip(shape, angles, strict=True)])
    landmarks = 200 * turned + [300, 300, 0] + np.random.default_rng(0).normal(0, jitter, turned.shape)
    frames = len(landmarks)
    return TrackedFace(
        seconds=np.arange(frames) / 25,
        landmarks=landmarks.astype(np.float32),
        blendshapes=coefficients.astype(np.float32),
        size=(600, 600),
        frames=frames,
        duration=frames / 25,
        sound_start=None,
        crowded=0.0,
        patches=np.zeros((0, 48, 48), np.uint8),
        views=(),
    )


@pytest.fixture
def talking() -> tuple[np.ndarray, np.ndarray]:
    coefficients, angles = np.zeros((100, 52)), np.zeros((100, 3))
    coefficients[:, coefficient("jawOpen")] = 0.3 - 0.3 * np.cos(np.arange(100) / 4)
    angles[:, 1] = np.radians(6) * np.sin(np.arange(100) / 15)
    return coefficients, angles


def test_motion_is_found_again(talking):
    coefficients, angles = talking
    found = performance_of(face_of(coefficients, angles), PIVOT, np.zeros(52))
    jaw = found.coefficients[:, coefficient("jawOpen")]
    assert np.corrcoef(jaw, coefficients[:, coefficient("jawOpen")])[0, 1] > 0.97
    assert np.corrcoef(found.rotation[:, 1], angles[:, 1])[0, 1] > 0.99
    assert np.ptp(found.rotation[:, 1]) == pytest.approx(np.ptp(angles[:, 1]), rel=0.15)


def test_from_the_first_frame_the_portrait_begins_with_its_own_face(talking):
    expression = np.zeros(52)
    expression[coefficient("mouthSmileLeft")] = 0.7
    found = performance_of(face_of(*talking), PIVOT, expression, "first")
    np.testing.assert_allclose(found.coefficients[0], expression, atol=1e-4)
    np.testing.assert_allclose(found.rotation[0], 0, atol=np.radians(0.5))


def test_smoothing_takes_jitter_and_leaves_blinks():
    draw = np.random.default_rng(1)
    course = 0.02 * draw.standard_normal((200, 1))
    course[100:105, 0] += [0.4, 0.9, 1.0, 0.8, 0.3]
    smoothed = smooth(course, 2, 0.05)
    assert smoothed[102, 0] > 0.97 * course[102, 0]
    assert smoothed[:90].std() < 0.75 * course[:90].std()
    assert np.argmax(smoothed) == np.argmax(course)


def test_smoothing_has_no_lag():
    slow = np.sin(np.arange(200) / 12)[:, None]
    smoothed = smooth(slow + 0.01 * np.random.default_rng(0).standard_normal((200, 1)), 2, 0.05)
    lags = [np.corrcoef(np.roll(smoothed[:, 0], lag)[10:-10], slow[10:-10, 0])[0, 1] for lag in (-1, 0, 1)]
    assert np.argmax(lags) == 1


def test_lips_that_touch_briefly(talking):
    coefficients, angles = talking
    touching = _lips_touch(face_of(coefficients, angles).landmarks)
    jaw = coefficients[:, coefficient("jawOpen")]
    assert touching[jaw < 0.01].any()
    assert not touching[jaw > 0.3].any()


def test_gaze_goes_on_behind_closed_lids():
    coefficients = np.zeros((60, 52))
    coefficients[:, UNITS["eyeBlink"]] = np.exp(-(((np.arange(60) - 30) / 2) ** 2))[:, None]
    coefficients[28:33, UNITS["eyeLookDown"]] = 0.8
    found = performance_of(face_of(coefficients, np.zeros((60, 3))), PIVOT, np.zeros(52))
    assert found.coefficients[30, UNITS["eyeLookDown"]].max() < 0.3
