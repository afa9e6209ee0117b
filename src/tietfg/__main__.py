"""`python -m tietfg` is the `tietfg` command."""

from tietfg.cli.main import run

run()
