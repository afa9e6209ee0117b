"""Motion alone, without pictures: every system plays performances that no training has seen, each in two takes."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from tietfg.synthesis.motion_tokens import motion_values
from visual import performances
from visual.bootstrap import summary
from visual.measures import deviation, diversity, jaw_correlation, jerk, speaking
from visual.progress import told
from visual.systems import ABLATION, PROCEDURAL, System

PERFORMED = "the performance itself"
"""By the procedural performer in a style; what the jaw's correlation is with."""
_TAKES = 2


def measure(pool: Executor, systems: Sequence[System], seed: int, count: int) -> dict[str, Any]:
    """Figures of every system over `count` performances."""
    performances.fetch()
    futures = [pool.submit(_figures, systems, seed, number) for number in range(count)]
    cases = [future.result() for future in told("performances", futures)]
    names = [system.name for system in systems if not system.name.startswith(ABLATION)]
    trained = [system.name for system in systems if system.name.startswith(ABLATION)]
    result = {"performances": count, "seed": seed, "apart": performances.apart()}
    result |= summary(cases, [PERFORMED, *names], PROCEDURAL)
    return result | ({"ablations": summary(cases, trained, trained[0])} if trained else {})


def _figures(systems: Sequence[System], seed: int, number: int) -> dict[str, dict[str, float]]:
    unseen = performances.make(seed, number)
    speech, true = unseen.speech, unseen.values
    found = {PERFORMED: speaking(true, speech) | jerk(true) | deviation(true)}
    for system in systems:
        blocks = [(spoken, system.track(spoken, track, number), prosody) for spoken, track, prosody in unseen.blocks]
        first, second = (
            motion_values(system.perform(blocks, _TAKES * number + take, unseen.geometry)) for take in range(_TAKES)
        )
        found[system.name] = speaking(first, speech) | jerk(first) | deviation(first) | diversity(first, second)
        found[system.name]["jaw"] = jaw_correlation(first, true)
    return found
