"""Pairs of speech: how files are paired, and what is made of what is heard."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from tietfg.errors import InputError
from tietfg.evaluation.speech_pairs import SpeechTools, measure_pairs, pair_speech, read_texts
from tietfg.evaluation.speech_table import FORMATS, read_naturalness, speech_rows, speech_table

RATE = 16_000
HEARD = {300: "the train leaves at 9", 500: "the rain leaves", 700: "the train leaves at nine"}


def tone(path: Path, frequency: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = 10_000 * np.sin(2 * np.pi * frequency * np.arange(RATE) / RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())


def pitch(waveform):
    return int(np.abs(np.fft.rfft(waveform[:RATE])).argmax())


TOOLS = SpeechTools(lambda waveform: HEARD[pitch(waveform)], lambda waveform: str(pitch(waveform) > 400), None)


@pytest.fixture
def folders(tmp_path):
    tone(tmp_path / "made" / "a" / "1.wav", 300)
    tone(tmp_path / "made" / "2.wav", 500)
    tone(tmp_path / "real" / "a" / "1.wav", 700)
    tone(tmp_path / "real" / "2.wav", 700)
    return tmp_path / "made", tmp_path / "real"


def test_words_are_compared_with_those_heard_in_the_reference(folders):
    pairs, problems = pair_speech(*folders, None, None)
    told = []
    result = measure_pairs(pairs, TOOLS, lambda *done: told.append(done))
    assert [each.name for each in pairs] == ["2", "a/1"]
    assert problems == ()
    assert told == [(0, 2), (1, 2)]
    assert [each.errors.rate for each in result.records] == [3 / 5, 0.0]
    assert result.errors.rate == 3 / 10
    assert result.emotion_agreement == (1, 2)
    assert result.reference_errors is None


def test_words_are_compared_with_the_text(folders, tmp_path):
    (tmp_path / "texts.tsv").write_text("a/1\tThe train leaves at nine.\n2\tThe train leaves at ten.\n")
    pairs, _ = pair_speech(*folders, read_texts(tmp_path / "texts.tsv"), None)
    result = measure_pairs(pairs, TOOLS, lambda *_: None)
    assert result.errors.rate == 3 / 10
    assert result.reference_errors is not None
    assert result.reference_errors.rate == 1 / 10


def test_a_bad_file_is_told_and_the_others_are_measured(folders):
    made, real = folders
    (made / "bad.wav").write_bytes(b"no sound")
    tone(real / "bad.wav", 700)
    tone(made / "alone.wav", 300)
    pairs, problems = pair_speech(made, real, None, None)
    result = measure_pairs(pairs, TOOLS, lambda *_: None)
    assert len(result.records) == 2
    assert len(result.problems) == 1
    assert "bad.wav" in result.problems[0]
    assert len(problems) == 1
    assert "alone.wav: no speech of that name" in problems[0]


def test_names_of_a_data_set_are_asked_for(tmp_path):
    tone(tmp_path / "made" / "1001_IEO_ANG_HI.wav", 300)
    tone(tmp_path / "made" / "other.wav", 300)
    pairs, problems = pair_speech(tmp_path / "made", tmp_path / "made", None, "crema-d")
    assert [each.name for each in pairs] == ["1001_IEO_ANG_HI"]
    assert "is not named as the clips of crema-d" in problems[0]


def test_texts_are_a_folder_or_lines(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "1.txt").write_text("Two\nlines\n")
    assert read_texts(tmp_path / "texts") == {"1": "Two lines"}
    (tmp_path / "wrong.tsv").write_text("1\tone\n2 two\n")
    with pytest.raises(InputError, match="line 2"):
        read_texts(tmp_path / "wrong.tsv")


def test_rows_are_the_papers_and_nothing_stands_in(folders, tmp_path):
    result = measure_pairs(pair_speech(*folders, None, None)[0], TOOLS, lambda *_: None)
    (tmp_path / "study.json").write_text(json.dumps({"naturalness": {"mean": 4.1, "low": 3.9, "high": 4.3, "n": 80}}))
    rating = read_naturalness(tmp_path / "study.json", None)
    rows = speech_rows(result, False, rating, "weights not found", "not installed")
    assert [(row.title, row.cell) for row in rows] == [
        ("WER (Synthesized vs. GT)", "30.0%"),
        ("Emotion Accuracy (Match with GT)", "50.0%"),
        ("Subjective Rating (Naturalness / 5)", "4.10 [3.90, 4.30], n = 80"),
        ("DistillMOS (1 to 5, Synthesized)", "not installed"),
    ]
    for output_format in FORMATS:
        table = speech_table("CREMA-D", result, rows, output_format)
        assert "CREMA-D" in table
        assert "not installed" in table
    assert json.loads(speech_table("x", result, rows, "json"))["figures"]["distillmos"] is None
    assert r"30.0\%" in speech_table("x", result, rows, "latex")


def test_a_study_of_several_systems_is_asked_for_one(tmp_path):
    path = tmp_path / "study.json"
    path.write_text(json.dumps({"naturalness": {"one": {"mean": 4.0, "count": 9}, "two": {"mean": 3.0}}}))
    assert read_naturalness(path, "one").n == 9
    with pytest.raises(InputError, match="--system"):
        read_naturalness(path, None)
    path.write_text("[]")
    with pytest.raises(InputError, match='has no "naturalness"'):
        read_naturalness(path, None)
