"""Where things are on MediaPipe's face mesh: contours of lids and lips, face oval, as landmark indices.

"Left" and "right" are the person's own, as in the ARKit names: the right eye lies left in the picture.
"""

import numpy as np

UPPER_LID_RIGHT = np.array([33, 246, 161, 160, 159, 158, 157, 173, 133])
LOWER_LID_RIGHT = np.array([33, 7, 163, 144, 145, 153, 154, 155, 133])
UPPER_LID_LEFT = np.array([263, 466, 388, 387, 386, 385, 384, 398, 362])
LOWER_LID_LEFT = np.array([263, 249, 390, 373, 374, 380, 381, 382, 362])
"""Lid contours from the outer to the inner corner; points of equal position face each other."""

IRIS_RIGHT = np.array([468, 469, 470, 471, 472])
IRIS_LEFT = np.array([473, 474, 475, 476, 477])
"""Centre of the iris and four points of its rim."""

UPPER_INNER_LIP = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
LOWER_INNER_LIP = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
"""Inner lip contours from the right to the left corner; points of equal position face each other."""

UPPER_LIP_RINGS = (
    UPPER_INNER_LIP,
    np.array([62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292]),
    np.array([76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306]),
    np.array([61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]),
)
LOWER_LIP_RINGS = (
    LOWER_INNER_LIP,
    np.array([62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292]),
    np.array([76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306]),
    np.array([61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]),
    np.array([150, 149, 176, 148, 152, 377, 400, 378, 379]),
)
"""Lips from their inner to their outer contour, and the chin's rim, from right to left."""

BROW_COLUMNS_RIGHT = np.array(
    [
        [70, 46, 225, 30, 161],
        [63, 53, 224, 29, 160],
        [105, 52, 223, 27, 159],
        [66, 65, 222, 28, 158],
        [107, 55, 221, 56, 157],
    ]
)
BROW_COLUMNS_LEFT = np.array(
    [[300, 276, 445, 260, 388], [293, 283, 444, 259, 387], [334, 282, 443, 257, 386], [296, 295, 442, 258, 385]]
    + [[336, 285, 441, 286, 384]]
)
"""Columns from the temple to the nose: upper and lower edge of the brow, fold of the lid, lid, upper lid contour."""

UPPER_OUTER_LIP, LOWER_OUTER_LIP = UPPER_LIP_RINGS[3], LOWER_LIP_RINGS[3]

BELOW_LOWER_LIP = np.array([43, 106, 182, 83, 18, 313, 406, 335, 273])
"""Skin below the lower lip's outer contour, without its corners."""

FACE_OVAL = np.array(
    [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377]
    + [152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
)
"""Rim of the mesh, clockwise in the picture from the hairline."""

OUTER_EYE_CORNERS = (33, 263)

CHIN_COLUMNS = np.array(
    [[149, 170, 211, 204], [176, 140, 32, 194], [148, 171, 208, 201], [152, 175, 199, 200]]
    + [[377, 396, 428, 421], [400, 369, 262, 418], [378, 395, 431, 424]]
)
"""Columns from the face oval up to the fold below the lower lip."""
