"""Training of the portrait scale's denoiser on performances (eq 4, as v-prediction)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tietfg.data.clip_reader import Clip, ReadBlock, all_values, cut_clip
from tietfg.portrait.arkit import coefficient
from tietfg.synthesis.dropout import keep_masks
from tietfg.synthesis.emotion_features import EMOTION_WIDTH
from tietfg.synthesis.face_geometry import GEOMETRY, GEOMETRY_WIDTH, draw_geometry
from tietfg.synthesis.face_regions import REGIONS
from tietfg.synthesis.motion_clips import MARGIN, MOTION_FRAMES, NEW_FRAMES
from tietfg.synthesis.motion_denoiser import DenoiserConfiguration, MotionDenoiser
from tietfg.synthesis.motion_tokens import CHANNELS, PRESENT, TOKENS, MotionTokens
from tietfg.synthesis.phonetic_features import PHONETIC_WIDTH, SYMBOLS
from tietfg.synthesis.sampler import noised, sample, velocity
from tietfg.synthesis.schedule import STEPS, NoiseSchedule
from tietfg.training.export import export
from tietfg.training.loop import Batch

INPUTS = ("noisy", "step", "motion", "speech", "emotion", "geometry", "keep")
"""The denoiser's arguments by name, in order, but for the last: the strengths, which are 1 in training."""
KNOWN = ("motion", "speech", "emotion", "reference")
"""The columns of `keep`."""
_HEARD_BY_LIPS = [SYMBOLS.index(symbol) for symbol in "pbm"]
_JAW = coefficient("jawOpen")
_CLOSED = 0.16
"""Opening of the jaw up to which lips can close."""
_FULLY = 0.9
"""Share of a frame that a phone must fill to count."""


@dataclass(frozen=True)
class Objective:
    """How errors are weighed, and what is kept from the denoiser at random while it learns."""

    weights: tuple[float, ...] = (1.0, 1.0, 0.7, 0.5, 1.2, 1.5, 1.8, 1.0)
    """Of the tokens in the order of TOKENS: lips and jaw count most."""
    velocity: float = 1.0
    """Weight of the error of the clean motion's change from frame to frame."""
    gamma: float = 5.0
    """Of the min-SNR weights."""
    without_motion: float = 0.05
    without_speech: float = 0.1
    without_emotion: float = 0.05
    without_reference: float = 0.1
    motion_noise: float = 0.03
    """Deviation of noise on the motion frames: what is sampled is not quite what was learned from."""
    shorter: float = 0.6
    """How often a batch has fewer than NEW_FRAMES new frames; blocks are cut evenly."""
    shortest: int = 20


class VisualTraining:
    """Task of one denoiser on clips of performances; validated on the clips of held-out texts."""

    metric = "negative_loss"

    def __init__(
        self,
        configuration: DenoiserConfiguration,
        training: Sequence[ReadBlock],
        validation: Sequence[ReadBlock],
        objective: Objective,
        schedule: NoiseSchedule,
        *,
        sampling_steps: int = 8,
        validation_clips: int = 48,
    ) -> None:
        self.model = MotionDenoiser(configuration)
        self.codec = MotionTokens.fitted(all_values(training))
        self._training, self._objective, self.schedule = training, objective, schedule
        self._frames = np.array([len(block) for block in training])
        self._alpha = torch.from_numpy(schedule.alpha_bar).float()
        weights = torch.tensor(objective.weights)[:, None] * torch.from_numpy(PRESENT)
        self._weights = weights * (PRESENT.sum() / weights.sum())
        # min(SNR + 1, gamma) / (SNR + 1), as Hallo weighs v: with min(SNR, gamma) the first step of sampling, at which
        # nothing is left of the latent, would not be learned at all.
        self._min_snr = torch.from_numpy(np.minimum(1.0, objective.gamma * (1 - schedule.alpha_bar))).float()
        self._sampling_steps = sampling_steps
        self._validation = self._fixed_batches(validation, validation_clips)

    def fingerprint(self) -> dict[str, Any]:
        """What a resumed run must share."""
        objective = {**vars(self._objective), "weights": list(self._objective.weights)}
        sizes = {"blocks": len(self._training), "frames": int(self._frames.sum())}
        return {**self.model.configuration.as_json(), **objective, **sizes}

    def batches_an_epoch(self, batch_size: int) -> int:
        """So many that an epoch has about as many new frames as the data."""
        return max(1, round(float(self._frames.sum()) / NEW_FRAMES / batch_size))

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Random clips of random blocks, those of a batch of one length."""
        draw = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
        longest = min(NEW_FRAMES, int(self._frames.max()))
        for _ in range(self.batches_an_epoch(batch_size)):
            frames = longest
            if draw.random() < self._objective.shorter:
                frames = int(draw.integers(min(self._objective.shortest, longest), longest + 1))
            places = np.maximum(self._frames - frames + 1, 0)
            clips = []
            for index in draw.choice(len(places), batch_size, p=places / places.sum()):
                block = self._training[index]
                start = int(draw.integers(places[index]))
                if not block.known and start < MOTION_FRAMES:
                    start = 0  # the sampler meets no other beginning
                clips.append(cut_clip(block, start, frames))
            yield self._noised(self.collated(clips, draw), generator, dropping=True)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Error of v, each sample with the min-SNR weight of its step, and of the velocity of the clean motion."""
        predicted = _predicted(model, batch)
        weights = self._weights.to(predicted)
        error = ((predicted - batch["velocity"]) ** 2 * weights).mean(dim=(1, 2, 3))
        signal, rest = batch["signal"][:, None, None, None], batch["rest"][:, None, None, None]
        clean = signal * batch["noisy"] - rest * predicted
        known = batch["keep"][:, 0, None, None, None]
        before = batch["motion"][:, -1:]
        moves = torch.diff(torch.cat([before, clean], dim=1), dim=1)
        meant = torch.diff(torch.cat([before, batch["clean"]], dim=1), dim=1)
        changes = (moves - meant) ** 2 * weights
        first = torch.cat([known.expand(-1, 1, *changes.shape[2:]), torch.ones_like(changes[:, 1:])], dim=1)
        changes = (changes * first).mean(dim=(1, 2, 3))
        # An error of v is one of the clean motion times 1 / rest: weighed as that of v, in v's units.
        snr = self._min_snr.to(predicted)[batch["step"].long()]
        scale = 1.0 / batch["rest"].clamp(min=0.2) ** 2
        return (snr * (error + self._objective.velocity * changes * scale)).mean() / self._min_snr.mean()

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Held-out loss; of sampled motion the jaw's correlation with the true one, and closures at p, b and m."""
        losses, jaws, true_jaws, closed, truly_closed = [], [], [], [], []
        early = self.schedule.early(self._sampling_steps)
        for batch in self._validation:
            losses.append(self.loss(model, batch).item())

            def predict(noisy: Tensor, step: int, both: bool, batch: Batch = batch) -> tuple[Tensor, None]:
                del both
                steps = torch.full_like(batch["step"], step)
                return _predicted(model, batch | {"noisy": noisy, "step": steps}), None

            sampled = sample(self.schedule, batch["noise"], early, predict, order=2)
            found = self.codec.decode(sampled.detach().numpy())
            true = self.codec.decode(batch["clean"].numpy())
            heard = batch["speech"][:, MARGIN:-MARGIN, _HEARD_BY_LIPS].sum(2).numpy() > _FULLY
            jaws.append(found[..., _JAW].ravel())
            true_jaws.append(true[..., _JAW].ravel())
            closed.append(found[heard][:, _JAW] < _CLOSED)
            truly_closed.append(true[heard][:, _JAW] < _CLOSED)
        correlation = np.corrcoef(np.concatenate(jaws), np.concatenate(true_jaws))[0, 1]
        return {
            "validation_loss": float(np.mean(losses)),
            "negative_loss": -float(np.mean(losses)),
            "jaw_correlation": float(np.nan_to_num(correlation)),
            "closed": float(np.concatenate(closed).mean()) if np.concatenate(closed).size else 0.0,
            "truly_closed": float(np.concatenate(truly_closed).mean()) if np.concatenate(truly_closed).size else 0.0,
        }

    def collated(self, clips: Sequence[Clip], draw: np.random.Generator) -> Batch:
        """Clips of one length as a batch without noise; a person is drawn for motion that is nobody's."""
        geometry = [draw_geometry(draw) if clip.geometry is None else clip.geometry for clip in clips]
        known = [(clip.known_motion, True, True, True) for clip in clips]
        arrays = {
            "clean": self.codec.encode(np.stack([clip.new for clip in clips])),
            "motion": self.codec.encode(np.stack([clip.motion for clip in clips])),
            "speech": np.stack([clip.speech for clip in clips]),
            "emotion": np.stack([clip.emotion for clip in clips]),
            "geometry": np.stack(geometry),
            "keep": np.array(known, np.float32),
        }
        return {name: torch.from_numpy(array) for name, array in arrays.items()}

    def _noised(self, batch: Batch, generator: torch.Generator, dropping: bool) -> Batch:
        """The batch at random steps, with noise and, in training, without some conditions."""
        count, objective = len(batch["clean"]), self._objective
        # Even shares of the steps in every batch, so that its loss tells more of the model than of the draw.
        even = (torch.arange(count) + torch.rand(count, generator=generator)) / count
        steps = (even * STEPS).long().clamp(max=STEPS - 1)[torch.randperm(count, generator=generator)]
        noise = torch.randn(batch["clean"].shape, generator=generator) * torch.from_numpy(PRESENT)
        signal, rest = self._alpha[steps].sqrt(), (1 - self._alpha[steps]).sqrt()
        latents = batch["clean"], noise, signal[:, None, None, None], rest[:, None, None, None]
        made = {
            "noise": noise,
            "step": steps.float(),
            "noisy": noised(*latents),
            "velocity": velocity(*latents),
            "signal": signal,
            "rest": rest,
        }
        if dropping:
            shares = (getattr(objective, f"without_{name}") for name in KNOWN)
            keep = keep_masks(count, dict(zip(KNOWN, shares, strict=True)), generator)
            made["keep"] = batch["keep"] * torch.stack([keep[name] for name in KNOWN], dim=1)
            disturbed = torch.randn(batch["motion"].shape, generator=generator) * torch.from_numpy(PRESENT)
            made["motion"] = batch["motion"] + objective.motion_noise * disturbed
        return batch | made

    def _fixed_batches(self, blocks: Sequence[ReadBlock], clips: int) -> list[Batch]:
        """The same clips and noise at every evaluation."""
        draw, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)
        longest = min(NEW_FRAMES, max(len(block) for block in blocks))
        long = [block for block in blocks if len(block) >= longest]
        chosen = [long[index] for index in draw.permutation(len(long))[:clips]]
        starts = (int(draw.integers(len(block) - longest + 1)) for block in chosen)
        starts = [0 if start < MOTION_FRAMES else start for start in starts]
        cut = [cut_clip(block, start, longest) for block, start in zip(chosen, starts, strict=True)]
        size = 16
        return [
            self._noised(self.collated(cut[first : first + size], draw), generator, dropping=False)
            for first in range(0, len(cut), size)
        ]


def _predicted(model: nn.Module, batch: Batch) -> Tensor:
    return model(*(batch[name] for name in INPUTS), batch["noisy"].new_ones(len(REGIONS)))


def export_denoiser(model: MotionDenoiser, metadata: dict[str, str], path: Path) -> float:
    """Write a denoiser as ONNX, for any number of frames and samples. Gives the largest difference from torch."""
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    frames, heard, tokens = NEW_FRAMES, NEW_FRAMES + 2 * MARGIN, len(TOKENS)
    inputs = {
        "noisy": normal(2, frames, tokens, CHANNELS),
        "step": torch.tensor([500.0, 20.0]),
        "motion": normal(2, MOTION_FRAMES, tokens, CHANNELS),
        "speech": normal(2, heard, PHONETIC_WIDTH),
        "emotion": normal(2, heard, EMOTION_WIDTH).abs().clamp(max=1),
        "geometry": normal(2, len(GEOMETRY), GEOMETRY_WIDTH),
        "keep": torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0]]),
        "strengths": torch.ones(3),
    }
    axes: dict[str, dict[int, str]] = {name: {0: "batch"} for name in INPUTS}
    axes["noisy"][1] = "frames"
    axes["speech"][1] = axes["emotion"][1] = "heard"
    axes["velocity"] = {0: "batch", 1: "frames"}
    configuration = json.dumps(model.configuration.as_json())
    return export(model, inputs, ["velocity"], axes, {"configuration": configuration, **metadata}, path, tolerance=5e-2)
