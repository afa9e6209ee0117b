"""Reenactment: a real performance is followed, fitted, and played by a portrait."""

import time
from collections.abc import Callable
from pathlib import Path

from tietfg.errors import check_choice
from tietfg.media.input_files import check_file
from tietfg.media.rates import frame_rate
from tietfg.media.read_pictures import FILE_LIMIT
from tietfg.media.soundtrack import Soundtrack, given_soundtrack, own_soundtrack
from tietfg.motion.performance import Performance
from tietfg.motion.tracked import REFERENCES, performance_of
from tietfg.portrait.demo import resolve_picture
from tietfg.portrait.framing import FRAMINGS
from tietfg.portrait.matte import MATTE_CHOICES
from tietfg.portrait.tracking import track_face
from tietfg.portrait_visual import PortraitVisual
from tietfg.reenacted_video import ReenactedVideo
from tietfg.render.mesh import NECK_PIVOT
from tietfg.report import Settings
from tietfg.script import Look
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore


def reenact(
    *,
    store: WeightStore,
    image: str | Path,
    performance: Path | Performance,
    audio: Path | None,
    reference: str,
    size: int,
    fps: str | float | None,
    framing: str,
    matte: str,
    progress: Callable[[float], None] | None,
) -> ReenactedVideo:
    """See TalkingFacePipeline.reenact."""
    check_choice("framing", framing, FRAMINGS)
    check_choice("matte", matte, MATTE_CHOICES)
    check_choice("reference", reference, REFERENCES)
    picture = resolve_picture(str(image))
    rate = None if fps is None else frame_rate(fps)
    if isinstance(performance, Path):
        check_file(performance, "video", FILE_LIMIT, "cut it into parts")
    started, times = time.perf_counter(), StageTimes()
    prepared = PortraitVisual(store).prepare(picture, Look(size, framing, matte), times)
    settings: Settings = {"image": str(image), "size": size, "framing": framing, "matte": matte}
    settings |= {"audio": audio and str(audio)}
    video, sound_start = performance, None
    if isinstance(performance, Path):
        settings |= {"video": str(performance), "reference": reference}
        with times.stage("track"):
            face = track_face(performance, store.path("face-landmarker"), progress)
        with times.stage("fit"):
            performance = performance_of(face, NECK_PIVOT, prepared.portrait.expression, reference)
        sound_start = face.sound_start
    rate = rate or performance.rate
    duration = float(performance.frames_at(rate) / rate)
    sound = Soundtrack(None)
    with times.stage("read sound"):
        if audio is not None:
            sound = given_soundtrack(audio, duration)
        elif isinstance(video, Path) and sound_start is not None:
            sound = own_soundtrack(video, sound_start, duration)
    return ReenactedVideo(
        portrait=prepared.portrait,
        decoder=prepared.decoder,
        fps=rate,
        times=times,
        settings=settings | {"fps": f"{float(rate):g}"},
        started=started,
        performance=performance,
        sound=sound,
    )
