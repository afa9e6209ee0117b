import math
from fractions import Fraction

import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tietfg.motion.motion import Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.resample import MotionResampler
from tietfg.portrait.arkit import ARKIT_NAMES

RATES = [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50), Fraction(60)]


@pytest.fixture(scope="module")
def blocks():
    state, motions, speeches = PerformerState.initial(7), [], []
    for index, sentence in enumerate(SENTENCES):
        speech = speak(sentence, seed=index)
        motion, state = perform(speech, play("angry", 0.8, frames_of(speech)), state)
        motions.append(motion)
        speeches.append(speech)
    return motions, speeches


def _resampled(fps, motions):
    resampler = MotionResampler(fps)
    return Motion.concatenate([*(resampler.push(motion) for motion in motions), resampler.flush()])


@pytest.mark.parametrize("fps", RATES)
def test_frame_count_is_exact_and_blocks_make_no_difference(fps, blocks):
    motion = blocks[0][0]
    whole = _resampled(fps, [motion])
    assert len(whole) == math.ceil(len(motion) * fps / 25)
    for size in (1, 3, 7, 40):
        parts = [
            Motion(
                motion.fps,
                motion.coefficients[k : k + size],
                motion.rotation[k : k + size],
                motion.translation[k : k + size],
                motion.contacts if k == 0 else (),
            )
            for k in range(0, len(motion), size)
        ]
        cut = _resampled(fps, parts)
        np.testing.assert_array_equal(whole.coefficients, cut.coefficients)
        np.testing.assert_array_equal(whole.rotation, cut.rotation)


@pytest.mark.parametrize("fps", RATES)
def test_frames_of_all_blocks_cover_the_sound(fps, blocks):
    duration = Fraction(sum(len(motion) for motion in blocks[0]), 25)
    frames = len(_resampled(fps, blocks[0]))
    assert 0 <= frames / fps - duration < 1 / fps


def test_25_frames_a_second_are_the_latents_at_once(blocks):
    resampler = MotionResampler(Fraction(25))
    for motion in blocks[0]:
        same = resampler.push(motion)
        np.testing.assert_array_equal(same.coefficients, motion.coefficients)
        np.testing.assert_array_equal(same.translation, motion.translation)
    assert len(resampler.flush()) == 0


@pytest.mark.parametrize("fps", RATES)
def test_lips_still_touch_after_resampling(fps, blocks, lip_gap):
    motion = _resampled(fps, blocks[0])
    gap = lip_gap(motion.coefficients).max(axis=1)
    start, touching = 0.0, []
    for speech in blocks[1]:
        for phone in speech.phones:
            if phone.symbol in "pbm":
                middle = float(fps) * (start + (phone.start + phone.end) / 2)
                touching.append(gap[round(middle)] <= 0.5)
        start += speech.duration
    assert np.mean(touching) >= 0.95


@pytest.mark.parametrize("fps", RATES)
def test_every_blink_has_a_frame_with_shut_lids(fps, blocks):
    lids = [ARKIT_NAMES.index(name) for name in ("eyeBlinkLeft", "eyeBlinkRight")]
    latents = Motion.concatenate(blocks[0]).coefficients[:, lids].min(axis=1)
    motion = _resampled(fps, blocks[0])
    shut = np.flatnonzero(motion.coefficients[:, lids].min(axis=1) >= 0.999)
    blinks = np.flatnonzero(latents >= 0.999)
    assert len(blinks) >= 2
    for latent in blinks:
        assert np.abs(shut / float(fps) - latent / 25).min() <= 0.5 / float(fps) + 1e-6


@pytest.mark.parametrize("fps", RATES)
def test_interpolation_stays_in_range_and_follows_the_latents(fps, blocks):
    latents = Motion.concatenate(blocks[0])
    motion = _resampled(fps, blocks[0])
    assert motion.coefficients.min() >= 0
    assert motion.coefficients.max() <= 1.6
    places = np.arange(len(motion)) * float(25 / fps)
    line = np.interp(places, np.arange(len(latents)), latents.rotation[:, 0])
    np.testing.assert_allclose(motion.rotation[:, 0], line, atol=np.radians(0.2))


def test_latents_of_another_rate_are_refused(blocks):
    motion = blocks[0][0]
    wrong = Motion(Fraction(30), motion.coefficients, motion.rotation, motion.translation)
    with pytest.raises(ValueError, match="25 frames"):
        MotionResampler(Fraction(60)).push(wrong)
