"""From a grid laid over the picture to light and dark modules, and on to bytes."""

from functools import cache
from typing import Any, Final

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from station_capture.opencv import cv2
from station_capture.qr.layout import format_modules, formats, known_modules, side
from station_capture.qr.projection import Floats, homogeneous, project
from station_capture.qr.registration import Fit, sample

_REACH: Final = 3
"""Half-modules on either side of a module's centre that are looked at: 7 x 7 samples."""
_TAPS: Final = (2 * _REACH + 1) ** 2
_RIDGE: Final = 0.02
_SURE: Final = 2.0
_LIGHT_REACH: Final = 9  # modules over which light changes slowly
_NOTHING_ADDED: Final[Any] = None  # OpenCV's types do not know that it may be left out
_SCALE: Final = 3
_QUIET: Final = 4
_QR_ONLY: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def features(picture: Floats, fit: Fit) -> Floats:
    """(n * n, taps + 1): the surroundings of each module, half a module apart, and a constant."""
    n = side(fit.version)
    places = half_modules(fit.version)
    values = sample(picture, project(fit.quad[None], places))
    halves = values.reshape(2 * (n + 4) + 1, -1)
    windows = np.lib.stride_tricks.sliding_window_view(halves, (2 * _REACH + 1,) * 2)
    start = 2 * 2 + 1 - _REACH
    wanted = windows[start : start + 2 * n : 2, start : start + 2 * n : 2]
    flat = wanted.reshape(n * n, _TAPS)
    return np.asarray(np.hstack((flat, np.ones((n * n, 1), np.float32))), np.float32)


def equalised(around: Floats, version: int) -> Floats:
    """(n, n) modules, about 1 light and -1 dark, with the blur undone.

    The known modules teach a linear filter what this camera made of light and dark (a trained
    equaliser, as a modem has); its first decisions teach it once more with all modules.
    """
    n = side(version)
    known = known_modules(version).ravel()
    taught = known != 0
    first = _filtered(around, _solved(around[taught], known[taught].astype(np.float32)))
    first = np.where(taught, known, _level(first.reshape(n, n)).ravel())
    decided = np.where(first > 0, 1.0, -1.0).astype(np.float32)
    weight = np.minimum(np.abs(first), 1.0)[:, None].astype(np.float32)
    second = _filtered(around, _solved(around * weight, decided * weight[:, 0]))
    return _level(second.reshape(n, n))


def decoded(modules: Floats, version: int) -> bytes | None:
    """The bytes of the code, if its error correction accepts these modules."""
    drawn = _drawn(modules, version)
    for found in zxingcpp.read_barcodes(
        drawn,
        formats=_QR_ONLY,
        is_pure=True,
        try_invert=False,
        try_rotate=False,
        try_downscale=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
    ):
        if found.valid:
            return bytes(found.bytes)
    return None


@cache
def half_modules(version: int) -> Floats:
    """Places half a module apart, from two modules outside to two outside, in the unit square."""
    n = side(version)
    along = (np.arange(2 * (n + 4) + 1) * 0.5 - 2) / n
    grid_x, grid_y = np.meshgrid(along, along)
    return homogeneous(np.stack((grid_x.ravel(), grid_y.ravel()), axis=1))


def _solved(rows: Floats, wanted: Floats) -> Floats:
    """(taps, 1): the filter that makes of the rows what is wanted, as well as can be.

    With OpenCV: NumPy's would wake a thread for each core, and on a busy desk wait for them.
    """
    squares = cv2.mulTransposed(rows, aTa=True)
    squares[np.diag_indices(len(squares))] += _RIDGE * np.trace(squares) / len(squares)
    towards = cv2.gemm(rows, wanted[:, None], 1.0, _NOTHING_ADDED, 0.0, flags=cv2.GEMM_1_T)
    return np.asarray(cv2.solve(squares, towards, flags=cv2.DECOMP_CHOLESKY)[1], np.float32)


def _filtered(rows: Floats, taps: Floats) -> Floats:
    return np.asarray(cv2.gemm(rows, taps, 1.0, _NOTHING_ADDED, 0.0), np.float32)[:, 0]


def _level(modules: Floats) -> Floats:
    """Put the border of light and dark at 0 everywhere: light falls unevenly."""
    size = (_LIGHT_REACH, _LIGHT_REACH)
    middle = cv2.boxFilter(modules, -1, size, borderType=cv2.BORDER_REFLECT)
    return np.asarray(np.clip(modules - middle, -_SURE, _SURE), np.float32)


def _drawn(modules: Floats, version: int) -> NDArray[np.uint8]:
    known = known_modules(version)
    light = np.where(known != 0, known > 0, modules > 0)
    rows, columns = format_modules(version)
    likeliest = formats()[int((formats() @ modules[rows, columns].sum(axis=0)).argmax())]
    light[rows, columns] = likeliest > 0
    pixels = np.repeat(np.repeat(light, _SCALE, axis=0), _SCALE, axis=1).astype(np.uint8) * 255
    return np.pad(pixels, _QUIET * _SCALE, constant_values=255)
