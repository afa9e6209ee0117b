import pytest

from tests.render.faces import demo_portrait
from tietfg.portrait.portrait import Portrait
from tietfg.render.renderer import PortraitRenderer


@pytest.fixture(scope="session")
def elena() -> Portrait:
    return demo_portrait("elena")


@pytest.fixture(scope="session")
def renderer(elena: Portrait) -> PortraitRenderer:
    return PortraitRenderer(elena)
