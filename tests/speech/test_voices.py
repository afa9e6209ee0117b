import pytest

from tietfg.errors import InputError
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.speech.voices import DEFAULT_VOICE, VOICES, find_voice


def test_there_are_28_english_voices_of_both_genders_and_accents() -> None:
    assert len(VOICES) == 28
    assert {(voice.gender, voice.accent) for voice in VOICES.values()} == {
        (gender, accent) for gender in ("female", "male") for accent in ("American", "British")
    }
    assert find_voice("bm_george").accent == "British"
    assert find_voice("am_michael").gender == "male"


@pytest.mark.parametrize(
    ("wrong", "suggestion"), [("af_hart", "af_heart"), ("George", "bm_george"), ("AF_HEART", "af_heart"), ("", "af_")]
)
def test_an_unknown_voice_names_near_ones(wrong: str, suggestion: str) -> None:
    with pytest.raises(InputError, match=suggestion):
        find_voice(wrong)


def test_synthesizers_state_their_voices() -> None:
    for name, spec in SYNTHESIZERS.items():
        assert spec.name == name
        assert spec.default_voice in spec.voices
    assert SYNTHESIZERS["kokoro"].default_voice == DEFAULT_VOICE
