"""`tietfg study`: studies with people, from the file that describes one to its figures."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.progress import count_progress
from tietfg.errors import InputError, check_choice

app = typer.Typer(help="Ask people: build a study, serve its web page, report its answers.")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="What `tietfg study build` made.")]
FORMATS = ("markdown", "json", "csv", "latex")


@app.callback(invoke_without_command=True)
def study(context: typer.Context) -> None:
    """Ask people: build a study, serve its web page, report its answers."""
    if context.invoked_subcommand is None:
        raise InputError("nothing to do named; `tietfg study --help` lists build, serve and report")


@app.command("build")
def build(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study as YAML or JSON (docs/study.md).")],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder to make.")],
    participants: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="For how many; the study's own number if not given.")
    ] = None,
) -> None:
    """Check and blind all media, and make the orders of all participants."""
    from tietfg.evaluation.study.bundle import build_study
    from tietfg.evaluation.study.design import read_study

    read = read_study(study)
    with count_progress("preparing media") as progress:
        built = build_study(read, study.parent, folder, participants or read.participants, progress)
    for note in built.notes:
        print(f"note: {note}", file=sys.stderr)
    print(f"{built.trials} trials for each of {len(built.codes)} participants", file=sys.stderr)
    print(folder)


@app.command("serve")
def serve(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
    answers: Annotated[
        Path | None, typer.Option(help="File of answers; answers.jsonl in the folder if not given.")
    ] = None,
) -> None:
    """Serve the page until Ctrl-C; every answer is on the disk before the page goes on."""
    from tietfg.evaluation.study.answers import AnswerBook
    from tietfg.evaluation.study.plan import ADDRESSES, read_plan
    from tietfg.evaluation.study.server import StudyServer

    plan = read_plan(folder)
    with (
        AnswerBook(answers or folder / "answers.jsonl", plan) as book,
        StudyServer(folder, plan, book, host, port) as server,
    ):
        print(
            f"serving {plan.title!r}; personal addresses are in {folder / ADDRESSES}; end with Ctrl-C", file=sys.stderr
        )
        print(f"http://{host}:{server.server_port}/", flush=True)
        server.serve_forever()


@app.command("report")
def report(
    folder: Folder,
    answers: Annotated[
        Path | None, typer.Option(help="File of answers; answers.jsonl in the folder if not given.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the figures as JSON too.")] = None,
    form: Annotated[str, typer.Option("--format", help=f"What is printed: {', '.join(FORMATS)}.")] = "markdown",
    plot: Annotated[Path | None, typer.Option(help="Draw the figures as a PNG, as in the paper's figure 5.")] = None,
    rows: Annotated[
        Path | None, typer.Option(help="Write mean ratings by question and system as JSON, for other tables.")
    ] = None,
    told: Annotated[
        Path | None, typer.Option(help="For labels: what a classifier told, JSON: {data set: {picture: emotion}}.")
    ] = None,
    include_incomplete: Annotated[
        bool, typer.Option("--include-incomplete", help="Count participants who have not answered everything too.")
    ] = False,
    overwrite: options.Overwrite = False,
) -> None:
    """Unblind the answers: means, preferences, labels, their intervals, and how far people agree."""
    from tietfg.evaluation.study.answers import read_answers
    from tietfg.evaluation.study.plan import read_bundle
    from tietfg.evaluation.study.plots import draw_report
    from tietfg.evaluation.study.report import make_report, read_told, report_json, table_rows
    from tietfg.evaluation.study.report_tables import TABLES
    from tietfg.media.outputs import OutputFile, check_outputs

    check_choice("--format", form, FORMATS)
    files = {
        kind: OutputFile(path, suffixes, overwrite)
        for kind, path, suffixes in (
            ("json", output, (".json",)),
            ("plot", plot, (".png",)),
            ("rows", rows, (".json",)),
        )
        if path is not None
    }
    source = answers or folder / "answers.jsonl"
    check_outputs(list(files.values()), [source])
    bundle = read_bundle(folder)
    made = make_report(
        bundle,
        read_answers(source, bundle.plan),
        include_incomplete=include_incomplete,
        told=read_told(told, bundle) if told else None,
    )
    written = json.dumps(report_json(made), indent=2, ensure_ascii=False)
    if "plot" in files:
        picture = draw_report(made)
        with files["plot"] as file, file.writing():
            picture.save(file.temporary, "PNG")
    if "rows" in files:
        with files["rows"] as file:
            file.write_text(json.dumps(table_rows(made), indent=2, ensure_ascii=False) + "\n")
    if "json" in files:
        with files["json"] as file:
            file.write_text(written + "\n")
    print(written if form == "json" else TABLES[form](made))
