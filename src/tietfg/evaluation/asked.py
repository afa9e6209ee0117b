"""What was asked of a generated video: run reports and emotion tracks, JSON files that lie beside it."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tietfg.emotion.clock import WordClock
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import read_track
from tietfg.errors import InputError
from tietfg.media.documents import read_document
from tietfg.motion.motion import LATENT_RATE
from tietfg.report import RunReport
from tietfg.speech.speech import Phone


def read_asked(paths: Sequence[Path]) -> tuple[EmotionTrack | None, tuple[Phone, ...]]:
    """The emotions asked for, of a track before those of a report, and the phones of a report.

    Files that are neither are left out. Raises InputError for one that cannot be read.
    """
    tracks: list[EmotionTrack] = []
    timelines: list[EmotionTrack] = []
    phones: tuple[Phone, ...] = ()
    for path in paths:
        document = read_document(path)
        try:
            keys = set(json.loads(document))
        except (ValueError, TypeError):
            raise InputError(f"{path} is no JSON object; name run reports and tracks alone") from None
        if "probabilities" in keys:
            tracks.append(read_track(document, str(path)))
        elif {"kind", "settings"} <= keys:
            report = _report(document, path)
            # a report does not tell stress, which no measure asks for
            phones = tuple(Phone(each.symbol, each.start, each.end, each.word, 0) for each in report.phones)
            if report.plan is not None and report.words:
                timelines.append(_asked_track(report, path))
    return next(iter((*tracks, *timelines)), None), phones


def _report(document: str, path: Path) -> RunReport:
    try:
        return RunReport.model_validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "document"
        raise InputError(f"{path}: {place}: {first['msg']}; `tietfg generate --report` writes such files") from None


def _asked_track(report: RunReport, path: Path) -> EmotionTrack:
    """The timeline of a report, sampled over the words as they were spoken."""
    assert report.plan is not None  # noqa: S101 - asked for where there is one
    onsets = tuple(word.start for word in report.words)
    if any(later <= earlier for earlier, later in pairwise((*onsets, report.duration))):
        raise InputError(f"{path}: the times of its words do not increase; write the report again")
    clock = WordClock(onsets, report.duration)
    timeline = EmotionTimeline(keyframes=report.plan.keyframes).with_word_anchors(clock)
    seconds = np.arange(round(report.duration * LATENT_RATE)) / float(LATENT_RATE)
    mixture, intensity = timeline.sample(clock, seconds)
    return EmotionTrack(LATENT_RATE, mixture.astype(np.float32), intensity.astype(np.float32))
