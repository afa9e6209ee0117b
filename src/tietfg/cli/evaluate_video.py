"""`tietfg evaluate video`, `compare` and `protocols`: folders of videos, measured and compared."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tietfg.cli import options
from tietfg.cli.inputs import read_list
from tietfg.cli.progress import count_progress
from tietfg.data.acted_clips import CLIP_SETS
from tietfg.errors import InputError, check_choice
from tietfg.evaluation.protocols import PROTOCOLS, protocol_text, read_split
from tietfg.evaluation.registry import METRICS, probes_of
from tietfg.evaluation.table_formats import FORMATS
from tietfg.evaluation.table_plot import PLOTS, plot_table
from tietfg.evaluation.table_presets import PRESETS, TablePreset, find_preset

if TYPE_CHECKING:
    from tietfg.evaluation.records import FindingCache, Results
    from tietfg.media.outputs import OutputFile

UNMEASURED = 3
"""The exit status where a table was made but some files could not be measured."""

_TABLES = "; ".join(f"{preset.name}: {preset.title}" for preset in PRESETS.values() if preset.made_by is None)
Format = Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")]
Plot = Annotated[Path | None, typer.Option(help=f"Draw means, intervals and single videos: {' or '.join(PLOTS)}.")]
Published = Annotated[bool, typer.Option("--published", help="Print the paper's own figures below.")]
Cache = Annotated[
    Path | None, typer.Option(help="Folder that keeps what was found in each video; evaluation-cache in TIETFG_HOME.")
]
Metrics = Annotated[str | None, typer.Option(help=f"Metrics in place of --table, with commas: {', '.join(METRICS)}.")]
TableName = Annotated[str | None, typer.Option("--table", help=f"{_TABLES}.")]


def video(
    generated: Annotated[Path, typer.Option(help="Folder of the videos to measure.")],
    reference: Annotated[Path | None, typer.Option(help="Folder of the real videos, of the same names.")] = None,
    audio: Annotated[Path | None, typer.Option(help="Folder of the sounds that drove them, if not their own.")] = None,
    asked: Annotated[
        Path | None, typer.Option(help="Folder of run reports and tracks; beside the videos if not given.")
    ] = None,
    table: TableName = None,
    metrics: Metrics = None,
    name: Annotated[str | None, typer.Option(help="Name of the system; that of the folder if not given.")] = None,
    against: Annotated[list[Path] | None, typer.Option(help="Results of a system to compare with; repeat.")] = None,
    published: Published = False,
    data_set: Annotated[
        str | None, typer.Option(help=f"The set whose file names tell the emotion: {', '.join(CLIP_SETS)}.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Measure a split alone: of `evaluate protocols`, or a file of names.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the results as JSON.")] = None,
    output_format: Format = "markdown",
    plot: Plot = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes at once; one a core if not given.")] = None,
    cluster: Annotated[
        str | None, typer.Option(help="Measure on a Ray cluster: its address, or local to start one here.")
    ] = None,
    cache: Cache = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Measure videos of talking faces, and print a table (docs/evaluation.md).

    Exit status 3: the table was made, but some files could not be measured.
    """
    from tietfg.evaluation.cases import Folders
    from tietfg.evaluation.records import read_results
    from tietfg.evaluation.results import evaluate
    from tietfg.evaluation.workers import SCHEDULERS
    from tietfg.media.outputs import OutputFile, check_outputs
    from tietfg.weights.store import WeightStore

    preset = _preset(table, metrics, published)
    probes = probes_of(preset.metrics)
    check_choice("--format", output_format, FORMATS)
    if data_set is not None:
        check_choice("--data-set", data_set, CLIP_SETS)
    chosen = None if split is None else read_split(split, data_set)
    file = output and OutputFile(output, (".json",), overwrite)
    drawing = plot and OutputFile(plot, tuple(PLOTS), overwrite)
    check_outputs([each for each in (file, drawing) if each], against or [])
    store = WeightStore.default(offline=offline)
    findings = _cache(cache)
    others = [read_results(path) for path in against or []]
    scheduler = SCHEDULERS["processes" if cluster is None else "cluster"]
    schedule = scheduler.schedule(jobs or len(os.sched_getaffinity(0)), cluster or "")
    folders = Folders(generated, reference, audio, asked, data_set, chosen)
    with count_progress(f"measuring {generated}") as progress:
        results = evaluate(
            name or generated.resolve().name, folders, preset.metrics, probes, store, findings, schedule, progress
        )
    if file:
        with file:
            file.write_text(results.model_dump_json(indent=1) + "\n")
    _show([results, *others], preset, published, findings, output_format, drawing)
    if results.problems:
        raise typer.Exit(UNMEASURED)


def compare(
    results: Annotated[list[Path], typer.Argument(help="Results of `evaluate video -o`; the first is compared with.")],
    table: TableName = None,
    metrics: Metrics = None,
    published: Published = False,
    output_format: Format = "markdown",
    plot: Plot = None,
    cache: Cache = None,
    overwrite: options.Overwrite = False,
) -> None:
    """Make one table of several systems' results, with paired differences from the first."""
    from tietfg.evaluation.records import read_results
    from tietfg.media.outputs import OutputFile, check_outputs

    preset = None if table is None and metrics is None and not published else _preset(table, metrics, published)
    check_choice("--format", output_format, FORMATS)
    drawing = plot and OutputFile(plot, tuple(PLOTS), overwrite)
    check_outputs([drawing] if drawing else [], results)
    _show([read_results(path) for path in results], preset, published, _cache(cache), output_format, drawing)


def protocols(
    name: Annotated[str | None, typer.Argument(help="A data set; all if not given.")] = None,
) -> None:
    """Tell how data sets are measured on in the literature: splits, cropping, rate and pairing."""
    if name is not None:
        check_choice("the data set", name, PROTOCOLS)
    print("\n\n".join(protocol_text(each) for each in PROTOCOLS.values() if name in (None, each.name)))


def _preset(table: str | None, metrics: str | None, published: bool) -> TablePreset:
    if table is not None and metrics is not None:
        raise InputError("--table and --metrics both choose what is measured; give one of them")
    if metrics is not None:
        preset = TablePreset("metrics", "chosen metrics", tuple(dict.fromkeys(read_list(metrics, "metric", METRICS))))
    else:
        preset = find_preset(table or "always")
    if published and not preset.published:
        known = ", ".join(each.name for each in PRESETS.values() if each.published)
        raise InputError(f"nothing is published of the table {preset.name}; choose --table of {known}")
    return preset


def _cache(folder: Path | None) -> "FindingCache":
    from tietfg.evaluation.records import FindingCache
    from tietfg.weights.store import WeightStore

    return FindingCache(folder or WeightStore.default(offline=True).home / "evaluation-cache")


def _show(
    systems: "Sequence[Results]",
    preset: TablePreset | None,
    published: bool,
    cache: "FindingCache",
    output_format: str,
    drawing: "OutputFile | None",
) -> None:
    """Print the table, and draw it."""
    from tietfg.evaluation.table import make_table

    table = make_table(systems, cache, preset, published)
    print(FORMATS[output_format].write(table, systems))
    if drawing:
        with drawing, drawing.writing():
            drawing.temporary.write_bytes(plot_table(table, systems, drawing.path.suffix.lower()))
