"""A measured quality of a print: 0 to 100, what is weak about it, and what would make it better.

This is *not* NFIQ 2 and not comparable to its scores: it has no trained model. It measures the
features of ISO/IEC 29794-4 named orientation certainty, local clarity, frequency domain analysis
and ridge-valley uniformity (`features`). These see neither blur nor an almost empty glass, so the
area, the place, the contrast, the noise and what is faded are measured beside them (`verdict`).
Each measure is brought to 0..1, and the score is the weakest: none makes up for another. Nobody
can see missing grey depth (16 greys score like 256), so the source's bit depth travels beside it.

An inverted image (light ridges) is known by its dark ground all round the print, and scores low.
Where the finger covers all of the window there is no ground, and it passes for a print: its ridges
and valleys are about equally wide, and nothing else tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.quality import blocks, features, verdict
from station_devices.quality.verdict import HINTS as HINTS
from station_devices.quality.verdict import NO_PRINT as NO_PRINT
from station_devices.quality.verdict import WEAK_POINTS as WEAK_POINTS
from station_devices.scanner import FingerImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from station_devices.scanner import ScannerIdentity


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of one print.

    Attributes:
        score: 0..100, the weakest of all measures.
        area: Share of the window covered by the print, 0..1.
        contrast: Mean standard deviation of the grey levels in the print's cells.
        clarity: The weakest of the four features below, brought to 0..1.
        hints: Codes of `HINTS`: what would make it better, the most helpful first.
        weak_points: Codes of `WEAK_POINTS`: what is weak, causes first, the worst first.
        ocl: Orientation certainty, mean over the print's blocks, 0..1.
        lcs: Local clarity, likewise.
        fda: Frequency domain analysis, likewise.
        rvu: Ridge over valley width, geometric mean.
        noise: Deviation of the noise, grey levels.
    """

    score: int
    area: float = 0.0
    contrast: float = 0.0
    clarity: float = 0.0
    hints: tuple[str, ...] = ()
    weak_points: tuple[str, ...] = ()
    ocl: float = 0.0
    lcs: float = 0.0
    fda: float = 0.0
    rvu: float = 0.0
    noise: float = 0.0


_NO_PRINT = Quality(0, hints=verdict.help_for(verdict.NO_PRINT), weak_points=(verdict.NO_PRINT,))
_SOAKED = Quality(
    0, hints=verdict.help_for(verdict.MERGED_RIDGES), weak_points=(verdict.MERGED_RIDGES,)
)


def measure_quality(pixels: NDArray[np.uint8], dpi: int) -> Quality:
    """Measure a print.

    Args:
        pixels: Grey, uint8, shape (height, width), ridges dark. Smaller than 1.6 mm it is none.
        dpi: Pixels per inch.
    """
    if min(pixels.shape) < 2 * blocks.cell_side(dpi):
        return _NO_PRINT
    grid = blocks.cut(pixels, dpi)
    if not grid.ridged.any():
        return _SOAKED if blocks.soaked(grid) else _NO_PRINT
    noise = float(blocks.noise(grid)[grid.inner].mean())
    measures = verdict.take(grid, features.measure(grid), noise, dpi)
    points = verdict.judge(measures)
    weak, hints = verdict.explain(points, measures)
    return Quality(
        score=round(100 * min(points.values())),
        area=measures.area,
        contrast=measures.contrast,
        clarity=verdict.clarity(measures),
        hints=hints,
        weak_points=weak,
        ocl=measures.ocl,
        lcs=measures.lcs,
        fda=measures.fda,
        rvu=measures.rvu,
        noise=noise,
    )


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
