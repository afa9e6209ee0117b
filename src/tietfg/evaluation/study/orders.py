"""Who sees what when: orders that are random, balanced over the participants, and the same for the same seed."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Place:
    """A stimulus (index) by a system or pair of systems (index), and whether the pair changes sides."""

    stimulus: int
    version: int
    swapped: bool


def orders(stimuli: int, versions: int, participants: int, sides: bool, seed: int) -> list[list[Place]]:
    """An order of all stimuli in all versions for each participant.

    An order has as many rounds as there are versions. Each round shows every stimulus once, in versions that change
    from round to round, so a stimulus never comes twice in a row (with two stimuli or more). From participant to
    participant the stimuli turn within the round and the versions from round to round: over stimuli x versions
    participants every item is in every position once (a Latin square), over fewer at most once. With `sides`,
    participants come in twos: the same order, the sides of every pair exchanged; and on one side a version is as
    often as on the other, give or take one.
    """
    block = stimuli * versions * (1 + sides)
    result: list[list[Place]] = []
    for start in range(0, participants, block):
        square = _Square(stimuli, versions, np.random.default_rng((seed, start // block)))
        for index in range(min(block, participants - start)):
            row, swap = divmod(index, 2) if sides else (index, 0)
            result.append(square.row(row, bool(swap)))
    return result


def check_positions(trials: int, checks: int) -> list[int]:
    """After how many trials each of the checks comes: spread evenly, neither first nor last where that can be."""
    return [(place + 1) * trials // (checks + 1) for place in range(checks)]


class _Square:
    """One Latin square: the stimuli of each round in a circle, and each stimulus's version in the first round."""

    def __init__(self, stimuli: int, versions: int, generator: np.random.Generator) -> None:
        self._stimuli, self._versions = stimuli, versions
        self._circles = [generator.permutation(stimuli)]
        while len(self._circles) < versions:
            circle = generator.permutation(stimuli)
            if stimuli == 1 or not (np.roll(self._circles[-1], 1) == circle).any():
                self._circles.append(circle)
        self._first = generator.permutation(np.arange(stimuli) % versions)
        self._swapped = np.stack([_halves(stimuli, generator) for _ in range(versions)], axis=1)
        # Rows that follow each other start far apart in the circle: a golden section, made coprime to its length.
        self._step = next(
            step for step in range(max(1, round(0.618 * stimuli)), 2 * stimuli + 2) if math.gcd(step, stimuli) == 1
        )

    def row(self, index: int, swap: bool) -> list[Place]:
        """The order of a participant; `index` runs up to stimuli x versions, and no two rows are alike."""
        turn = index * self._step % self._stimuli
        shift = (index + index // math.lcm(self._stimuli, self._versions)) % self._versions
        places: list[Place] = []
        for number, circle in enumerate(self._circles):
            for stimulus in np.roll(circle, -turn).tolist():
                version = int(self._first[stimulus] + number + shift) % self._versions
                places.append(Place(stimulus, version, bool(self._swapped[stimulus, version]) != swap))
        return places


def _halves(count: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """Half of them True, in random places."""
    return generator.permutation(np.arange(count) % 2).astype(bool)
