import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import read_track, track_json
from tietfg.errors import InputError


@given(st.integers(1, 30), st.integers(0, 2**32 - 1), st.sampled_from(["25", "30000/1001", "60"]))
def test_round_trip(frames: int, seed: int, fps: str) -> None:
    generator = np.random.default_rng(seed)
    track = EmotionTrack(
        Fraction(fps),
        generator.dirichlet(np.ones(len(EMOTIONS)), frames).astype(np.float32),
        generator.random(frames).astype(np.float32),
    )
    again = read_track(track_json(track), "track.json")
    assert again.fps == track.fps
    np.testing.assert_allclose(again.probabilities, track.probabilities, atol=2e-4)
    np.testing.assert_allclose(again.intensity, track.intensity, atol=1e-4)
    np.testing.assert_allclose(again.probabilities.sum(axis=1), 1, atol=1e-6)


GOOD = {"fps": "25", "probabilities": [[1, 0, 0, 0, 0, 0, 0]], "intensity": [0.5]}


@pytest.mark.parametrize(
    ("change", "mentions"),
    [
        ({"fps": "0"}, "fps"),
        ({"fps": "25/0"}, "fps"),
        ({"probabilities": [[1, 0, 0]]}, "frame 0"),
        ({"probabilities": [[0.5, 0, 0, 0, 0, 0, 0]]}, "sum to 1"),
        ({"probabilities": [[2, -1, 0, 0, 0, 0, 0]]}, "probabilities"),
        ({"intensity": [1.5]}, "intensity"),
        ({"intensity": [0.5, 0.5]}, "one entry"),
        ({"emotions": ["happy"]}, "emotions"),
        ({"mood": 1}, "mood"),
    ],
)
def test_rules(change: dict[str, object], mentions: str) -> None:
    with pytest.raises(InputError, match=mentions):
        read_track(json.dumps(GOOD | change), "track.json")
