"""Measure the produced speech, print the tables, and keep them in benchmarks/results/speech.json.

    python -m speech [quality seams speed audible] [--sentences N] [--every-voice] [--ravdess FOLDER] [--work FOLDER]

All of it by default: 560 recordings and 16 references, then passages. Recordings and scores are kept in the work
folder by content: an interrupted run goes on where it stopped, and a changed synthesizer is spoken anew.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import machine
from speech import audible, design, directions, quality, seams, speed
from speech.judges import Judges
from speech.progress import note
from speech.recordings import Recording, Studio
from speech.sentences import SENTENCES
from speech.tools import versions

PARTS = ("quality", "seams", "speed", "audible")
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Run the parts asked for; the others keep the results they had."""
    parser = argparse.ArgumentParser(prog="python -m speech", description="Measure the produced speech.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--sentences", type=int, default=len(SENTENCES), help="how many of the sentences (4 or more)")
    parser.add_argument("--every-voice", action="store_true", help="each sentence by all four voices (2240 recordings)")
    parser.add_argument("--ravdess", type=Path, help="folder of RAVDESS's speech files, for part audible")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "scratch" / "speech-benchmark", help="recordings and scores"
    )
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results" / "speech.json")
    arguments = parser.parse_args()
    parts = arguments.parts or [part for part in PARTS if part != "audible" or arguments.ravdess]
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not arguments.parts and not arguments.ravdess:
        print(f"part audible is left out: {audible.WHERE}", file=sys.stderr)

    command = ["python", "-m", "speech", *parts, "--sentences", str(arguments.sentences)]
    command += ["--every-voice"] * arguments.every_voice + ["--ravdess", "RAVDESS"] * (arguments.ravdess is not None)
    measured_by = machine.description() | {"judges": versions(), "command": " ".join(command)}
    print(json.dumps(measured_by, indent=2))
    studio, judges = Studio(arguments.work), Judges(arguments.work)
    spoken: list[Recording] = []
    if {"quality", "audible"} & set(parts):
        print("speaking", file=sys.stderr)
        spoken = [
            studio.record(request) for request in note(design.requests(arguments.sentences, arguments.every_voice))
        ]
    extent = design.description(arguments.sentences, arguments.every_voice)

    for part in parts:
        print(f"\n== {part} ==", flush=True)
        result: dict[str, Any]
        if part == "quality":
            references = {
                voice: [studio.record(request) for request in some] for voice, some in design.references().items()
            }
            for recording in note(spoken):
                quality.judge(judges, recording)
            result = quality.summarise(judges, spoken, references)
            print(quality.table(result))
            result["directions"] = directions.summarise(judges, spoken)
            print("\n" + directions.table(result["directions"]))
        elif part == "seams":
            result = seams.measure(studio, note)
            print(seams.table(result))
        elif part == "speed":
            result = speed.measure()
            print(speed.table(result))
        else:
            result = audible.measure(arguments.ravdess, arguments.work, judges, spoken, note)
            print(audible.table(result))
        if part in ("quality", "audible"):
            result = {"design": extent} | result
        print(extent if part in ("quality", "audible") else "")
        _keep(arguments.results, part, {"measured_by": measured_by} | result)


def _keep(path: Path, part: str, result: dict[str, Any]) -> None:
    results = json.loads(path.read_text()) if path.exists() else {}
    results[part] = result
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(sorted(results.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
