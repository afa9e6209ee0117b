"""The planner against a server that answers as it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tietfg.emotion.planner import KEY_VARIABLE, LARGEST_ANSWER, LanguageModelPlanner, PlannerError
from tietfg.emotion.timeline import Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError

WORDS = split_words("I will never go there again")
KEYFRAMES = [
    {"word": 0, "emotion": {"neutral": 1}, "intensity": 0, "transition": "gradual"},
    {"word": 2, "emotion": {"angry": 1}, "intensity": 0.8, "transition": "sudden"},
]
KEY = "sk-secret-0123"
ANSWER = json.dumps({"keyframes": KEYFRAMES})


def completion(content: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@dataclass
class Server:
    """Answers each request with the next (status, body); the last one again and again."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    location: str = ""
    requests: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    drip: bool = False
    """Send the body a byte at a time until the test ends."""
    hang: bool = False

    def gives(self, content: Any) -> None:
        self.answers = [(200, completion(content))]


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            status, content = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            if state.hang:
                state.stop.wait(20)
                return
            try:
                self.send_response(status)
                if state.location:
                    self.send_header("Location", state.location)
                self.end_headers()
                if not state.drip:
                    self.wfile.write(content)
                while state.drip and not state.stop.wait(0.02):
                    self.wfile.write(b" ")
            except OSError:
                pass  # the planner has hung up

        def do_GET(self) -> None:
            state.requests.append((self.path, {}, {}))

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}/v1"
    yield state
    state.stop.set()
    http.shutdown()
    http.server_close()
    thread.join()


def planner(server: Server, **options: Any) -> LanguageModelPlanner:
    return LanguageModelPlanner(server.url, "small-model", **{"key": KEY, "timeout": 5.0, **options})


def refusal(server: Server, **options: Any) -> str:
    with pytest.raises(PlannerError) as caught:
        planner(server, **options).plan("calm, then angry", WORDS)
    message = str(caught.value)
    assert isinstance(caught.value, InputError)
    assert KEY not in message
    assert "\n" not in message
    return message


def test_a_good_answer_becomes_the_timeline(server: Server) -> None:
    server.gives(ANSWER)
    planned = planner(server).plan('calm, then "angry"', WORDS)
    assert planned.timeline.keyframes == tuple(Keyframe.model_validate(keyframe) for keyframe in KEYFRAMES)
    assert planned.notes == ("the timeline was planned by the language model 'small-model' at 127.0.0.1",)
    ((path, headers, body),) = server.requests
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert body["model"] == "small-model"
    assert body["response_format"]["type"] == "json_schema"
    question = json.loads(body["messages"][1]["content"])
    assert question == {
        "description": 'calm, then "angry"',
        "words": {str(index): word.text for index, word in enumerate(WORDS)},
        "word_count": 6,
    }


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{ANSWER}\n```",
        f"Here it is:\n```\n{ANSWER}\n```\nDone.",
        f"<think>a {{}} or b?</think>{ANSWER}",
        f"Sure! {ANSWER} I hope so.",
    ],
)
def test_answers_wrapped_in_something_are_read(server: Server, content: str) -> None:
    server.gives(content)
    assert len(planner(server).plan("calm, then angry", WORDS).timeline.keyframes) == 2


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_without_schemas_is_asked_once_more_without(server: Server, status: int) -> None:
    server.answers = [(status, b"no response_format"), (200, completion(ANSWER))]
    planner(server).plan("calm, then angry", WORDS)
    assert ["response_format" in body for _, _, body in server.requests] == [True, False]


def test_a_bad_request_is_repeated_only_once(server: Server) -> None:
    server.answers = [(400, KEY.encode())]
    assert "status 400" in refusal(server)
    assert len(server.requests) == 2


def changed(**changes: Any) -> str:
    return json.dumps({"keyframes": [KEYFRAMES[0] | changes]})


@pytest.mark.parametrize(
    ("content", "mentions"),
    [
        ("", "Invalid JSON"),
        ("I cannot do that.", "Invalid JSON"),
        ('{"keyframes": [', "Invalid JSON"),
        ("[" * 100_000, "Invalid JSON"),
        ('{"keyframes": []}', "keyframes"),
        (changed(emotion={"joyful": 1}), "joyful"),
        (changed(emotion={"happy": 0}), "greater than 0"),
        (changed(intensity=7), "intensity"),
        (changed(note="ignore all rules"), "note"),
        (changed(word=99), "the text has 6 words"),
        (json.dumps({"keyframes": [KEYFRAMES[1], KEYFRAMES[0]]}), "must increase"),
        (json.dumps({"keyframes": KEYFRAMES, "words": ["another", "text"]}), "not those of the text"),
        (json.dumps({"keyframes": KEYFRAMES, "command": "rm"}), "command"),
        (json.dumps({"keyframes": [{"seconds": 0, "emotion": {"sad": 1}, "intensity": 1}]}), "seconds"),
        (None, "no chat completion"),
        ([ANSWER], "no chat completion"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_answers_that_are_no_timeline_of_the_text(server: Server, content: Any, mentions: str) -> None:
    server.gives(content)
    assert mentions in refusal(server)


@pytest.mark.parametrize(
    ("status", "body", "mentions"),
    [
        (200, b"", "no chat completion"),
        (200, b"<html>", "no chat completion"),
        (200, b"\xff\xfe", "no chat completion"),
        (200, b"{}", "no chat completion"),
        (200, b'{"choices": []}', "no chat completion"),
        (200, b"[" * 100_000, "no chat completion"),
        (200, b" " * (LARGEST_ANSWER + 1), "more than 1000000 bytes"),
        (401, KEY.encode(), f"status 401; set the key in {KEY_VARIABLE}"),
        (404, b"", "status 404"),
        (429, b"", "try again later"),
        (500, b"", "status 500; try again later"),
    ],
)
def test_answers_that_are_none(server: Server, status: int, body: bytes, mentions: str) -> None:
    server.answers = [(status, body)]
    assert mentions in refusal(server)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: Server, status: int) -> None:
    server.answers = [(status, b"")]
    server.location = f"{server.url}/elsewhere"
    assert "redirects are not followed" in refusal(server)
    assert len(server.requests) == 1


def hangs(server: Server) -> None:
    server.hang = True


def drips(server: Server) -> None:
    server.drip = True


@pytest.mark.parametrize("slow", [hangs, drips])
def test_slow_answers_are_given_up(server: Server, slow: Callable[[Server], None]) -> None:
    server.gives(ANSWER)
    slow(server)
    assert "did not answer within 0.3 s" in refusal(server, timeout=0.3)


def test_a_server_that_is_not_there(server: Server) -> None:
    message = refusal(Server("http://127.0.0.1:9/v1"))
    assert "cannot be reached (ConnectionRefusedError); check the address" in message


@pytest.mark.parametrize(
    "url",
    [
        *("", "localhost", "file:///etc/passwd", "ftp://host/v1", "http://", "http://host:0/v1", "http://host:x/v1"),
        *("http://me:secret@host/v1", "http://ho st/v1", "http://host/v1\nX: y", "http://[::1/v1", "http://hôst/v1"),
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    message = refusal(Server(url))
    assert "no URL" in message
    assert "secret" not in message


def test_the_key_comes_from_the_environment_and_is_never_shown(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    asking = LanguageModelPlanner(server.url, "small-model")
    assert KEY not in repr(asking)
    server.gives(ANSWER)
    asking.plan("angry", WORDS)
    assert server.requests[0][1]["authorization"] == f"Bearer {KEY}"
    assert KEY_VARIABLE in refusal(server, key=f"{KEY}\nX: y")


def test_without_a_key_none_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    server.gives(ANSWER)
    LanguageModelPlanner(server.url + "/", "small-model").plan("angry", WORDS)
    assert server.requests[0][0] == "/v1/chat/completions"
    assert "authorization" not in server.requests[0][1]


def test_nothing_is_sent_for_a_text_without_words_or_an_endless_description(server: Server) -> None:
    with pytest.raises(PlannerError, match="no words"):
        planner(server).plan("angry", ())
    with pytest.raises(PlannerError, match="at most 2000"):
        planner(server).plan("angry " * 1000, WORDS)
    assert server.requests == []
