"""The results as a page of Markdown."""

from collections.abc import Callable, Mapping
from typing import Any

from visual.drift import SIGNIFICANCE
from visual.motion import PERFORMED
from visual.systems import ABLATION, WHERE

Results = Mapping[str, Any]

_MOTION = (
    ("closed on p, b, m", "closure", "{:.1%}"),
    ("opening in vowels, %", "openness", "{:.1f}"),
    ("jerk", "jerk", "{:.2f}"),
    ("takes differ", "diversity", "{:.4f}"),
    ("head", "diversity, head", "{:.4f}"),
    ("brows", "diversity, brows", "{:.4f}"),
    ("lips", "diversity, lips", "{:.4f}"),
    ("jaw with the performance", "jaw", "{:.3f}"),
    ("blinks a minute", "blinks", "{:.1f}"),
)
_AGREEMENT = (
    ("single emotions", "single", "{:.1%}"),
    ("changing emotions", "changing", "{:.1%}"),
    ("all", "all", "{:.1%}"),
    ("whole videos", "video", "{:.1%}"),
    ("frames without face", "without face", "{:.1%}"),
)
Columns = tuple[tuple[str, str, str], ...]


def page(results: Results) -> str:
    """Every part that was measured, the verdict first."""
    parts: tuple[tuple[str, Callable[[Results], str]], ...] = (
        ("motion", _motion),
        ("agreement", _agreement),
        ("speed", _speed),
        ("drift", _drift),
    )
    texts = ["# The portrait scale's motion: diffusion beside rules", _verdict(results["verdict"])]
    texts += [f"{table(results[name])}\n\n{_measured(results[name])}" for name, table in parts if name in results]
    return "\n\n".join(texts) + "\n"


def _measured(result: Results) -> str:
    by = result["measured_by"]
    return f"Measured on {by['date']} on {by['cores']} cores of {by['processor']} in {result['minutes_taken']} minutes."


def _verdict(rows: list[dict[str, Any]]) -> str:
    lines = [
        "Measured by `python -m visual` in benchmarks/. Intervals are of 95 %, by bootstrap over performances or "
        "videos; differences are those of the same performances or videos.",
        "",
        "| diffusion against procedural | asked | difference | |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['name']} | {row['asked']} | {_cell(row['difference'], '{:+.4f}')} | "
        f"{'passed' if row['passed'] else 'failed'} |"
        for row in rows
    ]
    return "\n".join(lines)


def _motion(result: Results) -> str:
    regions = [name.split(", ")[1] for name in result["systems"][PERFORMED] if name.startswith("jerk, ")]
    lines = [
        "## Motion",
        "",
        f"{result['performances']} performances of the test split (seed {result['seed']}), two takes of each; "
        f"{result['apart']['texts_in_training']} of the split's {result['apart']['texts']} sentences and "
        f"{result['apart']['voices_in_training']} of its {result['apart']['voices']} voices are in training. "
        "Both performers impose the lip contacts of the speech on what they play. Jerk is the mean third difference "
        "in thousandths. A coefficient of 1 counts as 10 degrees of the head.",
        "",
        *_table(result["systems"], _MOTION),
        "",
        "Against the procedural performer:",
        "",
        *_table(result["differences"], _MOTION, signed=True),
        *_between(result, _MOTION),
    ]
    for name, pattern in (("jerk", "{:.2f}"), ("deviation", "{:.4f}"), ("diversity", "{:.4f}")):
        columns = tuple((region, f"{name}, {region}", pattern) for region in regions)
        told = {system: row for system, row in result["systems"].items() if name in row}
        lines += ["", f"{name.capitalize()} by region:", "", *_table(told, columns, intervals=False)]
    return "\n".join(lines)


def _agreement(result: Results) -> str:
    lines = [
        "## Agreement of rendered videos with what was asked",
        "",
        f"{result['videos']} videos of {', '.join(result['portraits'])}, judged frame by frame by the evaluator; a "
        "whole video counts as the label of its mean probabilities (single emotions). By chance: "
        + ", ".join(f"{name} {share:.1%}" for name, share in result["by_chance"].items())
        + f". {result['ceiling']}.",
        "",
        *_table(result["systems"], _AGREEMENT),
        "",
        "Against the procedural performer:",
        "",
        *_table(result["differences"], _AGREEMENT[:-1], signed=True),
        *_between(result, _AGREEMENT),
    ]
    return "\n".join(lines)


def _between(result: Results, columns: Columns) -> list[str]:
    """The networks that were trained alike, among themselves."""
    lines = ["", "Networks trained alike, with one part left out:", ""]
    if "ablations" not in result:
        return [*lines, WHERE]
    trained = result["ablations"]
    lines += _table(trained["systems"], columns)
    return [*lines, "", "Against the whole one:", "", *_table(trained["differences"], columns, signed=True)]


def _speed(result: Results) -> str:
    lines = [
        "## Speed",
        "",
        f"Wall time over video time, the least of {result['runs']} runs, with models loaded.",
        "",
        "| sampling alone | steps | guided | real-time factor |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['cores']} core{'s' if row['cores'] > 1 else ''} | {row['steps']} | {'yes' if row['guided'] else 'no'} "
        f"| {row['real_time_factor']:.3f} |"
        for row in result["sampling"]
    ]
    lines += ["", "| text to mp4 | size | video | real-time factor | first frame | stages |", "| --- " * 6 + "|"]
    lines += [
        f"| {row['system']} | {row['size']} | {row['video_seconds']:.1f} s | {row['real_time_factor']:.3f} | "
        f"{row['first_frame_seconds']:.2f} s | "
        + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in row["stage_seconds"].items())
        + " |"
        for row in result["job"]
    ]
    return "\n".join(lines)


def _drift(result: Results) -> str:
    lines = [
        "## Drift",
        "",
        f"{result['minutes']} rounds of the same speech, about a minute each, performed on end. Usual: the differences "
        "between any two minutes (95 %). Probability: of so strong a trend if the order of the minutes meant nothing.",
    ]
    for system, trends in result["systems"].items():
        limit = SIGNIFICANCE / len(trends)
        drifting = [name for name, trend in trends.items() if trend["probability"] < limit]
        lines += ["", f"{system}: {len(drifting)} of {len(trends)} figures drift (probability below {limit:.4f})", ""]
        lines += ["| figure | first minute | last minute | difference | usual | probability |", "| --- " * 6 + "|"]
        lines += [
            f"| {name} | {trend['first']:.4f} | {trend['last']:.4f} | {trend['difference']:+.4f} | "
            f"{trend['usual'][0]:+.4f} to {trend['usual'][1]:+.4f} | {trend['probability']:.3f} |"
            for name, trend in trends.items()
        ]
    told = ", ".join(
        f"{name.replace('_', ' ')}: {'yes' if holds else 'no'}" for name, holds in result["equal_seeds"].items()
    )
    return "\n".join([*lines, "", f"Pictures of equal seeds: {told}."])


def _table(rows: Results, columns: Columns, signed: bool = False, intervals: bool = True) -> list[str]:
    """Systems down, measures across."""
    lines = [f"| | {' | '.join(head for head, _, _ in columns)} |", "| --- " * (len(columns) + 1) + "|"]
    for system, row in rows.items():
        cells = []
        for _, measure, pattern in columns:
            pattern = pattern.replace("{:", "{:+") if signed else pattern
            cells.append(_cell(row[measure], pattern, intervals) if measure in row else "")
        lines.append(f"| {system.removeprefix(ABLATION)} | {' | '.join(cells)} |")
    return lines


def _cell(estimate: Mapping[str, Any], pattern: str, interval: bool = True) -> str:
    if estimate["mean"] is None:
        return ""
    mean, low, high = (pattern.format(estimate[name]) for name in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})" if interval else mean
