"""Installed size of tietfg with its core dependencies alone, in a fresh virtual environment.

Prints one JSON object and exits with 1 when the limit is passed. Size is the sum of file sizes of everything that
`pip install .` adds to an empty environment, byte code included.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

LIMIT_MEGABYTES = 500
ROOT = Path(__file__).resolve().parent.parent


def total_bytes(folder: Path) -> int:
    """Sum of the sizes of all regular files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> int:
    """Install into a fresh environment and measure it."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = Path(scratch) / "environment"
        venv.create(environment, with_pip=True)
        empty = total_bytes(environment)
        subprocess.run(
            [environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            + ["-c", ROOT / "constraints.txt", ROOT],
            check=True,
        )
        megabytes = (total_bytes(environment) - empty) / 1e6
        torch = subprocess.run([environment / "bin/python", "-c", "import torch"], capture_output=True).returncode == 0
        started = subprocess.run([environment / "bin/tietfg", "--help"], capture_output=True).returncode == 0
    good = megabytes <= LIMIT_MEGABYTES and not torch and started
    print(
        json.dumps(
            {
                "installed_megabytes": round(megabytes, 1),
                "limit_megabytes": LIMIT_MEGABYTES,
                "torch_installed": torch,
                "command_starts": started,
            }
        )
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
