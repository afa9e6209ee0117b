"""What a network tells of pictures or clips that come one after the other."""

from collections.abc import Iterable
from itertools import islice
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn


@torch.inference_mode()
def features(network: nn.Module, items: Iterable[NDArray[np.uint8]], batch: int) -> NDArray[np.float32]:
    """(n, network.features) of n pictures (height, width, 3) or clips (frames, height, width, 3) of equal size.

    No more than `batch` of them are in memory at a time; the network sees them in [0, 1], colours before height.
    """
    items = iter(items)
    rows = [np.empty((0, cast(int, network.features)), np.float32)]
    while part := list(islice(items, batch)):
        values = torch.from_numpy(np.stack(part)).movedim(-1, -3).float() / 255
        rows.append(network(values).float().numpy())
    return np.concatenate(rows)
