"""The registry of models that a user fetches or converts as a whole, each with its own program of conversion."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tietfg.errors import InputError, OutputError, check_choice, check_extra
from tietfg.fluctuation.audio_encoders import AUDIO_ENCODERS, convert_audio_encoder


@dataclass(frozen=True)
class ModelSpec:
    """One model: `convert(source, target, half)` writes what a user has; `pull(target or None, half)` fetches it too.

    `pull` gives the folder that it wrote.
    """

    name: str
    description: str
    convert: Callable[[str, Path, bool], None]
    pull: Callable[[Path | None, bool], Path] | None = None


def _convert_audio_encoder(name: str, source: str, target: Path, half: bool) -> None:
    if half:
        raise InputError(f"{name} is kept at its own precision; leave --half out")
    convert_audio_encoder(name, source, target)


def _check_sd15() -> None:
    check_extra("the preset sd15", "sd15", ("torch", "diffusers", "transformers", "safetensors"))


def _convert_sd15(name: str, source: str, target: Path, half: bool) -> None:
    _check_sd15()
    from tietfg.synthesis.sd15.sources import convert_sd15

    convert_sd15(name, Path(source), target, half=half)


def _pull_sd15(name: str, target: Path | None, half: bool) -> Path:
    _check_sd15()
    from tietfg.synthesis.sd15.files import default_folder
    from tietfg.synthesis.sd15.sources import pull_sd15

    told: dict[str, int] = {}

    def progress(file: str, done: int, whole: int) -> None:
        tenth = 10 * done // max(whole, 1)
        if told.get(file) != tenth:
            told[file] = tenth
            print(f"{file}: {done / 1e6:.1f} of {whole / 1e6:.1f} MB", file=sys.stderr, flush=True)

    folder = target or default_folder().with_name(name)
    pull_sd15(name, folder, progress, half=half)
    return folder


MODELS: dict[str, ModelSpec] = {
    spec.name: spec
    for spec in (
        *(
            ModelSpec(spec.name, spec.description, partial(_convert_audio_encoder, spec.name))
            for spec in AUDIO_ENCODERS.values()
            if spec.convert
        ),
        *(
            ModelSpec(name, description, partial(_convert_sd15, name), partial(_pull_sd15, name))
            for name, description in (
                ("sd15", "Hallo's model, with VAE and speech encoder: the preset sd15"),
                ("sd15-paper", "the same with one attention for all regions, for `tietfg train sd15` to go on from"),
                ("sd15-untrained", "Stable Diffusion 1.5 and AnimateDiff, for `tietfg train sd15` from its stage 1"),
            )
        ),
    )
}


def convert_model(name: str, source: str, target: Path, half: bool) -> None:
    """Write what a user has fetched in the form that is used here. Raises InputError, OutputError and WeightsError."""
    check_choice("the model", name, MODELS)
    if target.exists():
        raise OutputError(f"{target} exists already; choose another name")
    MODELS[name].convert(source, target, half)


def pulled_model(name: str) -> Callable[[Path | None, bool], Path] | None:
    """The `pull` of the model of this name, if it is one that is fetched as a whole."""
    spec = MODELS.get(name)
    return spec.pull if spec is not None else None
