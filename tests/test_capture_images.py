import io
import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from station_capture import ImageError, load_image, small_jpeg
from station_capture.images import checked_pixels, grey

_RED = (200, 30, 10)


def _file(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _code_of(source: str | Path | bytes) -> str:
    with pytest.raises(ImageError) as caught:
        load_image(source)
    return caught.value.code


def _bomb(side: int) -> bytes:
    """A PNG that claims to be large: header and a few bytes of data."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 9)), (b"IEND", b""))
    body = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def test_picture_below_a_folder_with_accents_is_loaded_as_bgr(tmp_path: Path) -> None:
    folder = tmp_path / "Ảnh của Nguyễn"
    folder.mkdir()
    (folder / "ảnh.png").write_bytes(_file(Image.new("RGB", (5, 3), _RED)))
    image = load_image(folder / "ảnh.png")
    assert image.shape == (3, 5, 3)
    assert image.dtype == np.uint8
    assert tuple(image[0, 0]) == _RED[::-1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF", "PPM"])
def test_every_listed_format_is_loaded(kind: str) -> None:
    assert load_image(_file(Image.new("RGB", (40, 30), _RED), kind)).shape == (30, 40, 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_show_white(mode: str) -> None:
    picture = Image.new("RGBA", (4, 4), (0, 0, 0, 0)).convert(mode)
    octets = _file(picture, transparency=0) if mode == "P" else _file(picture)
    assert np.all(load_image(octets) == 255)


def test_picture_of_16_bits_keeps_its_brightness() -> None:
    octets = cv2.imencode(".png", np.full((4, 4), 0x8000, np.uint16))[1].tobytes()
    assert np.all(load_image(octets) == 0x80)


def test_picture_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # TIFF 6.0, Orientation: the top of the scene is at the right
    assert load_image(_file(Image.new("RGB", (40, 20)), "JPEG", exif=exif)).shape == (40, 20, 3)
    for kind in ("PNG", "WEBP"):
        transparent = _file(Image.new("RGBA", (40, 20), (0, 0, 0, 0)), kind, exif=exif)
        assert load_image(transparent).shape == (40, 20, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_source_without_an_end_is_refused() -> None:
    assert _code_of("/dev/zero") == "IMAGE_TOO_LARGE"


def test_single_pixel_is_a_picture() -> None:
    assert load_image(_file(Image.new("RGB", (1, 1)))).shape == (1, 1, 3)


def test_very_large_picture_comes_at_half_its_size() -> None:
    octets = _file(Image.new("L", (8000, 6000)), "JPEG")
    assert load_image(octets).shape == (3000, 4000, 3)


def test_unusable_files_are_refused_with_their_reason(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    assert _code_of(tmp_path / "absent.png") == "IMAGE_MISSING"
    assert _code_of(tmp_path) == "IMAGE_UNREADABLE"
    assert _code_of(b"") == "NOT_A_PICTURE"
    assert _code_of(b"no picture") == "NOT_A_PICTURE"
    assert _code_of(_bomb(8_000)) == "IMAGE_TOO_LARGE"
    assert _code_of(_bomb(1_000_000)) == "IMAGE_TOO_LARGE"
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = _file(Image.fromarray(noise), kind)
        assert _code_of(whole[: len(whole) // 2]) == "IMAGE_UNREADABLE"


@pytest.mark.parametrize(
    "odd",
    [
        np.zeros((0, 5), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros(4, np.uint8),
        np.zeros((4, 4), np.float32),
    ],
)
def test_array_that_is_no_frame_is_refused(odd: np.ndarray) -> None:
    with pytest.raises(ImageError):
        checked_pixels(odd)


def test_grey_of_a_view_is_contiguous() -> None:
    assert grey(np.zeros((8, 8), np.uint8)[::2, ::2]).flags.c_contiguous


@pytest.mark.parametrize(
    ("size", "shown"), [((2160, 3840), (720, 1280)), ((4000, 3000), (1280, 960)), ((9, 7), (9, 7))]
)
def test_a_picture_to_look_at_is_small_whatever_is_on_it(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    jpeg = small_jpeg(noise)
    assert load_image(jpeg).shape == (*shown, 3)
    assert len(jpeg) < 1 << 20
