"""Training of the fluctuation predictor on a little made-up world in which sound tells the emotion."""

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from tietfg.emotion.labels import EMOTIONS, NEUTRAL  # noqa: E402
from tietfg.fluctuation.features import SpokenFeatures  # noqa: E402
from tietfg.fluctuation.network import NetworkConfiguration  # noqa: E402
from tietfg.training.fluctuation import Example, FluctuationTraining, Objective, collated, export_network  # noqa: E402
from tietfg.training.loop import train  # noqa: E402
from tietfg.training.recipe import Recipe  # noqa: E402

CONFIGURATION = NetworkConfiguration(audio_width=7, text_width=4, width=24, layers=1, heads=2)


def example(random: np.random.Generator) -> Example:
    frames = int(random.integers(20, 40))
    emotion, other = random.integers(0, 7, 2)
    index = np.where(np.arange(frames) < frames // 2, emotion, other)
    probabilities = np.eye(7, dtype=np.float32)[index]
    features = SpokenFeatures(
        audio=(probabilities + 0.2 * random.normal(size=(frames, 7))).astype(np.float32),
        words=random.normal(size=(3, 4)).astype(np.float32),
        word_of_frame=random.integers(-1, 3, frames),
        phrases=random.normal(size=(1, 4)).astype(np.float32),
        phrase_of_frame=np.zeros(frames, np.int64),
    )
    intensity = np.where(index == NEUTRAL, 0.05, 0.8).astype(np.float32)
    return Example(features, probabilities, intensity)


def examples(count: int, seed: int) -> list[Example]:
    random = np.random.default_rng(seed)
    return [example(random) for _ in range(count)]


def test_it_learns_what_the_sound_tells(tmp_path):
    torch.manual_seed(0)
    task = FluctuationTraining(CONFIGURATION, examples(48, 0), examples(16, 1), Objective())
    recipe = Recipe(epochs=12, batch_size=8, learning_rate=5e-3, clip=1.0)
    figures = train(task, recipe, tmp_path, lambda _: None)
    assert figures["f1"] > 0.8
    assert figures["intensity_error"] < 0.15


@pytest.mark.parametrize("lacking", [{"audio_width": 0}, {"text_width": 0}], ids=["without audio", "without text"])
def test_a_network_without_sound_or_text_is_trained_and_exported(lacking, tmp_path):
    torch.manual_seed(0)
    training, validation = examples(8, 0), examples(4, 1)
    task = FluctuationTraining(replace(CONFIGURATION, **lacking), training, validation, Objective())
    recipe = Recipe(epochs=1, batch_size=4, learning_rate=1e-3)
    assert train(task, recipe, tmp_path, lambda _: None).keys() >= {"accuracy", "f1"}
    path = tmp_path / "efp.onnx"
    assert export_network(task.model, "prosodic", validation[0], {}, path) < 1e-2
    inputs = {each.name for each in onnxruntime.InferenceSession(path).get_inputs()}
    assert ("audio" in inputs) == ("audio_width" not in lacking)
    assert ("word" in inputs) == ("text_width" not in lacking)


def test_labels_are_neutral_where_little_is_felt():
    one = examples(1, 2)[0]
    quiet = Example(one.features, one.probabilities, np.full(len(one.intensity), 0.1, np.float32))
    assert {EMOTIONS[label] for label in quiet.labels} == {"neutral"}


def test_batches_hide_descriptions_and_repeat():
    task = FluctuationTraining(CONFIGURATION, examples(30, 3), examples(2, 4), Objective())
    first, again = (list(task.batches(8, torch.Generator().manual_seed(9))) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        for name in one:
            torch.testing.assert_close(one[name], other[name])
    shown = torch.cat([batch["has_phrase"].amax(1) for batch in first])
    assert 0.2 < shown.mean() < 0.8
    assert len(shown) == 30
    assert len(first) == task.batches_an_epoch(8)


def test_descriptions_are_withheld_when_it_is_judged():
    task = FluctuationTraining(CONFIGURATION, examples(4, 5), examples(4, 6), Objective())
    seen = []
    task.model.register_forward_pre_hook(lambda _, given: seen.append(given[4].abs().sum().item()))
    with torch.inference_mode():
        task.evaluate(task.model.eval())
    assert seen == [0.0]


def test_padding_is_not_scored():
    batch = collated(examples(3, 7))
    assert batch["valid"].sum() < batch["valid"].numel()
    task = FluctuationTraining(CONFIGURATION, examples(4, 5), examples(4, 6), Objective())
    task.model.eval()
    before = task.loss(task.model, batch)
    hidden = batch["valid"] == 0
    batch["labels"][hidden] = 3
    batch["intensity"][hidden] = 1.0
    torch.testing.assert_close(task.loss(task.model, batch), before)
