"""A compact plain convolutional network for faces of 48 x 48 pixels: the architecture of the evaluator."""

import torch
from torch import Tensor, nn

from tietfg.emotion.labels import EMOTIONS

WIDTHS = (32, 64, 128, 256)


class PlainNetwork(nn.Module):
    """Logits of the seven emotions, in the order of EMOTIONS: pairs of 3 x 3 convolutions, the size halved after each.

    It has no shortcuts, no attention and no hidden layers, unlike ResEmoteNet, and sees single grey channels.
    """

    classes = EMOTIONS

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for channels, out_channels in zip((1, *widths[:-1]), widths, strict=True):
            for width in (channels, out_channels):
                layers += [
                    nn.Conv2d(width, out_channels, 3, padding=1, bias=False),
                    nn.BatchNorm2d(out_channels),
                    nn.ReLU(),
                ]
            layers += [nn.MaxPool2d(2), nn.Dropout(0.05)]
        self.layers = nn.Sequential(*layers)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(2 * widths[-1], len(EMOTIONS))

    def forward(self, faces: Tensor) -> Tensor:
        """(batch, 48, 48) grey faces in [0, 1] to (batch, 7) logits."""
        pictures = faces[:, None]
        mean, deviation = pictures.mean((2, 3), keepdim=True), pictures.std((2, 3), keepdim=True)
        features = self.layers((pictures - mean) / (deviation + 0.05)).flatten(2)
        return self.head(self.dropout(torch.cat((features.mean(2), features.amax(2)), 1)))
