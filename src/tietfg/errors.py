"""The one exception family of tietfg: what is wrong, where, and what to do about it."""

from collections.abc import Iterable
from importlib.util import find_spec


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


def check_extra(what: str, extra: str, packages: Iterable[str]) -> None:
    """Raise InputError, naming the extra to install, unless all its packages are there."""
    if not all(map(find_spec, packages)):
        raise InputError(f'{what} needs an extra: pip install "tietfg[{extra}]"')
