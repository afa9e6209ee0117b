"""Performances: each sentence spoken in each emotion once, with the motion that every portrait then plays."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.design import SENTENCES, VOICE
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.motion.motion import Motion
from tietfg.pipeline import TalkingFacePipeline
from tietfg.render.renderer import PortraitRenderer
from tietfg.speech.speech import Speech


@dataclass(frozen=True)
class Spoken:
    """A sentence spoken in an emotion: what is heard, and what the face does."""

    emotion: str
    sentence: int
    speech: Speech
    motion: Motion


def performances(pipeline: TalkingFacePipeline, sentences: int) -> Iterator[Spoken]:
    """Speak the first sentences in all emotions at full strength, each with a seed of its own.

    Moved by rules, which play every emotion as it is written: this measures the face, and `visual` what moves it.
    """
    for sentence, text in enumerate(SENTENCES[:sentences]):
        for emotion in EMOTIONS:
            keyframe = {"word": 0, "emotion": {emotion: 1}, "intensity": float(emotion != "neutral")}
            timeline = EmotionTimeline.model_validate({"keyframes": [keyframe]})
            seed = 100 * sentence + EMOTIONS.index(emotion)
            video = pipeline(image="amara", text=text, timeline=timeline, voice=VOICE, seed=seed, motion="procedural")
            yield Spoken(emotion, sentence, video.speech, video.arkit)


def played(motion: Motion, renderer: PortraitRenderer) -> Iterator[NDArray[np.uint8]]:
    """The frames of a motion."""
    for frame in range(len(motion)):
        yield renderer.render(motion.coefficients[frame], motion.rotation[frame], motion.translation[frame])
