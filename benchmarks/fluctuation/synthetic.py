"""How well is emotional fluctuation predicted on the held-out part of the synthetic corpus? Tables 4 and 6.

    python -m fluctuation.synthetic CORPUS [--runs RUNS] [--ship]

Frames of unseen texts, voices and ranges of prosody; the description is withheld, but in the row that says otherwise.
RUNS holds the ablations that `make train-efp-ablations` trains: without-text/efp.onnx and without-audio/efp.onnx. With
--ship RUNS/efp/efp.onnx becomes the shipped predictor first, and its card is written from what is measured.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

import machine
from fluctuation.ceilings import told_by_other_performances, told_by_request
from tietfg.data.corpus import Corpus, read_corpus
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import TietfgError
from tietfg.evaluation.agreement import joined
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.tables import classification_json, classification_tables
from tietfg.fluctuation.audio_encoders import AUDIO_ENCODERS, create_audio_encoder
from tietfg.fluctuation.predictor import SHIPPED, FluctuationPredictor
from tietfg.fluctuation.text_encoders import create_text_encoder
from tietfg.training.corpus_examples import load_examples
from tietfg.training.fluctuation import Example
from tietfg.weights.card import ModelCard
from tietfg.weights.files import digest

RESULTS = Path(__file__).parents[1] / "results"
WINDOW = 25
"""Frames whose mean and deviation the statistics of prosody are."""
Teller = Callable[[Example], NDArray[np.int64]]


@dataclass(frozen=True)
class Clip:
    """An utterance of the test set."""

    example: Example
    described: bool
    emotions: int
    """How many emotions its request has."""


def main() -> None:
    """Print the tables and keep them in benchmarks/results/fluctuation.json and fluctuation.md."""
    parser = argparse.ArgumentParser(prog="python -m fluctuation.synthetic", description="The predictor on its corpus.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--runs", type=Path, help="folder of the ablations")
    parser.add_argument("--ship", action="store_true", help="make RUNS/efp/efp.onnx the shipped predictor")
    arguments = parser.parse_args()
    if arguments.ship:
        SHIPPED.parent.mkdir(exist_ok=True)
        shutil.copy(arguments.runs / "efp" / "efp.onnx", SHIPPED)
    corpus = read_corpus(arguments.corpus)
    text = create_text_encoder("minilm")
    encoder = "prosodic", create_audio_encoder("prosodic")
    train, validation, test = (
        load_examples(corpus, split, encoder, ("minilm", text), lambda *_: None)
        for split in ("train", "validation", "test")
    )
    clips = _clips(corpus, test)
    shipped = FluctuationPredictor(SHIPPED, text)
    rows = {
        "majority": _figures(clips, _majority(train)),
        "statistics of prosody": _figures(clips, _statistics(train)),
        "predictor": _figures(clips, _network(shipped)),
        "predictor, told the description": _figures(
            [clip for clip in clips if clip.described], _network(shipped, described=True)
        ),
        "predictor, the same without it": _figures([clip for clip in clips if clip.described], _network(shipped)),
        "predictor on the validation set (seen ranges of prosody)": _figures(
            _clips(corpus, validation, "validation"), _network(shipped)
        ),
    }
    for name, told in (
        ("ceiling: the request, as it was asked", told_by_request(corpus)),
        ("ceiling: all that is known without hearing", told_by_other_performances(corpus)),
    ):
        rows[name] = joined(
            [Classification.of(each.labels, one, EMOTIONS) for each, one in zip(test, told, strict=True)]
        )
    notes = []
    for name in ("without-text", "without-audio"):
        path = arguments.runs / name / "efp.onnx" if arguments.runs else None
        if path is not None and path.exists():
            rows[f"predictor {name.replace('-', ' ')}"] = _figures(clips, _network(FluctuationPredictor(path, text)))
        else:
            notes.append(f"predictor {name.replace('-', ' ')}: not trained; `make train-efp-ablations` trains it")
    for name, spec in AUDIO_ENCODERS.items():
        if spec.needs_extra:
            try:
                create_audio_encoder(name)
                notes.append(f"{name}: no predictor was trained on it; `tietfg train efp` trains one")
            except TietfgError as error:
                notes.append(f"{name}: weights not found ({error})")
    single, multiple = ([clip for clip in clips if (clip.emotions > 1) == many] for many in (False, True))
    fourth = {
        "single emotion": _figures(single, _network(shipped)),
        "two and more": _figures(multiple, _network(shipped)),
    }
    speed = _real_time_factor(corpus, shipped)
    if arguments.ship:
        _card(shipped.metadata, rows).write(SHIPPED)
    page = [f"# Predicting fluctuation\n\n{(__doc__ or '').strip()}", "## Held-out synthetic speech (table 6)"]
    page += [classification_tables(rows, "frames"), *[f"- {note}" for note in notes], "## Table 4"]
    page += [classification_tables(fourth, "frames"), f"Real-time factor on one core: {speed:.3f}"]
    print("\n\n".join(page))
    figures = {
        "measured_by": machine.description(),
        "rows": {name: classification_json(result) for name, result in rows.items()},
        "table_4": {name: classification_json(result) for name, result in fourth.items()},
        "missing": notes,
        "real_time_factor": round(speed, 4),
    }
    RESULTS.joinpath("fluctuation.json").write_text(json.dumps(figures, indent=2) + "\n")
    RESULTS.joinpath("fluctuation.md").write_text("\n\n".join(page) + "\n")


def _clips(corpus: Corpus, examples: Sequence[Example], split: str = "test") -> list[Clip]:
    documents = [utterance.document for utterance in corpus.utterances(split)]
    return [
        Clip(
            example,
            document.description is not None,
            len({max(key.emotion, key=key.emotion.__getitem__) for key in document.timeline.keyframes}),
        )
        for example, document in zip(examples, documents, strict=True)
    ]


def _figures(clips: Sequence[Clip], teller: Teller) -> Classification:
    return joined([Classification.of(clip.example.labels, teller(clip.example), EMOTIONS) for clip in clips])


def _network(predictor: FluctuationPredictor, described: bool = False) -> Teller:
    def tell(example: Example) -> NDArray[np.int64]:
        track = predictor.track_of(example.features if described else example.features.undescribed())
        return track.probabilities.argmax(1)

    return tell


def _majority(train: Sequence[Example]) -> Teller:
    most = int(np.bincount(np.concatenate([example.labels for example in train])).argmax())
    return lambda example: np.full(len(example.features), most)


def _statistics(train: Sequence[Example]) -> Teller:
    """Multinomial regression on means and deviations of the prosodic features around a frame and over the utterance."""
    inputs = np.concatenate([_around(example)[::5] for example in train])
    labels = torch.from_numpy(np.concatenate([example.labels[::5] for example in train]))
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-6
    scaled = torch.from_numpy(((inputs - mean) / deviation).astype(np.float32))
    weights = torch.zeros(scaled.shape[1], len(EMOTIONS), requires_grad=True)
    bias = torch.zeros(len(EMOTIONS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=200)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = functional.cross_entropy(scaled @ weights + bias, labels) + 1e-3 * weights.square().sum()
        value.backward()
        return value

    optimizer.step(loss)
    matrix, offset = weights.detach().numpy(), bias.detach().numpy()
    return lambda example: (((_around(example) - mean) / deviation) @ matrix + offset).argmax(1)


def _around(example: Example) -> NDArray[np.float64]:
    audio = example.features.audio.astype(np.float64)
    padded = np.pad(audio, ((WINDOW // 2, WINDOW // 2), (0, 0)), "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=0)
    whole = np.broadcast_to(np.concatenate([audio.mean(0), audio.std(0)]), (len(audio), 2 * audio.shape[1]))
    return np.concatenate([windows.mean(-1), windows.std(-1), whole], 1)


def _card(said: Mapping[str, str], rows: Mapping[str, Classification]) -> ModelCard:
    found, unheard = (rows[name].macro for name in ("predictor", "ceiling: all that is known without hearing"))
    return ModelCard(
        sha256=digest(SHIPPED),
        network=f"emotion fluctuation predictor, {said['predictor']}",
        parameters=int(said["parameters"]),
        data=f"{said['data']}; texts and labels of this project (CC0), no recording of a person",
        test=f"held-out synthetic speech without descriptions: frame accuracy {found.accuracy:.1%}, macro F1 "
        f"{found.f1:.1%}; one who knows request, words and speaker and hears nothing has {unheard.accuracy:.1%}",
        ceiling="it has heard one synthesizer, whose prosody follows this project's rules, and no person",
    )


def _real_time_factor(corpus: Corpus, predictor: FluctuationPredictor) -> float:
    """Seconds to predict a second of speech: features, embeddings and network, from the waveform on."""
    utterances = corpus.utterances("test")[:20]
    spoken = [(utterance.speech(), utterance.phrases()) for utterance in utterances]
    started = time.process_time()
    for speech, phrases in spoken:
        predictor.predict(speech, phrases)
    return (time.process_time() - started) / sum(speech.duration for speech, _ in spoken)


if __name__ == "__main__":
    main()
