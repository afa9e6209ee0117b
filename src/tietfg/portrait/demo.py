"""The demo portraits shipped with the package: fictional people, usable by name in place of a picture file."""

from importlib.resources import files
from pathlib import Path

from tietfg.errors import InputError

DEMO_PORTRAITS: dict[str, Path] = {
    name: Path(str(files("tietfg") / f"assets/portraits/{name}.png"))
    for name in ("amara", "arjun", "elena", "ingrid", "kenji", "kofi", "mei", "thomas", "walter")
}


def resolve_picture(value: str) -> Path:
    """The picture file a user means: a path, or the name of a demo portrait where no such file exists.

    Raises InputError when it is neither; a path is not looked into (see load_picture).
    """
    path = Path(value)
    if path.is_file():
        return path
    if value in DEMO_PORTRAITS:
        return DEMO_PORTRAITS[value]
    if value and path.exists():
        return path
    raise InputError(
        f"picture {value!r} not found; name a picture file, or a demo portrait: {', '.join(DEMO_PORTRAITS)}"
    )
