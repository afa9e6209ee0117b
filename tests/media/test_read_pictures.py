"""Pictures of a video at a rate that is asked for."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tietfg.errors import InputError
from tietfg.media.read_pictures import Square, read_pictures


def written(path: Path, times: list[float], size: tuple[int, int] = (64, 48)) -> Path:
    """A video whose frame number n has the grey 20 n, shown at these seconds."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", 30, options={"crf": "0"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv444p"
        stream.codec_context.time_base = Fraction(1, 600)
        for number, seconds in enumerate(times):
            pixels = np.full((size[1], size[0], 3), 20 * number, np.uint8)
            pixels[:, size[0] // 2 :, 0] = 255
            frame = av.VideoFrame.from_ndarray(pixels)
            frame.pts, frame.time_base = round(600 * seconds), Fraction(1, 600)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def greys(path: Path, rate: Fraction) -> list[int]:
    return [round(float(picture[:, :20].mean()) / 20) for picture in read_pictures(path, rate)]


def test_the_frame_that_is_shown(tmp_path: Path) -> None:
    uneven = written(tmp_path / "uneven.mp4", [0, 0.1, 0.13, 0.3, 0.4])
    assert greys(uneven, Fraction(10))[:5] == [0, 1, 2, 3, 4]
    assert greys(uneven, Fraction(20))[:8] == [0, 0, 1, 2, 2, 2, 3, 3]


def test_rates_of_television(tmp_path: Path) -> None:
    video = written(tmp_path / "ntsc.mp4", [frame * 1001 / 30000 for frame in range(12)])
    assert greys(video, Fraction(30000, 1001)) == list(range(12))


def test_a_square_is_cut_as_pillow_cuts_it(tmp_path: Path) -> None:
    video = written(tmp_path / "video.mp4", [0, 0.04, 0.08])
    whole = list(read_pictures(video, Fraction(25)))
    cut = list(read_pictures(video, Fraction(25), Square(20.5, 4, 30, 16)))
    for large, small in zip(whole, cut, strict=True):
        expected = Image.fromarray(large).resize((16, 16), Image.Resampling.LANCZOS, (20.5, 4, 50.5, 34))
        np.testing.assert_array_equal(small, expected)


@pytest.mark.parametrize("content", [b"", b"no video at all", b"\x00\x00\x00\x18ftypmp42 and nothing more"])
def test_what_is_no_video(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.mp4"):
        list(read_pictures(path, Fraction(25)))


def test_a_gap_in_the_pictures_is_told(tmp_path: Path) -> None:
    video = written(tmp_path / "gap.mp4", [0, 0.1, 2.0, 2.1])
    with pytest.raises(InputError, match=r"no picture for 1\.9 s at 0\.1 s"):
        list(read_pictures(video, Fraction(25)))
