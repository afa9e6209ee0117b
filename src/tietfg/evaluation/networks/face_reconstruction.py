"""Deep3DFaceRecon: a ResNet-50 that tells the coefficients of a morphable face model from an aligned picture.

Deng et al., "Accurate 3D Face Reconstruction with Weakly-Supervised Learning" (2019); keys are those of `net_recon` in
the published epoch_20.pth of Deep3DFaceRecon_pytorch. Only the network is needed here, not the face model itself.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from tietfg.errors import WeightsError
from tietfg.evaluation.networks.published_weights import filled, keep, read_checkpoint
from tietfg.evaluation.networks.resnet import ResNet50

HEADS = {"identity": 80, "expression": 64, "texture": 80, "angle": 3, "gamma": 27, "translation_xy": 2, "depth": 1}
"""How many coefficients each of the last layers tells, in their order."""
_EXPRESSION = list(HEADS).index("expression")
SIZE = 224
"""Side in pixels of what the network sees."""
PIXELS_PER_UNIT = 102.0
"""Size of a face in it, as published (util/preprocess.py of Deep3DFaceRecon_pytorch, rescale_factor)."""
STANDARD_POINTS = np.array(
    [
        [-0.31148657, -0.29036078, 0.13377953],
        [0.30979887, -0.28972036, 0.13179526],
        [0.0032535, 0.04617932, 0.55244243],
        [-0.25216928, 0.38133916, 0.22405732],
        [0.2484662, 0.38128236, 0.22235769],
    ]
)
"""Eye centres, nose tip and mouth corners (left to right as seen) of the standard face, x right, y down, z to the
viewer: figures of the authors' similarity_Lm3D_all.mat, reduced to five points as by their load_lm3d, y turned."""
EYES, NOSE_TIP, MOUTH_CORNERS = ((33, 133), (362, 263)), 1, (61, 291)
"""MediaPipe's landmarks for them: corners of each eye, whose middle is its centre, tip of the nose, mouth corners."""


class FaceReconstruction(nn.Module):
    """Aligned faces to the coefficients of their expression; `base` is the width of the first layer.

    The other last layers are there because the published file has them.
    """

    def __init__(self, base: int = 64) -> None:
        super().__init__()
        self.backbone = ResNet50(base)
        self.final_layers = nn.ModuleList(nn.Conv2d(self.backbone.out_channels, count, 1) for count in HEADS.values())
        self.features = HEADS["expression"]

    def forward(self, faces: Tensor) -> Tensor:
        """(batch, 3, 224, 224) RGB in [0, 1], aligned as by `aligned_face`, to (batch, 64)."""
        return self.final_layers[_EXPRESSION](self.backbone(faces)).flatten(1)


def aligned_face(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Cut a face out of an RGB picture (height, width, 3) as the network wants it: (224, 224, 3), black beyond edges.

    `landmarks` are MediaPipe's (478, 2 or 3) in pixels. As published, and without turning the picture: an affine
    camera is fitted to the five STANDARD_POINTS by least squares, the mean length of its two rows gives the scale, and
    the standard face's origin comes to the middle. Cubic interpolation with antialias, as Pillow's.
    """
    points = landmarks[:, :2].astype(np.float64)
    eyes = [points[list(corners)].mean(axis=0) for corners in EYES]
    five = np.stack([*eyes, points[NOSE_TIP], *points[list(MOUTH_CORNERS)]])
    camera, *_ = np.linalg.lstsq(np.column_stack([STANDARD_POINTS, np.ones(5)]), five)
    unit, centre = np.linalg.norm(camera[:3], axis=0).mean(), camera[3]
    side = SIZE * unit / PIXELS_PER_UNIT
    low, high = centre - side / 2, centre + side / 2
    margin = 2 + 2 * side / SIZE  # as far as the interpolation reaches
    corner = np.floor(low - margin).astype(int)
    around = Image.fromarray(picture).crop((*corner.tolist(), *np.ceil(high + margin).astype(int).tolist()))
    box = (*(low - corner).tolist(), *(high - corner).tolist())
    return np.asarray(around.resize((SIZE, SIZE), Image.Resampling.BICUBIC, box=box))


def convert(source: Path, target: Path) -> None:
    """Keep the weights of epoch_20.pth's `net_recon` as safetensors. Raises WeightsError for any other file."""
    content = read_checkpoint(source).get("net_recon")
    if not isinstance(content, dict):
        raise WeightsError(f"{source} has no `net_recon`; name epoch_20.pth of Deep3DFaceRecon_pytorch")
    keep(FaceReconstruction(), content, source, target)


def load(path: Path) -> FaceReconstruction:
    """The network with the kept weights, in evaluation mode. Raises WeightsError."""
    return filled(FaceReconstruction(), path)
