"""The task of training at the paper's scale: losses of clips (eq 4, as v-prediction), and what is shown of it."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary  # type: ignore[attr-defined]
from torch import Tensor, nn
from torch.utils.tensorboard.writer import SummaryWriter

from tietfg.errors import InputError
from tietfg.synthesis.sampler import noised, velocity
from tietfg.synthesis.schedule import STEPS, NoiseSchedule
from tietfg.synthesis.sd15.clips import clip_noise
from tietfg.synthesis.sd15.codec import decode
from tietfg.synthesis.sd15.files import Sd15Models
from tietfg.synthesis.sd15.sampling import PictureSampling, sample_latents
from tietfg.training.loop import Batch
from tietfg.training.sd15_batches import ClipBatches, clip_inputs, keeps
from tietfg.training.sd15_data import FaceVideo
from tietfg.training.sd15_stages import Stage, trained_part

_HELD_OUT = 8
"""One video of so many is held out for validation."""
VALIDATION_CLIPS = 8
SHOWN_STEPS = 20
"""Of the sampled clips in TensorBoard."""


class Sd15Training:
    """Task of one stage on videos; validated by the loss on held-out ones, or on the same where there is but one."""

    metric = "negative_loss"

    def __init__(
        self,
        models: Sd15Models,
        videos: Sequence[FaceVideo],
        stage: Stage,
        *,
        interval: int,
        motion_modules: bool = True,
        precision: str = "no",
        source: str = "",
    ) -> None:
        """An epoch has `interval` steps; `source` tells what the weights are. The models are used up.

        Raises InputError where no video is long enough.
        """
        needed = stage.frames + stage.motion_frames + 1
        usable = [video for video in videos if len(video) >= needed]
        if not usable:
            raise InputError(f"no video has the {needed} frames (at 25 a second) that a clip takes; add longer ones")
        rest = [video for place, video in enumerate(usable) if place % _HELD_OUT]
        configuration = models.configuration
        self.validation = ClipBatches(usable[::_HELD_OUT], stage, configuration)
        self.training = ClipBatches(rest, stage, configuration) if rest else self.validation
        self.model = trained_part(models.model, stage, precision, motion_modules=motion_modules)
        self._models, self._stage, self._interval, self._source = models, stage, interval, source
        self._precision = precision
        steps = np.arange(STEPS)
        schedule = NoiseSchedule.of_betas("scaled_linear")
        tables = (*schedule.shares(steps), schedule.min_snr_weights(steps, stage.gamma))
        self._tables = torch.from_numpy(np.stack(tables)).float()

    def fingerprint(self) -> dict[str, Any]:
        """What a resumed run must share."""
        return {
            **vars(self._stage),
            "interval": self._interval,
            "configuration": self._models.configuration.as_json(),
            "weights": self._source,
            "trained": sum(parameter.numel() for parameter in self.model.parameters()),
            "videos": [f"{video.name} ({len(video)})" for video in (*self.training.videos, *self.validation.videos)],
        }

    def batches_an_epoch(self, batch_size: int) -> int:  # noqa: ARG002 - an epoch is a number of steps here
        """The interval."""
        return self._interval

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """See ClipBatches."""
        for _ in range(self._interval):
            yield self.training.draw(batch_size, generator)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Mean over samples of the squared error of v, each weighed by its own step."""
        signal, rest, weight = self._tables.to(batch["step"].device)[:, batch["step"]]
        latents = batch["clean"], batch["noise"], *(share[:, None, None, None, None] for share in (signal, rest))
        predicted = model(noised(*latents), batch["step"], clip_inputs(batch), keeps(batch))
        return (weight * (predicted.float() - velocity(*latents)).square().mean((1, 2, 3, 4))).mean()

    @torch.no_grad()
    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """The negative loss on clips of the held-out videos, always the same ones."""
        generator = torch.Generator().manual_seed(0)
        with self._holding(model):
            losses = [
                float(self.loss(self.model, self._there(self.validation.draw(1, generator))))
                for _ in range(VALIDATION_CLIPS)
            ]
        return {"negative_loss": -float(np.mean(losses))}

    @torch.no_grad()
    def show(self, model: nn.Module, writer: SummaryWriter, epoch: int) -> None:
        """Add a held-out clip to TensorBoard as a moving picture: above as it was, below as it is sampled."""
        whole = self._models.model
        batch = self._there(self.validation.draw(1, torch.Generator().manual_seed(1)))
        noise = torch.from_numpy(clip_noise(1, 0, tuple(batch["clean"].shape)))
        with self._holding(model):
            sampled = sample_latents(whole, whole.denoiser, clip_inputs(batch), noise, PictureSampling(SHOWN_STEPS))
        both = torch.cat([batch["clean"], sampled], dim=3)[0]
        _write_pictures(writer, "clip", [decode(self._models.vae, frame[None])[0] for frame in both], epoch)

    def _there(self, batch: Batch) -> Batch:
        """A batch where the networks are."""
        device = self._models.model.denoiser.conv_in.weight.device
        return {name: value.to(device) for name, value in batch.items()}

    @contextmanager
    def _holding(self, model: nn.Module) -> Iterator[None]:
        """At the precision of training, with the values of an averaged TrainedPart in place of the trained ones."""
        own = dict(self.model.named_parameters())
        before = {name: value.detach().clone() for name, value in own.items()}
        device = self._models.model.denoiser.conv_in.weight.device
        try:
            for name, value in model.named_parameters():
                own[name].data.copy_(value)
            with torch.autocast(device.type, torch.bfloat16, enabled=self._precision == "bf16"):
                yield
        finally:
            for name, value in before.items():
                own[name].data.copy_(value)


def _write_pictures(writer: SummaryWriter, tag: str, pictures: Sequence[Tensor], step: int) -> None:
    """Pictures (3, height, width) in [-1, 1] as one moving picture at 25 frames a second."""
    pixels = [((picture.clamp(-1, 1) + 1) * 127.5).byte().permute(1, 2, 0).cpu().numpy() for picture in pictures]
    frames = [Image.fromarray(np.ascontiguousarray(each)) for each in pixels]
    encoded = io.BytesIO()
    frames[0].save(encoded, format="gif", save_all=True, append_images=frames[1:], duration=40, loop=0)
    image = Summary.Image(
        height=frames[0].height, width=frames[0].width, colorspace=3, encoded_image_string=encoded.getvalue()
    )
    writer._get_file_writer().add_summary(Summary(value=[Summary.Value(tag=tag, image=image)]), step)
