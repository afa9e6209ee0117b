"""The `tietfg` command: its commands, and how errors and interrupts end it."""

import importlib.metadata
import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from tietfg.cli import data, evaluate, study, train, weights
from tietfg.cli.generate import generate
from tietfg.cli.plan import plan
from tietfg.cli.reenact import reenact
from tietfg.cli.sheet import sheet
from tietfg.cli.speak import speak
from tietfg.cli.track import track
from tietfg.cli.voices import voices
from tietfg.errors import InputError, TietfgError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(generate)
app.command()(reenact)
app.command()(sheet)
app.command()(plan)
app.command()(speak)
app.command()(track)
app.command()(voices)
app.add_typer(data.app, name="data")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(study.app, name="study")
app.add_typer(train.app, name="train")
app.add_typer(weights.app, name="weights")


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """A text, a description of changing emotions and one portrait become a talking video."""
    if version:
        print(importlib.metadata.version("tietfg"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise InputError("no command given; `tietfg --help` lists them")


def run() -> None:
    """Run the command line: 0 when done, 2 with one line on a user's error, 130 on an interrupt."""
    try:
        status = app(standalone_mode=False)
    except (TietfgError, TyperException) as error:
        message = error.format_message() if isinstance(error, TyperException) else str(error)  # type: ignore[attr-defined]
        print(f"tietfg: error: {' '.join(message.split())}", file=sys.stderr)
        status = 2
    except KeyboardInterrupt:
        status = 130
    if status == 130:
        # Native threads of a model at work would delay the usual exit; every file is whole or gone by now.
        print("tietfg: interrupted", file=sys.stderr, flush=True)
        os._exit(130)
    sys.exit(status if isinstance(status, int) else 0)
