"""Sampling of v-predictions by DDIM and DPM-Solver++, on NumPy arrays and torch tensors alike."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from tietfg.synthesis.schedule import NoiseSchedule

Latent = TypeVar("Latent", bound=Any)
"""A NumPy array or a torch tensor."""


def noised(clean: Latent, noise: Latent, signal: Any, rest: Any) -> Latent:
    """z_t of eq 3 from z_0 and noise, by their shares (see NoiseSchedule.shares): numbers, or arrays that broadcast."""
    return clean * signal + noise * rest


def velocity(clean: Latent, noise: Latent, signal: Any, rest: Any) -> Latent:
    """What a model predicts: v = sqrt(alpha_bar) noise - sqrt(1 - alpha_bar) z_0 (Salimans and Ho 2022)."""
    return noise * signal - clean * rest


def ddim_step(schedule: NoiseSchedule, latent: Latent, predicted: Latent, step: int, following: int) -> Latent:
    """Z at the step `following` (-1: the clean latent) from z and v at `step` (Song et al. 2021, with eta 0)."""
    signal, rest = _shares(schedule, step)
    clean = latent * signal - predicted * rest
    noise = predicted * signal + latent * rest
    return noised(clean, noise, *_shares(schedule, following))


def multistep(
    schedule: NoiseSchedule, latent: Latent, clean: Latent, before: Latent, steps: tuple[int, int], following: int
) -> Latent:
    """Z at the step `following`, not -1, by the second order of DPM-Solver++ (2M; Lu et al. 2022, algorithm 2).

    `clean` is z_0 as it is predicted at the second of `steps`, where z is, and `before` at the first, where it was;
    something must be left of it in both.
    """
    ratios = [math.log(signal / rest) for signal, rest in (_shares(schedule, step) for step in (*steps, following))]
    forward, (_, rest) = ratios[2] - ratios[1], _shares(schedule, steps[1])
    extrapolated = clean + (clean - before) * (0.5 * forward / (ratios[1] - ratios[0]))
    signal_after, rest_after = _shares(schedule, following)
    return latent * (rest_after / rest) - extrapolated * (signal_after * math.expm1(-forward))


def guided(conditional: Latent, unconditional: Latent, scale: float) -> Latent:
    """Classifier-free guidance (Ho and Salimans 2022): at scale 1 the conditional prediction itself."""
    return unconditional + scale * (conditional - unconditional)


def sample(
    schedule: NoiseSchedule,
    noise: Latent,
    steps: Sequence[int],
    predict: Callable[[Latent, int, bool], tuple[Latent, Latent | None]],
    *,
    scale: float = 1.0,
    guided_steps: float = 1.0,
    order: Literal[1, 2] = 1,
) -> Latent:
    """z_0 from noise at the first of falling `steps`.

    `predict(z, t, both)` gives v with the conditions, and v without them where `both` is True, else None. They are
    asked for in the first `guided_steps` share of the steps, and only at a `scale` other than 1. Order 1 is DDIM,
    order 2 DPM-Solver++(2M), which takes as much time and loses less where steps are few.
    """
    latent, before = noise, None
    last_guided = round(guided_steps * len(steps)) if scale != 1.0 else 0
    for index, (step, following) in enumerate(zip(steps, [*steps[1:], -1], strict=True)):
        conditional, unconditional = predict(latent, step, index < last_guided)
        velocity_now = conditional if unconditional is None else guided(conditional, unconditional, scale)
        signal, rest = _shares(schedule, step)
        clean = latent * signal - velocity_now * rest
        if order == 2 and following >= 0 and before is not None:
            latent = multistep(schedule, latent, clean, before, (steps[index - 1], step), following)
        else:
            latent = ddim_step(schedule, latent, velocity_now, step, following)
        before = clean if signal > 0 else None
    return latent


def _shares(schedule: NoiseSchedule, step: int) -> tuple[float, float]:
    signal, rest = schedule.shares(step)  # type: ignore[arg-type]
    return float(signal), float(rest)
