import pytest

from tietfg.speech.speaker import SpeakerEncoder
from tietfg.weights.store import WeightStore


@pytest.fixture(scope="session")
def encoder() -> SpeakerEncoder:
    return SpeakerEncoder.load(WeightStore.default())
