"""The one exception family of tietfg: what is wrong, where, and what to do about it."""

from collections.abc import Iterable


class TietfgError(Exception):
    """Base of every error a user can cause or meet; its message is one complete line."""


class InputError(TietfgError):
    """A text, description, timeline, picture, recording or option that cannot be used."""


class OutputError(TietfgError):
    """An output file that cannot be written."""


class WeightsError(TietfgError):
    """An artefact of the weights registry that is missing, damaged or cannot be fetched."""


def check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    """Raise InputError, naming the choices, unless the value is one of them."""
    if value not in choices:
        raise InputError(f"{what} {value!r} does not exist; choose one of {', '.join(choices)}")
