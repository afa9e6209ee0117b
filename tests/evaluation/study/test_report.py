"""Figures of a study against answers whose figures are known."""

import csv
import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.evaluation.study.helpers import SYSTEMS, built, film, labels, pairs, ratings
from tietfg.errors import InputError
from tietfg.evaluation.study.answers import Standing, read_answers
from tietfg.evaluation.study.plan import Bundle, TrialKey, Turn, read_bundle
from tietfg.evaluation.study.plots import draw_report
from tietfg.evaluation.study.report import make_report, read_told, report_json, table_rows
from tietfg.evaluation.study.report_tables import TABLES

Says = Callable[[int, TrialKey, Turn], dict[str, Any]]
"""What the participant of an index answers to a trial."""


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    root = tmp_path_factory.mktemp("rated")
    film(root / "check.mp4", shade=10)
    return read_bundle(built(ratings(root, checks=[{"media": "check.mp4", "text": "Choose 2", "answer": 2}]), root))


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    root = tmp_path_factory.mktemp("paired")
    return read_bundle(built(pairs(root), root))


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    root = tmp_path_factory.mktemp("labelled")
    return read_bundle(built(labels(root, pictures=4), root))


def answered(bundle: Bundle, path: Path, says: Says, check: int = 2) -> dict[str, Standing]:
    """Answers of all participants, through the file."""
    records: list[dict[str, Any]] = []
    for index, (code, turns) in enumerate(bundle.plan.participants.items()):
        for position, turn in enumerate(turns):
            key = bundle.key.trials.get(turn.trial)
            answers = says(index, key, turn) if key else {f"check/{turn.trial}": [check if index == 0 else 2]}
            record = {"event": "answer", "study": bundle.plan.study, "participant": code, "time": "2026-01-01"}
            records.append(
                record | {"trial": turn.trial, "position": position, "answers": answers, "duration": 2.0 + index}
            )
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return read_answers(path, bundle.plan)


def by_system(index: int, key: TrialKey, turn: Turn) -> dict[str, Any]:
    """The first system gets 4 and, of the last participant, 5; the second 2."""
    value = (5 if index == 3 else 4) if key.systems[0] == SYSTEMS[0] else 2
    return {"control": [value]} | ({"fluctuation": [value]} if key.condition == "multiple" else {})


def test_ratings_go_to_their_systems(rated: Bundle, tmp_path: Path) -> None:
    report = make_report(rated, answered(rated, tmp_path / "a.jsonl", by_system))
    figures = {(each.question, each.condition, each.system): each for each in report.ratings}
    first = figures["control", "all", SYSTEMS[0]]
    assert first.mean.estimate == 4.25
    assert first.distribution == (0, 0, 0, 9, 3)
    assert 4.0 <= first.mean.low < 4.25 < first.mean.high <= 5.0
    assert figures["control", "single", SYSTEMS[1]].mean.estimate == 2.0
    assert sum(figures["control", "single", SYSTEMS[0]].distribution) == 4
    assert sum(figures["control", "multiple", SYSTEMS[0]].distribution) == 8
    assert ("fluctuation", "single", SYSTEMS[0]) not in figures
    assert (report.counted, report.inattentive, report.incomplete) == (4, 0, 0)
    assert report.seconds == pytest.approx(tuple(np.percentile(np.repeat([2, 3, 4, 5], 7), (25, 50, 75))))
    assert table_rows(report)["control"][SYSTEMS[0]]["mean"] == 4.25
    assert table_rows(report)["control"][SYSTEMS[0]]["count"] == 12


def test_who_counts(rated: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    assert make_report(rated, answered(rated, path, by_system, check=3)).inattentive == 1
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-2]) + "\n")
    standings = read_answers(path, rated.plan)
    without = make_report(rated, standings)
    assert (without.counted, without.incomplete, without.inattentive) == (2, 1, 1)
    assert make_report(rated, standings, include_incomplete=True).counted == 3
    path.write_text("\n".join(lines[:5]) + "\n")
    with pytest.raises(InputError, match="no participant counts"):
        make_report(rated, read_answers(path, rated.plan))
    path.write_text("")
    with pytest.raises(InputError, match="no participant counts"):
        make_report(rated, read_answers(path, rated.plan))


def test_sides_are_put_back(paired: Bundle, tmp_path: Path) -> None:
    """Everyone prefers the first system, wherever it stands, but one participant who always says A."""

    def says(index: int, key: TrialKey, turn: Turn) -> dict[str, Any]:
        better = "a" if index == 0 or not turn.swapped else "b"
        return {"control": [2, 5] if turn.swapped else [5, 2], "better": better}

    report = make_report(paired, answered(paired, tmp_path / "a.jsonl", says))
    all_ = next(each for each in report.compared if each.condition == "all")
    assert (all_.one, all_.other) == SYSTEMS
    assert (all_.preferred, all_.not_preferred, all_.undecided) == (7, 1, 0)
    assert all_.p_value == pytest.approx(2 * 9 / 256)
    assert {each.system: each.mean.estimate for each in report.ratings if each.condition == "all"} == {
        SYSTEMS[0]: 5.0,
        SYSTEMS[1]: 2.0,
    }
    agreement = {each.question: each for each in report.agreement}
    assert agreement["control"].alpha_ordinal == agreement["control"].kappa == 1.0
    assert agreement["control"].units == 4


def test_labels_by_majority(labelled: Bundle, tmp_path: Path) -> None:
    votes = {
        "frame0": ("happy", "happy", "sad"),
        "frame1": ("sad", "sad", "sad"),
        "frame2": ("happy", "sad", "fear"),
        "frame3": ("cannot tell", "cannot tell", "sad"),
    }
    standings = answered(
        labelled, tmp_path / "a.jsonl", lambda index, key, turn: {"emotion": votes[key.stimulus][index]}
    )
    told = tmp_path / "told.json"
    names = {"frame0": "happy", "frame1": "happy", "frame2": "sad", "frame3": "sad"}
    told.write_text(json.dumps({"superset": names}))
    report = make_report(labelled, standings, told=read_told(told, labelled))
    (voted,) = report.voted
    assert voted.ties == ("frame2",)
    assert {label: count for label, count in voted.majorities.items() if count} == {
        "happy": 1,
        "sad": 1,
        "cannot tell": 1,
    }
    assert voted.classification is not None
    assert voted.classification.accuracy == 0.5
    assert "| superset | 2 | 50.0 |" in TABLES["markdown"](report)
    with pytest.raises(InputError, match="no bars"):
        draw_report(report)
    told.write_text(json.dumps({"superset": {"frame0": "happy"}}))
    with pytest.raises(InputError, match="tells nothing of the picture"):
        read_told(told, labelled)
    told.write_text(json.dumps({"superset": names | {"frame0": "bored"}}))
    with pytest.raises(InputError, match="bored"):
        read_told(told, labelled)


def test_forms(rated: Bundle, paired: Bundle, tmp_path: Path) -> None:
    report = make_report(rated, answered(rated, tmp_path / "a.jsonl", by_system))
    rows = list(csv.DictReader(io.StringIO(TABLES["csv"](report))))
    means = {(each["condition"], each["system"]): each for each in rows if each["question"] == "control"}
    assert float(means["all", SYSTEMS[0]]["estimate"]) == 4.25
    assert "| control | all | superlips | 4.25 |" in TABLES["markdown"](report)
    assert r"superlips & 4.25 [" in TABLES["latex"](report)
    written = json.dumps(report_json(report), allow_nan=False)
    assert json.loads(written)["ratings"][0]["mean"]["estimate"] == 4.25
    undecided = make_report(
        paired, answered(paired, tmp_path / "b.jsonl", lambda *_: {"control": [3, 3], "better": "same"})
    )
    assert math.isnan(undecided.compared[0].share.estimate)
    assert json.loads(json.dumps(report_json(undecided), allow_nan=False))["compared"][0]["share"]["low"] is None
    for form in TABLES.values():
        assert "nan" not in form(undecided)


def test_plot_has_a_bar_as_high_as_the_mean(rated: Bundle, tmp_path: Path) -> None:
    def says(index: int, key: TrialKey, turn: Turn) -> dict[str, Any]:
        value = 5 if key.systems[0] == SYSTEMS[0] else 3
        return {"control": [value]} | ({"fluctuation": [value]} if key.condition == "multiple" else {})

    picture = np.asarray(draw_report(make_report(rated, answered(rated, tmp_path / "a.jsonl", says))))
    colours = {system: np.array(colour) for system, colour in zip(SYSTEMS, ((31, 95, 191), (230, 167, 0)), strict=True)}
    heights = {}
    for system, colour in colours.items():
        drawn = (np.abs(picture[100:].astype(int) - colour).max(2) <= 2).sum(0)
        heights[system] = np.median(drawn[drawn > 100])
    assert heights[SYSTEMS[0]] == pytest.approx(2 * heights[SYSTEMS[1]], rel=0.1)
