"""The file that describes a study: what is shown, what is asked, and of whom."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError, check_extra
from tietfg.media.documents import read_document

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Prose = Annotated[str, Field(max_length=10_000)]

CANNOT_TELL = "cannot tell"
LABELS = (*EMOTIONS, CANNOT_TELL)
"""What a rater can say of a picture."""
PREFERENCES = ("a", "b", "same")
"""What can be preferred of a pair: the first or the second shown, or neither."""
ALL = "all"
"""The condition of stimuli without one, and of figures over all conditions."""
SCALE = range(1, 6)
"""The Likert scale."""
_LARGEST = 2_000_000


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scale(_Document):
    """A question answered from 1 to 5, of every medium shown; `low` and `high` say what the ends mean.

    `conditions`: it is asked of stimuli of these conditions alone; of all where there are none.
    """

    name: Name
    text: Line
    low: Line
    high: Line
    conditions: tuple[Name, ...] = ()


class Preference(_Document):
    """A question answered by the first or the second of a pair, or with `same` by neither."""

    name: Name
    text: Line
    same: bool = True


class Stimulus(_Document):
    """One thing that every system has made; `prompt` is shown with it: what was asked for."""

    name: Name
    condition: Name = ALL
    prompt: Prose = ""


class Check(_Document):
    """An attention check: something with a known right answer; `text` asks for it."""

    media: str
    text: Line
    answer: int | str


class Detail(_Document):
    """A question about the participant: one of `choices`, or a line of text without them."""

    name: Name
    text: Line
    choices: tuple[Line, ...] = ()
    required: bool = True


class Study(_Document):
    """A study. `systems` names a folder for each system, or for each data set where labels are asked.

    Files are found by the names of the stimuli, whatever their endings: `FOLDER/s01.mp4` is what a system made of
    the stimulus s01. A study of labels lists no stimuli: every picture in the folders is one.
    """

    kind: Literal["video", "listening", "labels"]
    title: Line
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    participants: Annotated[int, Field(ge=1, le=10_000)] = 20
    systems: Annotated[dict[Name, str], Field(min_length=1, max_length=100)]
    stimuli: Annotated[tuple[Stimulus, ...], Field(max_length=10_000)] = ()
    scales: tuple[Scale, ...] = ()
    preferences: tuple[Preference, ...] = ()
    pairs: tuple[tuple[Name, Name], ...] = ()
    instructions: Prose = ""
    consent: Prose = ""
    details: tuple[Detail, ...] = ()
    checks: tuple[Check, ...] = ()
    allowed_misses: Annotated[int, Field(ge=0)] = 0
    """Attention checks that a participant may miss and still count."""
    texts: dict[str, str] = {}
    """Texts of the page in place of the English ones, by their keys."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, names in (
            ("stimuli", [each.name for each in self.stimuli]),
            ("questions", [each.name for each in (*self.scales, *self.preferences)]),
            ("details", [each.name for each in self.details]),
            ("pairs", [" and ".join(sorted(pair)) for pair in self.pairs]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"'{twice[0]}' stands twice among the {what}; give each once")
        if self.kind == "labels":
            if self.stimuli or self.scales or self.preferences or self.pairs:
                raise ValueError("a study of labels has no stimuli, scales, preferences or pairs; leave them out")
        else:
            self._check_ratings()
        for check in self.checks:
            if check.answer not in (LABELS if self.kind == "labels" else SCALE):
                raise ValueError(f"the answer of a check, {check.answer!r}, cannot be given")
        return self

    def _check_ratings(self) -> None:
        if not self.stimuli:
            raise ValueError("there are no stimuli; list at least one")
        if len(self.systems) < 2:
            raise ValueError("there is one system only, and nothing to compare it with; name two or more")
        if not self.scales and not self.preferences:
            raise ValueError("nothing is asked; give scales, or preferences between pairs")
        if self.preferences and not self.pairs:
            raise ValueError("preferences are asked of pairs; list the pairs of systems to compare")
        for pair in self.pairs:
            if pair[0] == pair[1] or not set(pair) <= set(self.systems):
                raise ValueError(f"the pair {' and '.join(pair)} is not one of two different systems; correct it")
        unused = sorted(set(self.systems) - {name for pair in self.pairs for name in pair})
        if self.pairs and unused:
            raise ValueError(f"the system '{unused[0]}' is in no pair; leave it out or pair it")
        conditions = {each.condition for each in self.stimuli}
        if ALL in conditions and len(conditions) > 1:
            raise ValueError(f"some stimuli have conditions and some have none, or '{ALL}'; give each one")
        for scale in self.scales:
            if not set(scale.conditions) <= conditions:
                unknown = sorted(set(scale.conditions) - conditions)[0]
                raise ValueError(f"no stimulus has the condition '{unknown}' of the question '{scale.name}'")
        asked = {name for scale in self.scales for name in scale.conditions or conditions}
        if not self.preferences and asked != conditions:
            raise ValueError(f"nothing is asked of the condition '{sorted(conditions - asked)[0]}'")


def read_study(path: Path) -> Study:
    """Read a study from YAML or, where the name ends in .json, JSON. Raises InputError, naming the field."""
    document = read_document(path, "study", _LARGEST)
    try:
        if path.suffix.lower() == ".json":
            return Study.model_validate_json(document)
        check_extra("a study in YAML", "evaluate", ("yaml",))
        import yaml

        try:
            content = yaml.safe_load(document)
        except (yaml.YAMLError, RecursionError) as error:
            raise InputError(f"the study {path} is no YAML: {' '.join(str(error).split())}") from None
        return Study.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "its content"
        told = first["msg"].removeprefix("Value error, ")
        raise InputError(f"the study {path} is wrong at {where}: {told}; see docs/study.md") from None
