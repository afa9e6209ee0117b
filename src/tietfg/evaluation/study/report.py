"""The figures of a study: answers unblinded, and those of inattentive or incomplete participants left out."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.study.agreement import fleiss_kappa, krippendorff_alpha, majority
from tietfg.evaluation.study.answers import Standing
from tietfg.evaluation.study.design import ALL, CANNOT_TELL, LABELS, SCALE
from tietfg.evaluation.study.intervals import Interval, sign_test, two_way_bootstrap, wilson
from tietfg.evaluation.study.plan import Bundle
from tietfg.evaluation.study.unblind import Unblinded, misses, ratings_matrix, unblinded
from tietfg.evaluation.tables import classification_json
from tietfg.media.documents import read_document

Told = Mapping[str, Mapping[str, str]]
"""Emotions that a classifier told, by data set and picture."""


@dataclass(frozen=True)
class Rating:
    """One system's ratings on one question: `distribution` counts the answers 1 to 5."""

    question: str
    condition: str
    system: str
    mean: Interval
    distribution: tuple[int, ...]


@dataclass(frozen=True)
class Compared:
    """How often one system was preferred to the other; `share` is without the undecided."""

    question: str
    condition: str
    one: str
    other: str
    preferred: int
    not_preferred: int
    undecided: int
    share: Interval
    p_value: float


@dataclass(frozen=True)
class Agreement:
    """Agreement of all participants on one question; NaN where it is not defined."""

    question: str
    units: int
    alpha_ordinal: float
    alpha_nominal: float
    kappa: float


@dataclass(frozen=True)
class Voted:
    """What raters said of the pictures of one data set: how many pictures each label won, and those without winner.

    `classification` compares what a classifier told with the pictures on whose emotion most raters agree.
    """

    data_set: str
    pictures: int
    majorities: dict[str, int]
    ties: tuple[str, ...]
    without_votes: tuple[str, ...]
    classification: Classification | None


@dataclass(frozen=True)
class Report:
    """Everything that is told of a study. Participants: how many opened it, count, and were left out and why."""

    title: str
    kind: str
    opened: int
    counted: int
    incomplete: int
    inattentive: int
    seconds: tuple[float, float, float]
    """Lower quartile, median and upper quartile of the time a trial took, revisions included."""
    ratings: tuple[Rating, ...]
    compared: tuple[Compared, ...]
    voted: tuple[Voted, ...]
    agreement: tuple[Agreement, ...]


def read_told(path: Path, bundle: Bundle) -> Told:
    """What a classifier told, JSON: {data set: {picture: emotion}}. Raises InputError."""
    if bundle.plan.kind != "labels":
        raise InputError("--told is for studies of labels; leave it out")
    try:
        told = TypeAdapter(dict[str, dict[str, str]]).validate_json(read_document(path, "file of told labels"))
    except ValidationError:
        raise InputError(f"{path} is not of the form {{data set: {{picture: emotion}}}}; correct it") from None
    unknown = sorted({emotion for each in told.values() for emotion in each.values()} - set(EMOTIONS))
    if unknown:
        raise InputError(f"{path}: {unknown[0]!r} is none of the emotions {', '.join(EMOTIONS)}")
    for key in bundle.key.trials.values():
        if key.stimulus not in told.get(key.systems[0], {}):
            raise InputError(f"{path} tells nothing of the picture {key.stimulus!r} of {key.systems[0]!r}; add it")
    return told


def make_report(
    bundle: Bundle, standings: Mapping[str, Standing], *, include_incomplete: bool = False, told: Told | None = None
) -> Report:
    """All figures. Raises InputError where no participant counts.

    Those who missed more attention checks than the study allows are left out, and so are those who have not
    answered every trial, unless they are included.
    """
    plan, key = bundle.plan, bundle.key
    answered = {code: each for code, each in standings.items() if each.answers}
    attentive = {code: each for code, each in answered.items() if misses(each, key.checks) <= key.allowed_misses}
    whole = {code for code, each in attentive.items() if len(each.answers) == len(plan.participants[code])}
    counted = attentive if include_incomplete else {code: attentive[code] for code in sorted(whole)}
    if not counted:
        raise InputError(
            f"no participant counts: {len(answered)} answered, {len(answered) - len(attentive)} were inattentive and "
            f"{len(attentive) - len(whole)} are incomplete (--include-incomplete)"
        )
    given = list(unblinded(bundle, counted))
    durations = [seconds for standing in counted.values() for seconds in standing.seconds.values()]
    quartiles = np.percentile(durations, (25, 50, 75))
    return Report(
        title=plan.title,
        kind=plan.kind,
        opened=sum(each.opened for each in standings.values()),
        counted=len(counted),
        incomplete=len(attentive) - len(whole),
        inattentive=len(answered) - len(attentive),
        seconds=(float(quartiles[0]), float(quartiles[1]), float(quartiles[2])),
        ratings=tuple(_ratings(bundle, given)),
        compared=tuple(_compared(bundle, given)),
        voted=tuple(_voted(bundle, given, told)) if plan.kind == "labels" else (),
        agreement=tuple(_agreement(bundle, given)),
    )


def report_json(report: Report) -> dict[str, Any]:
    """The report as JSON; figures that do not exist are null."""
    content = asdict(report)
    for voted, each in zip(content["voted"], report.voted, strict=True):
        voted["classification"] = each.classification and classification_json(each.classification)
    return _finite(content)


def table_rows(report: Report) -> dict[str, dict[str, dict[str, float | None]]]:
    """Ratings over all conditions by question and system, for tables beside measured figures (the paper's table 3)."""
    rows: dict[str, dict[str, dict[str, float | None]]] = {}
    for each in report.ratings:
        if each.condition == ALL:
            figures = {"mean": each.mean.estimate, "low": each.mean.low, "high": each.mean.high}
            rows.setdefault(each.question, {})[each.system] = _finite(figures | {"count": sum(each.distribution)})
    return rows


def _conditions(given: list[Unblinded]) -> list[str]:
    """All conditions together, then each where there are several."""
    found = sorted({each.key.condition for each in given})
    return [ALL, *found] if len(found) > 1 else [ALL]


def _ratings(bundle: Bundle, given: list[Unblinded]) -> Iterator[Rating]:
    for question, asked in bundle.plan.questions.items():
        here = [each for each in given if each.question == question]
        if asked.kind != "scale" or not here:
            continue
        for condition in _conditions(here):
            inside = [each for each in here if condition in (ALL, each.key.condition)]
            for system in bundle.key.systems:
                own = [each for each in inside if each.key.systems[each.side] == system]
                if own:
                    counts = Counter(each.value for each in own)
                    yield Rating(
                        question,
                        condition,
                        system,
                        two_way_bootstrap(ratings_matrix(own)),
                        tuple(counts[value] for value in SCALE),
                    )


def _compared(bundle: Bundle, given: list[Unblinded]) -> Iterator[Compared]:
    for question, asked in bundle.plan.questions.items():
        here = [each for each in given if each.question == question]
        if asked.kind != "preference":
            continue
        for condition in _conditions(here):
            inside = [each for each in here if condition in (ALL, each.key.condition)]
            for one, other in dict.fromkeys(each.key.systems for each in inside):
                counts = Counter(each.value for each in inside if each.key.systems == (one, other))
                wins, losses = counts["a"], counts["b"]
                share, p_value = wilson(wins, wins + losses), sign_test(wins, losses)
                yield Compared(question, condition, one, other, wins, losses, counts["same"], share, p_value)


def _agreement(bundle: Bundle, given: list[Unblinded]) -> Iterator[Agreement]:
    for question, asked in bundle.plan.questions.items():
        values = {"scale": list(SCALE), "label": list(LABELS), "preference": ["a", "same", "b"]}[asked.kind]
        units: dict[tuple[str, int], list[int]] = {}
        for each in given:
            if each.question == question:
                units.setdefault((each.trial, each.side), [0] * len(values))[values.index(each.value)] += 1
        if units:
            counts = np.array(list(units.values()))
            ordinal = math.nan if asked.kind == "label" else krippendorff_alpha(counts, "ordinal")
            yield Agreement(question, len(units), ordinal, krippendorff_alpha(counts, "nominal"), fleiss_kappa(counts))


def _voted(bundle: Bundle, given: list[Unblinded], told: Told | None) -> Iterator[Voted]:
    votes: dict[tuple[str, str], list[str]] = {}
    for each in given:
        votes.setdefault((each.key.systems[0], each.key.stimulus), []).append(str(each.value))
    for data_set in bundle.key.systems:
        pictures = sorted(key.stimulus for key in bundle.key.trials.values() if key.systems[0] == data_set)
        won = {name: majority(votes.get((data_set, name), [])) for name in pictures}
        known = [name for name, label in won.items() if label not in (None, CANNOT_TELL)]
        classification = None
        if told is not None:
            true = np.array([EMOTIONS.index(won[name] or "") for name in known], np.int64)
            guessed = np.array([EMOTIONS.index(told[data_set][name]) for name in known], np.int64)
            classification = Classification.of(true, guessed, EMOTIONS)
        counts = Counter(won.values())
        yield Voted(
            data_set,
            len(pictures),
            {label: counts[label] for label in LABELS},
            tuple(name for name, label in won.items() if label is None and (data_set, name) in votes),
            tuple(name for name in pictures if (data_set, name) not in votes),
            classification,
        )


def _finite(content: Any) -> Any:
    """NaN becomes null."""
    return json.loads(json.dumps(content), parse_constant=lambda _: None)
