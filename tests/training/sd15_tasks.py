"""Tasks of the paper's scale on tiny random networks and videos; run as a program, a short training of one."""

import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tests.synthesis.sd15 import tiny
from tietfg.synthesis.emotion_features import EMOTION_WIDTH
from tietfg.synthesis.sd15.configuration import TINY
from tietfg.training import sd15_task
from tietfg.training.loop import Batch, train
from tietfg.training.sd15 import RECIPE
from tietfg.training.sd15_data import FaceVideo
from tietfg.training.sd15_stages import STAGES

SMALL = RECIPE.model_copy(update={"epochs": 2, "batch_size": 2, "learning_rate": 1e-3, "precision": "no"})


def video(seed: int, frames: int = 20) -> FaceVideo:
    generator = torch.Generator().manual_seed(seed)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    return FaceVideo(
        name=f"{seed}.mp4",
        latents=drawn(frames, TINY.latent_channels, 8, 8).half(),
        audio=drawn(frames, TINY.audio_layers, TINY.audio_width).half(),
        emotion=drawn(frames, EMOTION_WIDTH).sigmoid(),
        identity=drawn(TINY.identity_width),
        face=torch.tensor([0.2, 0.2, 0.8, 0.9], dtype=torch.float64),
        lips=torch.tensor([0.4, 0.6, 0.6, 0.7], dtype=torch.float64),
    )


class Recorded(sd15_task.Sd15Training):
    """Keeps the losses, and may be cut after some of them, or find memory too small for many examples."""

    def __init__(self, *arguments: Any, cut: int | None = None, room: int = 99, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.losses: list[float] = []
        self.cut, self.room = cut, room

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        learning = torch.is_grad_enabled()
        if learning:
            if len(self.losses) == self.cut:
                raise KeyboardInterrupt
            if len(batch["step"]) > self.room:
                raise torch.OutOfMemoryError("none left")
        loss = super().loss(model, batch)
        if learning:
            self.losses.append(loss.item())
        return loss


def task(stage: int = 2, interval: int = 3, **options: Any) -> Recorded:
    videos = [video(seed) for seed in range(3)]
    return Recorded(tiny.models("paper"), videos, STAGES[stage], interval=interval, **options)


def silent(_: str) -> None:
    pass


def short_run(folder: Path) -> None:
    """Two steps of plain gradients, which several processes share as one would do them alone."""
    sd15_task.VALIDATION_CLIPS = 1
    recipe = SMALL.model_copy(update={"epochs": 1, "learning_rate": 0.1, "optimizer": "sgd"})
    train(task(interval=2), recipe, folder, silent)


if __name__ == "__main__":
    short_run(Path(sys.argv[1]))
