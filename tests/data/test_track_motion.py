"""Motion tracked in a video, made with the pipeline itself, as training data."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tietfg.data.performances import open_performances
from tietfg.data.track_motion import track_motion
from tietfg.errors import InputError
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.arkit import coefficient
from tietfg.weights.store import WeightStore

RECORDING = all(map(find_spec, ("pocketsphinx", "faster_whisper")))
TEXT = "My brother bought a new table for the garden. I am so glad about it!"


@pytest.mark.skipif(RECORDING, reason="the extra is there")
def test_without_the_extra_it_says_what_to_install(tmp_path):
    with pytest.raises(InputError, match=r"tietfg\[recording\]"):
        track_motion([tmp_path / "x.mp4"], tmp_path / "out", WeightStore.default(offline=True), lambda *_: None)
    assert not (tmp_path / "out").exists()


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.skipif(not RECORDING, reason="needs the extra recording")
class TestWithTheExtra:
    def test_a_talking_video_becomes_a_performance_and_later_ones_join_it(
        self, pipe: TalkingFacePipeline, tmp_path: Path
    ) -> None:
        video = pipe(image="kofi", text=TEXT, emotion="happy", size=384, seed=3)
        video.save(tmp_path / "v.mp4")
        (tmp_path / "broken.mp4").write_bytes(b"no video")
        out = tmp_path / "out"
        videos = [tmp_path / "v.mp4", tmp_path / "broken.mp4"]
        document = track_motion(videos, out, pipe.store, lambda *_: None)
        assert [entry.frames for entry in document.entries] == [len(video.arkit)]
        assert len(document.unusable) == 1
        assert "broken.mp4" in document.unusable[0]

        opened = open_performances(out)
        performance = opened.read(opened.document.entries[0])
        moved = np.concatenate([block.values for block in performance.blocks])
        jaw = video.arkit.coefficients[:, coefficient("jawOpen")]
        assert np.corrcoef(moved[:, coefficient("jawOpen")], jaw)[0, 1] > 0.6
        said = [word.text.lower().strip(".!") for block in performance.blocks for word in block.speech.words]
        assert "brother" in said
        assert performance.geometry is not None

        (tmp_path / "second.mp4").write_bytes((tmp_path / "v.mp4").read_bytes())
        later = track_motion([tmp_path / "second.mp4"], out, pipe.store, lambda *_: None)
        assert len(later.entries) == 2
        assert {entry.split for entry in later.entries} == {"train", "validation"}

    def test_nothing_usable_is_said(self, pipe: TalkingFacePipeline, tmp_path: Path) -> None:
        (tmp_path / "broken.mp4").write_bytes(b"no video")
        with pytest.raises(InputError, match="none of the 1 videos"):
            track_motion([tmp_path / "broken.mp4"], tmp_path / "out", pipe.store, lambda *_: None)
