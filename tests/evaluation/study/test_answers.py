"""No answer is lost, recorded twice, or taken when it cannot be one."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.study.helpers import built, labels, pairs
from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.answers import AnswerBook, RefusedError, read_answers
from tietfg.evaluation.study.plan import Plan, read_plan


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    root = tmp_path_factory.mktemp("study")
    details = [
        {"name": "gender", "text": "Gender", "choices": ["f", "m"]},
        {"name": "job", "text": "J", "required": False},
    ]
    return read_plan(built(pairs(root, consent="Agree?", details=details), root))


def record(plan: Plan, event: str, participant: str | None = None, **values: Any) -> bytes:
    code = participant or next(iter(plan.participants))
    return json.dumps({"study": plan.study, "participant": code, "event": event, **values}).encode()


def begin(plan: Plan, code: str | None = None) -> bytes:
    return record(plan, "profile", code, consent=True, details={"gender": "f"})


def answer(plan: Plan, position: int = 0, better: str = "a", code: str | None = None, **changes: Any) -> bytes:
    trial = plan.participants[code or next(iter(plan.participants))][position].trial
    values = {"trial": trial, "position": position, "answers": {"control": [4, 2], "better": better}, "duration": 9.5}
    return record(plan, "answer", code, **(values | changes))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_participant(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with AnswerBook(path, plan) as book:
        code = book.join()
        assert book.record(begin(plan))
        assert book.record(answer(plan))
        assert not book.record(answer(plan))
        assert not book.record(answer(plan, duration=0.0))
        assert book.record(answer(plan, better="same", duration=0.1))
        with pytest.raises(RefusedError, match="1 answers are missing"):
            book.record(record(plan, "submitted"))
        assert book.record(answer(plan, 1))
        assert book.record(record(plan, "submitted"))
        assert not book.record(record(plan, "submitted"))
        with pytest.raises(RefusedError, match="handed in"):
            book.record(answer(plan, better="b"))
    assert [each["event"] for each in lines(path)] == ["opened", "profile", "answer", "answer", "answer", "submitted"]
    assert all(each["time"].startswith("20") for each in lines(path))
    standing = read_answers(path, plan)[code]
    trial = plan.participants[code][0].trial
    assert standing.answers[trial].answers["better"] == "same"
    assert standing.revisions[trial] == 1
    assert standing.submitted


def test_crash_and_restart(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with AnswerBook(path, plan) as book:
        code = book.join()
        book.record(begin(plan))
        book.record(answer(plan))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"study": "' + "ä".encode()[:2] + b"x")
    assert len(read_answers(path, plan)[code].answers) == 1
    with AnswerBook(path, plan) as book:
        assert path.read_bytes() == whole
        assert len(book.open(code).answers) == 1
        assert not book.record(answer(plan))
        assert book.record(answer(plan, 1))
    assert len(lines(path)) == 4


def test_places_are_given_once(plan: Plan, tmp_path: Path) -> None:
    codes = list(plan.participants)
    with AnswerBook(tmp_path / "a.jsonl", plan) as book:
        book.open(codes[1])
        assert [book.join() for _ in range(3)] == [codes[0], codes[2], codes[3]]
        with pytest.raises(RefusedError, match="all places"):
            book.join()
    with AnswerBook(tmp_path / "a.jsonl", plan) as book, pytest.raises(RefusedError):
        book.join()


def test_many_at_once(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    codes = list(plan.participants)
    with AnswerBook(path, plan) as book:

        def take_part(code: str) -> None:
            book.open(code)
            book.record(begin(plan, code))
            for position in (0, 1):
                for _ in range(5):
                    book.record(answer(plan, position, code=code))

        threads = [threading.Thread(target=take_part, args=(code,)) for code in codes * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(each["event"] == "answer" for each in lines(path)) == 2 * len(codes)
    assert all(len(each.answers) == 2 for each in read_answers(path, plan).values())


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"trial": "t00000"}, 400),
        ({"position": 1}, 400),
        ({"position": 99}, 400),
        ({"position": -1}, 400),
        ({"position": 0.0}, 400),
        ({"answers": {"control": [4, 2]}}, 400),
        ({"answers": {"control": [4], "better": "a"}}, 400),
        ({"answers": {"control": [4, 6], "better": "a"}}, 400),
        ({"answers": {"control": [4, True], "better": "a"}}, 400),
        ({"answers": {"control": [4, 2], "better": "c"}}, 400),
        ({"answers": {"control": "44", "better": "a"}}, 400),
        ({"duration": 0.05}, 400),
        ({"duration": -1}, 400),
        ({"duration": float("nan")}, 400),
        ({"colour": "red"}, 400),
        ({"study": "another"}, 409),
        ({"participant": "nobody"}, 404),
    ],
)
def test_refused_answers(plan: Plan, changes: dict[str, Any], status: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with AnswerBook(path, plan) as book:
        book.record(begin(plan))
        before = path.read_bytes()
        with pytest.raises(RefusedError) as told:
            book.record(json.dumps(json.loads(answer(plan)) | changes).encode())
        assert told.value.status == status
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "profile",
    [
        {"consent": False, "details": {"gender": "f"}},
        {"consent": True, "details": {}},
        {"consent": True, "details": {"gender": "x"}},
        {"consent": True, "details": {"gender": "f", "shoes": "9"}},
        {"consent": True, "details": {"gender": "f", "job": "x" * 400}},
    ],
)
def test_refused_profiles(plan: Plan, profile: dict[str, Any], tmp_path: Path) -> None:
    with AnswerBook(tmp_path / "a.jsonl", plan) as book:
        with pytest.raises(RefusedError):
            book.record(record(plan, "profile", **profile))
        with pytest.raises(RefusedError, match="first page"):
            book.record(answer(plan))
        with pytest.raises(RefusedError):
            book.record(record(plan, "opened"))


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"null", b'"' + b"x" * 99, b"\xff", b"[" * 50_000])
def test_refused_bytes(plan: Plan, sent: bytes, tmp_path: Path) -> None:
    with AnswerBook(tmp_path / "a.jsonl", plan) as book, pytest.raises(RefusedError):
        book.record(sent)


def test_files_that_are_not_of_this_study(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for content, mentions in (
        ("not json\n", "line 1"),
        (begin(plan).decode().replace(plan.study, "0" * 16) + "\n", "another study"),
        (answer(plan, trial="t99999").decode() + "\n", "unknown trial"),
    ):
        path.write_text(content)
        with pytest.raises(InputError, match=mentions):
            read_answers(path, plan)
        with pytest.raises(InputError, match=mentions), AnswerBook(path, plan):
            pass
    other = read_plan(built(labels(tmp_path), tmp_path))
    path.write_bytes(begin(plan) + b"\n")
    with pytest.raises(InputError, match="another study"):
        read_answers(path, other)
    with pytest.raises(InputError, match="does not exist"):
        read_answers(tmp_path / "none.jsonl", plan)


def test_one_server_a_file(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with AnswerBook(path, plan), pytest.raises(OutputError, match="another server"), AnswerBook(path, plan):
        pass
    with pytest.raises(OutputError, match="cannot write"), AnswerBook(tmp_path / "none" / "a.jsonl", plan):
        pass
