"""`tietfg evaluate conflicts`: what happens when a description contradicts the text, the portrait, or itself."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.progress import count_progress
from tietfg.errors import OutputError


def conflicts(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write videos, strips and figures to.")],
    image: Annotated[str, typer.Option(help="Portrait at rest: a picture file, or the name of a shipped one.")] = (
        "amara"
    ),
    seed: Annotated[int, typer.Option(help="Chooses the takes.")] = 0,
    offline: options.Offline = False,
) -> None:
    """Play conflicts of emotion beside the same requests without them, and tell what is recognised (figure 6)."""
    from tietfg.evaluation.conflict_analysis import analyse
    from tietfg.media.outputs import OutputFile
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.portrait.demo import resolve_picture
    from tietfg.weights.store import WeightStore

    resolve_picture(image)
    if output.exists():
        raise OutputError(f"{output} exists already; name a new folder")
    try:
        output.mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"the folder {output} cannot be made: {error.strerror}; name another") from error
    pipeline = TalkingFacePipeline.from_pretrained("portrait", store=WeightStore.default(offline=offline))
    lines = ["| conflict | agreement with what was asked | without the conflict | what the program says |"]
    lines.append("| --- | --- | --- | --- |")
    figures = {}
    with count_progress("playing conflicts") as progress:
        for conflict, with_it, without in analyse(pipeline, image, output, seed, progress):
            said = "; ".join(note for note in with_it.notes if note not in without.notes) or "nothing"
            lines.append(f"| {conflict.name} | {with_it.agreement:.1%} | {without.agreement:.1%} | {said} |")
            figures[conflict.name] = {"conflict": with_it.figures(), "without": without.figures()}
    with OutputFile(output / "conflicts.json") as file:
        file.write_text(json.dumps(figures, indent=2) + "\n")
    table = "\n".join(lines)
    with OutputFile(output / "conflicts.md") as file:
        file.write_text(table + "\n")
    print(table)
