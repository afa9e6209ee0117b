"""The shipped denoiser: it moves a face as it did when it was shipped, with speech and with what is felt."""

import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tietfg.motion.motion import Motion
from tietfg.performers import SHIPPED_DENOISER
from tietfg.portrait.arkit import coefficient
from tietfg.synthesis.motion_diffusion import DiffusionPerformer, DiffusionState
from tietfg.synthesis.motion_tokens import TOKENS, motion_values

GOLDEN = (0.3015, 0.1733, 0.0398, 0.4069, 0.3, 0.1027, 0.0574, -0.0199)
"""Mean of each token's values for the first sentence, happy."""


@pytest.fixture(scope="module")
def performer() -> DiffusionPerformer:
    return DiffusionPerformer(SHIPPED_DENOISER)


def performed(performer: DiffusionPerformer, emotion: str, seed: int = 1) -> Motion:
    speech = speak(SENTENCES[0])
    return performer.perform(speech, play(emotion, 0.9, frames_of(speech)), DiffusionState.initial(seed))[0]


def test_it_moves_as_it_did_when_it_was_shipped(performer):
    values = motion_values(performed(performer, "happy"))
    means = [float(values[:, list(region.values)].mean()) for region in TOKENS]
    assert means == pytest.approx(GOLDEN, abs=0.005)


@pytest.mark.parametrize(
    ("emotion", "names"),
    [
        ("happy", ("mouthSmileLeft", "mouthSmileRight")),
        ("sad", ("browInnerUp", "mouthFrownLeft")),
        ("angry", ("browDownLeft", "browDownRight")),
        ("disgust", ("noseSneerLeft", "noseSneerRight")),
        ("surprise", ("browOuterUpLeft", "eyeWideLeft")),
    ],
)
def test_a_face_shows_what_is_felt(performer, emotion, names):
    columns = [coefficient(name) for name in names]
    felt, calm = (performed(performer, each).coefficients[:, columns].mean() for each in (emotion, "neutral"))
    assert felt > calm + 0.1


def test_the_jaw_opens_with_vowels(performer):
    speech, motion = speak(SENTENCES[0]), performed(performer, "neutral")
    jaw = motion.coefficients[:, coefficient("jawOpen")]
    frames = np.arange(len(motion)) / 25
    open_vowels = [phone for phone in speech.phones if phone.symbol in "aæɑʌ"]
    inside = np.any([(frames >= phone.start) & (frames < phone.end) for phone in open_vowels], axis=0)
    assert jaw[inside].mean() > 1.3 * jaw[~inside].mean()
