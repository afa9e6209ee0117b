"""LipSync is the mean over videos of its functional twin, in one process and in two."""

import doctest
import pickle
import socket

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torchmetrics")

from tietfg.evaluation.functional.lip_sync import mean_distances, synchrony  # noqa: E402
from tietfg.evaluation.metrics import lip_sync as module  # noqa: E402
from tietfg.evaluation.metrics.lip_sync import LipSync  # noqa: E402
from tietfg.evaluation.networks.syncnet import SyncNet  # noqa: E402

Video = tuple[torch.Tensor, torch.Tensor]


def videos() -> list[Video]:
    generator = torch.Generator().manual_seed(0)
    made = []
    for windows, late, noise in ((40, 2, 0.2), (70, 0, 0.5), (31, -3, 0.1), (90, 5, 1.0), (50, 1, 0.3)):
        sound = torch.randn(windows, 16, generator=generator)
        made.append((sound.roll(late, 0) + noise * torch.randn(windows, 16, generator=generator), sound))
    return made


def expected(measured: list[Video]) -> list[float]:
    found = [synchrony(mean_distances([(visual.numpy(), sound.numpy())])) for visual, sound in measured]
    return [
        float(np.mean(column)) for column in zip(*((f.distance, f.confidence, f.offset) for f in found), strict=True)
    ]


def values(metric: LipSync) -> list[float]:
    computed = metric.compute()
    assert list(computed) == ["sync_d", "sync_c", "sync_offset"]
    return [float(value) for value in computed.values()]


def updated(measured: list[Video]) -> LipSync:
    metric = LipSync()
    for visual, sound in measured:
        metric.update(visual, sound)
    return metric


def test_mean_over_videos() -> None:
    metric = updated(videos())
    assert values(metric) == pytest.approx(expected(videos()), rel=1e-9)
    assert {name: torch.as_tensor(value).numel() for name, value in metric.metric_state.items()} == {
        "totals": 3,
        "videos": 1,
    }
    metric.reset()
    metric.update(*videos()[0])
    assert values(metric)[2] == 2.0


def test_two_halves_are_merged() -> None:
    one, other = updated(videos()[:2]), updated(videos()[2:])
    one.merge_state(other)
    assert values(one) == pytest.approx(expected(videos()), rel=1e-9)


def process(rank: int, port: int, results: "torch.multiprocessing.SimpleQueue") -> None:
    torch.distributed.init_process_group("gloo", f"tcp://127.0.0.1:{port}", rank=rank, world_size=2)
    results.put(values(updated(videos()[rank::2])))
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_two_processes() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    results = torch.multiprocessing.get_context("spawn").SimpleQueue()
    torch.multiprocessing.spawn(process, (port, results), nprocs=2)
    for _ in range(2):
        assert results.get() == pytest.approx(expected(videos()), rel=1e-9)


def test_with_a_network() -> None:
    torch.manual_seed(0)
    network = SyncNet(1 / 16).eval()
    pictures, cepstra = 255 * torch.rand(1, 3, 10, 224, 224), torch.randn(6, 1, 13, 20)
    metric = LipSync(network)
    metric.update(pictures, cepstra)
    with torch.no_grad():
        assert values(metric) == pytest.approx(expected([(network.see(pictures), network.hear(cepstra))]), rel=1e-6)
    again = pickle.loads(pickle.dumps(metric))
    assert values(again) == values(metric)
    again.update(pictures, cepstra)
    assert values(again) == pytest.approx(values(metric))


@pytest.mark.parametrize(("seen", "heard"), [(0, 0), (4, 5)])
def test_windows_that_do_not_belong_together(seen: int, heard: int) -> None:
    metric = LipSync()
    with pytest.raises(ValueError, match=f"{seen} windows of pictures and {heard} of sound"):
        metric.update(torch.rand(seen, 4), torch.rand(heard, 4))


@pytest.mark.filterwarnings("ignore:The ``compute`` method")
def test_before_the_first_video() -> None:
    assert np.isnan(values(LipSync())).all()


def test_what_torchmetrics_asks() -> None:
    assert (LipSync.is_differentiable, LipSync.higher_is_better, LipSync.full_state_update) == (False, None, False)
    assert LipSync().totals.dtype == torch.float64


def test_the_example_in_the_documentation() -> None:
    result = doctest.testmod(module)
    assert result.attempted > 3
    assert not result.failed
