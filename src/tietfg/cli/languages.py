"""Languages that can be spoken."""

from tietfg.errors import InputError

LANGUAGES: tuple[str, ...] = ("en",)


def check_language(language: str) -> None:
    """Raise InputError, naming the language, unless a voice and an aligner for it exist."""
    if language not in LANGUAGES:
        raise InputError(f"language {language!r} cannot be spoken yet; choose one of {', '.join(LANGUAGES)}")
