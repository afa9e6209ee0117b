"""How long a frame takes, in time of the processor: of one core, whatever else the machine does."""

import statistics
import time

import numpy as np

from tietfg.motion.motion import Motion
from tietfg.render.renderer import PortraitRenderer

_WARM_UP = 5


def frame_milliseconds(renderer: PortraitRenderer, motion: Motion, frames: int = 60) -> float:
    """Median over frames spread over a motion."""
    times = []
    for index in np.linspace(0, len(motion) - 1, frames + _WARM_UP).astype(int):
        started = time.process_time()
        renderer.render(motion.coefficients[index], motion.rotation[index], motion.translation[index])
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times[_WARM_UP:])
