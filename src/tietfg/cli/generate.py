"""`tietfg generate`: a portrait speaks a text with changing emotions."""

from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.inputs import captions_form, create_pipeline, read_arguments
from tietfg.cli.languages import check_language
from tietfg.cli.save import save_video
from tietfg.errors import check_choice
from tietfg.fluctuation.switch import DEFAULT_FLUCTUATION


def generate(
    image: options.Image,
    output: options.VideoOutput,
    text: options.OptionalText = None,
    emotion: options.Emotion = "",
    timeline: options.Timeline = None,
    track: Annotated[Path | None, typer.Option(help="Emotion track as JSON that the face plays as it is.")] = None,
    audio: options.Audio = None,
    voice: options.Voice = None,
    voice_like: options.VoiceLike = None,
    speed: options.Speed = 1.0,
    synthesizer: options.SynthesizerName = "kokoro",
    seed: Annotated[int, typer.Option(help="Another seed is another natural take.")] = 0,
    preset: options.Preset = "portrait",
    fluctuation: options.Fluctuation = DEFAULT_FLUCTUATION,
    motion: options.MotionName = None,
    motion_from: options.MotionFrom = None,
    size: options.Size = 512,
    fps: Annotated[str, typer.Option(help="Frames a second: 24, 25, 29.97, 30, 50 or 60.")] = "25",
    framing: options.FramingName = "crop",
    matte: options.OptionalMatte = None,
    planner_url: options.PlannerUrl = None,
    planner_model: options.PlannerModel = None,
    language: options.Language = "en",
    captions: Annotated[str | None, typer.Option(help="Write captions beside the video: srt or vtt.")] = None,
    arkit: options.Arkit = None,
    save_track: Annotated[Path | None, typer.Option(help="Write the emotion track that was played as JSON.")] = None,
    report: options.Report = None,
    weights: options.Weights = None,
    steps: options.Steps = None,
    guidance: options.Guidance = None,
    guided_share: options.GuidedShare = None,
    pose_strength: options.PoseStrength = None,
    expression_strength: options.ExpressionStrength = None,
    lip_strength: options.LipStrength = None,
    drift_guard: options.DriftGuard = False,
    compile: options.Compile = False,  # noqa: A002
    yes: options.Yes = False,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Make a video in which a portrait speaks a text while voice and face follow a description of changing emotions."""
    from tietfg.emotion.track_file import read_track
    from tietfg.media.documents import read_document
    from tietfg.motion.read_live_link import read_live_link
    from tietfg.portrait.demo import resolve_picture
    from tietfg.portrait_video import Outputs
    from tietfg.presets import PRESETS
    from tietfg.script import PresetOptions

    beside = None if captions is None else output.with_suffix(f".{captions_form(captions)}")
    outputs = Outputs(output, beside, arkit, save_track, report, overwrite)
    picture = resolve_picture(image)
    inputs = (picture, timeline, track, audio, voice_like, motion_from)
    outputs.check(inputs=tuple(path for path in inputs if path is not None))
    check_language(language)
    check_choice("preset", preset, PRESETS)
    if arkit is not None:
        PRESETS[preset].check_curves()
    preset_options = PresetOptions(
        weights=weights,
        steps=steps,
        guidance=guidance,
        guided_share=guided_share,
        pose_strength=pose_strength,
        expression_strength=expression_strength,
        lip_strength=lip_strength,
        drift_guard=drift_guard,
        compile=compile,
        yes=yes,
    )
    given = read_arguments({"--emotion": emotion} if text is None else {"--text": text, "--emotion": emotion})
    pipeline = create_pipeline(preset, synthesizer, planner_url, planner_model, offline, preset_options)
    video = pipeline(
        image=picture,
        text=given.get("--text"),
        emotion=given["--emotion"],
        timeline=timeline,
        track=track and read_track(read_document(track), str(track)),
        curves=motion_from and read_live_link(motion_from),
        voice=voice,
        voice_like=voice_like,
        speed=speed,
        audio=audio,
        seed=seed,
        fluctuation=fluctuation,
        motion=motion,
        size=size,
        fps=fps,
        framing=framing,
        matte=matte,
    )
    save_video(video, outputs, "talking")
