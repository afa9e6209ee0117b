"""Drift and repeatability: ten minutes from one state, and pictures of equal seeds.

The same speech, about a minute of it, is performed ten times on end with one state: minutes differ by the take alone.
If nothing drifts, their order means nothing. So the trend over the minutes is compared with that of shuffled minutes,
and the difference of the last minute from the first with that of any two.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE
from tietfg.pipeline import TalkingFacePipeline
from tietfg.presets import PresetOptions
from tietfg.synthesis.motion_tokens import motion_values
from visual import performances
from visual.measures import Values, deviation, jerk, level
from visual.progress import told
from visual.systems import System
from visual.texts import SHORT, SHORT_EMOTION

MINUTES = 10
SIGNIFICANCE = 0.05
"""Of all figures of a system together: divided by their number (Bonferroni)."""
_SHUFFLES = 10_000
_SIZE = 256


def measure(pool: Executor, systems: Sequence[System], denoiser: Path, seed: int) -> dict[str, Any]:
    """Minutes of each system one by one and their trends, and whether equal seeds give equal pictures."""
    performances.fetch()
    futures = [pool.submit(_minutes, system, seed) for system in systems]
    rounds = {system.name: future.result() for system, future in zip(systems, told("systems", futures), strict=True)}
    pictures = partial(_pictures, denoiser)
    once, again, other_seed = pictures(seed), pictures(seed), pictures(seed + 1)
    return {
        "minutes": MINUTES,
        "systems": {name: _trends(minutes) for name, minutes in rounds.items()},
        "equal_seeds": {
            "equal_again": once == again,
            "equal_in_another_process": once == pool.submit(pictures, seed).result(),
            "another_seed_differs": once != other_seed,
        },
    }


def _minutes(system: System, seed: int) -> list[dict[str, float]]:
    """Figures of each round of the same speech."""
    blocks, number = [], 0
    while sum(len(track) for _, track, _ in blocks) < 60 * LATENT_RATE:
        blocks += performances.make(seed, number).blocks
        number += 1
    values = motion_values(system.perform(blocks * MINUTES, seed, performances.make(seed, 0).geometry))
    figures: tuple[Callable[[Values], dict[str, float]], ...] = (level, deviation, jerk)
    return [
        {name: value for figure in figures for name, value in figure(minute).items()}
        for minute in np.split(values, MINUTES)
    ]


def _trends(minutes: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Of each figure: its first and last minute, the differences between minutes, and how rare its trend is."""
    random = np.random.default_rng(0)
    trends = {}
    for name in minutes[0]:
        course = np.array([minute[name] for minute in minutes])
        apart = [later - earlier for earlier, later in permutations(course, 2)]
        low, high = np.percentile(apart, (2.5, 97.5))
        shuffled = np.abs([_slope(random.permutation(course)) for _ in range(_SHUFFLES)])
        rarity = float((1 + (shuffled >= abs(_slope(course)) - 1e-12).sum()) / (1 + _SHUFFLES))
        trends[name] = {
            "first": float(course[0]),
            "last": float(course[-1]),
            "difference": float(course[-1] - course[0]),
            "usual": [float(low), float(high)],
            "probability": rarity,
            "course": course.tolist(),
        }
    return trends


def _slope(course: NDArray[np.float64]) -> float:
    """Change a minute."""
    places = np.arange(len(course)) - (len(course) - 1) / 2
    return float(places @ course / (places @ places))


def _pictures(denoiser: Path, seed: int) -> str:
    """SHA-256 of the pictures of a short video."""
    pipeline = TalkingFacePipeline.from_pretrained("portrait", options=PresetOptions(weights=denoiser))
    video = pipeline(image="amara", text=SHORT, emotion=SHORT_EMOTION, motion="diffusion", seed=seed, size=_SIZE)
    return hashlib.sha256(b"".join(frame.tobytes() for frame in video.frames())).hexdigest()
