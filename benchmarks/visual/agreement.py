"""Emotion in rendered videos: what the evaluator recognises in the face against what was asked, frame by frame.

Every description is spoken once for each portrait, and played by every system. The evaluator is never trained or tuned
against; it looks at the video's file as anybody would who has that alone.
"""

import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tietfg.emotion.track import EmotionTrack, label_indices
from tietfg.evaluation.agreement import expected_agreement, joined, request_agreement
from tietfg.evaluation.classification import Classification
from tietfg.fluctuation.recognise import RecognisedTrack, recognise
from tietfg.fluctuation.recogniser import RECOGNISERS, Recogniser
from tietfg.fluctuation.switch import DEFAULT_FLUCTUATION
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.motion.motion import Motion
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import resolve_picture
from tietfg.presets import Prepared
from tietfg.script import SpeechRequest
from tietfg.synthesis.face_geometry import face_geometry
from tietfg.timing import StageTimes
from visual.bootstrap import summary
from visual.progress import told
from visual.systems import ABLATION, PROCEDURAL, System
from visual.texts import CHANGING, SINGLE, TEXTS

SIZE = 256

Judged = dict[str, tuple[Classification, dict[str, float]]]
"""Of one request by system: the agreement of frames, and the figures of the video."""


def measure(pool: Executor, systems: Sequence[System], portraits: Sequence[str]) -> dict[str, Any]:
    """Agreement of every system over all descriptions asked of all portraits."""
    futures = [
        pool.submit(_judged, systems, portrait, description, TEXTS[(number + place) % len(TEXTS)], seed=number)
        for number, description in enumerate((*SINGLE, *CHANGING))
        for place, portrait in enumerate(portraits)
    ]
    judged = [future.result() for future in told("descriptions", futures)]
    cases = [{name: figures for name, (_, figures) in videos.items()} for videos in judged]
    names = [system.name for system in systems if not system.name.startswith(ABLATION)]
    trained = [system.name for system in systems if system.name.startswith(ABLATION)]
    result = {
        "portraits": list(portraits),
        "videos": len(judged) * len(systems),
        "by_chance": {
            system.name: expected_agreement(joined([videos[system.name][0] for videos in judged])) for system in systems
        },
        "ceiling": RECOGNISERS["evaluator"].card.ceiling,
    } | summary(cases, names, PROCEDURAL)
    return result | ({"ablations": summary(cases, trained, trained[0])} if trained else {})


def _judged(systems: Sequence[System], portrait: str, description: str, text: str, seed: int) -> Judged:
    """Speak one request, let every system play it, and look at the videos."""
    pipeline, prepared = _pipeline(), _prepared(portrait)
    script = pipeline.prepare(SpeechRequest(text, description))
    spoken = [pipeline.speak(block, script) for block in script.blocks]
    tracks = {
        switch: [pipeline.predict(speech, script, switch, seed) for speech in spoken]
        for switch in {"timeline", *(system.switch or DEFAULT_FLUCTUATION for system in systems)}
    }
    asked = EmotionTrack.concatenate(tracks["timeline"])
    geometry = face_geometry(prepared.portrait.resting)
    judged: Judged = {}
    for system in systems:
        played = tracks[system.switch or DEFAULT_FLUCTUATION]
        blocks = [(speech, track, None) for speech, track in zip(spoken, played, strict=True)]
        seen = _seen(prepared, system.perform(blocks, seed, geometry))
        agreement = request_agreement(asked, seen)
        single = description in SINGLE
        judged[system.name] = (
            agreement,
            {
                "all": agreement.accuracy,
                "single": agreement.accuracy if single else np.nan,
                "changing": np.nan if single else agreement.accuracy,
                "video": float(_told_rightly(asked, seen)) if single else np.nan,
                "without face": float((~seen.face).mean()),
            },
        )
    return judged


def _seen(prepared: Prepared, motion: Motion) -> RecognisedTrack:
    """What the evaluator recognises in the video of a motion."""
    framing = prepared.portrait.framing
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "video.mp4"
        file = OutputFile(path)
        with file, VideoWriter(file, framing.width, framing.height, motion.fps, None) as writer:
            for picture in prepared.decoder.pictures(motion):
                writer.write_frame(picture)
        return recognise(path, _pipeline().store.path("face-landmarker"), _evaluator())


def _told_rightly(asked: EmotionTrack, seen: RecognisedTrack) -> bool:
    """Whether the label of the mean probabilities is the most frequent one that was asked."""
    labels = label_indices(asked.probabilities, asked.intensity)
    mean = seen.track.probabilities[seen.face].mean(axis=0)
    return int(np.bincount(labels).argmax()) == int(mean.argmax())


@cache
def _pipeline() -> TalkingFacePipeline:
    return TalkingFacePipeline.from_pretrained("portrait")


@cache
def _prepared(portrait: str) -> Prepared:
    pipeline = _pipeline()
    look = pipeline.preset.look(SIZE, "crop", None)
    return pipeline.visual.prepare(resolve_picture(portrait), look, StageTimes())


@cache
def _evaluator() -> Recogniser:
    return RECOGNISERS["evaluator"].load()
