"""Output files appear whole or not at all; what cannot be written is one clear line."""

# ruff: noqa: PT012 - exceptions in the middle of a with block are what is tested

import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tietfg.errors import OutputError
from tietfg.media.outputs import OutputFile, check_outputs


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refusal(output: OutputFile) -> str:
    with pytest.raises(OutputError) as caught:
        output.check()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 700
    return message


def test_file_appears_on_success_only(tmp_path):
    target = tmp_path / "a.json"
    with OutputFile(target) as output:
        output.write_text("whole\n")
        assert not target.exists()
    assert target.read_text() == "whole\n"
    assert names(tmp_path) == {"a.json"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("old", [None, "old"])
def test_exception_leaves_the_folder_as_it_was(tmp_path, error, old):
    target = tmp_path / "a.json"
    if old is not None:
        target.write_text(old)
    before = names(tmp_path)
    with pytest.raises(error), OutputFile(target, overwrite=True) as output:
        output.write_text("half")
        raise error
    assert names(tmp_path) == before
    assert old is None or target.read_text() == old


def test_old_file_stands_until_the_rename(tmp_path):
    target = tmp_path / "a.json"
    target.write_text("old")
    with OutputFile(target, overwrite=True) as output:
        output.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"


def test_permissions_follow_the_umask(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("")
    with OutputFile(tmp_path / "a.json") as output:
        output.write_text("x")
    assert output.path.stat().st_mode == plain.stat().st_mode


def test_symbolic_link_stays_a_link(tmp_path):
    real = tmp_path / "real.json"
    real.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(real)
    with OutputFile(link, overwrite=True) as output:
        output.write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_existing_file_is_refused_without_overwrite(tmp_path):
    target = tmp_path / "a.mp4"
    target.write_text("old")
    assert "--overwrite" in refusal(OutputFile(target))
    with pytest.raises(OutputError), OutputFile(target):
        pytest.fail("entered")
    assert target.read_text() == "old"
    assert names(tmp_path) == {"a.mp4"}


def test_refusals_name_the_target_and_the_cause(tmp_path):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_text("")
    assert "folder" in refusal(OutputFile(tmp_path / "folder.mp4", overwrite=True))
    assert "does not exist" in refusal(OutputFile(tmp_path / "missing" / "a.mp4"))
    assert "does not exist" in refusal(OutputFile(tmp_path / "file" / "a.mp4"))
    assert ".mp4" in refusal(OutputFile(tmp_path / "a.avi", (".mp4",)))
    assert ".wav or .flac" in refusal(OutputFile(tmp_path / "a", (".wav", ".flac")))
    assert "too long" in refusal(OutputFile(tmp_path / f"{'x' * 300}.mp4"))
    assert "ordinary file" in refusal(OutputFile("/dev/null", overwrite=True))
    assert "missing" in refusal(OutputFile(tmp_path / "missing" / "two\nlines.mp4"))
    assert names(tmp_path) == {"folder.mp4", "file"}


def test_capital_suffix_and_longest_name_are_accepted(tmp_path):
    with OutputFile(tmp_path / f"{'x' * 251}.MP4", (".mp4",)) as output:
        output.write_text("")
    assert output.path.exists()


def test_folder_that_nobody_may_write(tmp_path):
    if os.geteuid() == 0:
        folder = Path("/sys")  # closed to root as well
        if not folder.is_dir():
            pytest.skip("root, and no /sys")
    else:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o555)
    message = refusal(OutputFile(folder / "a.mp4"))
    assert "permission" in message or "read-only" in message


def test_full_disk(tmp_path):
    with pytest.raises(OutputError, match="disk is full"), OutputFile(tmp_path / "a.json") as output:
        output.temporary.unlink()
        output.temporary.symlink_to("/dev/full")
        output.write_text("x" * 100_000)
    assert names(tmp_path) == set()


def test_vanished_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(OutputError, match="does not exist"), OutputFile(folder / "a.json") as output:
        output.temporary.unlink()
        folder.rmdir()
    assert names(tmp_path) == set()


def test_name_taken_meanwhile_is_not_replaced(tmp_path):
    target = tmp_path / "a.json"
    with pytest.raises(OutputError, match="exists already"), OutputFile(target) as output:
        output.write_text("mine")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert names(tmp_path) == {"a.json"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_two_writers_of_one_target(tmp_path, overwrite):
    target = tmp_path / "a.json"
    both_open = threading.Barrier(2)
    refused: list[OutputError] = []

    def write(text: str) -> None:
        try:
            with OutputFile(target, overwrite=overwrite) as output:
                both_open.wait()
                output.write_text(text)
        except OutputError as error:
            refused.append(error)

    threads = [threading.Thread(target=write, args=(letter * 100_000,)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() in ("a" * 100_000, "b" * 100_000)
    assert len(refused) == (0 if overwrite else 1)
    assert names(tmp_path) == {"a.json"}


def test_killed_process_leaves_the_old_file(tmp_path):
    target = tmp_path / "a.json"
    target.write_text("old")
    script = (
        "import os, signal, sys\n"
        "from tietfg.media.outputs import OutputFile\n"
        "with OutputFile(sys.argv[1], overwrite=True) as output:\n"
        "    output.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    child = subprocess.run([sys.executable, "-c", script, str(target)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    assert all(name == "a.json" or name.startswith(".") for name in names(tmp_path))


def test_file_size_limit_of_the_process(tmp_path):
    target = tmp_path / "a.json"
    script = (
        "import sys\n"
        "from tietfg.errors import OutputError\n"
        "from tietfg.media.outputs import OutputFile\n"
        "try:\n"
        "    with OutputFile(sys.argv[1]) as output:\n"
        "        output.write_text('x' * 1_000_000)\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "largest size" in child.stdout
    assert names(tmp_path) == set()


def test_check_outputs(tmp_path):
    portrait = tmp_path / "portrait.png"
    portrait.write_text("picture")
    link = tmp_path / "link.png"
    link.hardlink_to(portrait)
    video = OutputFile(tmp_path / "a.mp4", (".mp4",))
    check_outputs([video, OutputFile(tmp_path / "b.json")], [portrait])
    with pytest.raises(OutputError, match="also an input"):
        check_outputs([OutputFile(tmp_path / "." / "portrait.png", overwrite=True)], [portrait])
    with pytest.raises(OutputError, match="also an input"):
        check_outputs([OutputFile(link, overwrite=True)], [portrait])
    with pytest.raises(OutputError, match="two outputs"):
        check_outputs([video, OutputFile(tmp_path / "x" / ".." / "a.mp4")])
    with pytest.raises(OutputError, match="does not exist"):
        check_outputs([video, OutputFile(tmp_path / "missing" / "b.json")])
    assert names(tmp_path) == {"portrait.png", "link.png"}
