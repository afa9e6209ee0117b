"""The one exception family of tietfg: what is wrong, where, and what to do about it."""


class TietfgError(Exception):
    """Base of every error a user can cause or meet; its message is one complete line."""


class InputError(TietfgError):
    """A text, description, timeline, picture, recording or option that cannot be used."""


class OutputError(TietfgError):
    """An output file that cannot be written."""


class WeightsError(TietfgError):
    """An artefact of the weights registry that is missing, damaged or cannot be fetched."""


class MissingExtraError(TietfgError):
    """An optional part of the package that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f'{feature} needs an optional part: pip install "tietfg[{extra}]"')
