"""SyncNet v2 (Chung and Zisserman, "Out of time", 2016): embeddings of mouths and of speech that lie close together."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tietfg.evaluation.networks.published_weights import filled, keep, read_checkpoint

PICTURES = 5
"""Pictures at 25 Hz that one embedding sees."""
CEPSTRA = 20
"""Frames of 13 mel cepstral coefficients at 100 Hz that one embedding hears."""
SIDE = 224
"""Of pictures, in pixels."""


class SyncNet(nn.Module):
    """Embeddings of five pictures of a face, and of the 0.2 s of speech that belong to them.

    Of `width` 1 it has 13.6 M parameters, and its keys and shapes are those of the published syncnet_v2.model
    (SyncNetModel.py of joonson/syncnet_python); other widths scale all channels and the embedding.
    """

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        first, second, third, fourth, last, embedding = (round(width * n) for n in (64, 192, 384, 256, 512, 1024))
        self.netcnnaud = nn.Sequential(
            *_layer_2d(1, first, 3, padding=1),
            nn.MaxPool2d(1),
            *_layer_2d(first, second, 3, padding=1),
            nn.MaxPool2d(3, stride=(1, 2)),
            *_layer_2d(second, third, 3, padding=1),
            *_layer_2d(third, fourth, 3, padding=1),
            *_layer_2d(fourth, fourth, 3, padding=1),
            nn.MaxPool2d(3, stride=2),
            *_layer_2d(fourth, last, (5, 4), padding=0),
        )
        self.netfcaud = _head(last, embedding)
        wide = round(width * 96)
        self.netcnnlip = nn.Sequential(
            *_layer_3d(3, wide, (PICTURES, 7, 7), stride=2),
            nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2)),
            *_layer_3d(wide, fourth, (1, 5, 5), stride=2, padding=1),
            nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
            *_layer_3d(fourth, fourth, (1, 3, 3), padding=1),
            *_layer_3d(fourth, fourth, (1, 3, 3), padding=1),
            *_layer_3d(fourth, fourth, (1, 3, 3), padding=1),
            nn.MaxPool3d((1, 3, 3), stride=(1, 2, 2)),
            *_layer_3d(fourth, last, (1, 6, 6)),
        )
        self.netfclip = _head(last, embedding)

    def see(self, pictures: Tensor) -> Tensor:
        """(batch, 3, n, 224, 224) BGR in 0..255 to (batch * (n - 4), 1024): each five pictures that follow each other.

        Only the first layer spans time, so that windows share their pictures.
        """
        return self.netfclip(self.netcnnlip(pictures).flatten(2).transpose(1, 2).flatten(0, 1))

    def hear(self, cepstra: Tensor) -> Tensor:
        """(batch, 1, 13, 20) mel cepstral coefficients to (batch, 1024)."""
        return self.netfcaud(self.netcnnaud(cepstra).flatten(1))


def _layer_2d(channels: int, wider: int, kernel: int | tuple[int, int], padding: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(channels, wider, kernel, padding=padding), nn.BatchNorm2d(wider), nn.ReLU()


def _layer_3d(
    channels: int, wider: int, kernel: tuple[int, int, int], stride: int = 1, padding: int = 0
) -> tuple[nn.Module, ...]:
    """Stride and padding are those of the picture; in time they are 1 and 0."""
    convolution = nn.Conv3d(channels, wider, kernel, (1, stride, stride), (0, padding, padding))
    return convolution, nn.BatchNorm3d(wider), nn.ReLU()


def _head(features: int, embedding: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(features, features), nn.BatchNorm1d(features), nn.ReLU(), nn.Linear(features, embedding)
    )


@torch.inference_mode()
def embed(
    network: SyncNet, squares: NDArray[np.uint8], cepstra: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Embeddings (n, 1024) of pictures and of sound in n windows, without gradients.

    `squares` (n + 4, 224, 224, 3) are BGR, one after the other; `cepstra` are (n, 13, 20).
    """
    pictures = torch.from_numpy(squares).permute(3, 0, 1, 2)[None].float()
    sound = torch.from_numpy(cepstra)[:, None].float()
    return network.see(pictures).numpy(), network.hear(sound).numpy()


def load(path: Path, width: float = 1.0) -> SyncNet:
    """The network with the kept weights, in evaluation mode. Raises WeightsError."""
    return filled(SyncNet(width), path)


def convert(source: Path, target: Path, width: float = 1.0) -> None:
    """Keep the weights of the published syncnet_v2.model as safetensors. Raises WeightsError for any other file."""
    keep(SyncNet(width), read_checkpoint(source), source, target)
