"""Answers put together with the key: whose medium each of them is about."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.study.answers import Answer, Standing
from tietfg.evaluation.study.plan import Bundle, TrialKey


@dataclass(frozen=True)
class Unblinded:
    """One answer with everything known of it; `side` is the place of its medium before any exchange of sides."""

    participant: str
    trial: str
    key: TrialKey
    question: str
    side: int
    value: int | str


def misses(standing: Standing, checks: Mapping[str, int | str]) -> int:
    """How many attention checks were answered wrongly; those not reached count as none."""
    missed = 0
    for trial, right in checks.items():
        answer: Answer | None = standing.answers.get(trial)
        if answer is not None:
            (given,) = answer.answers.values()
            missed += (given[0] if isinstance(given, list) else given) != right
    return missed


def unblinded(bundle: Bundle, counted: Mapping[str, Standing]) -> Iterator[Unblinded]:
    """Every single answer but those of checks, sides put back."""
    for code, standing in counted.items():
        swapped = {turn.trial: turn.swapped for turn in bundle.plan.participants[code]}
        for trial, answer in standing.answers.items():
            key = bundle.key.trials.get(trial)
            if key is None:
                continue
            for question, given in answer.answers.items():
                if isinstance(given, list):
                    values = given[::-1] if swapped[trial] else given
                    yield from (Unblinded(code, trial, key, question, side, value) for side, value in enumerate(values))
                else:
                    turned = {"a": "b", "b": "a"}.get(given, given) if swapped[trial] else given
                    yield Unblinded(code, trial, key, question, 0, turned)


def ratings_matrix(given: Sequence[Unblinded]) -> NDArray[np.float64]:
    """(participants, stimuli) ratings; means where a stimulus was rated several times, as in several pairs."""
    people = {code: row for row, code in enumerate(sorted({each.participant for each in given}))}
    stimuli = {name: column for column, name in enumerate(sorted({each.key.stimulus for each in given}))}
    sums, counts = np.zeros((2, len(people), len(stimuli)))
    for each in given:
        place = people[each.participant], stimuli[each.key.stimulus]
        sums[place] += float(each.value)
        counts[place] += 1
    return np.divide(sums, counts, out=np.full_like(sums, math.nan), where=counts > 0)
