"""The one exception family of tietfg: what is wrong, where, and what to do about it."""


class TietfgError(Exception):
    """Base of every error a user can cause or meet; its message is one complete line."""


class InputError(TietfgError):
    """A text, description, timeline, picture, recording or option that cannot be used."""


class OutputError(TietfgError):
    """An output file that cannot be written."""


class WeightsError(TietfgError):
    """An artefact of the weights registry that is missing, damaged or cannot be fetched."""
