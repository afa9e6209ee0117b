"""Clips of face videos as batches for the paper's scale, drawn at random."""

from collections.abc import Sequence

import torch
from torch import Tensor

from tietfg.synthesis.dropout import keep_masks, kept
from tietfg.synthesis.schedule import STEPS
from tietfg.synthesis.sd15.conditions import ClipInputs
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.training.loop import Batch
from tietfg.training.sd15_data import FaceVideo, masks_of
from tietfg.training.sd15_stages import Stage

_LEVEL, _KEEP = "masks.", "keep."


class ClipBatches:
    """Batches of clips at random places of videos, of which longer ones are drawn more often."""

    def __init__(self, videos: Sequence[FaceVideo], stage: Stage, configuration: Configuration) -> None:
        self.videos = videos
        self._stage, self._window = stage, configuration.audio_window
        self._masks = [masks_of(video, configuration) for video in videos]
        self._lengths = torch.tensor([float(len(video)) for video in videos])

    def draw(self, size: int, generator: torch.Generator) -> Batch:
        """`size` clips with what is dropped, noise and step of each; all that is random comes from the generator.

        "clean" is (size, F, C, H, W), "noise" the same, "step" (size,), and the rest as `clip_inputs` and `keeps` tell.
        """
        stage = self._stage
        places = torch.multinomial(self._lengths, size, replacement=True, generator=generator).tolist()
        rows = [self._row(place, generator) for place in places]
        batch = {name: torch.stack([row[name] for row in rows]) for name in rows[0]}
        keep = keep_masks(size, dict.fromkeys(("reference", "audio", "motion"), stage.dropout), generator)
        if stage.number == 1:
            batch["identity"] = kept(batch["identity"], keep["reference"])
        offset = torch.randn(size, 1, batch["clean"].shape[2], 1, 1, generator=generator)
        batch["noise"] = torch.randn(batch["clean"].shape, generator=generator) + stage.noise_offset * offset
        batch["step"] = torch.randint(STEPS, (size,), generator=generator)
        return batch | {_KEEP + name: value for name, value in keep.items()}

    def _row(self, place: int, generator: torch.Generator) -> dict[str, Tensor]:
        """A clip of one video: any frame of it is the reference, in stage 1 one that is far from the clip's."""
        stage, video = self._stage, self.videos[place]

        def drawn(below: int) -> int:
            return int(torch.randint(below, (1,), generator=generator))

        first = stage.motion_frames + drawn(len(video) - stage.frames - stage.motion_frames + 1)
        references = range(len(video))
        if stage.frames == 1:
            references = [frame for frame in references if abs(frame - first) >= stage.apart] or references
        shown = [references[drawn(len(references))], *range(first - stage.motion_frames, first)]
        face, masks = self._masks[place]
        return {
            "clean": video.latents[first : first + stage.frames].float(),
            "pictures": video.latents[shown].float(),
            "identity": video.identity,
            "face": face,
            "audio": video.heard(first, stage.frames, self._window),
            "emotion": video.emotion[first : first + stage.frames],
            **{f"{_LEVEL}{level}": mask for level, mask in enumerate(masks)},
        }


def clip_inputs(batch: Batch) -> ClipInputs:
    """What the networks are told of the clips of a batch."""
    levels = sum(name.startswith(_LEVEL) for name in batch)
    return ClipInputs(
        identity=batch["identity"],
        pictures=batch["pictures"],
        face=batch["face"],
        audio=batch["audio"],
        emotion=batch["emotion"],
        masks=tuple(batch[f"{_LEVEL}{level}"] for level in range(levels)),
        strengths=torch.ones(3, device=batch["clean"].device),
    )


def keeps(batch: Batch) -> dict[str, Tensor]:
    """(size,) of 1, and of 0 for the clips that do without it, by the names of conditions."""
    return {name.removeprefix(_KEEP): value for name, value in batch.items() if name.startswith(_KEEP)}
