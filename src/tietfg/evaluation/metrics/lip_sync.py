"""Lip synchrony over videos as a torchmetrics metric."""

from typing import Any

import torch
from torch import Tensor
from torchmetrics import Metric

from tietfg.evaluation.functional.lip_sync import SHIFTS, mean_distances, synchrony
from tietfg.evaluation.networks.syncnet import SyncNet


class LipSync(Metric):
    r"""Sync-D, Sync-C and the offset by SyncNet, each averaged over videos: Wav2Lip's LSE-D and LSE-C.

    Of a video with embeddings :math:`v_t` of its pictures and :math:`s_t` of its sound, with
    :math:`d_i = \frac{1}{n} \sum_t \lVert v_t - s_{t + i} \rVert` over shifts :math:`|i| \le 15` and zeros beyond both
    ends of the sound, D is :math:`\min_i d_i`, C is :math:`\operatorname{median}_i d_i - D`, and the offset is
    :math:`-\arg\min_i d_i`, the pictures by which the mouth follows the sound. The authors of SyncNet print these of
    one video; the mean over videos, in which each counts the same whatever its length, is that of Wav2Lip.

    `update` takes one whole video: with a `network` the pictures (1, 3, n + 4, 224, 224) of its face, BGR in 0..255,
    and the mel cepstra (n, 1, 13, 20) of its n windows; without one the embeddings, (n, features) each. `compute` gives
    `sync_d` (lower is better), `sync_c` (higher is better) and `sync_offset`; NaN before the first video.

    >>> import torch
    >>> mouth = torch.nn.functional.one_hot(torch.arange(60), 60).float()
    >>> metric = LipSync()
    >>> metric.update(mouth, mouth.roll(-2, dims=0))
    >>> {name: round(float(value), 3) for name, value in metric.compute().items()}
    {'sync_d': 0.033, 'sync_c': 1.326, 'sync_offset': 2.0}
    """

    is_differentiable = False
    higher_is_better = None
    full_state_update = False
    network: SyncNet | None
    totals: Tensor
    videos: Tensor

    def __init__(self, network: SyncNet | None = None, shifts: int = SHIFTS, **options: Any) -> None:
        super().__init__(**options)
        self.network = network
        self.shifts = shifts
        self.add_state("totals", torch.zeros(3, dtype=torch.float64), dist_reduce_fx="sum")
        self.add_state("videos", torch.tensor(0), dist_reduce_fx="sum")

    def update(self, visual: Tensor, sound: Tensor) -> None:
        """Count a video; with no window it raises ValueError."""
        if self.network is not None:
            with torch.no_grad():
                visual, sound = self.network.see(visual), self.network.hear(sound)
        if len(visual) != len(sound) or not len(visual):
            raise ValueError(f"{len(visual)} windows of pictures and {len(sound)} of sound; they must be as many")
        embeddings = visual.detach().cpu().numpy(), sound.detach().cpu().numpy()
        found = synchrony(mean_distances([embeddings], self.shifts))
        self.totals += torch.tensor(
            [found.distance, found.confidence, found.offset], dtype=torch.float64, device=self.totals.device
        )
        self.videos += 1

    def compute(self) -> dict[str, Tensor]:
        """Means over videos."""
        return dict(zip(("sync_d", "sync_c", "sync_offset"), self.totals / self.videos, strict=True))
