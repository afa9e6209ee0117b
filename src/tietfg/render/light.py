"""The light of a portrait, estimated from how its skin is shaded, and what changes of the surface do in that light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

USUAL_LIGHT = np.array([0.5, 0.0, -0.2, -0.5])
"""Ambient part, and the direction to the light times its strength (x right, y down, z away), for mean brightness 1."""
TRUST = 0.03
"""Weight of the usual light against that of the picture."""
DARKEST = 0.35
"""Shading is taken for at least this bright: little light is left there to be lost."""
SIDEWAYS = (0.12, 0.5)
"""Light comes from the side this much, at least and at most: folds lit evenly from both sides look drawn, and those in
a sharp side light dirty."""
SKIN_SHADOW = np.array([-0.2, 0.05, 0.15])
"""How much more than its brightness a channel of coloured skin loses in shadow."""
LEAST_COLOURED = 0.75
"""As a share of the usual: light from one side makes a gradient without colour, that in folds has one all the same."""
DEEPER_COLOUR = 1.3
"""Light in a fold falls from skin to skin, which colours it more than shade does."""
GAMMA = 2.2
"""Encoded colours are light to the power of 1 / GAMMA, so that a ratio of light is one of colours too."""


@dataclass(frozen=True)
class Light:
    """Lambertian shading 1 = mean skin: ambient + direction . normal, after Basri and Jacobs 2003, first order."""

    ambient: float
    direction: NDArray[np.float64]
    """(3,) towards the light times its strength; x right, y down, z away from the camera."""
    exponents: NDArray[np.float64]
    """(3,) logarithm of a channel's ratio for that of brightness: the colour of shadows."""

    def gain(self, normals: NDArray[np.floating]) -> NDArray[np.float64]:
        """Logarithm (...) of the ratio of encoded brightness for light added to that on (..., 3) unit normals."""
        return 1 / np.maximum(self.ambient + normals @ self.direction, DARKEST) / GAMMA

    def change(self, normals: NDArray[np.floating], changes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Logarithm (...) of the ratio of encoded brightness by which (..., 3) changes of unit normals show."""
        return (changes @ self.direction) * self.gain(normals)


def estimate_light(colours: NDArray[np.floating], normals: NDArray[np.floating], weight: NDArray[np.floating]) -> Light:
    """Fit the light to (n, 3) linear colours of skin with (n, 3) unit normals; `weight` (n,) tells how surely skin."""
    brightness = colours.mean(1)
    brightness = brightness / max(float(np.average(brightness, weights=weight)), 1e-4)
    design = np.column_stack([np.ones(len(normals)), normals])
    solution, trust = USUAL_LIGHT, weight
    for _ in range(8):
        weighted = (design * trust[:, None]).T / trust.sum()
        normal_matrix, right = weighted @ design, weighted @ (brightness - design @ USUAL_LIGHT)
        solution = USUAL_LIGHT + np.linalg.solve(normal_matrix + TRUST * np.eye(4), right)
        trust = weight / (1 + ((brightness - design @ solution) / 0.25) ** 2)
    direction = solution[1:]
    direction[0] = np.copysign(np.clip(abs(direction[0]), *SIDEWAYS), direction[0])

    # Shadows on skin are redder: the slope of each channel over brightness, drawn to the usual one.
    logarithms = np.log(np.maximum(colours, 1e-3))
    luminance = logarithms.mean(1)
    colourful = np.clip(np.average(np.ptp(logarithms, axis=1), weights=trust) / 0.8, 0, 1)
    spread = luminance - np.average(luminance, weights=trust)
    variance = np.average(spread**2, weights=trust)
    slopes = (np.average(logarithms * spread[:, None], axis=0, weights=trust)) / max(float(variance), 1e-6)
    certain = variance / (variance + 0.04)
    usual = colourful * SKIN_SHADOW
    colour = certain * (slopes - 1) + (1 - certain) * usual
    colour = np.copysign(np.maximum(colour * np.sign(usual), LEAST_COLOURED * np.abs(usual)), usual)
    return Light(float(solution[0]), direction, np.clip(1 + DEEPER_COLOUR * colour, 0.5, 1.5))
