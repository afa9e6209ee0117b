"""The child process that decodes one picture; started by file name, so that it imports Pillow and nothing else.

Request: path, pixel_limit, side_limit. Answer: {"error": ...}, or {"width", "height", "source_width",
"source_height", "animated"} with the RGB bytes.
"""

import io
import json
import sys
import warnings
from typing import Any

from PIL import AvifImagePlugin, Image, ImageCms, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "PPM", "WEBP", "TIFF", "AVIF")
"""What is read, the kinds first whose plugins Pillow has at hand; it knows more, some of which start other programs."""
BACKGROUND = (217, 217, 217)
"""The neutral light grey behind transparent pictures."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation to what makes the picture upright."""


def decode(path: str, pixel_limit: int, side_limit: int) -> tuple[dict[str, Any], bytes]:
    """Open, check, reduce, and convert to upright 8-bit sRGB."""
    try:
        image = Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        return {"error": _unidentified(path)}, b""
    source_width, source_height = image.size
    if source_width * source_height > pixel_limit:
        return {
            "error": f"{source_width} x {source_height} is {source_width * source_height / 1e6:.0f} megapixels and the "
            f"limit is {pixel_limit / 1e6:.0f}; reduce it first"
        }, b""
    animated = image.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(image, "is_animated", False)
    image.seek(0)
    profile = image.info.get("icc_profile")
    opened = image

    if image.mode == "F":
        return {"error": "floating-point pictures are not supported; save it with 8 or 16 bits a channel"}, b""
    if image.mode.startswith("I"):  # 16 bits of grey, whatever the container
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        image = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.thumbnail((side_limit, side_limit), Image.Resampling.LANCZOS, reducing_gap=3.0)

    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None:
        image = image.convert(image.mode[:-1])
    image = _to_srgb(image, profile)
    if alpha is not None:
        image = Image.composite(image, Image.new("RGB", image.size, BACKGROUND), alpha)
    method = UPRIGHT.get(_orientation(opened))
    if method is not None:
        image = image.transpose(method)
    return {
        "width": image.width,
        "height": image.height,
        "source_width": source_width,
        "source_height": source_height,
        "animated": bool(animated),
    }, image.tobytes()


def _orientation(image: Image.Image) -> int:
    """The EXIF or XMP orientation, 1 where there is none; read after loading, since the TIFF plugin turns by itself."""
    try:
        return image.getexif().get(0x0112, 1)
    except Exception:
        return 1  # damaged metadata spoil no picture


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the embedded profile where it fits the picture's colours, or by Pillow's rules."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")  # a damaged or foreign profile: viewers ignore it as well
        if converted is not None:
            return converted
    return image.convert("RGB")


def _unidentified(path: str) -> str:
    """Say what a file that is no supported picture seems to be."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost an import
        head = file.read(4096)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        return "it is a HEIC photo, which is not supported; convert it to JPEG or PNG"
    if (
        (head[4:8] == b"ftyp" and head[8:12] not in (b"avif", b"avis"))
        or head[:4] == b"\x1aE\xdf\xa3"
        or head[8:12] == b"AVI "
    ):
        return "it is a video; save one frame as a PNG"
    if b"<svg" in head:
        return "it is an SVG drawing, which is not supported; export it as PNG"
    if head.startswith(b"%PDF"):
        return "it is a PDF, which is not supported; export the picture as PNG"
    if head.isascii() and min(head) >= 9:
        return "it holds text and no picture"
    return "it is damaged or of an unsupported kind; use PNG, JPEG, WebP, TIFF, BMP, GIF or AVIF"


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the limit is this module's own
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # the memory limit counts every thread's stack
    request = json.loads(sys.stdin.buffer.readline())
    try:
        header, pixels = decode(**request)
    except MemoryError:
        header, pixels = {"error": "decoding it takes too much memory; reduce it first"}, b""
    except Exception as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        header, pixels = {"error": f"it is damaged or incomplete ({detail}); save it again"}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pixels)


if __name__ == "__main__":
    main()
