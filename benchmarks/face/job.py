"""The whole job as a user meets it: real-time factor of `tietfg generate` in a fresh process (see speed.py)."""

import statistics
import tempfile
from pathlib import Path
from typing import Any

import speed

RUNS = 3


def measure() -> dict[str, Any]:
    """Ten seconds of video at 512 and 25 frames a second, three times."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [speed.generate(speed.TEN_SECONDS, Path(folder)) for _ in range(RUNS)]
    return {
        "real_time_factor_median": statistics.median(run["real_time_factor"] for run in runs),
        "runs": runs,
    }
