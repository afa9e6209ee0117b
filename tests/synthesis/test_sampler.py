"""DDIM on arrays and tensors alike, against closed forms and an independent implementation."""

from typing import Literal

import numpy as np
import pytest

from tietfg.synthesis.sampler import ddim_step, guided, noised, sample, velocity
from tietfg.synthesis.schedule import NoiseSchedule

SCHEDULE = NoiseSchedule.of_betas("scaled_linear")


def latents(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.standard_normal((2, 3, 4)), generator.standard_normal((2, 3, 4))


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("count", [1, 4, 40])
def test_the_true_velocity_leads_to_the_clean_latent(count: int, order: Literal[1, 2]) -> None:
    clean, noise = latents()
    steps = SCHEDULE.trailing(count)

    def predict(latent: np.ndarray, step: int, both: bool) -> tuple[np.ndarray, None]:
        assert not both
        np.testing.assert_allclose(latent, noised(clean, noise, *SCHEDULE.shares(np.array(step))), atol=1e-9)
        return velocity(clean, noise, *SCHEDULE.shares(np.array(step))), None

    found = sample(SCHEDULE, noised(clean, noise, *SCHEDULE.shares(np.array(steps[0]))), steps, predict, order=order)
    np.testing.assert_allclose(found, clean, atol=1e-9)


def test_a_gaussian_is_sampled_as_one() -> None:
    """The best prediction for data N(2, 0.5^2) is known; many samples must have its mean and deviation."""

    def predict(latent: np.ndarray, step: int, both: bool) -> tuple[np.ndarray, None]:
        signal, rest = (float(share) for share in SCHEDULE.shares(np.array(step)))
        variance = (signal * 0.5) ** 2 + rest**2
        clean = 2 + signal * 0.25 / variance * (latent - signal * 2)
        noise = rest / variance * (latent - signal * 2)
        return signal * noise - rest * clean, None

    noise = np.random.default_rng(0).standard_normal(20_000)
    found = sample(SCHEDULE, noise, SCHEDULE.trailing(100), predict)
    assert found.mean() == pytest.approx(2, abs=0.02)
    assert found.std() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("deviation", [1.5, 2.0, 3.0, 6.0])
def test_early_steps_of_second_order_lose_less_of_a_wide_gaussian(deviation: float) -> None:
    schedule = NoiseSchedule.cosine()

    def predict(latent: np.ndarray, step: int, both: bool) -> tuple[np.ndarray, None]:
        signal, rest = (float(share) for share in schedule.shares(np.array(step)))
        variance = (signal * deviation) ** 2 + rest**2
        clean = signal * deviation**2 / variance * latent
        return signal * rest / variance * latent - rest * clean, None

    start = np.ones(1)
    ways: tuple[tuple[tuple[int, ...], Literal[1, 2]], ...] = ((schedule.trailing(8), 1), (schedule.early(8), 2))
    first, second = (
        abs(float(sample(schedule, start, steps, predict, order=order)[0]) - deviation) for steps, order in ways
    )
    assert second < 0.4 * first


def test_the_second_order_is_that_of_diffusers() -> None:
    torch = pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    theirs = diffusers.DPMSolverMultistepScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        algorithm_type="dpmsolver++",
        solver_order=2,
        solver_type="midpoint",
        lower_order_final=False,
        final_sigmas_type="zero",
        timestep_spacing="trailing",
    )
    theirs.set_timesteps(20)
    schedule = NoiseSchedule.of_betas("scaled_linear", zero_terminal_snr=False)
    steps = schedule.trailing(20)
    assert steps == tuple(theirs.timesteps.tolist())
    start, direction = latents()

    def velocity_of(latent: np.ndarray) -> np.ndarray:
        return 0.3 * latent + 0.1 * direction  # of any network that sees its input

    found = sample(schedule, start, steps, lambda latent, *_: (velocity_of(latent), None), order=2)
    latent = torch.from_numpy(start)
    for step in theirs.timesteps:
        latent = theirs.step(torch.from_numpy(velocity_of(latent.numpy())), step, latent).prev_sample
    np.testing.assert_allclose(found, latent.numpy(), atol=1e-4)


def test_guidance_is_asked_for_in_its_steps_alone() -> None:
    asked: list[bool] = []

    def predict(latent: np.ndarray, step: int, both: bool) -> tuple[np.ndarray, np.ndarray | None]:
        asked.append(both)
        return latent, -latent if both else None

    clean, _ = latents()
    sample(SCHEDULE, clean, SCHEDULE.trailing(8), predict, scale=3.0, guided_steps=0.5)
    assert asked == [True] * 4 + [False] * 4
    asked.clear()
    sample(SCHEDULE, clean, SCHEDULE.trailing(8), predict)
    assert asked == [False] * 8


def test_guidance_goes_on_from_the_unconditional() -> None:
    first, second = latents()
    np.testing.assert_allclose(guided(first, second, 1.0), first)
    np.testing.assert_allclose(guided(first, second, 0.0), second)
    np.testing.assert_allclose(guided(first, second, 3.0), 3 * first - 2 * second)


def test_tensors_and_arrays_agree() -> None:
    torch = pytest.importorskip("torch")
    clean, noise = latents()
    expected = ddim_step(SCHEDULE, clean, noise, 750, 500)
    found = ddim_step(SCHEDULE, torch.from_numpy(clean), torch.from_numpy(noise), 750, 500)
    np.testing.assert_allclose(found.numpy(), expected)


@pytest.mark.parametrize("kind", ["linear", "scaled_linear"])
def test_steps_are_those_of_diffusers(kind: str) -> None:
    torch = pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    theirs = diffusers.DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule=kind,
        clip_sample=False,
        steps_offset=1,
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
    )
    theirs.set_timesteps(20)  # it takes 1000 // steps for the distance of steps, so that must be a whole number
    schedule = NoiseSchedule.of_betas(kind)
    steps = schedule.trailing(20)
    assert steps == tuple(theirs.timesteps.tolist())
    latent, predicted = (torch.from_numpy(values) for values in latents())
    for step, following in zip(steps, [*steps[1:], -1], strict=True):
        ours = ddim_step(schedule, latent, predicted, step, following)
        latent = theirs.step(predicted, step, latent).prev_sample
        np.testing.assert_allclose(ours.numpy(), latent.numpy(), atol=2e-5)
