"""Reading pictures: every common format gives the same upright sRGB pixels, and bad files give one clear line."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tietfg.errors import InputError
from tietfg.media.limits import ChildError, run_limited
from tietfg.media.pictures import SIDE_LIMIT, load_picture

WIDTH, HEIGHT = 192, 144


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    """A smooth picture whose four corners differ, so that no rotation or mirroring of it looks like another."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    red, green, blue = 40 + 180 * x / WIDTH, 30 + 190 * y / HEIGHT, 60 + 120 * (x / WIDTH) * (y / HEIGHT)
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))


def difference(path: Path, expected: Image.Image) -> float:
    pixels = load_picture(path).pixels
    assert pixels.dtype == np.uint8
    assert pixels.shape == (expected.height, expected.width, 3)
    return float(np.abs(pixels.astype(float) - np.asarray(expected.convert("RGB"), float)).mean())


LOSSLESS = ["png", "bmp", "tiff", "ppm", "webp"]


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_lossless_formats_are_read_exactly(tmp_path: Path, scene: Image.Image, suffix: str) -> None:
    path = tmp_path / f"scene.{suffix}"
    scene.save(path, **({"lossless": True} if suffix == "webp" else {}))
    assert difference(path, scene) == 0


@pytest.mark.parametrize(
    ("suffix", "mode", "tolerance"),
    [
        ("jpg", "RGB", 3),
        ("jpg", "CMYK", 3),
        ("jpg", "L", 2),
        ("gif", "RGB", 12),
        ("avif", "RGB", 3),
        ("mpo", "RGB", 3),
        ("png", "P", 20),
        ("png", "L", 0),
        ("tiff", "CMYK", 0),
        ("tiff", "YCbCr", 2),
        ("png", "1", 0),
    ],
)
def test_modes(tmp_path: Path, scene: Image.Image, suffix: str, mode: str, tolerance: float) -> None:
    path = tmp_path / f"scene.{suffix}"
    converted = scene.convert(mode)
    converted.save(path)
    assert difference(path, converted if mode in ("L", "1") else scene) <= tolerance


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bit_grey(tmp_path: Path, scene: Image.Image, suffix: str) -> None:
    grey = np.asarray(scene.convert("L"))
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / f"deep.{suffix}")
    assert difference(tmp_path / f"deep.{suffix}", scene.convert("L")) == 0


def test_sixteen_bit_colour_png(tmp_path: Path, scene: Image.Image) -> None:
    rows = (np.asarray(scene).astype(">u2") * 257).reshape(HEIGHT, -1)
    data = zlib.compress(b"".join(b"\0" + row.astype(">u2").tobytes() for row in rows))
    (tmp_path / "deep.png").write_bytes(png(WIDTH, HEIGHT, 16, 2, data))
    assert difference(tmp_path / "deep.png", scene) <= 1


@pytest.mark.parametrize(
    ("orientation", "suffix"), [*((each, "jpg") for each in range(1, 9)), (6, "png"), (6, "webp"), (6, "tiff")]
)
def test_exif_orientation(tmp_path: Path, scene: Image.Image, orientation: int, suffix: str) -> None:
    stored_as = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = scene if stored_as is None else scene.transpose(stored_as)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / f"turned.{suffix}", exif=exif)
    assert difference(tmp_path / f"turned.{suffix}", scene) < 3


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "colour key"])
def test_transparency_lies_over_light_grey(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (200, 200, 200, 255))
    picture.paste((10, 10, 10, 0), (0, 0, WIDTH // 2, HEIGHT))
    path = tmp_path / "clear.png"
    if mode == "P":
        picture.quantize(4).save(path)
    elif mode == "colour key":
        picture.convert("RGB").save(path, transparency=(10, 10, 10))
    else:
        picture.convert(mode).save(path)
    pixels = load_picture(path).pixels
    assert (pixels[:, : WIDTH // 2 - 2] == 217).all()
    assert np.abs(pixels[:, WIDTH // 2 + 2 :].astype(int) - 200).max() <= 1


def test_colour_profile_is_applied_and_a_damaged_one_ignored(tmp_path: Path, scene: Image.Image) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    scene.save(tmp_path / "foreign.png", icc_profile=lab)
    scene.save(tmp_path / "damaged.png", icc_profile=b"no profile at all")
    assert difference(tmp_path / "foreign.png", scene) == 0
    assert difference(tmp_path / "damaged.png", scene) == 0
    scene.save(tmp_path / "swapped.png", icc_profile=profile_with_red_and_green_swapped())
    swapped = Image.merge("RGB", [scene.getchannel(name) for name in "GRB"])
    assert difference(tmp_path / "swapped.png", swapped) < 3


def profile_with_red_and_green_swapped() -> bytes:
    """sRGB whose red primary is called green and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", profile[128:132])
    entries = {bytes(profile[132 + 12 * k : 136 + 12 * k]): 132 + 12 * k for k in range(count)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_an_animation_gives_its_first_frame_and_a_note(tmp_path: Path, scene: Image.Image, suffix: str) -> None:
    path = tmp_path / f"moving.{suffix}"
    scene.save(path, save_all=True, append_images=[Image.new("RGB", scene.size, "white")], duration=40)
    assert difference(path, scene) < 12
    assert load_picture(path).notes == ("the picture is animated; its first frame is used",)


def test_a_phone_photo_with_two_pictures_gives_the_first_without_a_note(tmp_path: Path, scene: Image.Image) -> None:
    path = tmp_path / "stereo.jpg"
    scene.save(path, format="MPO", save_all=True, append_images=[Image.new("RGB", scene.size)])
    assert difference(path, scene) < 3
    assert load_picture(path).notes == ()


def test_a_large_picture_is_reduced(tmp_path: Path, scene: Image.Image) -> None:
    large = scene.resize((WIDTH * 16, HEIGHT * 16), Image.Resampling.BICUBIC)
    large.save(tmp_path / "large.jpg", quality=90)
    large.save(tmp_path / "large.png", compress_level=1)
    for path in (tmp_path / "large.jpg", tmp_path / "large.png"):
        assert difference(path, scene.resize((SIDE_LIMIT, SIDE_LIMIT * 3 // 4), Image.Resampling.BICUBIC)) < 2


@pytest.mark.parametrize("name", ["two words.png", "портрет 肖像.png", "-o.png", "noend", "'quoted\".jpeg", "a\nb.png"])
def test_names_do_not_matter(tmp_path: Path, scene: Image.Image, name: str) -> None:
    scene.save(tmp_path / name, format="PNG")
    assert difference(tmp_path / name, scene) == 0


def png(width: int, height: int, depth: int, colour: int, data: bytes) -> bytes:
    """A PNG file with the given header and compressed data."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(width: int = 256, height: int = 256) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "the file is empty"),
    "text.png": (lambda: b"this is a letter, not a picture\n" * 9, "it holds text"),
    "page.html": (lambda: b"<!doctype html><html><body>404</body></html>", "it holds text"),
    "drawing.svg": (lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "letter.pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "photo.heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), "HEIC photo"),
    "clip.mp4": (lambda: b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(200), "video"),
    "vector.eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\nshowpage\n", "it holds text"),
    "zeros.png": (lambda: bytes(5000), "unsupported kind"),
    "signature.png": (lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    "header.jpg": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "damaged"),
    "bomb.png": (lambda: png(30000, 30000, 8, 2, zlib.compress(bytes(1000))), "900 megapixels and the limit is 50"),
    "constant.png": (lambda: encoded(Image.new("L", (10000, 10000)), "PNG"), "10000 x 10000 is 100 megapixels"),
    "bomb.gif": (
        lambda: b"GIF89a\xff\xff\xff\xff\0\0\0" + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;",
        "limit is 50",
    ),
    "bomb.bmp": (
        lambda: b"BM" + struct.pack("<IHHIIiiHHIIiiII", 0, 0, 0, 54, 40, 90000, 90000, 1, 24, 0, 0, 0, 0, 0, 0),
        "50",
    ),
    "small.png": (lambda: encoded(noise(50, 50), "PNG"), "50 x 50 pixels are too few"),
    "thin.png": (lambda: encoded(noise(2000, 100), "PNG"), "2000 x 100 pixels are too few"),
    "float.tiff": (lambda: encoded(Image.new("F", (200, 200), 0.5), "TIFF"), "floating-point"),
    "half.png": (lambda: encoded(noise(), "PNG")[:90_000], "damaged or incomplete"),
    "half.jpg": (lambda: encoded(noise(), "JPEG")[:9_000], "damaged or incomplete"),
    "half.webp": (lambda: encoded(noise(), "WEBP")[:9_000], "damaged"),
    "half.gif": (lambda: encoded(noise(), "GIF")[:9_000], "damaged or incomplete"),
    "half.tiff": (lambda: encoded(noise(), "TIFF")[:90_000], "damaged"),
    "half.bmp": (lambda: encoded(noise(), "BMP")[:90_000], "damaged or incomplete"),
    "half.avif": (lambda: encoded(noise(), "AVIF")[:9_000], "damaged"),
    "photo.jp2": (lambda: encoded(noise(), "JPEG2000"), "unsupported kind"),
    "garbled.png": (lambda: png(300, 300, 8, 2, b"not compressed data"), "damaged or incomplete"),
    "short.png": (lambda: png(300, 300, 8, 2, zlib.compress(bytes(1000))), "damaged or incomplete"),
    "depth.png": (lambda: png(300, 300, 9, 7, zlib.compress(bytes(1000))), "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_give_one_line(tmp_path: Path, name: str) -> None:
    make, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(InputError) as caught:
        load_picture(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert reason in message
    assert message.isprintable()


@pytest.mark.parametrize("share", [0.001, 0.1, 0.9])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
def test_truncated_files_are_refused(tmp_path: Path, kind: str, share: float) -> None:
    path = tmp_path / "cut"
    content = encoded(noise(), kind)
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match="cut: it is"):
        load_picture(path)


def test_what_is_no_readable_file(tmp_path: Path, scene: Image.Image) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(2**30)
    for path, reason in {
        tmp_path / "absent.png": "there is no such file",
        tmp_path: "it is a folder",
        tmp_path / "pipe": "it is no regular file",
        tmp_path / "loop": "it cannot be opened",
        tmp_path / "huge.png": "the file has 1024 MiB and the limit is 64",
        tmp_path / ("n" * 300): "it cannot be opened",
        Path("nul\0.png"): "it cannot be opened",
    }.items():
        with pytest.raises(InputError, match=reason) as caught:
            load_picture(path)
        assert str(caught.value).isprintable()
    scene.save(tmp_path / "secret.png")
    (tmp_path / "secret.png").chmod(0)
    if os.access(tmp_path / "secret.png", os.R_OK):
        pytest.skip("this user may read every file")
    with pytest.raises(InputError, match="not permitted"):
        load_picture(tmp_path / "secret.png")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(
        [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"RIFF\0\0\0\0WEBP", b"BM", b"P6 "]
    ),
    rest=st.binary(max_size=400),
)
def test_random_bytes_are_refused(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "random"
    path.write_bytes(start + rest)
    with pytest.raises(InputError) as caught:
        load_picture(path)
    assert str(caught.value).isprintable()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["PNG", "JPEG", "TIFF", "GIF", "WEBP"]), data=st.data())
def test_damaged_files_are_read_or_refused(tmp_path: Path, scene: Image.Image, kind: str, data: st.DataObject) -> None:
    content = bytearray(encoded(scene, kind))
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[position] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    with suppress(InputError):
        pixels = load_picture(path).pixels
        assert pixels.ndim == 3
        assert pixels.shape[2] == 3


@pytest.mark.parametrize(
    ("script", "memory", "over_limit"),
    [
        ("while True: pass", None, True),
        ("import time; time.sleep(60)", None, True),
        ("bytearray(2**30)", 2**29, True),
        ("import os; os.abort()", None, False),
        ("raise RuntimeError('broken')", None, False),
        ("import sys; open(sys.argv[0] + '.written', 'w').write('x' * 2**21)", None, False),
    ],
)
def test_limits_of_a_child(tmp_path: Path, script: str, memory: int | None, over_limit: bool) -> None:
    (tmp_path / "child.py").write_text(script)
    with pytest.raises(ChildError) as caught:
        run_limited(tmp_path / "child.py", {}, seconds=1, memory=memory)
    assert caught.value.over_limit is over_limit
    assert str(caught.value)
