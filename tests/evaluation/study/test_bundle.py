"""What is built: blinded, checked, and the same for the same study."""

import io
import json
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.evaluation.study.helpers import SYSTEMS, built, film, labels, pairs, ratings, tone
from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.neutral_media import neutral_media
from tietfg.evaluation.study.plan import KEY, PLAN, PUBLIC, read_bundle


def frames(source: Path | io.BytesIO) -> list[tuple[float, bytes]]:
    with av.open(source if isinstance(source, io.BytesIO) else str(source), "r") as container:
        return [(frame.time, frame.to_ndarray(format="rgb24").tobytes()) for frame in container.decode(video=0)]


def test_video_is_the_same_without_its_signatures(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    made = neutral_media(path, "video")
    assert frames(io.BytesIO(made.content)) == frames(path)
    assert made.seconds == pytest.approx(0.4, abs=0.1)
    assert made.size == (64, 64)
    assert all(word in path.read_bytes() for word in (b"tietfg", b"x264"))
    assert not any(word in made.content for word in (b"tietfg", b"x264", b"Lavf"))
    assert made.content.index(b"moov") < made.content.index(b"mdat")


def test_sound_and_picture_lose_what_was_written_into_them(tmp_path: Path) -> None:
    path = tone(tmp_path / "a.wav")
    path.write_bytes(path.read_bytes() + b"LIST\x10\x00\x00\x00INFOISFT\x04\x00\x00\x00mega")
    made = neutral_media(path, "listening")
    with wave.open(io.BytesIO(made.content)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 48_000)
        heard = np.frombuffer(file.readframes(10**6), "<i2")
    assert b"mega" not in made.content
    assert heard.std() == pytest.approx(8000 / np.sqrt(2), rel=0.03)
    told = PngImagePlugin.PngInfo()
    told.add_text("Software", "megaface")
    Image.new("RGB", (48, 48), (200, 30, 30)).save(tmp_path / "a.png", pnginfo=told)
    picture = neutral_media(tmp_path / "a.png", "labels").content
    assert b"megaface" not in picture
    assert Image.open(io.BytesIO(picture)).getpixel((5, 5)) == (200, 30, 30)


def test_nothing_served_or_planned_tells_the_systems(tmp_path: Path) -> None:
    folder = built(ratings(tmp_path / "in"), tmp_path / "in")
    for path in [folder / PLAN, *(each for each in (folder / PUBLIC).rglob("*") if each.is_file())]:
        for system in SYSTEMS:
            assert system not in path.name
            assert system.encode() not in path.read_bytes()
    assert all(system in (folder / KEY).read_text() for system in SYSTEMS)
    assert not (folder / PUBLIC / KEY).exists()


def test_key_fits_the_media(tmp_path: Path) -> None:
    folder = built(ratings(tmp_path), tmp_path)
    bundle = read_bundle(folder)
    assert len(bundle.key.trials) == 6
    for name, trial in bundle.plan.trials.items():
        key = bundle.key.trials[name]
        source = tmp_path / key.systems[0] / f"{key.stimulus}.mp4"
        assert bundle.key.media[trial.media[0]] == str(source)
        assert frames(folder / PUBLIC / "media" / trial.media[0]) == frames(source)
        assert trial.questions == (("control", "fluctuation") if key.condition == "multiple" else ("control",))


def test_same_study_is_built_the_same(tmp_path: Path) -> None:
    document = ratings(tmp_path)
    one, two = built(document, tmp_path, "one"), built(document, tmp_path, "two")
    assert (one / PLAN).read_bytes() == (two / PLAN).read_bytes()
    other = built(document | {"seed": 1}, tmp_path, "other")
    assert read_bundle(other).plan.study != read_bundle(one).plan.study


def test_pairs_have_both_systems(tmp_path: Path) -> None:
    bundle = read_bundle(built(pairs(tmp_path), tmp_path))
    assert all(key.systems == SYSTEMS for key in bundle.key.trials.values())
    for one, two in zip(*[iter(bundle.plan.participants.values())] * 2, strict=True):
        assert [turn.trial for turn in one] == [turn.trial for turn in two]
        assert all(left.swapped != right.swapped for left, right in zip(one, two, strict=True))


def test_checks_are_in_every_order(tmp_path: Path) -> None:
    film(tmp_path / "check.mp4", shade=10)
    check = {"media": "check.mp4", "text": "Choose 2", "answer": 2}
    bundle = read_bundle(built(ratings(tmp_path, checks=[check]), tmp_path))
    (name,) = bundle.key.checks
    for turns in bundle.plan.participants.values():
        assert turns[3].trial == name
        assert len(turns) == 7


def test_labels_take_every_picture(tmp_path: Path) -> None:
    bundle = read_bundle(built(labels(tmp_path), tmp_path))
    assert sorted(key.stimulus for key in bundle.key.trials.values()) == ["frame0", "frame1", "frame2"]


def test_listening(tmp_path: Path) -> None:
    for pitch, system in zip((0.1, 0.2), SYSTEMS, strict=True):
        tone(tmp_path / system / "s0.wav", pitch=pitch)
    document = pairs(tmp_path, 1) | {"kind": "listening"}
    bundle = read_bundle(built(document, tmp_path))
    (trial,) = bundle.plan.trials.values()
    assert trial.seconds == pytest.approx(0.8, abs=0.01)
    assert all(name.endswith(".wav") for name in trial.media)


def test_unusable_media(tmp_path: Path) -> None:
    document = ratings(tmp_path)
    taken = tmp_path / SYSTEMS[1] / "s2.mp4"
    content = taken.read_bytes()
    taken.unlink()
    with pytest.raises(InputError, match=r"s2.*megaface.*lacks"):
        built(document, tmp_path)
    taken.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=r"s2\.mp4"):
        built(document, tmp_path)
    taken.write_bytes(content)
    film(tmp_path / SYSTEMS[1] / "s2.mov.mp4").rename(tmp_path / SYSTEMS[1] / "s2.mov")
    with pytest.raises(InputError, match=r"s2\.mov and s2\.mp4"):
        built(document, tmp_path)
    (tmp_path / SYSTEMS[1] / "s2.mov").unlink()
    with pytest.raises(InputError, match="no text 'nxt'"):
        built(document | {"texts": {"nxt": "Weiter"}}, tmp_path)
    assert not (tmp_path / "built").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    built(document, tmp_path)
    with pytest.raises(OutputError, match="exists already"):
        built(document, tmp_path)


def test_video_that_browsers_do_not_play(tmp_path: Path) -> None:
    path = tmp_path / "old.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", 25)
        stream.width = stream.height = 64
        for shade in range(10):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 20 * shade, np.uint8), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    with pytest.raises(InputError, match="mpeg4; convert it"):
        neutral_media(path, "video")


def test_texts_can_be_translated(tmp_path: Path) -> None:
    folder = built(labels(tmp_path, texts={"language": "de", "next": "Weiter"}), tmp_path)
    texts = json.loads((folder / PUBLIC / "text.json").read_text())
    assert (texts["language"], texts["next"], texts["back"]) == ("de", "Weiter", "Back")


def test_key_of_another_study(tmp_path: Path) -> None:
    one, two = built(labels(tmp_path), tmp_path, "one"), built(labels(tmp_path, seed=1), tmp_path, "two")
    (two / KEY).write_bytes((one / KEY).read_bytes())
    with pytest.raises(InputError, match="another study"):
        read_bundle(two)
    with pytest.raises(InputError, match="no folder of a study"):
        read_bundle(tmp_path)
