"""The configurations of the emotion fluctuation predictor, and their training on a synthetic corpus."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from tietfg.data.corpus import read_corpus, read_document
from tietfg.data.labelled_clips import CLIPS_FILE, ClipsDocument
from tietfg.fluctuation.audio_encoders import create_audio_encoder
from tietfg.fluctuation.network import NetworkConfiguration
from tietfg.fluctuation.text_encoders import create_text_encoder
from tietfg.training.corpus_examples import load_clip_examples, load_examples
from tietfg.training.fluctuation import FluctuationTraining, Objective, export_network
from tietfg.training.loop import train
from tietfg.training.recipe import Recipe


@dataclass(frozen=True)
class PredictorSpec:
    """One predictor: its name, the encoders it hears and reads with, its network's sizes and its recipe."""

    name: str
    audio: str
    text: str
    width: int
    layers: int
    heads: int
    recipe: Recipe

    def configuration(self, audio_width: int, text_width: int) -> NetworkConfiguration:
        """Its network over features of these widths."""
        return NetworkConfiguration(audio_width, text_width, self.width, self.layers, self.heads)


_RECIPE = Recipe(
    epochs=30,
    batch_size=16,
    learning_rate=1e-3,
    optimizer="adamw",
    weight_decay=0.05,
    average=0.99,
    clip=1.0,
    patience=8,
)
PREDICTORS: dict[str, PredictorSpec] = {
    spec.name: spec
    for spec in (
        PredictorSpec("embedded", "prosodic", "minilm", width=160, layers=4, heads=4, recipe=_RECIPE),
        PredictorSpec("emotion2vec", "emotion2vec", "minilm", width=512, layers=6, heads=8, recipe=_RECIPE),
        PredictorSpec("paper", "emotion2vec", "glm-4-voice", width=512, layers=6, heads=8, recipe=_RECIPE),
    )
}
WITHOUT = ("text", "audio")
"""What a predictor can be trained without, to tell what it is worth (table 6)."""


def train_predictor(
    name: str,
    data: Path,
    folder: Path,
    *,
    recipe: Recipe | None = None,
    weights: str | None = None,
    text_weights: str | None = None,
    without: str | None = None,
    progress: Callable[[str], None],
) -> Path:
    """Train a predictor of PREDICTORS on a corpus or on labelled clips, and write it as folder/efp.onnx.

    `weights` are those of its audio encoder, `text_weights` those of its text encoder, where they need any. Raises
    InputError or WeightsError.
    """
    spec = PREDICTORS[name]
    chosen = recipe or spec.recipe
    audio = spec.audio, create_audio_encoder(spec.audio, weights)
    text = spec.text, create_text_encoder(spec.text, text_weights)

    def told(split: str) -> Callable[[int, int], None]:
        return lambda done, count: progress(f"{split}: {done} of {count}") if done % 200 == 0 else None

    if (data / CLIPS_FILE).exists():
        training, validation = load_clip_examples(data, audio, text, told("clips"))
        data_set = read_document(data / CLIPS_FILE, ClipsDocument).data_set
        source = f"{len(training) + len(validation)} labelled clips of {data_set}"
    else:
        corpus = read_corpus(data)
        training, validation = (
            load_examples(corpus, split, audio, text, told(split)) for split in ("train", "validation")
        )
        source = f"synthetic speech of this project, {corpus.document.hours:g} hours, seed {corpus.document.seed}"
    torch.manual_seed(chosen.seed)  # initial weights are drawn from the global generator
    configuration = spec.configuration(
        0 if without == "audio" else audio[1].width, 0 if without == "text" else text[1].width
    )
    task = FluctuationTraining(configuration, training, validation, Objective())
    figures = train(task, chosen, folder, progress)
    metadata = {
        "predictor": name,
        "parameters": str(sum(parameter.numel() for parameter in task.model.parameters())),
        "data": source,
        "validation": json.dumps({name: round(value, 4) for name, value in figures.items()}),
        "recipe": chosen.model_dump_json(),
    }
    path = folder / "efp.onnx"
    export_network(task.model, spec.audio, validation[0], metadata, path)
    return path
