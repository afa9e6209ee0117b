"""One thread a process for matrices, and models that take long to load, loaded once for all tests."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tietfg.emotion.meaning import Meaning
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.speech.synthesizer import Synthesizer

# Before NumPy and torch are imported. Matrices are small here: more threads wait for each other more than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell lets its background jobs ignore interrupts, and they whatever they start; tests interrupt what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def pipe() -> "TalkingFacePipeline":
    from tietfg.pipeline import TalkingFacePipeline

    return TalkingFacePipeline.from_pretrained("portrait")


@pytest.fixture(scope="session")
def kokoro(pipe: "TalkingFacePipeline") -> "Synthesizer":
    return pipe.synthesizer


@pytest.fixture(scope="session")
def meaning(pipe: "TalkingFacePipeline") -> "Meaning":
    return pipe.meaning


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of some utterances, spoken by the small synthesizer."""
    from tietfg.data.write_corpus import write_corpus
    from tietfg.weights.store import WeightStore

    folder = tmp_path_factory.mktemp("corpus") / "tiny"
    store = WeightStore(tmp_path_factory.mktemp("home"), offline=True)
    write_corpus(folder, 0.01, 3, 1, "hibari", store)
    return folder
