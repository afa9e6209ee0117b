"""`tietfg weights`: the model files that are not in the package - which there are, fetch them, check them."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli.weight_sources import MODELS, convert_model, pulled_model
from tietfg.errors import InputError, WeightsError
from tietfg.weights.registry import find
from tietfg.weights.store import WeightStore

app = typer.Typer(help="List, fetch and check the model files that are not in the package.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Names as `list` shows them.")]


class TableFormat(StrEnum):
    """How `list` prints."""

    TABLE = "table"
    JSON = "json"


@app.command("list")
def list_artefacts(
    output_format: Annotated[TableFormat, typer.Option("--format", help="table or json.")] = TableFormat.TABLE,
) -> None:
    """Show every artefact: name, size, licence, state on this machine, and where it is fetched from."""
    store = WeightStore.default()
    rows = [(artefact, store.state(artefact)) for artefact in store.artefacts]
    if output_format is TableFormat.JSON:
        records = [
            {**asdict(artefact), "sources": [source.place for source in artefact.sources], "state": state}
            | {"path": str(store.file(artefact))}
            for artefact, state in rows
        ]
        typer.echo(json.dumps(records, indent=2, ensure_ascii=False))
        return
    cells = [("NAME", "MB", "LICENCE", "STATE", "SOURCE")] + [
        (artefact.name, f"{artefact.size / 1e6:.1f}", artefact.licence, state, artefact.sources[0].place)
        for artefact, state in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for name, size, *others in cells:
        columns = [name.ljust(widths[0]), size.rjust(widths[1])]
        columns += [cell.ljust(width) for cell, width in zip(others, widths[2:], strict=True)]
        typer.echo("  ".join(columns).rstrip())
    typer.echo(f"Folder: {store.home}", err=True)


@app.command()
def pull(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what only some options use.")] = False,
    file: Annotated[Path | None, typer.Option("--from", help="Take the one NAME from this file; no download.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Open no connection: fail if anything is missing.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write a whole model to (sd15).")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Keep a whole model's own precision, not half of it.")] = False,
) -> None:
    """Fetch what is missing or damaged; without a NAME, everything the default pipeline uses.

    The whole models sd15, sd15-paper and sd15-untrained are fetched by name alone, and converted.
    """
    models = {name: fetch for name in names or [] if (fetch := pulled_model(name))}
    for name, fetch in models.items():
        if len(names or []) > 1 or file or everything or offline:
            raise InputError(f"{name} is fetched by itself, without --from, --all and --offline")
        typer.echo(fetch(output, not full))
        return
    if output is not None or full:
        raise InputError("--output and --full are for whole models, such as sd15")
    store = WeightStore.default(offline=offline)
    if file is not None:
        if len(names or []) != 1 or everything:
            raise InputError("--from goes with exactly one NAME, and without --all")
        store.install((names or [])[0], file)
    elif names:
        if everything:
            raise InputError("give either NAMEs or --all")
        store.pull(names)
    else:
        store.pull([artefact.name for artefact in store.artefacts if everything or artefact.default], substitutes=True)
    typer.echo(f"the weights are in {store.home}", err=True)


@app.command()
def verify(names: Names = None) -> None:
    """Check size and sha256; without a NAME, of what the default pipeline uses and whatever else is there.

    An artefact whose substitute is there may be missing, unless it is named.
    """
    store = WeightStore.default()
    states = {artefact.name: store.state(artefact) for artefact in store.artefacts}
    if names:
        checked = [find(name, store.artefacts) for name in names]
    else:
        checked = [each for each in store.artefacts if each.default or states[each.name] != "missing"]
    bad = []
    for artefact in checked:
        state = states[artefact.name]
        stands_in = not names and state == "missing" and states.get(artefact.substitute or "") == "present"
        typer.echo(f"{state:8} {artefact.name}" + (f" ({artefact.substitute} stands in)" if stands_in else ""))
        if state != "present" and not stands_in:
            bad.append(artefact.name)
    if bad:
        raise WeightsError(
            f"{len(bad)} of {len(checked)} artefacts are damaged or missing; "
            + (f"`tietfg weights pull {bad[0]}` fetches it" if len(bad) == 1 else "`tietfg weights pull` fetches them")
        )


@app.command()
def convert(
    name: Annotated[str, typer.Argument(help=f"{', '.join(MODELS)}.", show_default=False)],
    source: Annotated[str, typer.Argument(help="What you have fetched: a checkpoint, a folder or a model id.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file or folder to write; networks of metrics are put in their place."),
    ] = None,
    half: Annotated[bool, typer.Option("--half", help="At half precision (sd15).")] = False,
) -> None:
    """Turn fetched weights into safetensors, running nothing that is in them (docs/training.md, docs/evaluation.md)."""
    typer.echo(convert_model(name, source, output, half))
