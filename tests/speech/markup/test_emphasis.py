import pytest

from tietfg.emotion.words import split_words
from tietfg.speech.markup.emphasis import capital_emphasis


def emphasised(text: str) -> list[str]:
    words = split_words(text)
    return [words[index].text for index in capital_emphasis(text, words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I said NEVER!", ["NEVER!"]),
        ('"You ALWAYS say that," he said. "I DON’T care."', ["ALWAYS", "DON’T"]),
        ("I am so SAD today.", ["SAD"]),
        ("We will NOT go BACK there.", ["NOT", "BACK"]),
        ("Keep your HANDS off, I AM warning you.", ["HANDS", "AM"]),
        ("NEVER EVER do that. STOP!", ["NEVER", "EVER", "STOP!"]),
        ("It is sooo GOOD", ["GOOD"]),
        ("No-one, NO-ONE, came.", ["NO-ONE,"]),
    ],
)
def test_words_in_capitals_among_others(text: str, expected: list[str]) -> None:
    assert emphasised(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She works at NASA and he at the BBC.",
        "My PIN is wrong, and more RAM is needed.",
        "The US economy and the WHO said so.",
        "She works in IT now, OK?",
        "Henry VIII met the FBI at 9 AM on a U.S. ship.",
        "I saw a cat. A dog, too.",
        "Call 911 or X-RAY Y2K B2B.",
        "I WILL NEVER EVER GO BACK THERE",
        "STOP",
        "",
        "Then he cried: I WILL NEVER EVER GO BACK THERE! and left.",
        "THE END OF IT\n\nIt was late when we left.",
        "it is sooo good, noooo",
    ],
)
def test_names_headings_and_shouting_are_not_emphasised(text: str) -> None:
    assert emphasised(text) == []
