import pytest

from tests.render.faces import demo_portrait, demo_renderer
from tietfg.portrait.portrait import Portrait
from tietfg.render.renderer import PortraitRenderer


@pytest.fixture(scope="session")
def elena() -> Portrait:
    return demo_portrait("elena")


@pytest.fixture(scope="session")
def renderer() -> PortraitRenderer:
    return demo_renderer("elena")
