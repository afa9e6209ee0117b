"""What a result was measured on: machine, interpreter, versions and commit."""

import importlib.metadata
import os
import platform
import subprocess
import time
from pathlib import Path

PACKAGES = ("tietfg", "numpy", "onnxruntime", "mediapipe", "skia-python", "av", "hibari-tts", "pillow")


def description() -> dict[str, object]:
    """Machine, versions and commit as a JSON object."""
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": processor,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or None,
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
