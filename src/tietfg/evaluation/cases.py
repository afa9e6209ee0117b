"""Cases out of folders: files that belong together lie at the same path below their folders, whatever their suffix."""

import os
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from tietfg.data.acted_clips import CLIP_SETS
from tietfg.errors import InputError
from tietfg.evaluation.protocols import Split
from tietfg.media.outputs import shown

VIDEOS = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".mpg", ".mpeg", ".ogv", ".wmv", ".ts"})
SOUNDS = frozenset({".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus"})
_ASKED = (".report", ".track")
"""What may stand between the name of a video and ".json"."""


@dataclass(frozen=True)
class CaseFiles:
    """A case by its files: what is sent to whoever measures it. Nothing of them has been read."""

    name: str
    """The path below the folder without suffix, printable."""
    generated: Path
    reference: Path | None = None
    speech: Path | None = None
    asked: tuple[Path, ...] = ()
    emotion: str | None = None
    lacking: tuple[str, ...] = ()
    """What was given a folder for, but is not in it, a line each."""

    @property
    def inputs(self) -> dict[str, Path]:
        """Every file by what it is."""
        files = {"generated": self.generated, "reference": self.reference, "speech": self.speech}
        files |= {f"asked {number}": path for number, path in enumerate(self.asked, start=1)}
        return {role: path for role, path in files.items() if path is not None}


@dataclass(frozen=True)
class Folders:
    """Where files are looked for."""

    generated: Path
    reference: Path | None = None
    audio: Path | None = None
    asked: Path | None = None
    """Run reports and tracks; beside the generated videos if there is no such folder."""
    data_set: str | None = None
    """The set of CLIP_SETS whose file names tell the emotion."""
    split: Split | None = None
    """Which cases are taken."""


@dataclass(frozen=True)
class Listing:
    """The cases in folders, ordered by name."""

    cases: tuple[CaseFiles, ...]
    unused: tuple[Path, ...]
    """References of which there is no generated video."""
    notes: tuple[str, ...]


def list_cases(folders: Folders) -> Listing:
    """Pair the files of folders by name; only names are looked at.

    Hidden files and folders are left out; symbolic links are followed. Raises InputError for a folder that cannot be
    read, without videos, or of which nothing belongs to the split.
    """
    notes: list[str] = []
    others = {folder.resolve() for folder in (folders.reference, folders.audio, folders.asked) if folder is not None}
    generated = _named(folders.generated, VIDEOS, "videos", notes, others)
    if folders.reference is not None and folders.reference.resolve() == folders.generated.resolve():
        notes.append("generated and reference are one folder: the figures are those of videos against themselves")
    references = _named(folders.reference, VIDEOS, "videos", notes) if folders.reference else {}
    sounds = _named(folders.audio, SOUNDS | VIDEOS, "sounds", notes) if folders.audio else {}
    asked = _asked(folders.asked or folders.generated)
    cases = []
    for key, path in generated.items():
        reference = references.get(key)
        clip = None if folders.data_set is None else _clip(folders.data_set, path, reference)
        if folders.split is not None and not folders.split.holds(key, clip):
            continue
        lacking = [
            f"{shown(path)}: {kind} of that name is not in {shown(folder)}"
            for kind, folder, found in (
                ("a reference", folders.reference, references),
                ("a sound", folders.audio, sounds),
                ("a report or track", folders.asked, asked),
            )
            if folder is not None and key not in found
        ]
        if folders.data_set is not None and clip is None:
            lacking.append(f"{shown(path)}: it is not named as the clips of {folders.data_set} are")
        cases.append(
            CaseFiles(
                shown(Path(key)),
                path,
                reference,
                sounds.get(key),
                asked.get(key, ()),
                None if clip is None else clip[0],
                tuple(lacking),
            )
        )
    if not cases:
        raise InputError(f"none of the {len(generated)} videos in {shown(folders.generated)} belongs to the split")
    unused = tuple(path for key, path in references.items() if key not in generated)
    return Listing(tuple(cases), unused, tuple(notes))


def _named(
    folder: Path, suffixes: Collection[str], kind: str, notes: list[str], leave_out: Set[Path] = frozenset()
) -> dict[str, Path]:
    """The files of a folder by name; of several with one name the first counts."""
    named: dict[str, Path] = {}
    for path in _files(folder, leave_out):
        if path.suffix.lower() not in suffixes:
            continue
        first = named.setdefault(_key(folder, path), path)
        if first != path:
            notes.append(f"{shown(path)} has the name of {shown(first)}, which is taken in its place")
    if not named:
        raise InputError(f"{shown(folder)} holds no {kind} ({', '.join(sorted(suffixes))})")
    return named


def _asked(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    found: dict[str, tuple[Path, ...]] = {}
    for path in _files(folder):
        if path.suffix.lower() == ".json":
            key = _key(folder, path)
            for end in _ASKED:
                key = key.removesuffix(end)
            found[key] = (*found.get(key, ()), path)
    return found


def _files(folder: Path, leave_out: Set[Path] = frozenset()) -> Iterator[Path]:
    """The files below a folder in the order of their paths; a folder that is linked twice is read once."""
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise InputError(f"{shown(folder)} {what}; name a folder")

    def refuse(error: OSError) -> None:
        raise InputError(f"{shown(Path(error.filename))} cannot be read ({error.strerror}); change its permissions")

    seen: set[tuple[int, int]] = set()
    for root, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        status = Path(root).stat()
        if (status.st_dev, status.st_ino) in seen or Path(root).resolve() in leave_out - {folder.resolve()}:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))


def _key(folder: Path, path: Path) -> str:
    """Systems write accented letters in one code point or in two; both are one name."""
    return unicodedata.normalize("NFC", path.relative_to(folder).with_suffix("").as_posix())


def _clip(data_set: str, *paths: Path | None) -> tuple[str, str, str] | None:
    """Emotion, speaker and sentence that the first path tells which is named as the set's clips are."""
    clip_set = CLIP_SETS[data_set]
    for path in paths:
        match = clip_set.pattern.search(path.as_posix()) if path else None
        if match is not None:
            try:
                emotion, _, speaker, sentence = clip_set.read(match)
            except KeyError:  # an emotion that the set has not
                continue
            return emotion, speaker, sentence
    return None
