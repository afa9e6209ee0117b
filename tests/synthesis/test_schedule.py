"""Schedules against the published figures and plain evaluation."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.synthesis.schedule import STEPS, NoiseSchedule

SCHEDULES = {
    "linear": NoiseSchedule.of_betas("linear"),
    "scaled_linear": NoiseSchedule.of_betas("scaled_linear"),
    "cosine": NoiseSchedule.cosine(),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_nothing_is_left_at_the_end(name: str) -> None:
    alpha_bar = SCHEDULES[name].alpha_bar
    assert len(alpha_bar) == STEPS
    assert alpha_bar[-1] == pytest.approx(0, abs=1e-30)
    assert alpha_bar[0] > 0.99
    assert (np.diff(alpha_bar) < 0).all()


def test_the_two_schedules_of_the_reference_code_differ_as_measured() -> None:
    linear, scaled = (
        NoiseSchedule.of_betas(kind, zero_terminal_snr=False).alpha_bar[500] for kind in ("linear", "scaled_linear")
    )
    assert linear == pytest.approx(np.prod(1 - np.linspace(0.00085, 0.012, STEPS)[:501]))
    assert scaled > linear


def test_rescaling_keeps_the_first_step() -> None:
    before = NoiseSchedule.of_betas("scaled_linear", zero_terminal_snr=False).alpha_bar
    assert SCHEDULES["scaled_linear"].alpha_bar[0] == pytest.approx(before[0])


def test_forty_trailing_steps_are_those_of_the_reference_code() -> None:
    steps = SCHEDULES["linear"].trailing(40)
    assert steps == tuple(range(999, 0, -25))
    assert steps[-1] == 24


@given(st.integers(1, STEPS))
def test_trailing_steps_fall_from_the_last_one(count: int) -> None:
    steps = SCHEDULES["linear"].trailing(count)
    assert len(steps) == count
    assert steps[0] == STEPS - 1
    assert all(first > second for first, second in itertools.pairwise(steps))
    assert steps[-1] >= 0


@given(st.lists(st.integers(0, STEPS - 1), min_size=1, max_size=8))
def test_each_sample_has_the_weight_of_its_own_step(steps: list[int]) -> None:
    schedule = SCHEDULES["scaled_linear"]
    for weight, step in zip(schedule.min_snr_weights(np.array(steps)), steps, strict=True):
        alpha_bar = schedule.alpha_bar[step]
        ratio = alpha_bar / max(1 - alpha_bar, 1e-12)
        assert weight == pytest.approx(min(ratio + 1, 5) / (ratio + 1), abs=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_last_step_weighs_in_full(name: str) -> None:
    assert SCHEDULES[name].min_snr_weights(np.array([STEPS - 1])) == pytest.approx(1)


@pytest.mark.parametrize("count", [1, 2, 8, 40, 1000])
def test_early_steps_fall_from_the_last_one_ever_faster(count: int) -> None:
    steps = SCHEDULES["linear"].early(count)
    assert steps[0] == 999
    assert len(steps) == count
    falls = -np.diff([*steps, -1])
    assert falls.min() > 0
    assert (np.diff(falls) >= -2).all()  # rounded


@pytest.mark.parametrize("count", [0, 1001])
def test_early_steps_are_as_many_as_there_are(count: int) -> None:
    with pytest.raises(ValueError, match="steps are not between"):
        SCHEDULES["linear"].early(count)
