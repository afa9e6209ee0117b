"""Is the diffusion performer as good as the procedural one, what do its parts bring, how fast is it, does it drift?

    python -m visual [--only motion agreement speed drift] [--weights FILE] [--ablations FOLDER] [--ship]

run in benchmarks/. Results are kept in benchmarks/results/visual.json and visual.md; parts that are not run keep the
ones they had. With --ship the denoiser becomes the shipped one, with a card that tells what was measured.
"""

import argparse
import json
import multiprocessing
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import machine
from tietfg.performers import SHIPPED_DENOISER
from tietfg.portrait.demo import DEMO_PORTRAITS
from visual import agreement, drift, motion, speed
from visual.card import card
from visual.systems import FULL, PROCEDURAL, System, ablations, described, systems
from visual.tables import page
from visual.verdict import verdict

PARTS = ("motion", "agreement", "speed", "drift")
RESULTS = Path(__file__).parents[1] / "results"


def main() -> None:
    """Run the parts asked for, print the page, and keep it."""
    parser = argparse.ArgumentParser(prog="python -m visual", description="Measure the portrait scale's motion.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--weights", type=Path, default=SHIPPED_DENOISER, help="denoiser; the shipped one by default")
    parser.add_argument("--ablations", type=Path, help="folder of full, without-gate, without-masks/portrait.onnx")
    parser.add_argument("--performances", type=int, default=40, help="how many are played for the measures of motion")
    parser.add_argument("--portraits", nargs="+", choices=tuple(DEMO_PORTRAITS), default=("amara", "thomas", "mei"))
    parser.add_argument("--seed", type=int, default=2024, help="of performances and takes")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--ship", action="store_true", help="make the denoiser the shipped one")
    arguments = parser.parse_args()
    networks = (System(FULL, arguments.weights), *ablations(arguments.ablations))
    models = {system.name: system.model for system in networks if system.model is not None}
    if missing := [str(path) for path in models.values() if not path.is_file()]:
        parser.error(f"no denoiser {', '.join(missing)}; make one with `tietfg train visual` and name it")
    told = {"measured_by": machine.description(), "denoisers": {name: described(path) for name, path in models.items()}}
    with ProcessPoolExecutor(arguments.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for part in arguments.only:
            started = time.monotonic()
            result = _measure(part, arguments, pool)
            minutes = round((time.monotonic() - started) / 60, 1)
            _keep(arguments.results, part, told | {"minutes_taken": minutes} | result)
    if arguments.ship:
        SHIPPED_DENOISER.parent.mkdir(exist_ok=True)
        if arguments.weights != SHIPPED_DENOISER:
            shutil.copy(arguments.weights, SHIPPED_DENOISER)
        card(SHIPPED_DENOISER, json.loads((arguments.results / "visual.json").read_text())).write(SHIPPED_DENOISER)
    print(arguments.results.joinpath("visual.md").read_text())


def _measure(part: str, arguments: argparse.Namespace, pool: ProcessPoolExecutor) -> dict[str, Any]:
    main_systems = systems(arguments.weights)
    everything = main_systems + ablations(arguments.ablations)
    if part == "motion":
        return motion.measure(pool, everything, arguments.seed, arguments.performances)
    if part == "agreement":
        return agreement.measure(pool, everything, arguments.portraits)
    if part == "speed":
        return speed.measure(arguments.weights, arguments.seed)
    long = [system for system in main_systems if system.name in (PROCEDURAL, FULL)]
    return drift.measure(pool, long, arguments.weights, arguments.seed)


def _keep(folder: Path, part: str, result: dict[str, Any]) -> None:
    """Put a part's results beside the others', and write verdict and tables anew."""
    path = folder / "visual.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    results[part] = result
    results["verdict"] = verdict(results)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(sorted(results.items())), indent=2) + "\n")
    folder.joinpath("visual.md").write_text(page(results))


if __name__ == "__main__":
    main()
