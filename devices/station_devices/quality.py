"""A first measured quality of a print: how much of it there is, how strong, how clear its ridges.

This is *not* NFIQ 2 and not comparable to its scores: it uses one of its features and no trained
model. It also cannot see blur or missing grey depth (16 greys score like 256), so the bit depth of
the source travels beside it.

Orientation certainty level (OCL) after ISO/IEC 29794-4 as done in NFIQ 2: per block the
covariance of the gradient, a = mean gx^2, b = mean gy^2, c = mean gx*gy, and
OCL = 1 - l_min / l_max of its eigenvalues; 0 is worst, 1 best. NFIQ 2 uses blocks of 32 px at
500 ppi; the sensors on a wire are so small that blocks of 16 px are used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from station_devices.scanner import FingerImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from station_devices.scanner import ScannerIdentity

PRESS_HARDER = "press_harder"
WIPE_FINGER = "wipe_finger"
CENTRE_FINGER = "centre_finger"
HOLD_STILL = "hold_still"

_BLOCK_INCH = 16 / 500
# A block belongs to the print when its grey levels spread at least this far (of 255). Sensor noise
# and the steps of a 4-bit image (17) stay below it.
_FOREGROUND_SPREAD = 14.0
_FULL_AREA = 0.60  # share of the window that a well placed finger covers
_FULL_CONTRAST = 55.0
_CLEAR_OCL, _LOST_OCL = 0.80, 0.20
_OFF_CENTRE = 0.14  # of the window's width or height
# Mean grey of the print: half ridge and half valley give about 130. Ridges that run into each other
# (a wet or dirty finger) make it darker, broken ones (a dry finger) lighter.
_WET_LEVEL, _DRY_LEVEL = 95.0, 160.0


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of one print.

    Attributes:
        score: 0..100, the weakest of the three measures below: none makes up for another.
        area: Share of the window covered by the print, 0..1.
        contrast: Mean standard deviation of the grey levels in the print's blocks.
        clarity: Mean OCL over the print's blocks, 0..1.
        hints: Codes of what would make it better, the worst first.
        weak_points: Codes of what is weak, the worst first.
    """

    score: int
    area: float
    contrast: float
    clarity: float
    hints: tuple[str, ...]
    weak_points: tuple[str, ...] = ()


def measure_quality(pixels: NDArray[np.uint8], dpi: int) -> Quality:
    """Measure a print.

    Args:
        pixels: Grey, uint8, shape (height, width), ridges dark; at least one block (0.8 mm) high
            and wide.
        dpi: Pixels per inch.
    """
    size = max(8, round(_BLOCK_INCH * dpi))
    blocks = _blocks(pixels.astype(np.float32), size)
    spread = blocks.std(axis=(2, 3))
    print_blocks = (spread >= _FOREGROUND_SPREAD) | (blocks.mean(axis=(2, 3)) < _WET_LEVEL)
    if not print_blocks.any():
        return Quality(0, 0.0, 0.0, 0.0, (PRESS_HARDER,))
    area = float(print_blocks.mean())
    contrast = float(spread[print_blocks].mean())
    clarity = float(_orientation_certainty(pixels, size)[print_blocks].mean())
    parts = (
        min(1.0, area / _FULL_AREA),
        min(1.0, contrast / _FULL_CONTRAST),
        float(np.clip((clarity - _LOST_OCL) / (_CLEAR_OCL - _LOST_OCL), 0.0, 1.0)),
    )
    score = round(100 * min(parts))
    darkness = float(blocks[print_blocks].mean())
    return Quality(score, area, contrast, clarity, _hints(parts, print_blocks, darkness))


def measured_print(
    pixels: NDArray[np.uint8],
    dpi: int,
    bits: int,
    *,
    driver: str,
    transfer_s: float = 0.0,
    wire_fraction: float | None = None,
    scanner: ScannerIdentity | None = None,
    wsq: bytes | None = None,
) -> FingerImage:
    """A print with its quality measured; the fields are those of ``FingerImage``.

    Its pixels are made read-only.
    """
    pixels.flags.writeable = False
    quality = measure_quality(pixels, dpi)
    return FingerImage(
        pixels=pixels,
        dpi=dpi,
        bits=bits,
        width=pixels.shape[1],
        height=pixels.shape[0],
        transfer_s=transfer_s,
        wire_fraction=wire_fraction,
        quality=quality.score,
        weak_points=quality.weak_points,
        hints=quality.hints,
        driver=driver,
        scanner=scanner,
        wsq=wsq,
    )


def _blocks(values: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Cut into whole blocks: shape (rows, columns, size, size)."""
    rows, columns = values.shape[0] // size, values.shape[1] // size
    whole = values[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size).swapaxes(1, 2)


def _orientation_certainty(pixels: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
    down, across = np.gradient(pixels.astype(np.float32))
    gy, gx = np.asarray(down, np.float32), np.asarray(across, np.float32)
    a = _blocks(gx * gx, size).mean(axis=(2, 3))
    b = _blocks(gy * gy, size).mean(axis=(2, 3))
    c = _blocks(gx * gy, size).mean(axis=(2, 3))
    root = np.sqrt((a - b) ** 2 + 4 * c * c)
    largest = a + b + root
    certainty = np.where(largest > 0, 1 - (a + b - root) / np.maximum(largest, 1e-6), 0.0)
    return certainty.astype(np.float32)


def _hints(
    parts: tuple[float, float, float], print_blocks: NDArray[np.bool_], darkness: float
) -> tuple[str, ...]:
    """Name the causes, the weakest measure first."""
    area, contrast, clarity = parts
    found: list[tuple[float, str]] = []
    if _off_centre(print_blocks) > _OFF_CENTRE:
        found.append((area, CENTRE_FINGER))
    elif area < 0.6:
        found.append((area, PRESS_HARDER))
    if darkness < _WET_LEVEL:
        found.append((min(clarity, contrast), WIPE_FINGER))
    elif contrast < 0.5:
        found.append((contrast, PRESS_HARDER))
    elif clarity < 0.6:
        found.append((clarity, PRESS_HARDER if darkness > _DRY_LEVEL else HOLD_STILL))
    return tuple(dict.fromkeys(hint for _, hint in sorted(found)))


def _off_centre(print_blocks: NDArray[np.bool_]) -> float:
    """Distance of the print's centre from the window's, the larger of both directions."""
    ys, xs = np.nonzero(print_blocks)
    rows, columns = print_blocks.shape
    return float(max(abs((ys.mean() + 0.5) / rows - 0.5), abs((xs.mean() + 0.5) / columns - 0.5)))
