import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.errors import InputError
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.speech.voices import DEFAULT_VOICE, SEMITONES, VOICES, find_voice, near_voices, read_voice

weights = st.decimals(min_value="0.001", max_value="999", places=3).map(str)
parts = st.lists(
    st.tuples(st.sampled_from(list(VOICES)), weights), min_size=1, max_size=8, unique_by=lambda part: part[0]
)
shifts = st.none() | st.decimals(min_value="-6", max_value="6", places=2).map(str)


def written(named: list[tuple[str, str]], shift: str | None) -> str:
    return "+".join(f"{name}:{weight}" for name, weight in named) + (f"@{shift}" if shift is not None else "")


def test_there_are_28_english_voices_of_both_genders_and_accents() -> None:
    assert len(VOICES) == 28
    assert {(voice.gender, voice.accent) for voice in VOICES.values()} == {
        (gender, accent) for gender in ("female", "male") for accent in ("American", "British")
    }
    assert find_voice("bm_george").accent == "British"
    assert find_voice("am_michael").gender == "male"


def test_descriptions_follow_the_measures() -> None:
    assert "deep" in VOICES["bm_lewis"].timbre
    assert "hushed" in VOICES["af_nicole"].timbre
    assert VOICES["bm_lewis"].description.startswith("British man, deep")
    for voice in VOICES.values():
        assert voice.timbre
        assert f"{voice.pitch} Hz" in voice.description
        assert 75 < voice.pitch < 280


@pytest.mark.parametrize(
    ("wrong", "suggestion"),
    [
        ("af_hart", "af_heart"),
        ("George", "bm_george"),
        ("AF_HEART", "af_heart"),
        ("", "af_"),
        ("british male", "bm_"),
        ("a deep man", "am_onyx"),
        ("whispering", "af_nicole"),
    ],
)
def test_an_unknown_voice_names_near_ones(wrong: str, suggestion: str) -> None:
    with pytest.raises(InputError, match=suggestion):
        find_voice(wrong)


def test_described_voices_fit_the_description() -> None:
    for name in near_voices("low warm american woman"):
        assert {"low", "warm"} <= set(VOICES[name].timbre)
        assert name.startswith("af_")


@given(parts, shifts)
def test_a_blend_is_read_back_from_its_identifier(named: list[tuple[str, str]], shift: str | None) -> None:
    blend = read_voice(written(named, shift))
    assert read_voice(blend.identifier) == blend
    assert read_voice(blend.identifier).identifier == blend.identifier


@given(parts, shifts)
def test_weights_sum_to_one_in_their_ratios_heaviest_first(named: list[tuple[str, str]], shift: str | None) -> None:
    blend = read_voice(written(named, shift))
    shares = [weight for _, weight in blend.parts]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)
    total = sum(float(weight) for _, weight in named)
    for voice, share in blend.parts:
        assert share == pytest.approx(float(dict(named)[voice.identifier]) / total, abs=1.001e-3)
    assert SEMITONES[0] <= blend.semitones <= SEMITONES[1]


@given(parts.filter(lambda named: len(named) <= 2))
def test_the_order_of_two_parts_does_not_matter(named: list[tuple[str, str]]) -> None:
    forward, backward = (read_voice(written(order, None)) for order in (named, named[::-1]))
    for voice, share in forward.parts:
        assert share == pytest.approx(dict(backward.parts).get(voice, 0.0), abs=1.001e-3)


def test_short_forms() -> None:
    assert read_voice("af_heart").identifier == "af_heart"
    assert read_voice("af_heart:5").identifier == "af_heart"
    assert read_voice("af_heart + bf_emma").identifier == "af_heart:0.5+bf_emma:0.5"
    assert read_voice("bf_emma:3+af_heart:7@-1.5").identifier == "af_heart:0.7+bf_emma:0.3@-1.5"
    assert read_voice("af_heart:1+bf_emma:0").identifier == "af_heart"
    assert read_voice("af_heart+af_heart").identifier == "af_heart"
    assert read_voice("af_heart@0").identifier == "af_heart"
    assert read_voice("am_onyx@2").leading.gender == "male"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "+",
        "af_heart+",
        "af_heart:",
        "af_heart:-1",
        "af_heart:nan",
        "af_heart:inf",
        "af_heart:1e400",
        "af_heart:0",
        "af_heart:0+bf_emma:0",
        "af_heart@",
        "af_heart@nan",
        "af_heart@7",
        "af_heart@-6.5",
        "af_heart@1@2",
        "af_heart@1_0",
        "af_hart:0.5+bf_emma",
        "+".join(list(VOICES)[:9]),
        "af_heart+" * 1000,
    ],
)
def test_what_is_no_voice_is_one_short_line(wrong: str) -> None:
    with pytest.raises(InputError) as error:
        read_voice(wrong)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 700


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_is_a_blend_or_an_input_error(text: str) -> None:
    try:
        blend = read_voice(text)
    except InputError:
        return
    assert blend.parts


def test_synthesizers_state_their_voices() -> None:
    for name, spec in SYNTHESIZERS.items():
        assert spec.name == name
        assert spec.default_voice in spec.voices
    assert SYNTHESIZERS["kokoro"].default_voice == DEFAULT_VOICE
