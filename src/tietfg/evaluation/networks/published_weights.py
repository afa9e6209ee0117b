"""Weights of published networks: read from the authors' files without running anything in them, kept as safetensors."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tietfg.errors import WeightsError

Network = TypeVar("Network", bound=nn.Module)
_COUNTER = "num_batches_tracked"
"""How long batch normalisation was trained: some published files have it, some do not, and nothing needs it."""


def read_checkpoint(source: Path) -> Mapping[str, object]:
    """What is in a file of torch.save: tensors and plain values by name. Raises WeightsError."""
    try:
        content = torch.load(source, map_location="cpu", weights_only=True)
    except OSError as error:
        raise WeightsError(f"{source} cannot be read ({error.strerror or error}); name the published file") from error
    except Exception as error:  # a damaged pickle may raise anything
        raise WeightsError(
            f"{source} cannot be read as weights without objects (it is damaged, or no such file); fetch it anew"
        ) from error
    if not isinstance(content, Mapping):
        raise WeightsError(f"{source} holds no weights by name; name the published file")
    return content


def keep(network: nn.Module, content: Mapping[str, object], source: Path, target: Path) -> None:
    """Write the weights of `network` as safetensors. Raises WeightsError that names what is missing or left."""
    state = {name: value.float() for name, value in content.items() if isinstance(value, Tensor)}
    state = _fitting(network, state, source)
    part = target.with_name(target.name + ".part")
    try:
        save_file({name: value.contiguous() for name, value in state.items()}, part, {"format": "pt"})
        part.replace(target)
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"{target} cannot be written ({_one_line(error)}); choose another place") from error


def filled(network: Network, path: Path) -> Network:
    """The network with the kept weights, in evaluation mode and without gradients. Raises WeightsError."""
    try:
        state = load_file(path)
    except (OSError, SafetensorError) as error:
        raise WeightsError(
            f"{path} cannot be read as safetensors ({_one_line(error)}); convert the published file again"
        ) from error
    network.load_state_dict(_fitting(network, state, path), strict=False)
    return network.eval().requires_grad_(False)


def _fitting(network: nn.Module, state: Mapping[str, Tensor], source: Path) -> dict[str, Tensor]:
    """The state without counters. Raises WeightsError unless names and shapes are those of the network."""
    wanted = {name: tuple(value.shape) for name, value in network.state_dict().items() if not name.endswith(_COUNTER)}
    state = {name: value for name, value in state.items() if not name.endswith(_COUNTER)}
    problems = [
        *(f"{name} {shape} is missing" for name, shape in wanted.items() if name not in state),
        *(f"{name} {tuple(value.shape)} is not known" for name, value in state.items() if name not in wanted),
        *(
            f"{name} is {tuple(state[name].shape)} and not {shape}"
            for name, shape in wanted.items()
            if name in state and state[name].shape != shape
        ),
    ]
    if problems:
        more = f" and {len(problems) - 4} more" if len(problems) > 4 else ""
        raise WeightsError(
            f"{source} does not hold the weights of {type(network).__name__}: {'; '.join(problems[:4])}{more}; "
            "fetch the published file"
        )
    return state


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
