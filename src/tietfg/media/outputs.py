"""Output files that appear whole or not at all, and the errors of writing them."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.container import OutputContainer
from av.error import FFmpegError

from tietfg.errors import OutputError

NOTICE = "Synthetic speech and picture made with tietfg"
"""Written into the metadata of every sound and video file: the content is artificially generated."""

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or write elsewhere",
    errno.EDQUOT: "the disk quota is used up; free some space or write elsewhere",
    errno.EFBIG: "the file grows beyond the largest size allowed here; write elsewhere",
    errno.EROFS: "the file system is read-only; write elsewhere",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EIO: "the disk reports an error; write elsewhere",
}


class OutputFile:
    """A file that is written beside its target and renamed onto it when the `with` block ends without an exception.

    Write into `temporary` inside `writing()`. Any exception, interrupts included, removes the temporary file and
    leaves an older target as it was. A symbolic link as target stays one: the file it points at is replaced.
    Raises OutputError on entry if the target cannot be written, on exit if the rename fails or, without `overwrite`,
    if another program has taken the name meanwhile.
    """

    def __init__(self, path: str | os.PathLike[str], suffixes: Sequence[str] = (), overwrite: bool = False) -> None:
        """Name a target; `suffixes` are the allowed endings in lower case (".mp4"), empty for any."""
        self.path = Path(path)
        self.overwrite = overwrite
        self.temporary = Path()
        """The file to write into; valid inside the `with` block."""
        self._suffixes = suffixes
        self._target = Path(os.path.realpath(path))

    def check(self) -> None:
        """Raise OutputError if the target cannot be written now; leaves nothing behind."""
        self._create_temporary().unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.temporary = self._create_temporary()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            with suppress(OSError):
                self.temporary.unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn errors of the operating system and of the media library into OutputError."""
        try:
            yield
        except (OSError, FFmpegError) as error:
            raise self._failure(error) from error

    def write_text(self, text: str) -> None:
        """Write a text as the whole content, in UTF-8 with plain line feeds."""
        with self.writing():
            self.temporary.write_text(text, encoding="utf-8", newline="\n")

    def _create_temporary(self) -> Path:
        if self._suffixes and self.path.suffix.lower() not in self._suffixes:
            raise OutputError(f"cannot write {shown(self.path)}: its name must end in {' or '.join(self._suffixes)}")
        with self.writing():
            try:
                mode = self._target.stat().st_mode
            except FileNotFoundError:
                pass
            else:
                if stat.S_ISDIR(mode):
                    raise OutputError(f"cannot write {shown(self.path)}: it is a folder; name a file")
                if not stat.S_ISREG(mode):
                    raise OutputError(f"cannot write {shown(self.path)}: it is not an ordinary file; name another")
                if not self.overwrite:
                    raise self._taken()
            # Making a file is the only honest test of a folder: permission bits say nothing to root, on full or
            # read-only disks, and under quotas.
            temporary = self._target.with_name(f".tietfg-{secrets.token_hex(8)}.part")
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        return temporary

    def _publish(self) -> None:
        with self.writing():
            with self.temporary.open("rb") as file:
                os.fsync(file.fileno())
            if self.overwrite:
                self.temporary.replace(self._target)
                return
            try:
                self._target.hardlink_to(self.temporary)  # unlike a rename, it never replaces a file
            except FileExistsError:
                raise self._taken() from None
            except OSError:  # file systems without hard links
                self.temporary.rename(self._target)

    def _taken(self) -> OutputError:
        return OutputError(
            f"cannot write {shown(self.path)}: it exists already; choose another name or overwrite it (--overwrite)"
        )

    def _failure(self, error: OSError | FFmpegError) -> OutputError:
        folder = shown(self._target.parent)
        if error.errno in (errno.EACCES, errno.EPERM):
            reason = f"no permission to write in the folder {folder}; choose another"
        elif error.errno in (errno.ENOENT, errno.ENOTDIR):
            reason = f"the folder {folder} does not exist; create it first"
        else:
            reason = _REASONS.get(error.errno or 0, f"{error.strerror}; try another place")
        return OutputError(f"cannot write {shown(self.path)}: {reason}")


def check_outputs(outputs: Sequence[OutputFile], inputs: Sequence[Path] = ()) -> None:
    """Check all outputs of a run before any work; raises OutputError for the first that cannot be written.

    Also refused: two outputs that are the same file, and an output that is one of the `inputs`.
    """
    for output in outputs:
        if any(_same_file(output.path, path) for path in inputs):
            raise OutputError(f"cannot write {shown(output.path)}: it is also an input; choose another name")
    for one, other in combinations(outputs, 2):
        if _same_file(one.path, other.path):
            raise OutputError(f"cannot write {shown(other.path)}: two outputs have this name; choose another for one")
    for output in outputs:
        output.check()


@contextmanager
def encoding(
    output: OutputFile, container_format: str, options: dict[str, str] | None = None
) -> Iterator[OutputContainer]:
    """Open a media container on the temporary file of `output`; at the end flush every encoder and close it.

    `container_format` is libav's name ("mp4", "wav", "flac"), `options` are the muxer's. Raises OutputError.
    """
    with output.writing():
        container = av.open(output.temporary, "w", format=container_format, options=options or {})
        container.metadata["comment"] = NOTICE
    try:
        yield container
        with output.writing():
            for stream in (*container.streams.video, *container.streams.audio):
                container.mux(stream.encode(None))
            container.close()
    except BaseException:
        with suppress(OSError, FFmpegError):
            container.close()
        raise


def shown(path: Path) -> str:
    """A path as it stands in a one-line message: escaped if it holds line breaks or unreadable bytes."""
    text = str(path)
    return text if text.isprintable() else repr(text)


def _same_file(one: Path, other: Path) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return one.samefile(other)  # hard links, and file systems that ignore case
    except OSError:
        return False
