"""How well do the recognisers of faces tell emotions, and what is the ceiling of what is measured with them?

    python benchmarks/recognisers.py --fer2013 FILE --mead FOLDER [--from RUNS] [--reference RUNS]

FER2013's private test split, which played no part in training and choosing, and real acted clips named as MEAD's.
With --from, RUNS/labeller/labeller.onnx and RUNS/evaluator/evaluator.onnx become the shipped ones first, and their
cards are written from what is measured. With --reference, networks of RUNS that were trained on all training pictures
(`tietfg train face-classifier ROLE --half both`) are measured beside; they are not shipped.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import get_args

import machine
from tietfg.data.acted_clips import read_clips
from tietfg.evaluation.acted_videos import classify_clips
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.labelled_faces import classify, read_labelled
from tietfg.evaluation.tables import classification_json, classification_tables
from tietfg.fluctuation.recogniser import RECOGNISERS, Recogniser, Role
from tietfg.weights.card import ModelCard
from tietfg.weights.files import digest
from tietfg.weights.store import WeightStore

TERMS = "FER2013 (Goodfellow et al. 2013) collects pictures of the web for research; none is part of this package"
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Print the tables, keep them in benchmarks/results/recognisers.json and recognisers.md, and write the cards."""
    parser = argparse.ArgumentParser(description="Measure the recognisers of faces.")
    parser.add_argument("--fer2013", type=Path, required=True, metavar="FILE")
    parser.add_argument("--mead", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--from", type=Path, dest="runs", metavar="RUNS")
    parser.add_argument("--reference", type=Path, metavar="RUNS")
    arguments = parser.parse_args()
    landmarker = WeightStore.default().path("face-landmarker")
    faces = read_labelled(arguments.fer2013, landmarker, lambda *_: None)
    clips = read_clips(arguments.mead, "mead")
    results: dict[str, object] = {"measured_by": machine.description()}
    pages = ["# How well the recognisers tell emotions", "", "Made by `benchmarks/recognisers.py`; in percent."]
    for role, spec in RECOGNISERS.items():
        if arguments.runs:
            spec.path.parent.mkdir(exist_ok=True)
            shutil.copy(arguments.runs / role / f"{role}.onnx", spec.path)
        recogniser = spec.load()
        pictures, acted = classify(recogniser, faces), classify_clips(clips, recogniser, landmarker, lambda *_: None)
        tables = {faces.name: pictures}, {"real clips, frames": acted.frames}, {"real clips": acted.clips}
        pages += ["", f"## The {role}", ""]
        pages += [f"{classification_tables(table, 'cases')}\n" for table in tables]
        results[role] = {
            "fer2013_private_test": classification_json(pictures),
            "real_clips_frames": classification_json(acted.frames),
            "real_clips": classification_json(acted.clips),
        }
        if arguments.runs:
            said = recogniser.metadata
            card = ModelCard(
                sha256=digest(spec.path),
                network=said["network"],
                parameters=int(said["parameters"]),
                data=f"{said['data']}; {TERMS}",
                test=f"private test split of FER2013: accuracy {_percent(pictures)}, macro F1 {pictures.macro.f1:.1%}",
                ceiling=f"on {acted.clips.confusion.sum()} real acted clips this recogniser tells "
                f"{_percent(acted.clips)} of the clips and {_percent(acted.frames)} of the frames as they were played; "
                "no agreement with it says more",
            )
            card.write(spec.path)
    if arguments.reference:
        references = {
            f"{path.stem}'s network, trained on all pictures": classify(Recogniser(path, role), faces)
            for role in get_args(Role)
            if (path := arguments.reference / role / f"{role}.onnx").exists()
        }
        pages += ["", "## For reference", "", classification_tables(references, "cases")]
        results["reference"] = {name: classification_json(found) for name, found in references.items()}
    RESULTS.joinpath("recognisers.json").write_text(json.dumps(results, indent=2) + "\n")
    RESULTS.joinpath("recognisers.md").write_text("\n".join(pages))
    print("\n".join(pages))


def _percent(result: Classification) -> str:
    return f"{result.accuracy:.1%}"


if __name__ == "__main__":
    main()
