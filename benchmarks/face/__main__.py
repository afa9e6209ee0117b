"""Measure how the face looks and moves, and keep the results in benchmarks/results/face.json and face.md.

    python -m face [speaking reenactment job] [--sample] [--portraits NAME ...] [--mead FOLDER] [--jobs N]

All of it by default: nine demo portraits and the photographs of face/photographs.py, three sentences in seven emotions.
"""

import argparse
import json
import multiprocessing
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import machine
from face import job, reenactment, sheets, speaking, tables
from face.design import SENTENCES, extent
from face.models import versions
from face.performances import performances
from face.photographs import PHOTOGRAPHS, photograph_files
from face.portraits import Measured, measure_portrait
from face.recordings import Real, clip_files, measure_recording
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import DEMO_PORTRAITS

PARTS = ("speaking", "reenactment", "job")
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Run the parts asked for; the others keep the results they had."""
    parser = argparse.ArgumentParser(prog="python -m face", description="Measure how the face looks and moves.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--sample", action="store_true", help="five portraits, one sentence, half of the real clips")
    parser.add_argument("--portraits", nargs="+", metavar="NAME", help="only these demo portraits and photographs")
    parser.add_argument("--mead", type=Path, help="folder of real clips, named as MEAD's, to compare with")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--work", type=Path, default=ROOT / "scratch" / "face-benchmark", help="fetched files")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", help="folder of the results")
    arguments = parser.parse_args()
    parts = arguments.parts or [part for part in PARTS if part != "reenactment" or arguments.mead]
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if "reenactment" in parts and not arguments.mead:
        parser.error("part reenactment needs --mead")

    photographs = photograph_files(arguments.work)
    asked = extent(tuple(photographs), arguments.sample, arguments.jobs)
    pictures = {**DEMO_PORTRAITS, **photographs}
    chosen = {name: pictures[name] for name in arguments.portraits or asked.portraits}
    clips = clip_files(arguments.mead, asked.clips) if arguments.mead else []
    measured_by = machine.description() | {"judges": versions(), "command": _command(arguments, parts)}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(arguments.jobs, mp_context=context) as pool:
        for part in parts:
            started = time.monotonic()
            result: dict[str, Any]
            if part == "speaking":
                result = _speaking(pool, chosen, clips, asked.sentences, arguments.work, arguments.results)
            elif part == "reenactment":
                result = reenactment.summary(
                    _collect({clip.stem: pool.submit(reenactment.measure, clip, arguments.work) for clip in clips})
                )
            else:
                result = job.measure()
            minutes = round((time.monotonic() - started) / 60, 1)
            _keep(arguments.results, part, {"measured_by": measured_by, "minutes": minutes} | result)


def _speaking(
    pool: ProcessPoolExecutor, pictures: dict[str, Path], clips: list[Path], sentences: int, work: Path, results: Path
) -> dict[str, Any]:
    seen = {clip.stem: pool.submit(measure_recording, clip, work) for clip in clips}
    acts = list(performances(TalkingFacePipeline.from_pretrained("portrait"), sentences))
    found = _collect({name: pool.submit(measure_portrait, name, path, acts, work) for name, path in pictures.items()})
    portraits = [measured for measured in found.values() if isinstance(measured, Measured)]
    real: list[Real] = list(_collect(seen).values())
    free = {*DEMO_PORTRAITS, *(photograph.name for photograph in PHOTOGRAPHS if photograph.free)}
    sheets.keep([portrait for portrait in portraits if portrait.name in free], results / "face")
    return {
        "sentences": SENTENCES[:sentences],
        "portraits": [portrait.name for portrait in portraits],
        "refused": {name: reason for name, reason in found.items() if isinstance(reason, str)},
        "photographs": {
            photograph.name: {
                "shows": photograph.shows,
                "origin": photograph.origin,
                "licence": photograph.licence,
                "file": str(photograph.file),
            }
            for photograph in PHOTOGRAPHS
            if photograph.name in pictures
        },
        "real_clips": len(real),
        "lips": speaking.lips(portraits),
        "blinks": speaking.blinks(portraits, real),
        "movement": speaking.moving(portraits, real),
        "emotions": speaking.emotions(portraits, real),
        "picture": speaking.picture(portraits, real),
    }


def _collect(futures: dict[str, Future[Any]]) -> dict[str, Any]:
    """The results by name, each told on standard error when it is there."""
    found = {}
    for name, future in futures.items():
        found[name] = future.result()
        print(f"  {name} ({len(found)} of {len(futures)})", file=sys.stderr, flush=True)
    return found


def _command(arguments: argparse.Namespace, parts: list[str]) -> str:
    words = ["python", "-m", "face", *parts, *["--sample"] * arguments.sample]
    words += ["--portraits", *arguments.portraits] if arguments.portraits else []
    return " ".join(words + ["--mead", "MEAD"] * (arguments.mead is not None))


def _keep(folder: Path, part: str, result: dict[str, Any]) -> None:
    """Put a part's results beside the others', and write the tables anew."""
    path = folder / "face.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    results[part] = result
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(sorted(results.items())), indent=2) + "\n")
    text = tables.document(results)
    (folder / "face.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
