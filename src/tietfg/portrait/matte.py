"""The person matte: which share of every pixel belongs to the person who speaks. Made once per portrait."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tietfg.errors import TietfgError
from tietfg.media.limits import ChildError, run_limited
from tietfg.portrait.matte_edge import connected, refine_edge
from tietfg.portrait.portrait import Framing
from tietfg.portrait.segmenter_graph import translate_segmenter
from tietfg.portrait.topology import FACE_OVAL
from tietfg.weights.store import WeightStore

AROUND = 0.15
"""Seen beyond each edge of the frame, in its longer side: moving heads bring it into view."""
WIDEST = 4.5
"""Side of the square that is looked at, in heights of the face: a person in a wide picture would be too small."""
NARROWEST = 2.4
"""Least side, likewise, for which the edges of a tight picture are repeated: networks know heads with surroundings."""
FINEST = 1024
"""Longest side of the picture on which the edge is refined."""
CERTAIN_FACE = 0.9
"""Least share of the face that must be found to be part of the person."""
MOST_DOUBTFUL = 0.3
"""Most area of doubt above the chin, against the area of the person there."""


@dataclass(frozen=True)
class MatteSpec:
    """A network that tells the person from the background."""

    name: str
    artefact: str
    description: str
    side: int
    """Side of its square input in pixels."""
    mean: float
    deviation: float
    """Its input is (sRGB byte - mean) / deviation."""
    mirrored: bool
    """Whether it looks at the picture's mirror image too: twice the time, fewer errors."""
    graph: Callable[[WeightStore], Path]
    """Its ONNX file."""


def _translated(store: WeightStore) -> Path:
    return store.derived("selfie_segmentation.onnx", "selfie-segmenter", translate_segmenter)


MATTES: dict[str, MatteSpec] = {
    spec.name: spec
    for spec in (
        MatteSpec("quick", "selfie-segmenter", "a quarter of a second", 256, 0.0, 255.0, True, _translated),
        MatteSpec(
            "fine",
            "isnet",
            "finer hair; 88 MB to fetch, some seconds and a gigabyte of memory for a while",
            1024,
            128.0,
            256.0,
            False,
            lambda store: store.path("isnet"),
        ),
    )
}
MATTE_CHOICES = (*MATTES, "none")


def person_matte(
    image: NDArray[np.uint8],
    landmarks: NDArray[np.floating],
    framing: Framing,
    name: str,
    store: WeightStore,
    others: tuple[NDArray[np.floating], ...] = (),
) -> NDArray[np.uint8] | None:
    """Return the (height, width) share of the speaking person in each pixel of `image`, 255 for all of it.

    `landmarks` (478, 3) in pixels tell who speaks, and `others` (2,) where the middle of each other face is; what the
    frame cannot show counts as background. None where the person cannot be told from the background surely enough.
    Raises WeightsError, and TietfgError when the network (one of MATTES) cannot run.
    """
    spec = MATTES[name]
    oval = landmarks[FACE_OVAL, :2].astype(float)
    face_height = float(np.ptp(oval[:, 1]))
    left, top, right, bottom = _window(image, oval.mean(0), face_height, framing)
    window = Image.fromarray(image[top:bottom, left:right])
    corner, extent = np.array([left, top]), np.array(window.size)
    rough = _segment(window, NARROWEST * face_height, spec, store)
    rough[_nearer([oval.mean(0) - corner, *(other - corner for other in others)], extent, spec.side) > 0] = 0
    rough = _keep_speaker(rough, (oval - corner) / extent)
    if rough is None:
        return None
    scale = min(1.0, FINEST / max(window.size))
    size = (round(window.width * scale), round(window.height * scale))
    picture = np.asarray(window.resize(size, Image.Resampling.BOX), np.float32)
    prior = np.asarray(Image.fromarray(rough).resize(size, Image.Resampling.BICUBIC), np.float32).clip(0, 1)
    refined = refine_edge(picture, prior, face_height * scale)
    face = Image.new("L", size)
    inner = (oval.mean(0) + 0.96 * (oval - oval.mean(0)) - corner) * scale
    ImageDraw.Draw(face).polygon(list(map(tuple, inner.tolist())), fill=255)
    face = np.asarray(face.filter(ImageFilter.BoxBlur(1)), np.float32) / np.float32(255)
    alpha = Image.fromarray(np.maximum(refined, face))
    matte = np.zeros(image.shape[:2], np.uint8)
    fine = np.asarray(alpha.resize(window.size, Image.Resampling.BICUBIC)).clip(0, 1)
    matte[top:bottom, left:right] = np.rint(fine * 255)
    return matte


def _window(
    image: NDArray[np.uint8], centre: NDArray[np.floating], face_height: float, framing: Framing
) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part of the image in which the person is looked for."""
    height, width = image.shape[:2]
    around = AROUND * max(framing.width, framing.height) / framing.scale
    starts = np.array([framing.left, framing.top]) - around
    ends = np.array([framing.left + framing.width / framing.scale, framing.top + framing.height / framing.scale])
    reach = WIDEST / 2 * face_height
    starts = np.maximum(np.maximum(starts, centre - reach), 0)
    ends = np.minimum(np.minimum(ends + around, centre + reach), (width, height))
    (left, top), (right, bottom) = np.floor(starts).astype(int).tolist(), np.ceil(ends).astype(int).tolist()
    return left, top, right, bottom


def _nearer(centres: list[NDArray[np.floating]], extent: NDArray[np.integer], side: int) -> NDArray[np.intp]:
    """(side, side): which of some (2,) places is nearest to each place of a window of width and height `extent`."""
    x, y = (np.arange(side) + 0.5) * extent[0] / side, (np.arange(side) + 0.5) * extent[1] / side
    return np.argmin([np.hypot(x[None] - centre[0], y[:, None] - centre[1]) for centre in centres], 0)


def _segment(window: Image.Image, narrowest: float, spec: MatteSpec, store: WeightStore) -> NDArray[np.float32]:
    """The network's answer (side, side) in [0, 1]; it sees the window squeezed into a square.

    Windows of less than `narrowest` pixels are continued for it.
    """
    right, down = (max(0, int((narrowest - length) / 2)) for length in window.size)
    wide = Image.fromarray(np.pad(np.asarray(window), ((down, down), (right, right), (0, 0)), "edge"))
    square = wide.resize((spec.side, spec.side), Image.Resampling.BICUBIC, reducing_gap=3.0)
    request = {"model": str(spec.graph(store)), "side": spec.side}
    request |= {"mean": spec.mean, "deviation": spec.deviation, "mirrored": spec.mirrored}
    try:
        _, body = run_limited(Path(__file__).with_name("segment.py"), request, square.tobytes(), seconds=120)
    except ChildError as error:
        raise TietfgError(f"the matte {spec.name} cannot be made: {error}; `--matte none` goes without") from error
    person = np.frombuffer(body, np.uint8).reshape(spec.side, spec.side).astype(np.float32) / np.float32(255)
    scale = spec.side / np.array(wide.size)
    box = (right * scale[0], down * scale[1], (right + window.width) * scale[0], (down + window.height) * scale[1])
    inner = Image.fromarray(person).resize((spec.side, spec.side), Image.Resampling.BILINEAR, box=box)
    return np.array(inner)


def _keep_speaker(person: NDArray[np.float32], oval: NDArray[np.floating]) -> NDArray[np.float32] | None:
    """Keep what hangs together with the face, (36, 2) `oval` in [0, 1], and fill its holes; None where in doubt."""
    side = len(person)
    rows, columns = (np.arange(side) + 0.5)[:, None] / side, (np.arange(side) + 0.5)[None] / side
    centre, reach = oval.mean(0), np.ptp(oval, axis=0) / 2
    face = ((columns - centre[0]) / reach[0]) ** 2 + ((rows - centre[1]) / reach[1]) ** 2 < 0.8
    inside = person > 0.5
    doubt, head = (person > 0.1) & (person < 0.9), rows[:, 0] < oval[:, 1].max()
    certain = face.any() and inside[face].mean() > CERTAIN_FACE
    if not certain or doubt[head].sum() > MOST_DOUBTFUL * inside[head].sum():
        return None
    speaker = connected(face & inside, person > 0.25)
    border = np.zeros_like(speaker)
    border[[0, -1]] = border[:, [0, -1]] = True
    outside = connected(border & ~speaker, ~speaker)
    return np.where(outside, 0, np.where(speaker, np.maximum(person, np.where(face, 1, 0)), 1)).astype(np.float32)
