"""The shipped denoiser's card, written from what is measured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tietfg.fluctuation.exported import open_exported
from tietfg.weights.card import ModelCard
from tietfg.weights.files import digest
from visual.systems import FULL, PROCEDURAL


def card(model: Path, results: Mapping[str, Any]) -> ModelCard:
    """Of a denoiser of which motion and agreement were measured."""
    _, metadata = open_exported(model, "motion denoiser")
    motion, seen = results["motion"]["systems"][FULL], results["agreement"]["systems"]
    return ModelCard(
        sha256=digest(model),
        network=f"motion denoiser, {metadata['denoiser']}",
        parameters=int(metadata["parameters"]),
        data=f"{metadata['data']}: texts of this project (CC0), performed by its rules; no person's motion",
        test=f"unseen texts: lips closed on {motion['closure']['mean']:.1%} of p, b and m, correlation of the jaw with "
        f"the performance {motion['jaw']['mean']:.2f}; asked emotion recognised in {seen[FULL]['all']['mean']:.1%} of "
        f"the frames, of the rules' own performances in {seen[PROCEDURAL]['all']['mean']:.1%}",
        ceiling="it has learned from rules and no person, so it moves as they do, with more variety at best",
    )
