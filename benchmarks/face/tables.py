"""The results as readable tables."""

from collections.abc import Sequence
from typing import Any

from tietfg.emotion.labels import EMOTIONS

_PERCENTILES = ("p5", "p25", "p50", "p75", "p95")


def document(results: dict[str, Any]) -> str:
    """A Markdown page of everything that was measured."""
    pieces = ["# How the face looks and moves", "Made by `make bench-face`; lengths in % of the outer eye distance."]
    if "speaking" in results:
        pieces += _speaking(results["speaking"])
    if "reenactment" in results:
        pieces += _reenactment(results["reenactment"])
    if "job" in results:
        job = results["job"]
        pieces += ["## The whole job", f"Real-time factor {job['real_time_factor_median']} (median of 3, ten seconds)."]
        pieces.append(_measured(job))
    return "\n\n".join(pieces) + "\n"


def _speaking(result: dict[str, Any]) -> list[str]:
    lips, blinks, emotions, picture = (result[name] for name in ("lips", "blinks", "emotions", "picture"))
    moving = result["movement"]
    rows = [
        ("p, b, m closed, by landmarks and pixels", _percent(lips["closed"]), ">= 95 %"),
        ("p, b, m closed, by landmarks", _percent(lips["closed_by_landmarks"]), ""),
        ("p, b, m closed, by pixels", _percent(lips["closed_by_pixels"]), ""),
        ("open vowels, height by landmarks (median)", _number(lips["open_vowels_by_landmarks"]["p50"]), "open"),
        ("lips behind the loudness, frames", _number(lips["loudness_lag_frames"]), "-1 to 1"),
        ("correlation of lips and loudness", _number(lips["loudness_correlation"]), ""),
        *(
            (f"the two in sentence {number}", f"{lag:.2f}, {correlation:.2f}", "")
            for number, (lag, correlation) in enumerate(lips["loudness_lag_and_correlation_per_sentence"], start=1)
        ),
        ("blinks that close the eyes, by pixels", _percent(blinks["closed_by_pixels"]), "100 %"),
        ("blinks that can be told by pixels", _percent(blinks["told_by_pixels"]), ""),
        ("blinks that close the eyes, by landmarks", _percent(blinks["closed_by_landmarks"]), ""),
        ("hit rate over five emotions", _percent(emotions["hit_rate_of_five"]), ">= 70 %"),
        ("identity distance (median)", _number(picture["identity_distance"]["p50"]), "< 0.6"),
        ("tears, pixels per thousand (95 %)", _number(picture["tears_per_thousand"]["p95"]), "0"),
        ("background changed, % of pixels (median)", _number(_median(picture["background_changed_percent"])), "0"),
        ("a frame, ms of one core (median)", _number(picture["frame_milliseconds"]["p50"]), "<= 15"),
    ]
    extent = f"{len(result['portraits'])} portraits, {len(result['sentences'])} sentences, 7 emotions"
    return [
        "## Speaking",
        f"{extent}. {_measured(result)}",
        _table(("measure", "found", "wanted"), rows),
        *(["Refused: " + "; ".join(f"{n}: {why}" for n, why in result["refused"].items())] * bool(result["refused"])),
        "### Emotion read in spoken clips",
        _table(
            ("asked", "gain over neutral", "95 % interval", "read as asked"),
            [
                (
                    emotion,
                    _number(emotions["gain"][emotion]["mean"]) if emotion in emotions["gain"] else "",
                    f"{emotions['gain'][emotion]['low']:.2f} to {emotions['gain'][emotion]['high']:.2f}"
                    if emotion in emotions["gain"]
                    else "",
                    _percent(emotions["hit_rate"][emotion]),
                )
                for emotion in EMOTIONS
            ],
        ),
        "Asked (rows) and read (columns), clips:",
        _confusion(emotions["confusion"]),
        *_real_confusion(emotions["real_confusion"]),
        *_smiling(emotions["smiling_portraits"]),
        "### Movement, the head's own removed",
        _table(
            ("measure", "of", *_PERCENTILES),
            [
                (measure.replace("_", " "), whose.replace("_", " "), *_spread(moving[whose][measure]))
                for measure in ("speed", "jerk", "largest_step", "head_speed")
                for whose in ("spoken", "real", "landmark_noise")
                if moving[whose][measure]
            ],
        ),
        "### Distributions",
        _table(
            ("measure", *_PERCENTILES),
            [
                (name, *_spread(spread))
                for name, spread in (
                    ("mouth height on open vowels, by landmarks", lips["open_vowels_by_landmarks"]),
                    ("mouth height on open vowels, by pixels", lips["open_vowels_by_pixels"]),
                    ("lag of single clips, frames", lips["loudness_lag_frames_per_clip"]),
                    ("smallest lid opening in blinks, share", blinks["smallest_lid_gap"]),
                    ("the same in real blinks", blinks["smallest_lid_gap_of_real_blinks"]),
                    ("identity distance", picture["identity_distance"]),
                    ("the same within real clips", picture["identity_distance_in_real_clips"]),
                    ("background changed, %", picture["background_changed_percent"]),
                    ("a frame, ms", picture["frame_milliseconds"]),
                )
                if spread
            ],
        ),
        "### By portrait",
        _table(
            ("portrait", "p b m closed", "blinks closed", "tears (worst turn)", "background changed, %"),
            [
                (
                    name,
                    _percent(lips["closed_per_portrait"][name]),
                    _percent(blinks["closed_by_pixels_per_portrait"][name]),
                    _number(picture["tears_per_portrait"][name]),
                    _number(picture["background_changed_per_portrait"].get(name)),
                )
                for name in result["portraits"]
            ],
        ),
        *_photographs(result["photographs"]),
    ]


def _real_confusion(table: dict[str, dict[str, int]]) -> list[str]:
    return ["The same recogniser on real acted clips:", _confusion(table)] if table else []


def _smiling(portraits: dict[str, dict[str, float]]) -> list[str]:
    if not portraits:
        return []
    rows = [(name, *map(_number, read.values())) for name, read in portraits.items()]
    head = ("portrait", "its picture", "neutral, at rest", "neutral, speaking")
    return ["Happiness read in smiling portraits that are asked to be neutral (wanted: under 0.3):", _table(head, rows)]


def _photographs(photographs: dict[str, dict[str, str]]) -> list[str]:
    if not photographs:
        return []
    about = ("shows", "origin", "licence", "file")
    rows = [(name, *(shown[key] for key in about)) for name, shown in photographs.items()]
    return ["### Photographs", _table(("name", *about), rows)]


def _reenactment(result: dict[str, Any]) -> list[str]:
    if "ef_score" not in result:
        return ["## Self-reenactment", "; ".join(f"{name}: {why}" for name, why in result["refused"].items())]
    still = result["landmark_error_of_still_picture"]
    rows = [(region, _number(error), _number(still[region])) for region, error in result["landmark_error"].items()]
    rows += [
        (title, _number(result[measure]["p50"]), _number(result[f"{measure}_of_still_picture"]["p50"]))
        for measure, title in (("psnr", "PSNR in the face, dB (median)"), ("ssim", "SSIM in the face (median)"))
    ]
    return [
        "## Self-reenactment",
        f"{result['clips']} real clips played on their own first frames. {_measured(result)}",
        f"EF-score (equation 10): {_percent(result['ef_score'])}; of the first frame held still: "
        f"{_percent(result['ef_score_of_still_picture'])}.",
        _table(("landmark error", "played", "first frame held still"), rows),
    ]


def _measured(result: dict[str, Any]) -> str:
    by = result["measured_by"]
    packages = ", ".join(f"{name} {version}" for name, version in {**by["packages"], **by["judges"]}.items())
    return (
        f"`{by['command']}`, {by['date']}, commit {by['commit']}, {result['minutes']} minutes on {by['cores']} cores "
        f"of {by['processor']}; Python {by['python']}, {packages}."
    )


def _confusion(table: dict[str, dict[str, int]]) -> str:
    rows = [(row, *(str(count or "") for count in counts.values())) for row, counts in table.items()]
    return _table(("", *EMOTIONS), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _spread(spread: dict[str, float]) -> list[str]:
    return [_number(spread[name]) for name in _PERCENTILES]


def _median(spread: dict[str, float] | None) -> float | None:
    return spread["p50"] if spread else None


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.2f}"
