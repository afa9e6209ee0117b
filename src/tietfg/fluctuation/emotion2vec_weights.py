"""The weights of emotion2vec: safetensors with the authors' keys, and conversion of the authors' checkpoints."""

import re
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from tietfg.errors import WeightsError
from tietfg.fluctuation.emotion2vec import BASE, Configuration, Emotion2vec

_PRETRAINING = ("modality_encoders.AUDIO.decoder.", "_ema")
"""What keys of weights begin with that only pretraining needs."""
_SCALAR = np.float64(0).__reduce__()[0]
_BESIDE_WEIGHTS = [
    Namespace,
    *((_SCALAR, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")),
    np.dtype,
    np.dtypes.Float64DType,
]
"""Plain values that the authors' training program keeps beside the weights: its options and figures."""


def load(path: Path, configuration: Configuration = BASE) -> Emotion2vec:
    """Read safetensors with the authors' keys; a head is there if the file has one.

    Raises WeightsError for a missing or damaged file, and one that names the keys and shapes that do not fit.
    """
    if not path.is_file():
        raise WeightsError(f"{path} does not exist; get an emotion2vec base checkpoint and convert it")
    try:
        state = load_file(path)
    except (OSError, SafetensorError) as error:
        raise WeightsError(
            f"{path} cannot be read as safetensors ({_one_line(error)}); convert the authors' checkpoint with "
            "`tietfg weights convert emotion2vec`"
        ) from error
    return _model(state, configuration, path).eval()


def convert(source: Path, target: Path, configuration: Configuration = BASE) -> None:
    """Write the weights of the authors' checkpoint (a .pt file) as safetensors that `load` reads.

    Nothing in the checkpoint is run: only tensors and plain values are read. Raises WeightsError.
    """
    try:
        with torch.serialization.safe_globals(_BESIDE_WEIGHTS):
            content = torch.load(source, map_location="cpu", weights_only=True)
    except OSError as error:
        raise WeightsError(
            f"{source} cannot be read ({error.strerror or error}); name the authors' .pt file"
        ) from error
    except Exception as error:  # a damaged pickle may raise anything
        foreign = re.search(r"GLOBAL ([\w.]+)", str(error))
        reason = f"it needs the class {foreign[1]}" if foreign else "it is none, or damaged"
        raise WeightsError(
            f"{source} cannot be read as a checkpoint without objects ({reason}); get emotion2vec_base from its authors"
        ) from error
    for name in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, Mapping):
            content = content.get(name, content)
    if not isinstance(content, Mapping):
        raise WeightsError(f"{source} holds no weights by name; get emotion2vec_base from its authors")
    state = {name: value for name, value in content.items() if isinstance(value, Tensor)}
    model = _model(state, configuration, source)
    part = target.with_name(target.name + ".part")
    try:
        save_file(model.state_dict(), part, {"format": "pt"})
        part.replace(target)
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"{target} cannot be written ({_one_line(error)}); choose another place") from error


def _model(state: Mapping[str, Tensor], configuration: Configuration, source: Path) -> Emotion2vec:
    """The network with this state, less what only pretraining needs. Raises WeightsError."""
    state = {name: value.float() for name, value in state.items() if not name.startswith(_PRETRAINING)}
    head = state.get("proj.weight")
    with torch.device("meta"):
        model = Emotion2vec(configuration, classes=head.shape[0] if head is not None and head.ndim else 0)
    wanted = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in state.items()}
    problems = [
        *(f"{name} {wanted[name]} is missing" for name in wanted if name not in found),
        *(f"{name} {found[name]} is not known" for name in found if name not in wanted),
        *(
            f"{name} is {found[name]} and not {wanted[name]}"
            for name in wanted
            if name in found and found[name] != wanted[name]
        ),
    ]
    if problems:
        more = f" and {len(problems) - 8} more" if len(problems) > 8 else ""
        raise WeightsError(
            f"{source} does not hold emotion2vec's base weights: {'; '.join(problems[:8])}{more}; "
            "get emotion2vec_base or one of its size"
        )
    model.load_state_dict(state, assign=True)
    return model


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
