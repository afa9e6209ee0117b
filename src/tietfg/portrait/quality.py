"""Whether a face in a picture can be animated, and what of the picture will show in the video."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.faces import Face
from tietfg.portrait.portrait import Framing
from tietfg.portrait.topology import (
    LOWER_INNER_LIP,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_INNER_LIP,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)

EYES_AND_MOUTH = [33, 133, 159, 145, 362, 263, 386, 374, 61, 291, 0, 17]
"""Landmarks of the eyes' and the mouth's contours, which must lie in the picture."""
HEIGHT = 160
"""Pixels from the top to the bottom of the landmarks, at which a face is looked at."""
SHARP = 0.006
"""Sharpness under which a face is called blurred; a Gaussian blur of 2 % of the eye distance gives this."""
PIXEL_ERROR = 0.4
"""How far the landmarker errs for lack of pixels, in these."""
MOST_DISAGREEMENT, DRAWN_DISAGREEMENT, SURE_DISAGREEMENT = 0.035, 0.019, 0.02
"""What of the disagreement (see Face) is left then in lifelike faces: most photographs and paintings stay under .017,
turned, posterised and bearded ones reach .029; plain drawings, whose skin is flat, stay under .019 where proportions
are human. Over the last figure a face may be followed badly."""
FLAT = 0.7
"""Share of the pixels without gradient in plain drawings; in smooth skin under .6."""
DARK, BRIGHT, BRIGHT_SHARE = 60.0, 250.0, 0.4
"""Luminance under which the brightest parts of a face are dark, and over which they are burnt out; how much may be."""
GREY = 6.0
"""Chroma under which a picture is a drawing or a print, whose paper is white."""
MOUTH_CONTRAST, EYE_CONTRAST = 0.2, 0.3
"""Contrast of mouth and eyes that show, in that of the whole face: from .36 and .37 up in all pictures."""


def problem(face: Face, image: NDArray[np.uint8]) -> str | None:
    """Why a face of a (height, width, 3) picture cannot be animated, and what to do."""
    pitch, yaw, roll = face.turn
    if abs(roll) > 45:
        return f"the head is tilted by {abs(roll):.0f} degrees; turn the picture upright"
    if abs(yaw) > 40 or abs(pitch) > 30:
        return f"the face is turned {max(abs(yaw), abs(pitch)):.0f} degrees away; use a frontal picture"
    contours = face.landmarks[EYES_AND_MOUTH, :2]
    if (contours < 0).any() or (contours > image.shape[1::-1]).any():
        return "the face is cut off by the picture's edge; use a picture that shows all of it"
    if face.eye_distance < 24:
        return f"the face is too small (eyes {face.eye_distance:.0f} pixels apart, 24 needed); use a closer picture"
    flat = (np.abs(np.diff(_View(face, image).face, axis=0)) < 0.5).mean() > FLAT
    if _disagreement(face) > (DRAWN_DISAGREEMENT if flat else MOST_DISAGREEMENT):
        return (
            "this face is drawn too simply, partly hidden or burnt out; use a photo, a painting or a "
            "detailed drawing of a whole face"
        )
    return None


def remarks(face: Face, image: NDArray[np.uint8], frame: Framing) -> list[str]:
    """What will show in the video, and how to avoid it."""
    pitch, yaw, roll = face.turn
    notes = []
    if abs(yaw) > 20 or abs(pitch) > 20:
        notes.append(f"the face is turned {max(abs(yaw), abs(pitch)):.0f} degrees away; a frontal picture moves better")
    if abs(roll) > 20:
        notes.append(f"the head is tilted by {abs(roll):.0f} degrees; an upright one moves better")
    view = _View(face, image)
    if face.eye_distance < 60:
        notes.append(f"small face (eyes {face.eye_distance:.0f} pixels apart), the video will look soft")
    elif view.sharpness() < SHARP:
        notes.append("the face is blurred, the video will look soft")
    if _disagreement(face) > SURE_DISAGREEMENT:
        notes.append("parts of the face are hard to follow (hidden or drawn plainly?), they may move badly")
    if view.highlights < DARK:
        notes.append("the face is very dark, the video will look noisy and flat; use a brighter picture")
    elif (view.face > BRIGHT).mean() > BRIGHT_SHARE:
        if view.chroma > GREY:
            notes.append("the face is overexposed, its skin will look flat; use a darker picture")
    elif view.mouth_contrast() < MOUTH_CONTRAST and view.sharpness() >= SHARP:
        notes.append("no mouth shows (a mask, a hand?), one is drawn over what hides it; use a picture that shows it")
    if face.blendshapes[[coefficient("eyeBlinkLeft"), coefficient("eyeBlinkRight")]].min() > 0.6:
        notes.append("the eyes are closed and will stay so; use a picture with open eyes")
    elif view.eye_contrast() < EYE_CONTRAST and view.sharpness() >= SHARP:
        notes.append("no eyes show (sunglasses?), the gaze and blinks will not; use a picture that shows them")
    if frame.scale > 2:
        notes.append(f"the picture is enlarged {frame.scale:.1f} times; use a larger picture or a smaller size")
    height, width = image.shape[:2]
    beyond = max(
        -frame.left,
        -frame.top,
        frame.left + frame.width / frame.scale - width,
        frame.top + frame.height / frame.scale - height,
    )
    if beyond * frame.scale > 0.03 * frame.width:
        notes.append("the picture ends close to the face, its surroundings are filled in; framing full avoids that")
    return notes


def _disagreement(face: Face) -> float:
    """What of a face's disagreement is not for lack of pixels."""
    return face.disagreement - PIXEL_ERROR / face.eye_distance


class _View:
    """A face at a fixed size, in luminance."""

    def __init__(self, face: Face, image: NDArray[np.uint8]) -> None:
        low, high = face.landmarks[:, :2].min(0), face.landmarks[:, :2].max(0)
        left, top = np.maximum(np.floor(low), 0).astype(int)
        right, bottom = np.minimum(np.ceil(high), image.shape[1::-1]).astype(int)
        crop = Image.fromarray(image[top:bottom, left:right])
        scale = HEIGHT / (high - low)[1]
        size = max(round((right - left) * scale), 2), max(round((bottom - top) * scale), 2)
        self._crop = crop
        self._landmarks = (face.landmarks[:, :2] - (left, top)) * scale
        small = crop.resize(size, Image.Resampling.LANCZOS)
        self.face = np.asarray(small.convert("L"), np.float32)
        """(height, width)."""
        self.highlights = float(np.percentile(self.face, 95))
        self._contrast = max(self.highlights - float(np.percentile(self.face, 5)), 8.0)
        self.chroma = float(np.ptp(np.asarray(small, np.float32), axis=2).mean())

    def sharpness(self) -> float:
        """Variance of the Laplacian over variance, of the face's box reduced to 160 x 160 pixels."""
        grey = np.asarray(self._crop.convert("L").resize((160, 160), Image.Resampling.LANCZOS), np.float32)
        inner = grey[1:-1, 1:-1]
        laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
        return float(laplacian.var() / max(grey.var(), 1.0))

    def mouth_contrast(self) -> float:
        """Median range of the luminance across the lips, over that of the face."""
        middle = (self._landmarks[UPPER_INNER_LIP[2:9]] + self._landmarks[LOWER_INNER_LIP[2:9]]) / 2
        along = self._landmarks[291] - self._landmarks[61]
        across = np.array([-along[1], along[0]]) / np.linalg.norm(along)
        unit = np.linalg.norm(self._landmarks[263] - self._landmarks[33])
        return self._range(middle + (np.linspace(-0.12, 0.12, 25) * unit)[:, None, None] * across)

    def eye_contrast(self) -> float:
        """Range of the luminance between the lids, of the eye in which it is larger, over that of the face."""
        ranges = []
        for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
            one, other = self._landmarks[upper[1:-1]], self._landmarks[lower[1:-1]]
            between = one + np.linspace(0.15, 0.85, 7)[:, None, None] * (other - one)
            ranges.append(self._range(between.reshape(-1, 1, 2)))
        return max(ranges)

    def _range(self, places: NDArray[np.floating]) -> float:
        """Median over the second axis of the range over the first, at (n, m, 2) places."""
        columns, rows = (np.clip(np.rint(places[..., k]), 0, self.face.shape[1 - k] - 1).astype(int) for k in (0, 1))
        return float(np.median(np.ptp(self.face[rows, columns], axis=0)) / self._contrast)
