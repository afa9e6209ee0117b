"""The neutral face of a portrait that smiles or parts its lips: expressions are added to a face at rest."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import LOWER_INNER_LIP, LOWER_LIP_RINGS, UPPER_INNER_LIP, UPPER_LIP_RINGS
from tietfg.render.contours import lips_parted

SMILE_OF_IDENTITY = 0.75
"""Landmarkers see a smile of up to this in faces at rest."""
LARGEST = 1.2
FITTED = (
    "jawOpen",
    "mouthFunnel",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
)
"""Coefficients that may explain parted lips."""
RING_SHARES = (1.0, 0.9, 0.7, 0.5)
"""How far the rings of the lips follow their inner contour when it closes."""


def neutral_landmarks(
    landmarks: NDArray[np.floating],
    blendshapes: NDArray[np.floating],
    neutral: NDArray[np.floating],
    basis: NDArray[np.floating],
) -> NDArray[np.float64]:
    """Return where the (478, 3) landmarks lie when the face rests with lips closed.

    Only a clear smile in the (52,) blendshapes and lips that are really parted are taken back: what else differs from
    the mean face `neutral` (478, 3) with its `basis` (52, 478, 3) is who the person is.
    """
    scale, axes, shift = similarity(neutral[:468], landmarks[:468])
    face = (landmarks - shift) @ axes / scale
    expression = np.zeros(len(blendshapes))
    smiles = [coefficient("mouthSmileLeft"), coefficient("mouthSmileRight")]
    expression[smiles] = np.clip((blendshapes[smiles] - SMILE_OF_IDENTITY) / (1 - SMILE_OF_IDENTITY), 0, 1) * 0.8

    parted = lips_parted(landmarks)
    if parted:
        gap = (face[LOWER_INNER_LIP] - face[UPPER_INNER_LIP])[1:-1, 1]
        fitted = [coefficient(name) for name in FITTED]
        opening = (basis[:, LOWER_INNER_LIP] - basis[:, UPPER_INNER_LIP])[:, 1:-1, 1]
        target = gap - expression @ opening
        expression[fitted] = _bounded_fit(opening[fitted].T, target, blendshapes[fitted], 0.01)
    face = face - np.tensordot(expression, basis, 1)

    if parted:
        left = np.maximum(face[LOWER_INNER_LIP] - face[UPPER_INNER_LIP], [-np.inf, 0, -np.inf])
        for share, upper, lower in zip(RING_SHARES, UPPER_LIP_RINGS, LOWER_LIP_RINGS[:4], strict=True):
            face[upper] += 0.4 * share * left
            face[lower] -= 0.6 * share * left
    return scale * face @ axes.T + shift


def _bounded_fit(
    matrix: NDArray[np.floating], target: NDArray[np.floating], prior: NDArray[np.floating], stiffness: float
) -> NDArray[np.float64]:
    """Least squares |matrix x - target|^2 + stiffness |x - prior|^2 with 0 <= x <= LARGEST, by coordinate descent."""
    normal = matrix.T @ matrix + stiffness * np.eye(matrix.shape[1])
    right = matrix.T @ target + stiffness * prior
    x = np.clip(prior, 0, LARGEST).astype(np.float64)
    for _ in range(100):
        for i in range(len(x)):
            x[i] = np.clip(x[i] + (right[i] - normal[i] @ x) / normal[i, i], 0, LARGEST)
    return x
