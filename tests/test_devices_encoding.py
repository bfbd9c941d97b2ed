"""WSQ and PNG files: right content, right resolution, damaged files refused."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from station_devices import decode_wsq, encode_png, encode_wsq, load_finger_file
from station_devices.errors import FingerFileError
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from pathlib import Path

PRINT = draw_print(1)


def test_wsq_keeps_a_print_within_its_loss() -> None:
    data = encode_wsq(PRINT, 500)
    assert data[:2] == b"\xff\xa0"
    assert b"PPI 500" in data
    opened = decode_wsq(data)
    assert opened.shape == PRINT.shape
    error = opened.astype(np.float64) - PRINT
    assert np.sqrt(np.mean(error**2)) < 20
    assert np.corrcoef(opened.ravel(), PRINT.ravel())[0, 1] > 0.97


def test_wsq_of_another_resolution_is_brought_to_500() -> None:
    opened = decode_wsq(encode_wsq(PRINT, 508))
    assert opened.shape == (round(288 * 500 / 508), round(256 * 500 / 508))


@pytest.mark.parametrize("name", ["print.wsq", "print.png", "print.bmp"])
def test_a_finger_file_is_opened_and_measured(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".wsq"):
        path.write_bytes(encode_wsq(PRINT, 500))
    else:
        Image.fromarray(PRINT).save(path, dpi=(500, 500))
    image = load_finger_file(path)
    assert (image.width, image.height, image.dpi, image.bits) == (256, 288, 500, 8)
    assert image.driver == "file"
    assert image.wire_fraction is None
    assert image.quality >= 90
    if not name.endswith(".wsq"):
        assert np.array_equal(image.pixels, PRINT)


def test_png_loses_nothing_and_keeps_the_resolution(tmp_path: Path) -> None:
    path = tmp_path / "print.png"
    path.write_bytes(encode_png(PRINT, 508))
    image = load_finger_file(path)
    assert image.dpi == 508
    assert np.array_equal(image.pixels, PRINT)


def test_a_file_without_resolution_is_taken_as_500_ppi(tmp_path: Path) -> None:
    path = tmp_path / "print.png"
    Image.fromarray(PRINT).save(path)
    assert load_finger_file(path).dpi == 500


def jpeg() -> bytes:
    target = BytesIO()
    Image.fromarray(PRINT).save(target, "JPEG")
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"\xff\xa0",
        jpeg(),
        encode_png(PRINT, 500)[:2000],
        encode_png(PRINT[:20, :20], 500),
        encode_png(np.zeros((10, 4000), np.uint8), 500),
    ],
    ids=["empty", "text", "wsq start", "jpeg", "cut png", "tiny", "absurd"],
)
def test_what_is_no_fingerprint_image_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "print.wsq"
    path.write_bytes(data)
    with pytest.raises(FingerFileError) as raised:
        load_finger_file(path)
    assert raised.value.code == "FINGER_FILE_UNREADABLE"
    assert "print.wsq" not in str(raised.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_wsq_is_refused(share: float) -> None:
    data = encode_wsq(PRINT, 500)
    with pytest.raises(FingerFileError):
        decode_wsq(data[: int(len(data) * share)])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FingerFileError):
        load_finger_file(tmp_path / "nowhere.png")
