from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.similarity import TextMeaning
from tietfg.weights.store import WeightStore

LABELLED = Path(__file__).parent / "meaning"


def labelled(name):
    """(text, labels) of a file of lines "emotion[+emotion]: text | text | ..."; "none" names no way to feel."""
    lines = (LABELLED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines]
    return [(text, set(labels.split("+"))) for labels, texts in pairs for text in texts.split(" | ")]


def dominant(entry):
    return "none" if entry is None else max(entry.mixture, key=lambda pair: pair[1])[0]


@pytest.fixture
def without_model(tmp_path):
    reports = []
    return TextMeaning(WeightStore(tmp_path, offline=True, report=reports.append)), reports


def test_the_labelled_sets_do_not_overlap_and_are_large_enough():
    for kind, least in (("phrases", 300), ("sentences", 200)):
        development = {text for text, _ in labelled(f"{kind}_development")}
        held_out = {text for text, _ in labelled(f"{kind}_held_out")}
        assert not development & held_out
        assert len(development) + len(held_out) >= least


@pytest.mark.weights
def test_held_out_phrases_are_read(meaning):
    read = [(dominant(meaning.described(text)), labels) for text, labels in labelled("phrases_held_out")]
    others = [name for name, labels in read if labels == {"none"}]
    feelings = [(name, labels) for name, labels in read if labels != {"none"}]
    assert sum(name in labels for name, labels in read) / len(read) >= 0.75
    assert sum(name == "none" for name in others) / len(others) >= 0.9
    assert sum(name == "none" for name, _ in feelings) / len(feelings) <= 0.1


@pytest.mark.weights
def test_held_out_sentences_are_read(meaning):
    texts, labels = zip(*labelled("sentences_held_out"), strict=True)
    named = [dominant(entry) for entry in meaning.expressed_each(texts)]
    assert sum(name in right for name, right in zip(named, labels, strict=True)) / len(named) >= 0.75
    plain = [name for name, right in zip(named, labels, strict=True) if right == {"neutral"}]
    assert plain.count("neutral") / len(plain) >= 0.9


@pytest.mark.weights
@pytest.mark.parametrize("phrase", ["the speaker", "with a blue hat", "in English", "asdf qwer", "", "42", "🙂", "?!"])
def test_what_names_no_feeling_is_none(meaning, phrase):
    assert meaning.described(phrase) is None


@pytest.mark.weights
def test_idioms_are_remembered_in_other_forms(meaning):
    for phrase in ("his heart in his mouth", "HEART-IN-HER-MOUTH", "heart in my mouth"):
        assert dominant(meaning.described(phrase)) == "fear"
    assert dominant(meaning.described("absolutely chuffed to bits")) == "happy"


@pytest.mark.weights
def test_entries_are_well_formed_and_modest(meaning):
    for text, _ in labelled("sentences_development")[::5]:
        entry = meaning.expressed(text)
        assert sum(weight for _, weight in entry.mixture) == pytest.approx(1)
        assert {name for name, _ in entry.mixture} <= set(EMOTIONS)
        assert entry.intensity == 0 if dominant(entry) == "neutral" else 0.2 <= entry.intensity <= 0.6


@pytest.mark.weights
def test_exclamation_raises_the_intensity_of_a_feeling_only(meaning):
    assert meaning.expressed("I hate you!").intensity > meaning.expressed("I hate you.").intensity
    assert meaning.expressed("I HATE YOU!").intensity >= meaning.expressed("I hate you!").intensity
    assert meaning.expressed("The train to Leeds leaves at nine!").intensity == 0


@pytest.mark.weights
def test_threads_share_one_meaning():
    phrases = [text for text, _ in labelled("phrases_development")][:20]
    shared = TextMeaning(WeightStore.default())
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(shared.described, phrases))
    assert read == [shared.described(phrase) for phrase in phrases]


def test_the_lexicon_needs_no_model(without_model):
    meaning, reports = without_model
    assert dominant(meaning.described("Over-the-moon")) == "happy"
    assert meaning.described("17 + 4") is None
    assert reports == []


def test_without_the_model_it_falls_back_and_says_so_once(without_model):
    meaning, reports = without_model
    assert meaning.described("as if reading a eulogy") is None
    assert dominant(meaning.expressed("I was so furious that day.")) == "angry"
    assert dominant(meaning.expressed("I was not furious that day.")) == "neutral"
    assert dominant(meaning.expressed("The train leaves at nine.")) == "neutral"
    assert 0.2 <= meaning.expressed("What a delight.").intensity <= 0.6
    assert len(reports) == 1
    assert "\n" not in reports[0]


@pytest.mark.weights
@pytest.mark.parametrize("phrase", ["zorgle blimp", "asdf qwer", "xyzzy plugh", "lorem ipsum dolor", "fhqwhgads"])
def test_made_up_words_name_no_feeling(meaning, phrase):
    assert meaning.described(phrase) is None
