"""Reading what a command is given, and the pipeline that it asks for."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tietfg.errors import InputError, check_choice
from tietfg.media.documents import decode_text, read_document

if TYPE_CHECKING:
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.script import PresetOptions

LARGEST = 1_000_000
"""Bytes of a text or description."""


def read_argument(value: str, what: str) -> str:
    """The value itself, the content of FILE for "@FILE", or standard input for "-"; `what` names it in messages.

    Raises InputError when there is no such readable file of UTF-8 text within LARGEST bytes.
    """
    if value == "-":
        return decode_text(sys.stdin.buffer.read(LARGEST + 1), f"{what} from standard input", LARGEST)
    if value.startswith("@"):
        return read_document(Path(value[1:]), f"{what} file", LARGEST)
    return value


def read_arguments(values: dict[str, str]) -> dict[str, str]:
    """Read several arguments, of which at most one may come from standard input."""
    if list(values.values()).count("-") > 1:
        raise InputError(f"only one of {' and '.join(values)} can be read from standard input; give the other as @file")
    return {what: read_argument(value, what) for what, value in values.items()}


def read_list(value: str, what: str, choices: Iterable[str]) -> list[str]:
    """The names in a list with commas; raises InputError for one that is none of the choices."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        check_choice(what, name, choices)
    if not names:
        raise InputError(f"no {what} given; choose of {', '.join(choices)}")
    return names


def read_numbers(value: str, what: str, least: float, most: float) -> list[float]:
    """The numbers in a list with commas; raises InputError for one that is none, or out of range."""
    numbers = []
    for part in value.split(","):
        try:
            number = float(part)
        except ValueError:
            raise InputError(f"{what} {part.strip()!r} is no number; give numbers with commas between them") from None
        if not least <= number <= most:
            raise InputError(f"{what} {number:g} is out of range; use {least:g} to {most:g}")
        numbers.append(number)
    return numbers


def captions_form(value: str) -> str:
    """The form of captions, "srt" or "vtt"; raises InputError for another."""
    if value not in ("srt", "vtt"):
        raise InputError(f"captions {value!r} do not exist; choose srt or vtt")
    return value


def create_pipeline(
    preset: str,
    synthesizer: str,
    planner_url: str | None,
    planner_model: str | None,
    offline: bool,
    preset_options: "PresetOptions | None" = None,
) -> "TalkingFacePipeline":
    """The pipeline that a command's options ask for; raises InputError."""
    from tietfg.emotion.planner import LanguageModelPlanner
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.weights.store import WeightStore

    planner = None
    if planner_url is not None and planner_model is not None:
        if offline:
            raise InputError("--planner-url asks over the network and --offline forbids that; leave one of them out")
        planner = LanguageModelPlanner(planner_url, planner_model)
    elif planner_url is not None or planner_model is not None:
        raise InputError("a planner needs both --planner-url and --planner-model")
    store = WeightStore.default(offline=offline)
    return TalkingFacePipeline.from_pretrained(
        preset, synthesizer=synthesizer, planner=planner, store=store, options=preset_options
    )
