"""Landmarks of MediaPipe's mesh that the measures use, and lengths in percent of the distance of the outer eye corners.

"Left" and "right" are the person's own.
"""

import numpy as np
from numpy.typing import NDArray

RIGHT_EYE_CORNER, LEFT_EYE_CORNER = 33, 263
UPPER_INNER_LIP = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
LOWER_INNER_LIP = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
UPPER_OUTER_LIP = np.array([61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291])
LOWER_OUTER_LIP = np.array([61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291])
UPPER_LIDS = np.array([[160, 159, 158], [387, 386, 385]])
LOWER_LIDS = np.array([[144, 145, 153], [373, 374, 380]])
EYE_CORNERS = np.array([[33, 133], [263, 362]])
IRISES = np.array([[468, 469, 470, 471, 472], [473, 474, 475, 476, 477]])
ABOVE_EYES = np.array([[223, 222, 224], [443, 442, 444]])
BELOW_EYES = np.array([[230, 229, 231], [450, 449, 451]])
"""Skin around the eyes that no lid covers: right, left."""
FACE_OVAL = np.array(
    [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377]
    + [152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
)
BROWS = np.array([70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 300, 293, 334, 296, 336, 276, 283, 282, 295, 285])
JAW = np.array([172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397])
REGIONS = {
    "lips": np.unique(np.concatenate([UPPER_INNER_LIP, LOWER_INNER_LIP, UPPER_OUTER_LIP, LOWER_OUTER_LIP])),
    "eyes": np.unique(np.concatenate([UPPER_LIDS.ravel(), LOWER_LIDS.ravel(), EYE_CORNERS.ravel()])),
    "brows": BROWS,
    "jaw": JAW,
}
STEADY = np.array([6, 197, 195, 5, 4, 168, 8, 9, 151, 10, 109, 338, 67, 297, 127, 356, 234, 454, 162, 389, 133, 362])
"""Nose, forehead, temples and inner eye corners: what no expression moves far."""


def unit(landmarks: NDArray[np.floating]) -> NDArray[np.floating]:
    """Distance of the outer eye corners, in depth too, of (..., 478, 3) landmarks."""
    return np.linalg.norm(landmarks[..., RIGHT_EYE_CORNER, :] - landmarks[..., LEFT_EYE_CORNER, :], axis=-1)


def lip_gap(landmarks: NDArray[np.floating]) -> NDArray[np.floating]:
    """Mean distance of the middle three pairs of inner lip points, in % of the unit."""
    pairs = landmarks[..., UPPER_INNER_LIP[4:7], :] - landmarks[..., LOWER_INNER_LIP[4:7], :]
    return 100 * np.linalg.norm(pairs[..., :2], axis=-1).mean(-1) / unit(landmarks)


def lid_gap(landmarks: NDArray[np.floating]) -> NDArray[np.floating]:
    """Opening of the right and the left eye (..., 2): mean distance of three pairs of lid points over its width."""
    pairs = landmarks[..., UPPER_LIDS, :2] - landmarks[..., LOWER_LIDS, :2]
    corners = landmarks[..., EYE_CORNERS[:, 0], :2] - landmarks[..., EYE_CORNERS[:, 1], :2]
    return np.linalg.norm(pairs, axis=-1).mean(-1) / np.linalg.norm(corners, axis=-1)


def without_head_motion(landmarks: NDArray[np.floating]) -> NDArray[np.floating]:
    """Landmarks (frames, 478, 3) with each frame turned, moved and scaled onto the first by its steady points.

    Returns (frames, 478, 2) in % of the first frame's unit. Similarity by Umeyama, IEEE PAMI 13(4), 1991.
    """
    target = landmarks[0, STEADY]
    centre = target.mean(0)
    moved = np.empty_like(landmarks)
    for index, frame in enumerate(landmarks):
        source = frame[STEADY]
        middle = source.mean(0)
        left, values, right = np.linalg.svd((target - centre).T @ (source - middle))
        signs = np.array([1, 1, np.sign(np.linalg.det(left) * np.linalg.det(right))])
        rotation = left * signs @ right
        scale = (values * signs).sum() / ((source - middle) ** 2).sum()
        moved[index] = scale * (frame - middle) @ rotation.T + centre
    return 100 * moved[..., :2] / unit(landmarks[0])
