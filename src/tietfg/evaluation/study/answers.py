"""The answers of a study: an append-only file of JSON lines, and what the server knows from it."""

import fcntl
import json
import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.plan import Given, Plan
from tietfg.media.documents import LARGEST_DOCUMENT, read_document

_HEARD = 0.9
"""Share of the media's length that a first answer must take at least; clocks of browsers are not exact."""
_Code = Annotated[str, Field(max_length=64)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    study: _Code
    participant: _Code
    time: Annotated[str, Field(max_length=40)] = Field(default_factory=lambda: datetime.now(UTC).isoformat())


class Opened(_Record):
    """A participant opened the page for the first time: the code is taken."""

    event: Literal["opened"] = "opened"


class Profile(_Record):
    """A participant began: consent, where it is asked, and details."""

    event: Literal["profile"] = "profile"
    consent: bool
    details: dict[str, Annotated[str, Field(max_length=300)]]


class Answer(_Record):
    """The answers of one trial; a later one of the same trial revises it. `duration` is in seconds."""

    event: Literal["answer"] = "answer"
    trial: Annotated[str, Field(max_length=64)]
    position: Annotated[int, Field(ge=0)]
    answers: dict[str, Given]
    duration: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class Submitted(_Record):
    """A participant handed in: nothing changes afterwards."""

    event: Literal["submitted"] = "submitted"


Record = Annotated[Opened | Profile | Answer | Submitted, Field(discriminator="event")]
_RECORD: TypeAdapter[Opened | Profile | Answer | Submitted] = TypeAdapter(Record)


class RefusedError(Exception):
    """Something a participant sent that is not taken; `status` is HTTP's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass
class Standing:
    """What is known of one participant; by trial: the last answers, how often they were revised, seconds spent."""

    opened: bool = False
    profile: Profile | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    submitted: bool = False

    def take(self, record: Opened | Profile | Answer | Submitted) -> None:
        """Add a record; of two answers to a trial the later counts."""
        self.opened = True
        if isinstance(record, Profile):
            self.profile = record
        elif isinstance(record, Answer):
            self.revisions[record.trial] = self.revisions.get(record.trial, -1) + 1
            self.seconds[record.trial] = self.seconds.get(record.trial, 0.0) + record.duration
            self.answers[record.trial] = record
        elif isinstance(record, Submitted):
            self.submitted = True


def read_answers(path: Path, plan: Plan) -> dict[str, Standing]:
    """Where every participant stands. A last line that a crash cut off is left out: nobody was told it is saved.

    Raises InputError: no such file, lines that are no records, and records of another study.
    """
    return _standings(read_document(path, "file of answers", LARGEST_DOCUMENT * 16), path, plan)


class AnswerBook:
    """An open file of answers: takes what participants send, checks it, and writes it before it says so.

    Every record is one line, appended and synchronised to the disk. Raises InputError and OutputError on entry; a
    second server cannot open the same file. Methods may be called from several threads; they raise RefusedError.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path, self._plan = path, plan
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise OutputError(f"another server writes to {self._path}; end it or name another file") from None
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror}; name another file") from None
        try:
            content = read_document(self._path, "file of answers", LARGEST_DOCUMENT * 16)
            self._standings = _standings(content, self._path, self._plan)
            if content and not content.endswith("\n"):
                os.ftruncate(self._file, len(content[: content.rfind("\n") + 1].encode()))
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:  # a line that is being written is finished first
            os.close(self._file)

    def join(self) -> str:
        """The code of a participant that nobody has opened yet; it is taken from now on."""
        with self._lock:
            free = next((code for code, each in self._standings.items() if not each.opened), None)
            if free is None:
                raise RefusedError(409, "all places of this study are taken")
            self._write(Opened(study=self._plan.study, participant=free))
            return free

    def open(self, code: str) -> Standing:
        """Where a participant stands, who opens the page."""
        with self._lock:
            standing = self._standing(code)
            if not standing.opened:
                self._write(Opened(study=self._plan.study, participant=code))
            return standing

    def record(self, sent: bytes) -> bool:
        """Take a profile, an answer or a submission as JSON; False if just this is recorded already."""
        try:
            record = _RECORD.validate_json(sent)
        except ValidationError as error:
            first = error.errors()[0]
            raise RefusedError(400, f"{'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}") from None
        if record.study != self._plan.study:
            raise RefusedError(409, "this is another study; reload the page")
        with self._lock:
            standing = self._standing(record.participant)
            if isinstance(record, Submitted) and standing.submitted:
                return False
            if isinstance(record, Answer):
                before = standing.answers.get(record.trial)
                if before is not None and before.answers == record.answers:
                    return False
            if standing.submitted:
                raise RefusedError(409, "this study is handed in; nothing can be changed any more")
            self._check(record, standing)
            self._write(record.model_copy(update={"time": datetime.now(UTC).isoformat()}))
            return True

    def _standing(self, code: str) -> Standing:
        if code not in self._standings:
            raise RefusedError(404, "this code of a participant does not exist")
        return self._standings[code]

    def _check(self, record: Opened | Profile | Answer | Submitted, standing: Standing) -> None:
        plan = self._plan
        turns = plan.participants[record.participant]
        if isinstance(record, Opened):
            raise RefusedError(400, "event: opening is recorded by itself")
        if isinstance(record, Profile):
            if plan.consent and not record.consent:
                raise RefusedError(400, "consent is needed")
            if set(record.details) - {each.name for each in plan.details}:
                raise RefusedError(400, "details: an unknown one")
            for each in plan.details:
                told = record.details.get(each.name, "")
                if (each.required and not told.strip()) or (told and each.choices and told not in each.choices):
                    raise RefusedError(400, f"details: {each.name} is missing or none of the choices")
        elif standing.profile is None:
            raise RefusedError(409, "begin on the first page")
        elif isinstance(record, Submitted):
            if len(standing.answers) < len(turns):
                raise RefusedError(409, f"{len(turns) - len(standing.answers)} answers are missing")
        else:
            if record.position >= len(turns) or turns[record.position].trial != record.trial:
                raise RefusedError(400, "trial: it is not in this position")
            trial = plan.trials[record.trial]
            if set(record.answers) != set(trial.questions):
                raise RefusedError(400, "answers: other questions are asked")
            for name, given in record.answers.items():
                if not plan.questions[name].accepts(given, len(trial.media)):
                    raise RefusedError(400, f"answers: {name} cannot be answered so")
            if record.trial not in standing.answers and record.duration < _HEARD * trial.seconds:
                raise RefusedError(400, "duration: shorter than what is to be played to its end")

    def _write(self, record: Opened | Profile | Answer | Submitted) -> None:
        """Append one line; what cannot be written whole is taken back."""
        line = json.dumps(record.model_dump(), ensure_ascii=False).encode() + b"\n"
        end = os.fstat(self._file).st_size
        try:
            if os.write(self._file, line) != len(line):
                raise OSError("the disk is full")
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, end)
            raise RefusedError(507, "the answer could not be saved; tell the people who run the study") from error
        self._standings[record.participant].take(record)


def _standings(content: str, path: Path, plan: Plan) -> dict[str, Standing]:
    standings = {code: Standing() for code in plan.participants}
    for number, line in enumerate(content.split("\n")[:-1], 1):
        try:
            record = _RECORD.validate_json(line)
        except ValidationError:
            raise InputError(f"{path}: line {number} is no record of an answer; repair or remove it") from None
        if record.study != plan.study or record.participant not in standings:
            raise InputError(f"{path}: line {number} belongs to another study; name the answers of this one")
        if isinstance(record, Answer) and record.trial not in plan.trials:
            raise InputError(f"{path}: line {number} answers an unknown trial; repair or remove it")
        standings[record.participant].take(record)
    return standings
