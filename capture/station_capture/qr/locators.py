"""Ways of preparing a picture in which zxing-cpp then finds codes, each for another fault."""

from collections.abc import Callable
from typing import Final, NamedTuple, cast

import numpy as np
import zxingcpp

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.qr.symbol import Corners, Found, Sighting, Symbol

# With all formats, 2 of 50 pictures without a QR code gave a false product code.
_QR_ONLY: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Locator(NamedTuple):
    """A preparation by its name, how much larger it makes the picture, and what it costs."""

    name: str
    prepare: Callable[[Pixels], Pixels]
    scale: float
    ms_per_megapixel: float
    """Preparing and looking, on one core of a 2-core computer."""


def doubled(grey: Pixels) -> Pixels:
    """Twice the size: for modules of two pixels and below."""
    return np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def sharpened(grey: Pixels) -> Pixels:
    """Unsharp mask: for a lens out of focus and for moire."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.5)
    return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), np.uint8)


def calmed(grey: Pixels) -> Pixels:
    """Softened and twice the size: for the noise of little light."""
    return doubled(np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8))


def sharpened_doubled(grey: Pixels) -> Pixels:
    """Both: for small modules out of focus."""
    return doubled(sharpened(grey))


def halved_sharpened(grey: Pixels) -> Pixels:
    """Half the size and sharpened: for a card held so near that the lens cannot focus on it."""
    width, height = (max(1, size // 2) for size in grey.shape[::-1])
    half = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return sharpened(np.asarray(half, np.uint8))


NEAR: Final = Locator("half", halved_sharpened, 0.5, 2.0)
LOCATORS: Final = (
    Locator("2x", doubled, 2.0, 14.0),
    Locator("sharp", sharpened, 1.0, 6.0),
    Locator("calm", calmed, 2.0, 12.0),
    Locator("sharp2x", sharpened_doubled, 2.0, 16.0),
)


def look_over(grey: Pixels) -> Found:
    """Find codes where one level divides light from dark everywhere: in a fifth of the time."""
    return _found(
        zxingcpp.read_barcodes(
            grey,
            formats=_QR_ONLY,
            try_invert=False,
            try_downscale=False,
            return_errors=True,
            binarizer=zxingcpp.Binarizer.GlobalHistogram,
        )
    )


def look(grey: Pixels, scale: float = 1.0, at: tuple[int, int] = (0, 0)) -> Found:
    """Find codes with zxing-cpp; corners are given in the picture that was enlarged by `scale`.

    A clean code may be reported together with a bogus short one (zxing-cpp issue 1162), so all
    results are delivered and the caller accepts only what parses.
    """
    return _found(
        zxingcpp.read_barcodes(grey, formats=_QR_ONLY, try_invert=False, return_errors=True),
        scale,
        at,
    )


def _found(
    barcodes: list[zxingcpp.Barcode], scale: float = 1.0, at: tuple[int, int] = (0, 0)
) -> Found:
    symbols, sightings = [], []
    for found in barcodes:
        corners = _corners(found.position, scale, at)
        if found.valid:
            symbols.append(Symbol(bytes(found.bytes), corners))
        elif (version := _version(found)) is not None:  # else no code, nearly always
            sightings.append(Sighting(corners, version))
    return Found(tuple(symbols), tuple(sightings))


def _corners(position: zxingcpp.Position, scale: float, at: tuple[int, int]) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((point.x / scale + at[0], point.y / scale + at[1]) for point in points)


def _version(found: zxingcpp.Barcode) -> int | None:
    extra = cast("dict[str, str] | None", found.extra)  # typed as an object
    told = (extra or {}).get("Version", "")
    return int(told) if told.isdigit() else None
