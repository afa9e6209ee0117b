"""Small probes that look at real videos without weights, and videos for them."""

import os
import signal
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.evaluation.case import Case
from tietfg.evaluation.probe import Measured, Metric, Probe, Weights
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter

_HERE = "tests.evaluation.small_probes"


def means(case: Case) -> NDArray[np.float32]:
    return np.array([picture.mean((0, 1)) for picture in case.generated.pictures()], np.float32)


def measure_light(case: Case, weights: Weights) -> Measured:
    rows = means(case)
    return Measured({"light": float(rows.mean()), "length": len(rows) / 25}, {"light": len(rows)})


def measure_size(case: Case, weights: Weights) -> Measured:
    """Of files, whatever is in them."""
    return Measured({"size": case.generated.path.stat().st_size})


def measure_colours(case: Case, weights: Weights) -> Measured:
    assert case.reference is not None
    reference = [picture.mean((0, 1)) for picture in case.reference.pictures()]
    return Measured(generated=means(case), reference=np.array(reference, np.float32))


def measure_asked(case: Case, weights: Weights) -> Measured:
    assert case.asked is not None
    return Measured({"asked": float(case.asked.intensity.mean())})


def die_of_dark(case: Case, weights: Weights) -> Measured:
    light = float(means(case).mean())
    if light < 10:
        os.kill(os.getpid(), signal.SIGKILL)
    if light < 60:
        raise InputError(f"{case.generated.path}: it is too dark")
    if light > 250:
        raise ZeroDivisionError("too\nlight")
    return Measured({"survived": 1.0})


def take_long(case: Case, weights: Weights) -> Measured:
    time.sleep(0.5)
    return Measured({"slept": 1.0})


LIGHT = Probe(
    "light",
    (Metric("light", "light", "higher", "levels", 1), Metric("length", "length", "near", "s", 2)),
    "Mean of all pixels.",
    f"{_HERE}:measure_light",
)
SIZE = Probe("size", (Metric("size", "size", "lower", "bytes", 0),), "Bytes of the file.", f"{_HERE}:measure_size")
COLOURS = Probe(
    "colours",
    (Metric("colours", "colours", "lower"),),
    "Distance of mean colours of pictures.",
    f"{_HERE}:measure_colours",
    over_sets=True,
    needs=("reference",),
)
ASKED = Probe("asked", (Metric("asked", "asked", "near"),), "Mean.", f"{_HERE}:measure_asked", needs=("asked",))
DEADLY = Probe("deadly", (Metric("survived", "survived", "higher"),), "Survivors.", f"{_HERE}:die_of_dark")
SLOW = Probe("slow", (Metric("slept", "slept", "lower"),), "Sleeps.", f"{_HERE}:take_long")


def write_video(path: Path, levels: Sequence[int], rate: int = 25, size: int = 48) -> Path:
    """A video of plain pictures of these levels of grey."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        OutputFile(path) as file,
        VideoWriter(file, size, size, rate=Fraction(rate), sample_rate=None) as writer,
    ):
        for level in levels:
            writer.write_frame(np.full((size, size, 3), level, np.uint8))
    return path
