"""Plain NumPy evaluations of the shared blocks, from their equations alone."""

from collections.abc import Mapping

import numpy as np
from torch import nn

Array = np.ndarray


def weights(module: nn.Module) -> dict[str, Array]:
    return {name: value.detach().double().numpy() for name, value in module.state_dict().items()}


def under(state: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


def randomise(module: nn.Module, seed: int = 0) -> None:
    """Give all parameters, those that start at zero too, small random values."""
    generator = np.random.default_rng(seed)
    for parameter in module.parameters():
        values = generator.standard_normal(tuple(parameter.shape)) * 0.3
        parameter.data.copy_(parameter.data.new_tensor(values))


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def attention(state: Mapping[str, Array], heads: int, queries: Array, keys: Array, values: Array) -> Array:
    """Head by head and sample by sample; queries (N, P, C), keys and values (N, K, D)."""
    found = np.zeros_like(queries)
    width = queries.shape[2] // heads
    for sample in range(len(queries)):
        mixed = np.zeros(queries.shape[1:])
        for head in range(heads):
            rows = slice(head * width, (head + 1) * width)
            q = queries[sample] @ state["to_q.weight"][rows].T
            k = keys[sample] @ state["to_k.weight"][rows].T
            v = values[sample] @ state["to_v.weight"][rows].T
            scores = np.exp(q @ k.T / np.sqrt(width))
            mixed[:, rows] = scores / scores.sum(1, keepdims=True) @ v
        found[sample] = mixed @ state["to_out.0.weight"].T + state["to_out.0.bias"]
    return found
