"""The codec of the portrait scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.synthesis.motion_tokens import (
    CHANNELS,
    COEFFICIENTS,
    MASKS,
    PRESENT,
    TOKENS,
    VALUES,
    MotionTokens,
    motion_of,
    motion_values,
)

GENERATOR = np.random.default_rng(1)
CODEC = MotionTokens.fitted(GENERATOR.normal(0.2, 0.3, (200, VALUES)) * np.linspace(0.0, 1.0, VALUES))


def test_every_number_of_a_frame_is_in_exactly_one_of_at_most_eight_tokens():
    held = [index for region in TOKENS for index in region.values]
    assert sorted(held) == list(range(VALUES))
    assert len(TOKENS) <= 8
    assert PRESENT.sum() == VALUES


def test_masks_cover_every_token_once_and_head_and_lips_are_where_they_belong():
    np.testing.assert_allclose(MASKS.sum(axis=1), 1.0)
    pose, _, lip = MASKS.T
    holder = {index: k for k, region in enumerate(TOKENS) for index in region.values}
    assert pose[holder[COEFFICIENTS]] == 1.0
    assert lip[holder[ARKIT_NAMES.index("jawOpen")]] == lip[holder[ARKIT_NAMES.index("mouthClose")]] == 1.0
    assert lip[holder[ARKIT_NAMES.index("browInnerUp")]] == pose[holder[ARKIT_NAMES.index("eyeBlinkLeft")]] == 0.0


@settings(max_examples=40, deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(0, 5), st.just(VALUES)), elements=st.floats(-2, 2, width=32)))
def test_decoding_gives_back_what_was_encoded(values):
    np.testing.assert_allclose(CODEC.decode(CODEC.encode(values)), values, atol=1e-6, rtol=1e-6)


def test_tokens_of_training_data_have_unit_scale_and_padding_is_zero_and_ignored():
    values = GENERATOR.normal(0.2, 0.3, (500, VALUES))
    tokens = MotionTokens.fitted(values).encode(values)
    assert tokens.shape == (500, len(TOKENS), CHANNELS)
    np.testing.assert_allclose(tokens[:, PRESENT].std(axis=0), 1.0, atol=1e-3)
    assert not tokens[:, ~PRESENT].any()
    disturbed = tokens.copy()
    disturbed[:, ~PRESENT] = 7.0
    codec = MotionTokens.fitted(values)
    np.testing.assert_array_equal(codec.decode(disturbed), codec.decode(tokens))


def test_what_never_moves_stays_finite():
    tokens = MotionTokens.fitted(np.zeros((10, VALUES))).encode(np.full((1, VALUES), 0.01))
    assert np.abs(tokens).max() < 10


def test_scales_go_through_json():
    again = MotionTokens.from_json(CODEC.as_json())
    np.testing.assert_array_equal(again.mean, CODEC.mean)
    np.testing.assert_array_equal(again.deviation, CODEC.deviation)


@pytest.mark.parametrize("document", ["{}", "[]", '{"mean": [0], "deviation": [1]}', "no json"])
def test_other_documents_are_no_scales(document):
    with pytest.raises(ValueError, match=r"scales|Expecting"):
        MotionTokens.from_json(document)


def test_motion_and_values():
    values = GENERATOR.normal(size=(4, VALUES)).astype(np.float32)
    np.testing.assert_array_equal(motion_values(motion_of(values)), values)
    slow = motion_of(values)
    with pytest.raises(ValueError, match="25 frames"):
        motion_values(Motion(slow.fps * 2, slow.coefficients, slow.rotation, slow.translation))
