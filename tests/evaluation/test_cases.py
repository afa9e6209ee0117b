import os
from pathlib import Path

import pytest

from tietfg.errors import InputError
from tietfg.evaluation.cases import Folders, list_cases
from tietfg.evaluation.protocols import PROTOCOLS, read_split


def files(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_files_belong_together_by_path_without_suffix(tmp_path):
    generated = files(tmp_path / "g", "b/one.mp4", "a.two.MOV", "notes.txt", ".hidden.mp4", ".cache/x.mp4", "three.mp4")
    reference = files(tmp_path / "r", "b/one.mkv", "a.two.avi", "only.mp4")
    audio = files(tmp_path / "s", "b/one.wav", "a.two.mp4", "three.flac", "three.json")
    listing = list_cases(Folders(generated, reference, audio))
    found = {case.name: case for case in listing.cases}
    assert list(found) == ["a.two", "three", "b/one"]
    assert found["b/one"].reference == reference / "b/one.mkv"
    assert found["a.two"].speech == audio / "a.two.mp4"
    assert found["three"].reference is None
    assert "a reference of that name is not in" in found["three"].lacking[0]
    assert not found["b/one"].lacking
    assert listing.unused == (reference / "only.mp4",)


def test_reports_and_tracks_lie_beside_the_videos_or_in_a_folder(tmp_path):
    generated = files(tmp_path / "g", "a.mp4", "a.json", "b.mp4", "b.report.json", "b.track.json", "c.mp4")
    cases = {case.name: case.asked for case in list_cases(Folders(generated)).cases}
    assert cases == {
        "a": (generated / "a.json",),
        "b": (generated / "b.report.json", generated / "b.track.json"),
        "c": (),
    }
    other = files(tmp_path / "asked", "c.json")
    cases = {case.name: case for case in list_cases(Folders(generated, asked=other)).cases}
    assert cases["c"].asked == (other / "c.json",)
    assert cases["a"].asked == ()
    assert "a report or track" in cases["a"].lacking[0]


def test_odd_names_links_and_loops(tmp_path):
    generated = files(tmp_path / "g", "e\u0301te\u0301.mp4", "line\nbreak.mp4", "sub/x.mp4")
    (generated / "sub" / "loop").symlink_to(generated)
    (generated / "link.mp4").symlink_to(generated / "sub/x.mp4")
    (generated / "gone.mp4").symlink_to(tmp_path / "nowhere.mp4")
    raw = os.fsencode(generated) + b"/bad\xff.mp4"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    reference = files(tmp_path / "r", "\u00e9t\u00e9.mp4", "sub/x.mp4")
    cases = {case.name: case for case in list_cases(Folders(generated, reference)).cases}
    assert len(cases) == 6
    assert cases["\u00e9t\u00e9"].reference is not None
    assert all(name.isprintable() for name in cases)


def test_of_two_files_with_one_name_the_first_counts(tmp_path):
    listing = list_cases(Folders(files(tmp_path, "a.mov", "a.mp4")))
    assert [case.generated.suffix for case in listing.cases] == [".mov"]
    assert "a.mp4 has the name of" in listing.notes[0]


def test_references_inside_the_generated_folder_are_not_generated(tmp_path):
    files(tmp_path, "a.mp4", "real/a.mp4")
    assert [case.name for case in list_cases(Folders(tmp_path, tmp_path / "real")).cases] == ["a"]


def test_one_folder_twice_is_told(tmp_path):
    listing = list_cases(Folders(files(tmp_path, "a.mp4"), tmp_path / "." / ""))
    assert "against themselves" in listing.notes[0]
    assert listing.cases[0].reference == tmp_path / "a.mp4"


@pytest.mark.parametrize(
    ("made", "named", "told"),
    [((), "g", "does not exist"), (("g/x.txt",), "g", "holds no videos"), (("g",), "g", "is no folder")],
)
def test_useless_folders(tmp_path, made, named, told):
    files(tmp_path, *made)
    with pytest.raises(InputError, match=told) as error:
        list_cases(Folders(tmp_path / named))
    assert "\n" not in str(error.value)
    with pytest.raises(InputError, match=told):
        list_cases(Folders(files(tmp_path / "ok", "a.mp4"), tmp_path / named))


def test_labels_and_splits_of_mead(tmp_path):
    names = [
        "M003/video/front/angry/level_3/001.mp4",
        "M005_front_happy_level1_030.mp4",
        "W009/video/front/neutral/level_1/031.mp4",
        "x.mp4",
    ]
    generated = files(tmp_path / "g", *names)
    cases = {case.name: case for case in list_cases(Folders(generated, data_set="mead")).cases}
    assert [case.emotion for case in cases.values()] == ["happy", None, "angry", "neutral"]
    assert "not named as the clips of mead" in cases["x"].lacking[0]

    def chosen(split: str) -> list[str]:
        folders = Folders(generated, data_set="mead", split=read_split(split, "mead"))
        return [case.name[:4] for case in list_cases(folders).cases]

    assert chosen("test") == ["M003", "W009"]
    assert chosen("sentences") == ["M005", "W009"]


def test_a_split_may_be_a_file_of_names(tmp_path):
    generated = files(tmp_path / "g", "main/55/001.mp4", "main/55/002.mp4", "main/56/001.mp4")
    (tmp_path / "test.txt").write_text("55/001 NF\n\n56/001.mp4\n")
    split = read_split(str(tmp_path / "test.txt"), None)
    assert [case.name for case in list_cases(Folders(generated, split=split)).cases] == ["main/55/001", "main/56/001"]
    (tmp_path / "none.txt").write_text("99/1\n")
    with pytest.raises(InputError, match="belongs to the split"):
        list_cases(Folders(generated, split=read_split(str(tmp_path / "none.txt"), None)))


@pytest.mark.parametrize(("value", "data_set"), [("test", None), ("trian", "mead"), ("test", "crema-d")])
def test_splits_that_are_not_there(value, data_set):
    with pytest.raises(InputError, match=value):
        read_split(value, data_set)


def test_protocols_tell_their_source():
    assert set(PROTOCOLS) == {"hdtf", "lrs2", "mead", "crema-d"}
    assert all("20" in protocol.source for protocol in PROTOCOLS.values())


def test_ten_thousand_files_are_listed_without_being_read(tmp_path):
    for folder in ("g", "r"):
        (tmp_path / folder).mkdir()
        for number in range(10_000):
            (tmp_path / folder / f"{number:05d}.mp4").touch()
    (tmp_path / "g" / "00000.mp4").chmod(0)
    listing = list_cases(Folders(tmp_path / "g", tmp_path / "r"))
    assert len(listing.cases) == 10_000
    assert not listing.unused
