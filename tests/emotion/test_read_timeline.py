"""What is refused in a JSON plan, and how it is said."""

import json

import pytest

from tietfg.emotion.timeline import read_timeline
from tietfg.errors import InputError

WORDS = ("come", "home", "now")
GOOD = {"word": 0, "emotion": {"happy": 1}, "intensity": 0.7}


def refused(document: str) -> str:
    with pytest.raises(InputError) as caught:
        read_timeline(document, WORDS, "plan.json")
    message = str(caught.value)
    assert message.startswith("plan.json: ")
    assert "\n" not in message
    assert len(message) < 400
    return message


def keyframes(*frames: dict) -> str:
    return json.dumps({"keyframes": frames})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"colour": "red"}, "keyframes.0.colour"),
        ({"col\nour": "red"}, "keyframes.0.col our"),
        ({"seconds": 1}, "keyframes.0: a keyframe needs exactly one of"),
        ({"word": None}, "keyframes.0: a keyframe needs exactly one of"),
        ({"word": -1}, "keyframes.0.word"),
        ({"word": 3.5}, "keyframes.0.word is 3.5, the text has 3 words"),
        ({"word": float("nan")}, "keyframes.0.word"),
        ({"word": float("inf")}, "keyframes.0.word"),
        ({"word": "first"}, "keyframes.0.word"),
        ({"word": "0"}, "keyframes.0.word"),
        ({"intensity": True}, "keyframes.0.intensity"),
        ({"intensity": 1.1}, "keyframes.0.intensity"),
        ({"intensity": -0.1}, "keyframes.0.intensity"),
        ({"intensity": float("nan")}, "keyframes.0.intensity"),
        ({"emotion": {}}, "keyframes.0.emotion"),
        ({"emotion": {"happy": 0}}, "keyframes.0.emotion.happy"),
        ({"emotion": {"happy": -1}}, "keyframes.0.emotion.happy"),
        ({"emotion": {"contempt": 1}}, "keyframes.0.emotion.contempt"),
        ({"emotion": "happy"}, "keyframes.0.emotion"),
        ({"transition": "slow"}, "keyframes.0.transition"),
    ],
)
def test_a_bad_keyframe_is_named(change: dict, place: str) -> None:
    assert place in refused(keyframes(GOOD | change))


@pytest.mark.parametrize("missing", ["emotion", "intensity"])
def test_a_missing_part_is_named(missing: str) -> None:
    assert f"keyframes.0.{missing}" in refused(keyframes({key: GOOD[key] for key in GOOD if key != missing}))


def test_order_of_anchors() -> None:
    assert "must increase" in refused(keyframes(GOOD | {"word": 2}, GOOD | {"word": 1}))
    assert "must increase" in refused(keyframes(GOOD, GOOD))


@pytest.mark.parametrize(
    "document",
    [
        "",
        "calm at first",
        "[]",
        "7",
        "null",
        "{",
        '{"keyframes": []}',
        "{}",
        '{"keyframes": {}}',
        "\x00",
        "[" * 100_000,
    ],
)
def test_documents_that_are_no_plan(document: str) -> None:
    refused(document)


def test_too_many_keyframes() -> None:
    refused(keyframes(*(GOOD | {"word": index / 1000} for index in range(1001))))


def test_keys_twice() -> None:
    document = '{"keyframes": [{"word": 0, "word": 1, "emotion": {"happy": 1}, "intensity": 1}]}'
    assert "'word' stands twice" in refused(document)


def test_words_of_another_text() -> None:
    assert "not those of the text" in refused(json.dumps({"words": ["go", "home"], "keyframes": [GOOD]}))


def test_derived_segments_may_stay_in_the_document() -> None:
    segment = {"start_word": 0, "end_word": 2, "emotion": {"sad": 1}, "intensity": 0.1, "transition": "gradual"}
    timeline = read_timeline(json.dumps({"keyframes": [GOOD], "segments": [segment]}), WORDS, "plan.json")
    assert timeline.keyframes[0].emotion == {"happy": 1}
