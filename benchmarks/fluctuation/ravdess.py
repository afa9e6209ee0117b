"""How well is the emotion of real speech told? RAVDESS, audio alone, five folds by actor, seven classes.

    python -m fluctuation.ravdess RAVDESS_FOLDER

A network of the embedded predictor's sizes, and of its recipe but for fewer epochs, is trained on four fifths of the
actors and told about the others; every clip has the label of its file in all of its frames, and is told by its mean
probabilities. RAVDESS (Livingstone & Russo, PLoS ONE 13, 2018; CC BY-NC-SA) is for measurement: nothing that is trained
here is kept. The shipped predictor, which has never heard a real voice, tells all clips beside it; its card says from
then on how many it tells rightly.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

import machine
from tietfg.data.acted_clips import ActedClip, read_clips
from tietfg.emotion.embedding import DIMENSIONS
from tietfg.emotion.labels import EMOTIONS
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.tables import classification_json, classification_tables
from tietfg.fluctuation.audio_encoders import create_audio_encoder
from tietfg.fluctuation.features import SpokenFeatures
from tietfg.fluctuation.predictor import SHIPPED, FluctuationPredictor
from tietfg.fluctuation.text_encoders import create_text_encoder
from tietfg.media.read_sound import read_sound
from tietfg.training.fluctuation import INPUTS, Example, FluctuationTraining, Objective, collated
from tietfg.training.loop import train
from tietfg.training.predictors import PREDICTORS
from tietfg.weights.card import ModelCard

RATE, FOLDS, EPOCHS = 24_000, 5, 25
RESULTS = Path(__file__).parents[1] / "results"


def main() -> None:
    """Print the figures and keep them in benchmarks/results/ravdess.json and ravdess.md."""
    parser = argparse.ArgumentParser(prog="python -m fluctuation.ravdess", description="Emotion told of real speech.")
    parser.add_argument("folder", type=Path, help="RAVDESS's speech")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    clips = read_clips(arguments.folder, "ravdess")
    encoder = create_audio_encoder("prosodic")
    examples = [_example(clip, encoder.encode(read_sound(clip.path, RATE), RATE)) for clip in clips]
    labels = np.array([EMOTIONS.index(clip.emotion) for clip in clips])
    actors = sorted({clip.speaker for clip in clips})
    told = np.empty_like(labels)
    by_fold: list[float] = []
    for fold in range(FOLDS):
        held_out = [index for index, clip in enumerate(clips) if actors.index(clip.speaker) % FOLDS == fold]
        rest = [index for index in range(len(clips)) if index not in set(held_out)]
        told[held_out] = _trained(
            [examples[index] for index in rest], [examples[index] for index in held_out], arguments.epochs, fold
        )
        by_fold.append(float((told[held_out] == labels[held_out]).mean()))
        print(f"fold {fold + 1} of {FOLDS}: {by_fold[-1]:.3f}", flush=True)
    text = create_text_encoder("minilm")
    shipped = FluctuationPredictor(SHIPPED, text)
    heard = [shipped.track_of(example.features).probabilities.mean(0).argmax() for example in examples]
    results = {
        "trained on RAVDESS": Classification.of(labels, told, EMOTIONS),
        "the shipped predictor": Classification.of(labels, np.array(heard), EMOTIONS),
    }
    tables = classification_tables(results, "clips")
    figures = {
        "measured_by": machine.description(),
        "clips": len(clips),
        "actors": len(actors),
        "folds": by_fold,
        **{name: classification_json(result) for name, result in results.items()},
    }
    accuracy = results["the shipped predictor"].accuracy
    card = ModelCard.of(SHIPPED)
    ceiling = f"{card.ceiling.split(';')[0]}; of {len(clips)} sentences by actors (RAVDESS) it tells {accuracy:.1%}"
    card.model_copy(update={"ceiling": ceiling}).write(SHIPPED)
    (arguments.results / "ravdess.json").write_text(json.dumps(figures, indent=2) + "\n")
    (arguments.results / "ravdess.md").write_text(f"# Emotion told of real speech\n\n{__doc__ or ''}\n{tables}\n")
    print(tables)


class _LastEpoch(FluctuationTraining):
    """Prefers later epochs to earlier ones, and looks at nothing else."""

    metric = "epoch"
    epochs = 0

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """How many epochs there were."""
        del model
        self.epochs += 1
        return {"epoch": self.epochs}


def _example(clip: ActedClip, audio: NDArray[np.float32]) -> Example:
    frames, nothing = len(audio), np.zeros((0, DIMENSIONS), np.float32)
    nowhere = np.full(frames, -1)
    mixture = np.tile(np.eye(len(EMOTIONS), dtype=np.float32)[EMOTIONS.index(clip.emotion)], (frames, 1))
    intensity = np.full(frames, clip.intensity, np.float32)
    return Example(SpokenFeatures(audio, nothing, nowhere, nothing, nowhere), mixture, intensity)


def _trained(training: list[Example], held_out: list[Example], epochs: int, seed: int) -> NDArray[np.int64]:
    """Labels of the held-out clips; the last epoch counts, so nothing is chosen by them."""
    spec = PREDICTORS["embedded"]
    recipe = spec.recipe.model_copy(update={"epochs": epochs, "patience": None, "seed": seed})
    torch.manual_seed(seed)
    task = _LastEpoch(spec.configuration(training[0].features.audio.shape[1], 0), training, [], Objective())
    with tempfile.TemporaryDirectory() as folder:
        train(task, recipe, Path(folder), lambda _: None)
    told = []
    with torch.inference_mode():
        for example in held_out:
            batch = collated([example])
            logits, _ = task.model.eval()(*(batch[name] for name in INPUTS))
            told.append(int(logits[0].softmax(1).mean(0).argmax()))
    return np.array(told)


if __name__ == "__main__":
    main()
