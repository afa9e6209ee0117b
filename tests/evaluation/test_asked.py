import json
from fractions import Fraction

import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import track_json
from tietfg.errors import InputError
from tietfg.evaluation.asked import read_asked

REPORT = {
    "kind": "generate",
    "settings": {},
    "plan": {
        "words": ["a", "b", "c", "d"],
        "keyframes": [
            {"word": 0, "emotion": {"happy": 1}, "intensity": 0.8},
            {"word": 2, "emotion": {"sad": 1}, "intensity": 0.4, "transition": "sudden"},
        ],
    },
    "words": [
        {"text": text, "start": index + 0.1, "end": index + 0.9, "label": "happy", "intensity": 0.5}
        for index, text in enumerate("abcd")
    ],
    "phones": [{"symbol": "p", "start": 0.1, "end": 0.2, "word": 0}],
    "notes": [],
    "duration": 4.0,
    "wall_seconds": 1.0,
    "real_time_factor": 0.25,
    "stage_seconds": {},
    "versions": {},
}


def test_the_timeline_of_a_report_is_sampled_over_its_words(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(REPORT))
    track, phones = read_asked([tmp_path / "a.json"])
    assert track is not None
    assert len(track) == 100
    assert track.labels[10] == "happy"
    assert track.labels[51] == "happy"
    assert track.labels[60] == "sad"
    assert track.intensity[-1] == pytest.approx(0.4)
    assert [phone.symbol for phone in phones] == ["p"]


def test_a_track_goes_before_the_timeline_and_other_documents_are_left_out(tmp_path):
    rows = np.eye(len(EMOTIONS), dtype=np.float32)[[3, 3]]
    (tmp_path / "a.track.json").write_text(track_json(EmotionTrack(Fraction(25), rows, np.ones(2, np.float32))))
    (tmp_path / "a.report.json").write_text(json.dumps(REPORT))
    (tmp_path / "a.json").write_text('{"camera": "left"}')
    track, phones = read_asked([tmp_path / "a.json", tmp_path / "a.report.json", tmp_path / "a.track.json"])
    assert track is not None
    assert track.labels == (EMOTIONS[3],) * 2
    assert len(phones) == 1


@pytest.mark.parametrize(
    "document",
    [
        "no json",
        "7",
        json.dumps(REPORT | {"duration": "long"}),
        json.dumps(REPORT | {"words": REPORT["words"][:1] * 2}),
        json.dumps({"probabilities": []}),
    ],
)
def test_damaged_documents_are_one_line(tmp_path, document):
    (tmp_path / "a.json").write_text(document)
    with pytest.raises(InputError, match=r"a\.json") as error:
        read_asked([tmp_path / "a.json"])
    assert "\n" not in str(error.value)
