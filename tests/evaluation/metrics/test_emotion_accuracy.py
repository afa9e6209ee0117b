"""Emo-Acc as a metric: against its functional twin, over processes, with a network."""

import doctest
import multiprocessing

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torchmetrics")

from tietfg.evaluation.functional.emotion_accuracy import emotion_accuracy, emotion_accuracy_by_class  # noqa: E402
from tietfg.evaluation.metrics import emotion_accuracy as module  # noqa: E402
from tietfg.evaluation.metrics.emotion_accuracy import EmotionAccuracy  # noqa: E402

CLASSES = ("neutral", "happy", "sad", "angry")


def told():
    generator = torch.Generator().manual_seed(4)
    return torch.randn(41, 4, generator=generator), torch.randint(3, (41,), generator=generator)


def test_it_is_as_its_functional_twin_in_batches():
    outputs, labels = told()
    metric = EmotionAccuracy(CLASSES)
    for part in torch.arange(41).split(7):
        metric.update(outputs[part], labels[part])
    found, true = outputs.argmax(1).numpy(), labels.numpy()
    assert metric.compute().dtype == torch.float64
    assert float(metric.compute()) == emotion_accuracy(found, true)
    expected = emotion_accuracy_by_class(found, true, CLASSES)
    np.testing.assert_equal(metric.by_class(), expected)
    assert np.isnan(expected["angry"])
    metric.reset()
    metric.update(outputs[:0], labels[:0])
    assert torch.isnan(metric.compute())


def test_a_network_is_asked():
    metric = EmotionAccuracy(CLASSES, torch.nn.Linear(4, 4, bias=False))
    metric.network.weight.data = torch.eye(4).flip(0)
    metric.update(torch.eye(4), torch.tensor([3, 2, 1, 1]))
    assert float(metric.compute()) == 0.75


def process(rank, folder, results):
    torch.distributed.init_process_group("gloo", f"file://{folder}/meet", rank=rank, world_size=2)
    outputs, labels = told()
    metric = EmotionAccuracy(CLASSES)
    metric.update(outputs[rank::2], labels[rank::2])
    results.put((float(metric.compute()), metric.by_class()["happy"]))
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_two_processes_count_together(tmp_path):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=process, args=(rank, tmp_path, results)) for rank in range(2)]
    for each in processes:
        each.start()
    found = [results.get(timeout=100) for _ in processes]
    for each in processes:
        each.join()
    outputs, labels = told()
    metric = EmotionAccuracy(CLASSES)
    metric.update(outputs, labels)
    assert found == [(float(metric.compute()), metric.by_class()["happy"])] * 2


def test_the_example_runs():
    assert doctest.testmod(module).failed == 0
