"""`tietfg generate`: a portrait speaks a text with changing emotions."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli.inputs import captions_form, read_arguments, read_document, read_plan
from tietfg.cli.languages import check_language
from tietfg.cli.progress import video_progress


def generate(
    image: Annotated[str, typer.Option(help="Portrait: a picture file, or the name of a shipped one such as amara.")],
    text: Annotated[str, typer.Option(help="What is said: a string, @file, or - for standard input.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The mp4 to write.")],
    emotion: Annotated[str, typer.Option(help="The changing emotions, in plain English: a string, @file or -.")] = "",
    timeline: Annotated[Path | None, typer.Option(help="Keyframes as JSON, in place of --emotion.")] = None,
    track: Annotated[Path | None, typer.Option(help="Emotion track as JSON that the face plays as it is.")] = None,
    voice: Annotated[str | None, typer.Option(help="Voice, for instance af_heart, am_michael, bf_emma.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another natural take.")] = 0,
    preset: Annotated[str, typer.Option(help="Model family.")] = "portrait",
    fluctuation: Annotated[
        str, typer.Option(help="Where the emotion track comes from: timeline or none.")
    ] = "timeline",
    motion: Annotated[str, typer.Option(help="Who moves the face: procedural.")] = "procedural",
    size: Annotated[int, typer.Option(help="Longer side of the video in pixels, even, 128 to 1024.")] = 512,
    fps: Annotated[str, typer.Option(help="Frames a second: 24, 25, 29.97, 30, 50 or 60.")] = "25",
    framing: Annotated[str, typer.Option(help="crop: head and shoulders; full: the whole picture.")] = "crop",
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en",
    captions: Annotated[str | None, typer.Option(help="Write captions beside the video: srt or vtt.")] = None,
    arkit: Annotated[Path | None, typer.Option(help="Write the ARKit curves as Live Link Face CSV.")] = None,
    save_track: Annotated[Path | None, typer.Option(help="Write the emotion track that was played as JSON.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write what was asked, made and measured as JSON.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Never fetch anything; fail if a model is missing.")
    ] = False,
) -> None:
    """Make a video in which a portrait speaks a text while voice and face follow a description of changing emotions."""
    from tietfg.emotion.track_file import read_track
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.portrait.demo import resolve_picture
    from tietfg.talking_video import Outputs
    from tietfg.weights.store import WeightStore

    beside = None if captions is None else output.with_suffix(f".{captions_form(captions)}")
    outputs = Outputs(output, beside, arkit, save_track, report, overwrite)
    picture = resolve_picture(image)
    outputs.check(inputs=tuple(path for path in (picture, timeline, track) if path is not None))
    check_language(language)
    given = read_arguments({"--text": text, "--emotion": emotion})
    pipeline = TalkingFacePipeline.from_pretrained(preset, store=WeightStore.default(offline=offline))
    video = pipeline(
        image=picture,
        text=given["--text"],
        emotion=given["--emotion"],
        timeline=timeline and read_plan(timeline, given["--text"]),
        track=track and read_track(read_document(track), str(track)),
        voice=voice,
        seed=seed,
        fluctuation=fluctuation,
        motion=motion,
        size=size,
        fps=fps,
        framing=framing,
    )
    for note in video.notes:
        print(f"note: {note}", file=sys.stderr)
    with video_progress() as progress:
        video.save(outputs, progress=progress)
    told = video.report()
    print(
        f"{told.duration:.1f} s of video in {told.wall_seconds:.1f} s (real-time factor {told.real_time_factor:.2f})",
        file=sys.stderr,
    )
    print(output)
