"""Speed: of sampling alone at several steps, and of the whole job from text to mp4. In times real time; 1 keeps up.

Sampling runs on one thread. It is timed in a process held to one core and in one that has two; what the second core
changes is little, and is free for voice and pictures. Each figure is the least of several runs.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from tietfg.motion.motion import LATENT_RATE
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait_visual import PortraitVisual
from tietfg.script import PresetOptions
from visual import performances
from visual.systems import FULL, PROCEDURAL, System
from visual.texts import LONG, LONG_EMOTION, SHORT, SHORT_EMOTION

CORES = (1, 2)
STEPS = (4, 8, 16, 40)
_RUNS = 3
_SECONDS = 8.0
"""Least length of what is sampled."""


def measure(denoiser: Path, seed: int) -> dict[str, Any]:
    """Times of this machine with nothing else running."""
    performances.fetch()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as alone:  # the number of cores is a process's
        sampling = [row for cores in CORES for row in alone.submit(_sampling, denoiser, seed, cores).result()]
    return {"runs": _RUNS, "sampling": sampling, "job": list(_jobs(denoiser))}


def _sampling(denoiser: Path, seed: int, cores: int) -> list[dict[str, Any]]:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:cores])
    blocks, number = [], 0
    while (seconds := sum(len(track) for _, track, _ in blocks) / float(LATENT_RATE)) < _SECONDS:
        blocks += performances.make(seed, number).blocks
        number += 1
    rows = []
    for guided in (True, False):
        for steps in STEPS:
            sampling = (("steps", steps), *(() if guided else (("guidance", 1.0),)))
            system = System("timed", denoiser, sampling)
            system.perform(blocks[:1], 0, None)
            least = min(_timed(system, blocks) for _ in range(_RUNS))
            rows.append({"cores": cores, "steps": steps, "guided": guided, "real_time_factor": least / seconds})
    os.sched_setaffinity(0, allowed)
    return rows


def _timed(system: System, blocks: list[Any]) -> float:
    start = time.perf_counter()
    system.perform(blocks, 0, None)
    return time.perf_counter() - start


def _jobs(denoiser: Path) -> Iterator[dict[str, Any]]:
    """A request of the usual size saved to an mp4, by both performers, with models loaded."""
    shared = TalkingFacePipeline.from_pretrained("portrait")
    for name, motion, weights in ((PROCEDURAL, "procedural", None), (FULL, "diffusion", denoiser)):
        pipeline = replace(shared, visual=PortraitVisual(shared.store, PresetOptions(weights=weights)))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "video.mp4"
            pipeline(image="amara", text=SHORT, emotion=SHORT_EMOTION, motion=motion).save(path)
            reports = []
            for _ in range(_RUNS):
                video = pipeline(image="amara", text=LONG, emotion=LONG_EMOTION, motion=motion)
                video.save(path, overwrite=True)
                reports.append(video.report())
        best = min(reports, key=lambda report: report.wall_seconds)
        yield {
            "system": name,
            "size": best.settings["size"],
            "video_seconds": best.duration,
            "wall_seconds": best.wall_seconds,
            "real_time_factor": best.real_time_factor,
            "first_frame_seconds": best.first_frame_seconds,
            "stage_seconds": best.stage_seconds,
        }
