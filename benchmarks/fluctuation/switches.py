"""Does the face show what was asked? Every fluctuation switch, judged by the evaluator on rendered videos.

    python -m fluctuation.switches [--portraits NAME ...] [--jobs N]

Single emotions and changing ones are asked of demo portraits. The evaluator never saw what labeller or predictor
learned from, and nothing was tuned by it; its own ceiling on real clips is printed beside.
"""

import argparse
import json
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

import machine
from tietfg.emotion.labels import EMOTIONS
from tietfg.evaluation.agreement import expected_agreement, joined, request_agreement
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.tables import classification_json
from tietfg.fluctuation.recognise import recognise
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.fluctuation.switch import FLUCTUATIONS
from tietfg.pipeline import TalkingFacePipeline

RESULTS = Path(__file__).parents[1] / "results"
PORTRAITS = ("amara", "thomas", "mei")
TEXT = (
    "The letter came this morning. It was lying on the table when I got up, and nobody had opened it. "
    "I read it twice, and then I called my sister."
)
SINGLE = tuple(f"{emotion}, strongly" for emotion in EMOTIONS[1:])
CHANGING = (
    "starts sad, then gets angry",
    "happy at first, then suddenly afraid",
    "calm, growing more and more surprised",
    "disgusted in the first sentence, then happy",
    "afraid, then relieved and happy",
    "angry, but sad in the last sentence",
)


@dataclass(frozen=True)
class Judged:
    """One video."""

    switch: str
    changing: bool
    agreement: Classification
    without_face: int


def main() -> None:
    """Print the table and keep it in benchmarks/results/switches.json and switches.md."""
    parser = argparse.ArgumentParser(prog="python -m fluctuation.switches", description="Asked against recognised.")
    parser.add_argument("--portraits", nargs="+", default=PORTRAITS, metavar="NAME")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    work = list(product(arguments.portraits, (*SINGLE, *CHANGING), FLUCTUATIONS))
    with ProcessPoolExecutor(arguments.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        judged = list(pool.map(judge, *zip(*work, strict=True)))
    lines = [
        "| switch | single emotions | 95 % | changing emotions | 95 % | by chance |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    figures = {}
    for switch in FLUCTUATIONS:
        parts = [[each for each in judged if each.switch == switch and each.changing == kind] for kind in (False, True)]
        cells = [cell for part in parts for cell in _share(part)]
        whole = joined([each.agreement for part in parts for each in part])
        lines.append(f"| {switch} | {' | '.join(cells)} | {expected_agreement(whole):.1%} |")
        figures[switch] = {
            "single": classification_json(joined([each.agreement for each in parts[0]])),
            "changing": classification_json(joined([each.agreement for each in parts[1]])),
            "frames_without_face": sum(each.without_face for part in parts for each in part),
        }
    ceiling = RECOGNISERS["evaluator"].card.ceiling
    page = f"# Asked and recognised emotion\n\n{(__doc__ or '').strip()}\n\n" + "\n".join(lines) + f"\n\n{ceiling}\n"
    print(page)
    RESULTS.joinpath("switches.md").write_text(page)
    told = {"measured_by": machine.description(), "videos": len(judged), "ceiling": ceiling, "switches": figures}
    RESULTS.joinpath("switches.json").write_text(json.dumps(told, indent=2) + "\n")


def judge(portrait: str, description: str, switch: str) -> Judged:
    """Make one video, and look at it as anybody would who has the file alone."""
    pipeline = _pipeline()
    video = pipeline(image=portrait, text=TEXT, emotion=description, fluctuation=switch, seed=1)
    asked = pipeline.predict(video.speech, video.script, "timeline")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "video.mp4"
        video.save(path)
        seen = recognise(path, pipeline.store.path("face-landmarker"), RECOGNISERS["evaluator"].load())
    return Judged(switch, description in CHANGING, request_agreement(asked, seen), int((~seen.face).sum()))


@cache
def _pipeline() -> TalkingFacePipeline:
    return TalkingFacePipeline.from_pretrained("portrait")


def _share(videos: list[Judged]) -> tuple[str, str]:
    """Mean agreement of the videos, and its 95 % interval by bootstrap over them."""
    shares = np.array([video.agreement.accuracy for video in videos])
    means = np.random.default_rng(0).choice(shares, (2000, len(shares))).mean(1)
    low, high = np.percentile(means, (2.5, 97.5))
    return f"{shares.mean():.1%}", f"{low:.1%} to {high:.1%}"


if __name__ == "__main__":
    main()
