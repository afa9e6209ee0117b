"""Weights of this scale: of Hallo, Stable Diffusion and AnimateDiff, and this project's own in safetensors."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from tietfg.errors import WeightsError
from tietfg.synthesis.fusion import EmotionProjection, GatedFusion
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.names import OWN, Shapes, hallo_tensors

_CONFIGURATION = "configuration"
"""Key of the metadata of a trained model's file."""
_HEAD = ("conv_norm_out.", "conv_out.")
"""What the reference network does without."""


def from_hallo(state: Mapping[str, Tensor], configuration: Configuration, source: Path) -> VisualModel:
    """The model of the tensors of Hallo's net.pth by name, at their precision, in evaluation mode.

    Its emotion projection says nothing yet. Raises WeightsError, naming keys and shapes, unless all tensors that are
    used are there at their shapes, and none beside those and the ones that are known and not used.
    """
    names, used, unused = hallo_tensors(configuration)
    check_tensors(state, used, unused, source)
    with torch.device("meta"):
        model = VisualModel(configuration)
    shapes = {own: value.shape for own, value in model.state_dict().items()}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        width = configuration.context_width
        model.emotion_projection = EmotionProjection(configuration.audio_tokens, width, configuration.emotion_hidden)
        model.fusion = GatedFusion(width)
    values = {name: value for name, value in model.state_dict().items() if name.startswith(OWN)}
    values |= {own: state[name].reshape(shapes[own]) for own, name in names.items()}
    model.load_state_dict(values, assign=True)
    precision = model.denoiser.conv_in.weight.dtype
    model.emotion_projection.to(precision)
    model.fusion.to(precision)
    return model.eval()


def from_stable_diffusion(
    unet: Mapping[str, Tensor], motion: Mapping[str, Tensor], configuration: Configuration, source: Path
) -> VisualModel:
    """A model to be trained from the start: both UNets are Stable Diffusion's, the motion modules AnimateDiff's.

    `unet` has diffusers' names, `motion` those of mm_sd_v15_v2. All else is random and always the same. Raises
    WeightsError, as `from_hallo` does.
    """
    names, used, unused = hallo_tensors(configuration)
    motion = {name.removeprefix("module."): value for name, value in motion.items()}
    state = {f"reference_unet.{name}": value for name, value in unet.items() if not name.startswith(_HEAD)}
    state |= {f"denoising_unet.{name}": value for name, value in (*unet.items(), *motion.items())}
    own = [name for name, there in names.items() if "_unet." in there and ".audio_modules." not in there]
    check_tensors(state, {names[name]: used[names[name]] for name in own}, unused, source)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = VisualModel(configuration)
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    model.load_state_dict({name: state[names[name]].reshape(shapes[name]) for name in own}, strict=False)
    return model.eval()


def save(model: VisualModel, path: Path, metadata: Mapping[str, str] | None = None) -> None:
    """Write a model of this project, its configuration and further `metadata` inside. Raises WeightsError."""
    state = {name: value.contiguous() for name, value in model.state_dict().items()}
    part = path.with_name(path.name + ".part")
    try:
        save_file(state, part, {**(metadata or {}), _CONFIGURATION: model.configuration.as_json()})
        part.replace(path)
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        raise WeightsError(f"{path} cannot be written ({one_line(error)}); choose another place") from error


def load(path: Path) -> VisualModel:
    """The model that `save` wrote, at its precision, in evaluation mode. Raises WeightsError."""
    state = read_tensors(path, "train it, or pull it, again")
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
    try:
        configuration = Configuration.from_json(metadata[_CONFIGURATION])
    except (KeyError, ValueError) as error:
        raise WeightsError(f"{path} does not tell the sizes of its networks; it is no model of this scale") from error
    with torch.device("meta"):
        model = VisualModel(configuration)
    check_tensors(state, {name: tuple(value.shape) for name, value in model.state_dict().items()}, {}, path)
    model.load_state_dict(state, assign=True)
    return model.eval()


def read_checkpoint(path: Path, remedy: str) -> dict[str, Tensor]:
    """The tensors of a checkpoint of torch, of which nothing is run; those of a "state_dict" where it has one.

    Raises WeightsError, which ends with the remedy.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror or error}); {remedy}") from error
    except Exception as error:  # a damaged pickle may raise anything
        raise WeightsError(
            f"{path} cannot be read as a checkpoint of tensors alone ({one_line(error)}); {remedy}"
        ) from error
    if isinstance(state, Mapping) and isinstance(state.get("state_dict"), Mapping):
        state = state["state_dict"]
    if not isinstance(state, Mapping) or not all(isinstance(value, Tensor) for value in state.values()):
        raise WeightsError(f"{path} holds more than tensors by name; {remedy}")
    return dict(state)


def check_tensors(state: Mapping[str, Tensor], wanted: Shapes, unused: Shapes, source: Path) -> None:
    """Raise WeightsError, naming keys and shapes, unless all wanted tensors are there, and none that is not known."""
    found, known = {name: tuple(value.shape) for name, value in state.items()}, wanted | unused
    missing = [name for name in wanted if name not in found]
    foreign = [name for name in found if name not in known]
    unlike = [name for name in found if name in known and found[name] != known[name]]
    problems = [
        *(f"{name} is {found[name]} and not {known[name]}" for name in unlike),
        *(f"{name} {wanted[name]} is missing" for name in missing),
        *(f"{name} {found[name]} is not known" for name in foreign),
    ]
    if problems:
        raise WeightsError(
            f"{source} does not fit: of {len(wanted)} tensors {len(missing)} are missing, {len(unlike)} have another "
            f"shape, and {len(foreign)} are not known: {'; '.join(problems[:6])}{' ...' if len(problems) > 6 else ''}; "
            "get the whole checkpoint that this is for"
        )


def read_tensors(path: Path, remedy: str) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises WeightsError, which ends with the remedy."""
    if not path.is_file():
        raise WeightsError(f"{path} does not exist; {remedy}")
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"{path} cannot be read as safetensors ({one_line(error)}); {remedy}") from error


def one_line(error: Exception) -> str:
    """What a library says, for the one line that a user is told."""
    return " ".join(str(error).split())[:300]
