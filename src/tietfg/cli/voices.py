"""`tietfg voices`: which voices there are, what they sound like, and how to hear them."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.errors import OutputError, check_choice
from tietfg.speech.voices import VOICES, Voice, VoiceBlend, read_voice

FORMATS: tuple[str, ...] = ("table", "json")

SAMPLE_TEXT = "Hello. This is how I sound when I read a sentence or two aloud."


def voices(
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    voice: Annotated[str | None, typer.Option(help="Only this voice, or the voices of this blend.")] = None,
    sample: Annotated[Path | None, typer.Option(help="Folder to write a short wav of each voice to.")] = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Show the voices and what they sound like; with --sample, speak a sentence with each."""
    check_choice("format", form, FORMATS)
    asked = (read_voice(voice),) if voice is not None else tuple(map(read_voice, VOICES))
    if sample is not None:
        _speak_samples(asked, sample, overwrite, offline)
        return
    shown = [part for blend in asked for part, _ in blend.parts]
    if form == "json":
        print(json.dumps([_record(each) for each in shown], indent=2))
        return
    width = max(len(each.identifier) for each in shown)
    for each in shown:
        print(f"{each.identifier.ljust(width)}  {each.description}")
    name = asked[0].identifier if voice else "af_bella"
    print(f'Hear one: tietfg speak --voice {name} --text "Good morning." -o sample.wav', file=sys.stderr)
    print("Blend some: --voice af_heart:0.7+bf_emma:0.3, and @-1.5 shifts the pitch by semitones", file=sys.stderr)


def _record(voice: Voice) -> dict[str, object]:
    measured = {name: value for name, value in asdict(voice).items() if name != "identifier"}
    return {
        "voice": voice.identifier,
        "gender": voice.gender,
        "accent": voice.accent,
        "timbre": voice.timbre,
        "description": voice.description,
        "measured": measured,
    }


def _speak_samples(asked: tuple[VoiceBlend, ...], folder: Path, overwrite: bool, offline: bool) -> None:
    from tietfg.media.outputs import OutputFile, check_outputs
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.weights.store import WeightStore

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {str(folder)!r} cannot be made ({error.strerror}); name another") from None
    sounds = {blend.identifier: OutputFile(folder / f"{blend.identifier}.wav", (".wav",), overwrite) for blend in asked}
    check_outputs(list(sounds.values()), [])
    pipeline = TalkingFacePipeline.from_pretrained(store=WeightStore.default(offline=offline))
    for identifier, sound in sounds.items():
        pipeline.say(text=SAMPLE_TEXT, emotion="neutral", voice=identifier).save(sound)
        print(sound.path)
