"""The registry of models that a user fetches or converts as a whole, each with its own program of conversion."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tietfg.errors import InputError, OutputError, check_choice, check_extra
from tietfg.evaluation.outside_weights import OUTSIDE_NETWORKS, convert_outside, outside_file
from tietfg.fluctuation.audio_encoders import AUDIO_ENCODERS, convert_audio_encoder
from tietfg.weights.store import WeightStore


@dataclass(frozen=True)
class ModelSpec:
    """One model: `convert(source, target, half)` writes what a user has; `pull(target or None, half)` fetches it too.

    `pull` gives the folder that it wrote.
    """

    name: str
    description: str
    convert: Callable[[str, Path, bool], None]
    place: Callable[[WeightStore], Path] | None = None
    """Where it is looked for; None where it is named when it is used."""
    pull: Callable[[Path | None, bool], Path] | None = None


def _convert_audio_encoder(name: str, source: str, target: Path, half: bool) -> None:
    if half:
        raise InputError(f"{name} is kept at its own precision; leave --half out")
    convert_audio_encoder(name, source, target)


def _convert_outside(name: str, source: str, target: Path, half: bool) -> None:
    if half:
        raise InputError(f"{name} is kept at its own precision; leave --half out")
    if name != "arcface":
        check_extra(f"the network {name}", "evaluate", ("torch", "safetensors"))
    convert_outside(name, Path(source), target)


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
            ModelSpec(name, network.description, partial(_convert_outside, name), partial(outside_file, name))
            for name, network in OUTSIDE_NETWORKS.items()
        ),
        *(
            ModelSpec(name, description, partial(_convert_sd15, name), pull=partial(_pull_sd15, name))
            for name, description in (
                ("sd15", "Hallo's model, with VAE and speech encoder: the preset sd15"),
                ("sd15-paper", "the same with one attention for all regions, for `tietfg train sd15` to go on from"),
                ("sd15-untrained", "Stable Diffusion 1.5 and AnimateDiff, for `tietfg train sd15` from its stage 1"),
            )
        ),
    )
}


def convert_model(name: str, source: str, target: Path | None, half: bool) -> Path:
    """Write what a user has fetched in the form that is used here, at the target or where it is looked for.

    Raises InputError, OutputError and WeightsError.
    """
    check_choice("the model", name, MODELS)
    spec = MODELS[name]
    if target is None:
        if spec.place is None:
            raise InputError(f"name the file or folder to write of {name} with --output")
        target = spec.place(WeightStore.default())
    if target.exists():
        raise OutputError(f"{target} exists already; choose another name, or remove it")
    spec.convert(source, target, half)
    return target


def pulled_model(name: str) -> Callable[[Path | None, bool], Path] | None:
    """The `pull` of the model of this name, if it is one that is fetched as a whole."""
    spec = MODELS.get(name)
    return spec.pull if spec is not None else None
