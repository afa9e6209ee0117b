import numpy as np
import pytest

from tietfg.easing import smooth_step


def test_it_rises_from_one_bound_to_the_other_with_flat_ends():
    values = np.linspace(-1, 4, 1001)
    step = smooth_step(values, 1, 3)
    assert step[values <= 1].max() == 0
    assert step[values >= 3].min() == 1
    assert smooth_step(np.array([2.0]), 1, 3) == 0.5
    slope = np.gradient(step, values)
    assert slope.min() >= 0
    assert slope.max() == pytest.approx(0.75, abs=1e-3)
    assert np.interp([1, 3], values, slope) == pytest.approx(0, abs=0.02)
    assert smooth_step(-values, -3, -1) == pytest.approx(1 - step)
