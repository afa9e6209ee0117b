"""Fréchet distances as metrics: parts add up, on one machine and over processes; they answer what should matter."""

import doctest
import os
import pickle
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.distributed
import torch.multiprocessing
from torch import Tensor
from torch.nn import functional

from tests.evaluation.networks.test_inception import unsettled
from tietfg.errors import InputError
from tietfg.evaluation.functional.frechet import Moments
from tietfg.evaluation.metrics.expression_frechet_distance import ExpressionFrechetDistance
from tietfg.evaluation.metrics.frechet_distance import FrechetDistance
from tietfg.evaluation.metrics.frechet_inception_distance import FrechetInceptionDistance
from tietfg.evaluation.metrics.frechet_video_distance import FrechetVideoDistance
from tietfg.evaluation.networks.face_reconstruction import FaceReconstruction
from tietfg.evaluation.networks.i3d import I3D
from tietfg.evaluation.networks.inception import InceptionV3


def rows(seed: int, count: int = 40) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).gamma(1.0, 0.4, (count, 5)) + 10 * seed).float()


def filled(real: Tensor, generated: Tensor, batch: int = 7) -> FrechetDistance:
    metric = FrechetDistance(5)
    for part in real.split(batch):
        metric.update(part, real=True)
    for part in generated.split(batch):
        metric.update(part, real=False)
    return metric


def test_it_is_the_distance_of_the_rows() -> None:
    metric = filled(rows(0), rows(1, 33))
    expected = Moments.of(rows(0).numpy()).distance(Moments.of(rows(1, 33).numpy()))
    assert float(metric.compute()) == pytest.approx(expected, rel=1e-9)
    assert metric.numbers == (40, 33)
    assert metric.compute().dtype == torch.float64


def test_halves_merge_into_one_pass() -> None:
    whole, first = filled(rows(0), rows(1)), filled(rows(0)[:11], rows(1)[:25])
    first.merge_state(filled(rows(0)[11:], rows(1)[25:]))
    assert float(first.compute()) == pytest.approx(float(whole.compute()), rel=1e-9)


def test_it_can_be_kept_and_begun_anew() -> None:
    metric = filled(rows(0), rows(1))
    kept = pickle.loads(pickle.dumps(metric))
    assert float(kept.compute()) == float(metric.compute())
    metric.reset()
    metric.update(rows(0), real=True)
    with pytest.raises(InputError, match="not 0"):
        metric.compute()


def worker(rank: int, file: str, out: str) -> None:
    torch.distributed.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
    cut = slice(0, 15) if rank == 0 else slice(15, None)
    metric = filled(rows(0)[cut], rows(1)[cut])
    Path(out, str(rank)).write_text(f"{float(metric.compute())!r} {metric.numbers}")
    torch.distributed.destroy_process_group()


def test_two_processes_give_the_figure_of_one(tmp_path: Path) -> None:
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    given = (str(tmp_path / "meeting"), str(tmp_path))
    torch.multiprocessing.start_processes(worker, given, nprocs=2, start_method="fork")
    expected = float(filled(rows(0), rows(1)).compute())
    for rank in "01":
        value, numbers = (tmp_path / rank).read_text().split(" ", 1)
        assert float(value) == pytest.approx(expected, rel=1e-9)
        assert numbers == "(40, 40)"


@pytest.mark.parametrize(
    "name", ["expression_frechet_distance", "frechet_inception_distance", "frechet_video_distance"]
)
def test_examples(name: str) -> None:
    result = doctest.testmod(import_module(f"tietfg.evaluation.metrics.{name}"))
    assert result.attempted
    assert not result.failed


def scenes(count: int) -> Tensor:
    """(count, 3, 48, 48): blobs of any colours and places."""
    generator = torch.Generator().manual_seed(4)
    noise = torch.rand((count, 3, 12, 12), generator=generator)
    fine = 0.3 * torch.rand((count, 3, 48, 48), generator=generator)
    return (0.7 * functional.interpolate(noise, size=48, mode="bicubic")).clamp(0, 0.7) + fine


@pytest.mark.parametrize(
    ("kind", "network", "size"),
    [
        (FrechetInceptionDistance, lambda: InceptionV3(width=1 / 32), 48),
        (ExpressionFrechetDistance, lambda: FaceReconstruction(base=4), 224),
    ],
)
def test_more_blur_is_farther(kind: type[FrechetDistance], network, size: int) -> None:
    torch.manual_seed(0)
    net = unsettled(network())
    found = []
    for width in (1, 3, 9):
        metric = kind(net)
        metric.update(functional.interpolate(scenes(12), size=size), real=True)
        blurred = functional.avg_pool2d(scenes(12), width, 1, width // 2, count_include_pad=False)
        metric.update(functional.interpolate(blurred, size=size), real=False)
        found.append(float(metric.compute()))
    assert found[0] == pytest.approx(0, abs=1e-6 * found[2])
    assert found[0] < found[1] < found[2]


def test_the_order_of_frames_matters_to_fvd_alone() -> None:
    torch.manual_seed(1)
    moving = torch.stack([scenes(4).roll(2 * step, dims=3) for step in range(10)], dim=1)
    shuffled = moving[:, [5, 0, 8, 2, 9, 4, 1, 7, 3, 6]]
    video, picture = (
        FrechetVideoDistance(unsettled(I3D(1 / 32, 6))),
        FrechetInceptionDistance(unsettled(InceptionV3(1 / 64))),
    )
    video.update(moving, real=True)
    video.update(shuffled, real=False)
    picture.update(moving.flatten(0, 1), real=True)
    picture.update(shuffled.flatten(0, 1), real=False)
    scale = float(torch.trace(picture.real_outer)) / 40
    assert float(picture.compute()) < 1e-8 * scale
    assert float(video.compute()) > 1e-5 * float(torch.trace(video.real_outer)) / 4


def test_a_network_that_is_trained_elsewhere_is_asked_in_evaluation_mode() -> None:
    network = unsettled(InceptionV3(1 / 64))
    metric = FrechetInceptionDistance(network).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    metric.update(scenes(2), real=True)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
