"""Real videos of the shipped portraits as training data of the paper's scale."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.synthesis.sd15 import tiny  # noqa: E402
from tests.training.sd15_videos import write_track, write_video  # noqa: E402
from tietfg.emotion.track_file import read_track  # noqa: E402
from tietfg.errors import InputError  # noqa: E402
from tietfg.fluctuation.recogniser import RECOGNISERS  # noqa: E402
from tietfg.training.sd15_data import KEPT, open_videos  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402

pytestmark = pytest.mark.weights


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_video(folder / "a.mp4", "elena")
    write_track(folder / "a.json")
    return folder


def test_videos_become_latents_and_what_is_said_beside_them(data: Path) -> None:
    write_video(data / "b.mp4", "kofi", fps=25)
    write_track(data / "b.json", fps=25)
    write_video(data / "silent.mp4", "elena", sound=False)
    (data / "broken.mp4").write_bytes(b"no video")
    for name in ("silent", "broken"):
        write_track(data / f"{name}.json")
    models, told = tiny.models(), []
    store = WeightStore.default()
    videos = open_videos(data, models, 64, store, None, told.append)
    assert [video.name for video in videos] == ["a.mp4", "b.mp4"]
    left_out = [said for said in told if said.startswith("left out")]
    assert len(left_out) == 2
    assert "broken.mp4" in left_out[0]
    assert "no sound" in left_out[1]
    first, second = videos
    assert (len(first), len(second)) == (20, 24)  # 0.8 s and 0.96 s
    for video in videos:
        assert video.latents.shape[1:] == (4, 8, 8)
        assert len(video.audio) == len(video.emotion) == len(video)
        assert (video.face[:2] < video.lips[:2]).all()
        assert (video.lips[2:] < video.face[2:]).all()
        assert 0.3 < (video.face[2:] - video.face[:2]).max() < 0.9
        intensity = video.emotion[:, -1]
        assert (intensity.diff() > 0).all()
        assert intensity[-1] > 0.9
    kept = {path: path.stat().st_mtime_ns for path in (data / KEPT).iterdir()}
    assert len(kept) == 2
    again = open_videos(data, models, 64, store, None, told.append)
    assert {path: path.stat().st_mtime_ns for path in (data / KEPT).iterdir()} == kept
    assert torch.equal(again[0].latents, first.latents)
    document = json.loads((data / "a.json").read_text())
    document["intensity"] = [1.0] * len(document["intensity"])
    (data / "a.json").write_text(json.dumps(document))
    edited = open_videos(data, models, 64, store, None, told.append)
    assert edited[0].emotion[:, -1].eq(1).all()


@pytest.mark.skipif(not RECOGNISERS["labeller"].path.exists(), reason="needs the labeller")
def test_emotions_are_told_where_they_are_missing(data: Path) -> None:
    (data / "a.json").unlink()
    videos = open_videos(data, tiny.models(), 64, WeightStore.default(), None, print)
    track = read_track((data / "a.json").read_text(), "a.json")
    assert len(track) == 24
    torch.testing.assert_close(videos[0].emotion[0, -1], torch.tensor(track.intensity[0]))


def test_folders_without_a_usable_video_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no videos"):
        open_videos(tmp_path, tiny.models(), 64, WeightStore.default(), None, print)
    (tmp_path / "x.mp4").write_bytes(b"nothing")
    write_track(tmp_path / "x.json")
    with pytest.raises(InputError, match="none of the 1 videos"):
        open_videos(tmp_path, tiny.models(), 64, WeightStore.default(), None, print)
    with pytest.raises(InputError, match="multiple of 64"):
        open_videos(tmp_path, tiny.models(), 100, WeightStore.default(), None, print)
