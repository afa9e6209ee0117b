"""WER of a video's speech against the reference's, really recognised."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("faster_whisper")

from tietfg.cli.main import run
from tietfg.evaluation.case import SOUND_RATE, Case, MeasuredVideo
from tietfg.evaluation.measures.speech import word_error_rate
from tietfg.media.outputs import OutputFile
from tietfg.media.read_sound import read_sound
from tietfg.media.video import VideoWriter
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.weights.store import WeightStore

pytestmark = [pytest.mark.weights, pytest.mark.slow]


def spoken(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> MeasuredVideo:
    """A portrait that stands still while a text is heard."""
    sound = path.with_suffix(".wav")
    monkeypatch.setattr(sys, "argv", ["tietfg", "speak", "--text", text, "--synthesizer", "hibari", "-o", str(sound)])
    with pytest.raises(SystemExit):
        run()
    waveform = read_sound(sound, SOUND_RATE)
    picture = np.asarray(Image.open(DEMO_PORTRAITS["elena"]).convert("RGB").resize((256, 256)))
    with OutputFile(path) as file, VideoWriter(file, 256, 256, Fraction(10), SOUND_RATE) as writer:
        for _ in range(len(waveform) * 10 // SOUND_RATE + 1):
            writer.write_frame(picture)
        writer.write_sound(waveform)
    return MeasuredVideo(path, WeightStore.default().path("face-landmarker"))


def test_the_same_words_have_no_errors_and_others_have_many(tmp_path, monkeypatch):
    one = spoken(tmp_path / "one.mp4", "Please close the window before the rain comes in.", monkeypatch)
    other = spoken(tmp_path / "other.mp4", "Nobody told us that the train leaves so early.", monkeypatch)
    same = word_error_rate(Case("same", one, reference=one), {})
    assert same.values["wer"] == 0
    assert 7 <= same.counts["wer"] <= 11
    assert word_error_rate(Case("different", one, reference=other), {}).values["wer"] > 0.7
    dubbed = Case("dubbed", one, reference=other, speech=tmp_path / "other.wav")
    assert word_error_rate(dubbed, {}).values["wer"] <= 0.15
