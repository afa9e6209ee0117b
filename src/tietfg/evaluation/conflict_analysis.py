"""Conflicts of emotion, the paper's figure 6: a description against the text, the portrait, or itself.

Each conflict stands beside the same request without it, so that what it costs can be told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tietfg.emotion.track import EmotionTrack
from tietfg.evaluation.agreement import request_agreement
from tietfg.evaluation.track_plot import Panel, draw_panels
from tietfg.fluctuation.recognise import RecognisedTrack, recognise
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.motion.pose import held_pose
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import resolve_picture
from tietfg.portrait.read import read_portrait
from tietfg.render.renderer import PortraitRenderer

SIZE = 512
SMILE = 0.9
"""Intensity of the happy face that stands for a smiling portrait."""


@dataclass(frozen=True)
class Request:
    """What is said and asked, by a portrait at rest or one that smiles."""

    text: str
    emotion: str
    smiling: bool = False


@dataclass(frozen=True)
class Conflict:
    """A request that contradicts itself, and the same without the contradiction."""

    name: str
    conflict: Request
    without: Request


_PLAIN = "There is a letter on the table. It came this morning, and I have put it beside your keys."
_JOYFUL = "We have won the first prize! I am so happy, this is the most wonderful day of my whole life!"
CONFLICTS = (
    Conflict("description against text", Request(_JOYFUL, "very angry"), Request(_PLAIN, "very angry")),
    Conflict(
        "description against portrait", Request(_PLAIN, "very angry", smiling=True), Request(_PLAIN, "very angry")
    ),
    Conflict("description against itself", Request(_PLAIN, "very happy and very angry"), Request(_PLAIN, "very happy")),
)


@dataclass(frozen=True)
class Played:
    """What came of a request."""

    request: Request
    asked: EmotionTrack
    predicted: EmotionTrack
    """By the fluctuation predictor, from speech, text and description."""
    recognised: RecognisedTrack
    notes: tuple[str, ...]
    """What the program says of the conflict."""

    @property
    def agreement(self) -> float:
        """Share of the frames in which the evaluator recognises what was asked."""
        return request_agreement(self.asked, self.recognised).accuracy

    def draw(self, title: str) -> Image.Image:
        """Frames above what was asked, predicted and recognised."""
        told = self.recognised.track
        seen = Panel("recognised", told.probabilities, self.recognised.face, len(told) / float(told.fps))
        asked = Panel.of_played("asked", self.asked)
        predicted = Panel.of_played("predicted", self.predicted)
        return draw_panels((asked, predicted, seen), self.recognised.views, title)

    def figures(self) -> dict[str, Any]:
        """As JSON: the request, agreement, what was recognised how often, and notes."""
        return {
            **vars(self.request),
            "agreement": self.agreement,
            "asked": _shares(self.asked),
            "predicted": _shares(self.predicted),
            "recognised": self.recognised.shares,
            "notes": list(self.notes),
        }


def analyse(
    pipeline: TalkingFacePipeline, image: str, folder: Path, seed: int, progress: Callable[[int, int], None]
) -> Iterator[tuple[Conflict, Played, Played]]:
    """Play every conflict and its counterpart. Videos, pages and the smiling portrait are written into the folder.

    Raises InputError for a picture that cannot be used, OutputError, and WeightsError.
    """
    picture = resolve_picture(image)
    smiling = folder / "smiling.png"
    _smile(picture, pipeline, smiling)
    total, made = 2 * len(CONFLICTS), 0
    for conflict in CONFLICTS:
        both = []
        for what, request in (("conflict", conflict.conflict), ("without", conflict.without)):
            progress(made, total)
            name = f"{conflict.name.replace(' ', '-')}-{what}"
            shown = smiling if request.smiling else picture
            played = _play(pipeline, shown, request, folder / f"{name}.mp4", seed)
            title = f'{conflict.name if what == "conflict" else "the same without conflict"}: "{request.emotion}"'
            played.draw(title).save(folder / f"{name}.png")
            both.append(played)
            made += 1
        yield conflict, both[0], both[1]
    progress(total, total)


def _play(pipeline: TalkingFacePipeline, picture: Path, request: Request, path: Path, seed: int) -> Played:
    video = pipeline(image=picture, text=request.text, emotion=request.emotion, seed=seed, size=SIZE)
    video.save(path, overwrite=True)
    spoken = [block.speech for block in video.blocks()]

    def track(switch: str) -> EmotionTrack:
        return EmotionTrack.concatenate([pipeline.predict(speech, video.script, switch, seed) for speech in spoken])

    seen = recognise(path, pipeline.store.path("face-landmarker"), RECOGNISERS["evaluator"].load())
    return Played(request, track("timeline"), track("predicted"), seen, video.notes)


def _smile(picture: Path, pipeline: TalkingFacePipeline, target: Path) -> None:
    """The portrait with a happy face, as a picture file."""
    portrait = read_portrait(picture, SIZE, "crop", pipeline.store, "quick")
    happy = PortraitRenderer(portrait).render(held_pose("happy", SMILE), np.zeros(3), np.zeros(3))
    Image.fromarray(happy).save(target)


def _shares(track: EmotionTrack) -> dict[str, float]:
    return {name: float(np.mean([label == name for label in track.labels])) for name in sorted(set(track.labels))}
