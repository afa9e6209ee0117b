"""`tietfg voices`."""

import json
from pathlib import Path

import pytest
import soundfile

from tietfg.cli.voices import voices
from tietfg.errors import InputError, OutputError
from tietfg.speech.voices import VOICES


def test_the_table_has_a_line_for_each_voice(capsys: pytest.CaptureFixture[str]) -> None:
    voices()
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert [line.split()[0] for line in lines] == list(VOICES)
    assert all(VOICES[line.split()[0]].description in line for line in lines)
    assert max(map(len, lines)) <= 100
    assert "tietfg speak --voice af_bella" in captured.err


def test_json_has_the_measures(capsys: pytest.CaptureFixture[str]) -> None:
    voices(form="json")
    records = json.loads(capsys.readouterr().out)
    assert [record["voice"] for record in records] == list(VOICES)
    george = next(record for record in records if record["voice"] == "bm_george")
    assert (george["gender"], george["accent"]) == ("male", "British")
    assert george["measured"]["pitch"] == VOICES["bm_george"].pitch


def test_one_voice_or_the_voices_of_a_blend(capsys: pytest.CaptureFixture[str]) -> None:
    voices(voice="af_heart:0.7+bf_emma:0.3@-1")
    captured = capsys.readouterr()
    assert [line.split()[0] for line in captured.out.splitlines()] == ["af_heart", "bf_emma"]
    assert "--voice af_heart:0.7+bf_emma:0.3@-1" in captured.err


def test_wrong_choices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="am_onyx"):
        voices(voice="deep man")
    with pytest.raises(InputError, match="table, json"):
        voices(form="xml")
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(OutputError, match="cannot be made"):
        voices(voice="af_heart", sample=file / "below")


@pytest.mark.weights
def test_samples_are_spoken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "samples"
    voices(voice="af_heart:0.5+am_michael:0.5", sample=folder)
    (written,) = folder.iterdir()
    assert capsys.readouterr().out.strip() == str(written)
    waveform, rate = soundfile.read(written)
    assert 2 < len(waveform) / rate < 10
    assert abs(waveform).max() > 0.05
    with pytest.raises(OutputError, match="--overwrite"):
        voices(voice="af_heart:0.5+am_michael:0.5", sample=folder)
