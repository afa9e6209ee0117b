"""Clips, what is drawn for them, and latents at other frame rates."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.media.rates import FRAME_RATES
from tietfg.motion.motion import LATENT_RATE
from tietfg.synthesis.sd15.clips import CLIP, CORRUPTED, clip_noise, cut_clips, drift_guard, whole_clip
from tietfg.synthesis.sd15.latents import LatentResampler, PictureLatents


@given(st.integers(1, 400))
def test_clips_cover_a_block_once(frames: int) -> None:
    clips = cut_clips(frames)
    assert [frame for clip in clips for frame in clip] == list(range(frames))
    assert all(len(clip) == CLIP for clip in clips[:-1])


def test_a_short_clip_is_filled_with_its_last_row() -> None:
    rows = np.arange(20, dtype=np.float32)[:, None]
    assert whole_clip(rows, range(0, 16))[:, 0].tolist() == list(range(16))
    assert whole_clip(rows, range(16, 20))[:, 0].tolist() == [16, 17, 18, *[19] * 13]


def test_noise_is_told_by_seed_and_frame_alone() -> None:
    drawn = clip_noise(3, 32, (1, 16, 4, 8, 8))
    np.testing.assert_array_equal(drawn, clip_noise(3, 32, (1, 16, 4, 8, 8)))
    for other in (clip_noise(4, 32, drawn.shape), clip_noise(3, 48, drawn.shape)):
        assert abs(np.corrcoef(drawn.ravel(), other.ravel())[0, 1]) < 0.06
    assert abs(drawn.std() - 1) < 0.05


def test_the_drift_guard_spares_the_face() -> None:
    face = np.zeros((64, 64), np.float32)
    face[16:48, 16:48] = 1
    kept = drift_guard(0, 16, face)
    assert (kept[face > 0] == 1).all()
    assert abs((kept[face == 0] == 0).mean() - CORRUPTED) < 0.03
    assert set(np.unique(kept)) == {0, 1}
    assert (kept != drift_guard(0, 32, face)).any()


def ramp(frames: int) -> np.ndarray:
    """Latents that rise evenly, in steps that float16 knows."""
    return (np.arange(frames, dtype=np.float32) / 8)[:, None, None, None] * np.ones((1, 4, 2, 2), np.float32)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=5), st.sampled_from(sorted(FRAME_RATES)))
def test_other_rates_show_each_frame_at_its_time(clips: list[int], rate: str) -> None:
    fps, total = FRAME_RATES[rate], sum(clips)
    values = ramp(total).astype(np.float16)
    resampler = LatentResampler(fps)
    starts = np.cumsum([0, *clips])
    parts = [
        resampler.push(PictureLatents(LATENT_RATE, values[start : start + count]))
        for start, count in zip(starts, clips, strict=False)
    ]
    made = PictureLatents.concatenate([*parts, resampler.flush()])
    count = -((-total * fps) // LATENT_RATE)
    assert made.fps == fps
    assert len(made) == count
    expected = np.minimum(np.arange(count) * float(LATENT_RATE / fps), total - 1) / 8
    np.testing.assert_allclose(made.values[:, 0, 0, 0], expected, atol=2e-3 * max(expected.max(), 1))
    if fps == LATENT_RATE:
        np.testing.assert_array_equal(made.values, values)


def test_latents_at_another_rate_are_refused() -> None:
    with pytest.raises(ValueError, match="25 frames"):
        LatentResampler(Fraction(30)).push(PictureLatents(Fraction(30), ramp(2).astype(np.float16)))
