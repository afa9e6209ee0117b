"""Writing a corpus: the same bytes however it is made."""

import hashlib
import multiprocessing
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tietfg.cli.data import app
from tietfg.data import write_corpus as writing
from tietfg.data.corpus import read_corpus
from tietfg.data.corpus_texts import SPLITS
from tietfg.data.write_corpus import CorpusProgress, write_corpus
from tietfg.errors import InputError, OutputError
from tietfg.weights.store import WeightStore

HOURS = 0.01
"""Of the tiny corpus."""


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@pytest.fixture
def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "home", offline=True)


def test_every_file_is_there_once(tiny_corpus: Path) -> None:
    names = set(digests(tiny_corpus))
    assert "corpus.json" in names
    for split in SPLITS:
        stems = {Path(name).stem for name in names if name.startswith(f"{split}/")}
        assert stems
        assert all(f"{split}/{stem}{suffix}" in names for stem in stems for suffix in (".flac", ".json", ".npz"))
    assert not [name for name in names if ".part" in name]


@pytest.mark.slow
def test_two_jobs_give_the_same_bytes(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    write_corpus(tmp_path / "two", HOURS, 3, 2, "hibari", store)
    assert digests(tmp_path / "two") == digests(tiny_corpus)


def test_an_interrupted_corpus_is_gone_on_with(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    folder = tmp_path / "resumed"

    def stop(now: CorpusProgress) -> None:
        if now.made == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_corpus(folder, HOURS, 3, 1, "hibari", store, stop)
    assert len(digests(folder)) < len(digests(tiny_corpus))
    made = next(folder.glob("train/*.npz"))
    made.unlink()  # an utterance of which a file is missing is made anew
    (folder / "train" / ".tietfg-0123.part").write_bytes(b"left over")
    seen: list[CorpusProgress] = []
    write_corpus(folder, HOURS, 3, 1, "hibari", store, seen.append)
    assert seen[0].resumed == 1
    assert seen[-1].made == seen[-1].utterances
    assert seen[-1].bytes_written == sum(path.stat().st_size for path in folder.glob("*/*"))
    assert digests(folder) == digests(tiny_corpus)


@pytest.mark.slow
def test_a_killed_run_leaves_whole_files(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    folder = tmp_path / "killed"
    code = (
        "from pathlib import Path; from tietfg.data.write_corpus import write_corpus;"
        "from tietfg.weights.store import WeightStore;"
        f"write_corpus(Path({str(folder)!r}), {HOURS}, 3, 1, 'hibari', WeightStore(Path({str(store.home)!r}), True))"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    while process.poll() is None and not list(folder.glob("train/*.json")):
        time.sleep(0.02)
    process.kill()
    process.wait()
    write_corpus(folder, HOURS, 3, 1, "hibari", store)
    assert digests(folder) == digests(tiny_corpus)


def test_a_corpus_is_made_longer(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    folder = tmp_path / "longer"
    shutil.copytree(tiny_corpus, folder)
    write_corpus(folder, 2 * HOURS, 3, 1, "hibari", store)
    before, after = digests(tiny_corpus), digests(folder)
    assert len(after) > len(before)
    assert all(after[name] == digest for name, digest in before.items() if name != "corpus.json")
    with pytest.raises(InputError, match="ask for as many or more"):
        write_corpus(folder, HOURS, 3, 1, "hibari", store)


def test_another_corpus_is_not_mixed_in(tiny_corpus: Path, store: WeightStore) -> None:
    before = digests(tiny_corpus)
    with pytest.raises(InputError, match="with seed 3, not 4"):
        write_corpus(tiny_corpus, HOURS, 4, 1, "hibari", store)
    with pytest.raises(InputError, match="with synthesizer hibari, not kokoro"):
        write_corpus(tiny_corpus, HOURS, 3, 1, "kokoro", store)
    assert digests(tiny_corpus) == before


def test_a_corpus_of_other_texts_is_not_mixed_in(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    folder = Path(shutil.copytree(tiny_corpus, tmp_path / "old"))
    written = (folder / "corpus.json").read_text()
    digest = written.split('"texts": "')[1][:8]
    (folder / "corpus.json").write_text(written.replace(digest, "0" * 8))
    with pytest.raises(InputError, match="another version"):
        write_corpus(folder, HOURS, 3, 1, "hibari", store)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--hours", "0"], "0 hours cannot be made"),
        (["--hours", "nan"], "nan hours cannot be made"),
        (["--hours", "1e9"], "at most 100"),
        (["--seed", "-1"], "seed -1 is out of range"),
        (["--jobs", "0"], "0 jobs cannot work"),
        (["--synthesizer", "festival"], "use kokoro or hibari"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["synth-speech", str(tmp_path / "out"), *arguments])
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_refused(tmp_path: Path, store: WeightStore) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(OutputError, match="holds something else"):
        write_corpus(tmp_path, HOURS, 3, 1, "hibari", store)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, store: WeightStore) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be used"):
        write_corpus(tmp_path / "file", HOURS, 3, 1, "hibari", store)


def test_a_damaged_plan_is_refused(tmp_path: Path, store: WeightStore) -> None:
    (tmp_path / "corpus.json").write_text("{")
    with pytest.raises(InputError, match=r"corpus\.json"):
        write_corpus(tmp_path, HOURS, 3, 1, "hibari", store)


def test_a_full_disk_is_told_before_any_work(
    tmp_path: Path, store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OutputError, match="1 MB are free"):
        write_corpus(tmp_path / "out", 2.5, 0, 1, "hibari", store)


def test_a_second_process_is_refused(tiny_corpus: Path, store: WeightStore) -> None:
    with writing._writing(tiny_corpus), pytest.raises(OutputError, match="another process"):
        write_corpus(tiny_corpus, HOURS, 3, 1, "hibari", store)


def test_the_command_tells_what_it_made(tiny_corpus: Path) -> None:
    arguments = ["synth-speech", str(tiny_corpus), "--hours", str(HOURS), "--seed", "3", "--synthesizer", "hibari"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert result.stdout == f"{tiny_corpus}\n"
    assert "train" in result.stderr
    assert "MB" in result.stderr


@pytest.mark.slow
def test_a_process_that_dies_is_told(tiny_corpus: Path, store: WeightStore) -> None:
    document = read_corpus(tiny_corpus).document
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=writing._work, args=(theirs, tiny_corpus, document, store))
    process.start()
    theirs.close()
    results = writing._shared([ours], [writing._Item("train", number) for number in range(len(SPLITS))])
    assert next(iter(results)) > 0
    process.kill()
    with pytest.raises(OutputError, match="has died"):
        list(results)
    process.join()


@pytest.mark.slow
def test_what_is_wrong_in_a_process_is_told(tiny_corpus: Path, tmp_path: Path, store: WeightStore) -> None:
    folder = Path(shutil.copytree(tiny_corpus, tmp_path / "damaged"))
    (folder / "babble" / "train-0.flac").write_bytes(b"no sound")
    next(folder.glob("train/*.npz")).unlink()
    with pytest.raises(InputError, match=r"train-0\.flac"):
        write_corpus(folder, HOURS, 3, 2, "hibari", store)
