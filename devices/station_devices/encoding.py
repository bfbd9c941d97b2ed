"""Fingerprint images to and from files: WSQ for the record, PNG and BMP beside it.

Pillow is used here for these three formats only; WSQ comes from the ``wsq`` package (NIST's NBIS
inside), which is a Pillow plugin. Its bit rate is fixed at 0.75 and it writes 500 ppi into every
file, so images are brought to 500 ppi first. It holds the interpreter while it works: a program
with a screen encodes through ``station_devices.compression``.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import wsq
from PIL import Image

from station_devices.errors import FingerFileError
from station_devices.quality import measured_print

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from station_devices.scanner import FingerImage

WSQ_DPI = 500
_FORMATS = (wsq.WsqImagePlugin.WsqImageFile.format, "PNG", "BMP")
_SMALLEST, _LARGEST = 64, 2000  # pixels a side: no single finger at 500 to 1000 ppi is outside
_LARGEST_FILE = 32 << 20


class EncodedPrint(NamedTuple):
    """One print as the record keeps it.

    Attributes:
        wsq: At 500 ppi.
        png: Without loss, at the sensor's own resolution; None where it was not asked for.
    """

    wsq: bytes
    png: bytes | None


def encode_print(image: FingerImage, *, png: bool = False) -> EncodedPrint:
    """Compress a print for the record.

    What the scanner itself compressed is kept as it is: a second compression would lose more.

    Args:
        image: The print.
        png: Whether the lossless one is wanted too.
    """
    return encode_pixels(image.pixels, image.dpi, own=image.wsq, png=png)


def encode_pixels(
    pixels: NDArray[np.uint8], dpi: int, *, own: bytes | None, png: bool
) -> EncodedPrint:
    """``encode_print`` by its parts, as they travel to another process.

    Args:
        pixels: Grey, uint8, shape (height, width).
        dpi: Of the pixels.
        own: The scanner's own WSQ; one that does not open, or shows something of another size
            than the pixels, or of another resolution than the record's, is passed over.
        png: Whether the lossless one is wanted too.
    """
    if own is None or dpi != WSQ_DPI or not _shows(own, pixels):
        own = encode_wsq(pixels, dpi)
    return EncodedPrint(own, encode_png(pixels, dpi) if png else None)


def _shows(data: bytes, pixels: NDArray[np.uint8]) -> bool:
    try:
        return decode_wsq(data).shape == pixels.shape
    except FingerFileError:
        return False


def encode_wsq(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Compress a print as WSQ at 500 ppi.

    Args:
        pixels: Grey, uint8, shape (height, width).
        dpi: Of the pixels; anything but 500 is resampled, so the result may differ in size.

    Raises:
        FingerFileError: An image too small for the format (below about 32 pixels a side).
    """
    return _saved(Image.fromarray(at_500_ppi(pixels, dpi)), "WSQ")


def at_500_ppi(pixels: NDArray[np.uint8], dpi: int) -> NDArray[np.uint8]:
    """Resample a print to 500 ppi; at 500 ppi already it is the same array.

    Args:
        pixels: Grey, uint8, shape (height, width).
        dpi: Of the pixels.
    """
    if dpi == WSQ_DPI:
        return pixels
    height, width = (max(1, round(side * WSQ_DPI / dpi)) for side in pixels.shape)
    # Widened by the scale when it shrinks, so it passes nothing finer than 500 ppi can hold.
    image = Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(image, np.uint8)


def encode_png(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Compress a print without loss, at its own resolution."""
    return _saved(Image.fromarray(pixels), "PNG", dpi=(dpi, dpi))


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    try:
        image.save(target, kind, **options)
    except Exception as exc:  # the wsq plugin raises bare Exception
        raise FingerFileError(f"the print cannot be compressed as {kind}") from exc
    return target.getvalue()


def decode_wsq(data: bytes) -> NDArray[np.uint8]:
    """Open a WSQ image; returns grey, uint8, shape (height, width).

    Raises:
        FingerFileError: Not WSQ, damaged, or of an absurd size.
    """
    return _decoded(data, ("WSQ",))[0]


def decode_png(data: bytes) -> NDArray[np.uint8]:
    """Open a PNG image; returns grey, uint8, shape (height, width).

    Raises:
        FingerFileError: Not PNG, damaged, or of an absurd size.
    """
    return _decoded(data, ("PNG",))[0]


def load_finger_file(path: Path) -> FingerImage:
    """Read a print from a ``.wsq``, ``.png`` or ``.bmp`` file and measure its quality.

    The resolution is the file's own, 500 if it gives none.

    Raises:
        FingerFileError: Missing, not such an image, damaged, or of an absurd size.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FingerFileError("the fingerprint file is too large")
        data = path.read_bytes()
    except OSError as exc:
        raise FingerFileError("the fingerprint file cannot be read") from exc
    pixels, dpi = _decoded(data, _FORMATS)
    return measured_print(pixels, dpi, 8, driver="file")


def _decoded(data: bytes, formats: tuple[str, ...]) -> tuple[NDArray[np.uint8], int]:
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            _check_sides(*image.size)
            dpi = round(image.info.get("dpi", (WSQ_DPI,))[0])
            pixels = np.array(image.convert("L"))
    except FingerFileError:
        raise
    except Exception as exc:  # the wsq plugin raises bare Exception
        raise FingerFileError("not a readable fingerprint image") from exc
    pixels.flags.writeable = False
    return pixels, dpi if 200 <= dpi <= 2000 else WSQ_DPI  # 72 or 96 is a painter's default


def _check_sides(width: int, height: int) -> None:
    if min(width, height) < _SMALLEST or max(width, height) > _LARGEST:
        raise FingerFileError(f"an image of {width}x{height} pixels is no fingerprint")
