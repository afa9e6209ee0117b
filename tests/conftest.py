"""One thread a process for NumPy's matrices, and models that take long to load, loaded once for all tests."""

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tietfg.emotion.meaning import Meaning
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.speech.synthesizer import Synthesizer

# Before NumPy is imported. Its matrices are small here: more threads wait for each other more than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


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
