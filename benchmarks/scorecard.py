"""The scorecard: what can always be measured, over a fixed set of generated videos, beside what it was before.

    python -m scorecard [--videos FOLDER] [--jobs N]

run in benchmarks/. The set: every demo portrait, six single and six changing emotions, two seeds. Videos that lie in
the folder already are not generated again. Results are kept in benchmarks/results/scorecard.json and scorecard.md.
"""

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import machine
from tietfg.evaluation.cases import Folders
from tietfg.evaluation.figures import figures_of
from tietfg.evaluation.records import Figure, FindingCache, Results
from tietfg.evaluation.registry import METRICS, probes_of
from tietfg.evaluation.results import evaluate
from tietfg.evaluation.table import heading, shown_value
from tietfg.evaluation.table_presets import PRESETS
from tietfg.evaluation.workers import share
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait_video import Outputs
from tietfg.weights.store import WeightStore
from visual.progress import told
from visual.texts import CHANGING, SINGLE, TEXTS

SEEDS = (1, 2)
VOICES = {"amara": "af_heart", "elena": "bf_emma", "ingrid": "bf_isabella", "mei": "af_bella"}
OTHER_VOICE = "am_michael"
SIZE = 512
RESULTS = Path(__file__).parent / "results"
GROUPS = ("single", "changing")


@dataclass(frozen=True)
class Wanted:
    """A video of the set."""

    name: str
    portrait: str
    text: str
    emotion: str
    seed: int


def main() -> None:
    """Generate what is missing, measure everything, and print and keep the card."""
    parser = argparse.ArgumentParser(prog="python -m scorecard", description="Measure a fixed set of videos.")
    parser.add_argument("--videos", type=Path, default=Path("scorecard-videos"), help="where generated videos are kept")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    arguments = parser.parse_args()
    started = time.monotonic()
    arguments.videos.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(arguments.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        missing = [wanted for wanted in the_set() if not (arguments.videos / f"{wanted.name}.json").exists()]
        futures = [pool.submit(_generate, wanted, arguments.videos) for wanted in missing]
        for _ in told("videos", futures):
            pass
    metrics = PRESETS["always"].metrics
    findings = FindingCache(WeightStore.default().home / "evaluation-cache")
    results = evaluate(
        "tietfg",
        Folders(arguments.videos),
        metrics,
        probes_of(metrics),
        WeightStore.default(),
        findings,
        partial(share, arguments.jobs),
        lambda done, of: print(f"\rmeasured {done} of {of}", end="", flush=True),
    )
    card = {
        "measured_by": machine.description(),
        "minutes_taken": round((time.monotonic() - started) / 60, 1),
        "videos": len(results.cases),
        "problems": list(results.problems),
        "figures": {group: _figures(results, metrics, findings, group) for group in ("", *GROUPS)},
    }
    path = arguments.results / "scorecard.json"
    before = json.loads(path.read_text()) if path.exists() else None
    page = _page(card, before)
    path.write_text(json.dumps(card, indent=1) + "\n")
    path.with_suffix(".md").write_text(page)
    print("\n" + page)


def the_set() -> Iterator[Wanted]:
    """All videos, with texts that take turns."""
    for place, portrait in enumerate(DEMO_PORTRAITS):
        for group, emotions in zip(GROUPS, (SINGLE, CHANGING), strict=True):
            for number, emotion in enumerate(emotions):
                for seed in SEEDS:
                    text = TEXTS[(number + place + seed) % len(TEXTS)]
                    yield Wanted(f"{group}/{portrait}-{number + 1}-{seed}", portrait, text, emotion, seed)


def _generate(wanted: Wanted, folder: Path) -> None:
    video = _pipeline()(
        image=wanted.portrait,
        text=wanted.text,
        emotion=wanted.emotion,
        voice=VOICES.get(wanted.portrait, OTHER_VOICE),
        seed=wanted.seed,
        size=SIZE,
    )
    path = folder / f"{wanted.name}.mp4"
    path.parent.mkdir(exist_ok=True)
    video.save(Outputs(video=path, report=path.with_suffix(".json"), overwrite=True))


@cache
def _pipeline() -> TalkingFacePipeline:
    return TalkingFacePipeline.from_pretrained("portrait")


def _figures(results: Results, metrics: Sequence[str], findings: FindingCache, group: str) -> dict[str, Any]:
    records = [record for record in results.cases if record.name.startswith(group)]
    figures = figures_of(metrics, probes_of(tuple(metrics)), records, findings)
    return {name: figure.model_dump() for name, figure in figures.items() if figure.value is not None}


def _page(card: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Markdown: each metric now and before, over all videos and by group."""
    lines = ["# Scorecard", ""]
    lines.append(
        f"{card['videos']} videos of {len(DEMO_PORTRAITS)} portraits, by `make scorecard`, in {card['minutes_taken']} "
        f"minutes on {card['measured_by']['cores']} cores of {card['measured_by']['processor']} on "
        f"{card['measured_by']['date']}. Intervals are of 95 %, by bootstrap over videos. "
        + (f"Before: the card of {before['measured_by']['date']}." if before else "There is no card before it.")
    )
    lines += ["", "| metric | all | before | one emotion | changing emotions |", "| --- | --- | --- | --- | --- |"]
    for name in card["figures"][""]:
        metric = METRICS[name]

        def told_of(source: dict[str, Any] | None, group: str, name: str = name) -> str:
            raw = source["figures"][group].get(name) if source else None
            return "" if raw is None else _told(name, Figure(**raw))

        cells = (told_of(card, ""), told_of(before, ""), *(told_of(card, group) for group in GROUPS))
        lines.append(f"| {heading(metric)} | {' | '.join(cells)} |")
    lines += ["", *(f"- {probe.name}: {probe.protocol}" for probe in probes_of(tuple(card["figures"][""])))]
    if card["problems"]:
        lines += ["", "Problems:", "", *(f"- {problem}" for problem in card["problems"])]
    return "\n".join(lines) + "\n"


def _told(name: str, figure: Figure) -> str:
    metric = METRICS[name]
    value = shown_value(metric, figure.value)
    if figure.low is None:
        return value
    return f"{value} ({shown_value(metric, figure.low)} to {shown_value(metric, figure.high)})"


if __name__ == "__main__":
    main()
