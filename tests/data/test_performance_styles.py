"""Styles on real performances of the procedural performer."""

import numpy as np
import pytest

from tests.motion.conftest import lip_gap
from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tietfg.data.performance_styles import Style, styled
from tietfg.motion.contacts import contact_strength
from tietfg.motion.eyes import EYE_DEGREES
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import coefficient

gap_of = lip_gap


@pytest.fixture(scope="module")
def performed():
    speech = speak(SENTENCES[0] + " | " + SENTENCES[2], lead=0.6)
    return perform(speech, play("happy", 0.8, frames_of(speech)), PerformerState.initial(4))[0]


def in_style(motion, style, seed=0):
    return styled(motion, motion.contacts, style, np.random.default_rng(seed))


def test_the_own_style_changes_hardly_anything(performed):
    same = in_style(performed, Style())
    np.testing.assert_allclose(same.coefficients, performed.coefficients, atol=0.05)
    np.testing.assert_allclose(same.rotation, performed.rotation, atol=0.01)


@pytest.mark.parametrize("articulation", [0.85, 1.15])
def test_lips_still_touch_where_they_must(performed, gap_of, articulation):
    motion = in_style(performed, Style(articulation=articulation, expression=1.3, asymmetry=0.2))
    touching = contact_strength(performed.contacts, False, np.arange(len(performed)) / 25) >= 1
    assert touching.sum() >= 5
    assert gap_of(motion.coefficients[touching]).max() < 0.5
    ratio = (
        motion.coefficients[~touching, coefficient("jawOpen")].mean()
        / performed.coefficients[~touching, coefficient("jawOpen")].mean()
    )
    assert (ratio - 1) * (articulation - 1) > 0


def test_the_gaze_stays_in_the_room_when_the_head_moves_more(performed):
    motion = in_style(performed, Style(head=1.3))

    def looks(motion):
        values = motion.coefficients
        inwards, outwards = (values[:, coefficient(f"eyeLook{way}Left")] for way in ("In", "Out"))
        yaw = EYE_DEGREES["In"] * inwards - EYE_DEGREES["Out"] * outwards
        return yaw + 0.9 * np.degrees(motion.rotation[:, 1])

    assert np.abs(motion.rotation).mean() > 1.1 * np.abs(performed.rotation).mean()
    np.testing.assert_allclose(looks(motion), looks(performed), atol=0.2)


def test_blinks_are_kept_whole_or_left_out(performed):
    def blinks(motion):
        shut = motion.coefficients[:, UNITS["eyeBlink"]].min(axis=1) > 0.6
        return int((np.diff(shut.astype(int)) == 1).sum())

    assert blinks(performed) >= 2
    assert blinks(in_style(performed, Style(blinks=1.0))) == blinks(performed)
    none = in_style(performed, Style(blinks=0.0))
    assert blinks(none) < blinks(performed)
    assert (
        np.abs(np.diff(none.coefficients[:, UNITS["eyeBlink"]], axis=0)).max()
        <= np.abs(np.diff(performed.coefficients[:, UNITS["eyeBlink"]], axis=0)).max()
    )


def test_a_smile_leans_to_one_side(performed):
    motion = in_style(performed, Style(asymmetry=0.2))
    left, right = motion.coefficients[:, UNITS["mouthSmile"]].mean(axis=0)
    before_left, before_right = performed.coefficients[:, UNITS["mouthSmile"]].mean(axis=0)
    assert left / right > 1.3 * before_left / before_right


def test_drawn_styles_differ_and_stay_moderate():
    styles = [Style.drawn(np.random.default_rng(seed)) for seed in range(300)]
    heads = np.array([style.head for style in styles])
    assert 0.5 < heads.min() < 0.75 < 1.35 < heads.max() < 1.7
    assert abs(np.mean([style.articulation for style in styles]) - 1.0) < 0.02
