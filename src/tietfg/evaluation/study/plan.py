"""What a built study consists of: the plan that is served, and the key that stays at home."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tietfg.errors import InputError
from tietfg.evaluation.study.design import LABELS, PREFERENCES, SCALE, Detail
from tietfg.media.documents import read_document

PLAN, KEY, PUBLIC, ADDRESSES = "study.json", "key.json", "public", "participants.txt"
"""Files of a study's folder; of these only what lies in PUBLIC is ever served."""
MEDIA_NAME = r"^m[0-9]{5}\.(mp4|wav|png)$"

MediaName = Annotated[str, Field(pattern=MEDIA_NAME)]
Given = list[int] | str
"""An answer: from 1 to 5 for each medium in the order shown; a, b or same for a preference; or a label."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Document):
    """What is asked in a trial."""

    kind: Literal["scale", "preference", "label"]
    text: str
    low: str = ""
    high: str = ""
    same: bool = True

    def accepts(self, given: Given, media: int) -> bool:
        """Whether this can be the answer in a trial with so many media."""
        if self.kind == "scale":
            return isinstance(given, list) and len(given) == media and all(each in SCALE for each in given)
        if self.kind == "label":
            return given in LABELS
        return given in PREFERENCES and (self.same or given != "same")


class Trial(_Document):
    """One screen: its media, and the names of its questions."""

    media: tuple[MediaName, ...]
    seconds: float
    """How long its media last together."""
    prompt: str
    questions: tuple[str, ...]


class Turn(_Document):
    """A trial in the order of one participant; `swapped` exchanges the sides of a pair."""

    trial: str
    swapped: bool


class Plan(_Document):
    """Everything that the server knows. Nothing in it tells the systems."""

    version: Literal[1] = 1
    study: str
    kind: Literal["video", "listening", "labels"]
    title: str
    instructions: str
    consent: str
    details: tuple[Detail, ...]
    questions: dict[str, Question]
    trials: dict[str, Trial]
    participants: dict[str, tuple[Turn, ...]]
    """Orders by participant codes."""


class TrialKey(_Document):
    """What a trial shows: what its media, before any exchange of sides, are by."""

    stimulus: str
    condition: str
    systems: tuple[str, ...]


class Key(_Document):
    """What participants must not know."""

    version: Literal[1] = 1
    study: str
    systems: tuple[str, ...]
    trials: dict[str, TrialKey]
    checks: dict[str, int | str]
    """Trials that are attention checks, and their right answers."""
    allowed_misses: int
    media: dict[str, str]
    """The files that the media were made of."""


@dataclass(frozen=True)
class Bundle:
    """A built study with its key."""

    plan: Plan
    key: Key


def read_plan(folder: Path) -> Plan:
    """The plan in a study's folder. Raises InputError."""
    return _read(folder / PLAN, Plan)


def read_bundle(folder: Path) -> Bundle:
    """Plan and key in a study's folder. Raises InputError."""
    bundle = Bundle(read_plan(folder), _read(folder / KEY, Key))
    if bundle.plan.study != bundle.key.study:
        raise InputError(f"{folder / KEY} is the key of another study; build the study anew")
    return bundle


Model = TypeVar("Model", Plan, Key)


def _read(path: Path, model: type[Model]) -> Model:
    if not path.is_file():
        raise InputError(
            f"{path.parent} is no folder of a study ({path.name} is missing); make one: tietfg study build"
        )
    try:
        return model.model_validate_json(read_document(path))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path} is damaged at {'.'.join(map(str, first['loc']))}; build the study anew") from None
