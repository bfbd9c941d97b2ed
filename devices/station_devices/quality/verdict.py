"""What is weak about a print, why, and what would help: the measures judged one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from station_devices.quality.blocks import dark_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from station_devices.quality.blocks import Cells, Grid
    from station_devices.quality.features import Features

NO_PRINT = "no_print"
OFF_CENTRE = "off_centre"
SMALL_AREA = "small_area"
LOW_CONTRAST = "low_contrast"
BLURRED = "blurred"
MERGED_RIDGES = "merged_ridges"
BROKEN_RIDGES = "broken_ridges"
NOISY = "noisy"
UNCLEAR_RIDGES = "unclear_ridges"
WEAK_POINTS = (
    NO_PRINT,
    OFF_CENTRE,
    SMALL_AREA,
    LOW_CONTRAST,
    BLURRED,
    MERGED_RIDGES,
    BROKEN_RIDGES,
    NOISY,
    UNCLEAR_RIDGES,
)
"""All codes of what may be weak about a print."""

PLACE_FINGER = "place_finger"
CENTRE_FINGER = "centre_finger"
PRESS_HARDER = "press_harder"
PRESS_LIGHTER = "press_lighter"
HOLD_STILL = "hold_still"
WIPE_FINGER = "wipe_finger"
MOISTEN_FINGER = "moisten_finger"
CLEAN_GLASS = "clean_glass"
HINTS = (
    PLACE_FINGER,
    CENTRE_FINGER,
    PRESS_HARDER,
    PRESS_LIGHTER,
    HOLD_STILL,
    WIPE_FINGER,
    MOISTEN_FINGER,
    CLEAN_GLASS,
)
"""All codes of what may help."""

_HELP: Mapping[str, tuple[str, ...]] = {
    NO_PRINT: (PLACE_FINGER,),
    OFF_CENTRE: (CENTRE_FINGER,),
    SMALL_AREA: (PRESS_HARDER,),
    LOW_CONTRAST: (PRESS_HARDER,),
    BLURRED: (HOLD_STILL,),
    MERGED_RIDGES: (WIPE_FINGER, PRESS_LIGHTER),
    BROKEN_RIDGES: (MOISTEN_FINGER,),
    NOISY: (CLEAN_GLASS,),
    UNCLEAR_RIDGES: (WIPE_FINGER, HOLD_STILL),
}
_UNDOES: Mapping[str, str] = {
    PRESS_HARDER: PRESS_LIGHTER,
    PRESS_LIGHTER: PRESS_HARDER,
    WIPE_FINGER: MOISTEN_FINGER,
    MOISTEN_FINGER: WIPE_FINGER,
}

_LEAST = 0.03
_WEAK = 0.7  # a measure below this is named

# A well placed finger covers this share of a small window, or this much of a large one.
_FULL_SHARE, _FULL_MM2 = 0.60, 150.0
_FULL_CONTRAST = 55.0
_FADED, _PLAIN = 20.0, 40.0  # cells that spread less show hardly a ridge; those that spread more do
# Grey levels between which a faded cell was moved over; darker it is wet, lighter it is weak.
_DARK, _LIGHT = 95.0, 170.0
# Half ridge and half valley are about 130, however thick the ridges; run into each other they are
# darker. Not measured as a share of dark pixels: 16 greys would move that by a third.
_WET, _WETTEST = 114.0, 54.0
_CUT = 0.2  # share of an edge's cells touched when it cuts the print


@dataclass(frozen=True, slots=True)
class Measures:
    """What the verdict is made of, each over the cells or blocks that the finger touches.

    Attributes:
        area: Share of the window, 0..1.
        area_mm2: The same in square millimetres.
        off_centre: Distance of the print's middle from the window's, as a share of the window's
            width or height, the larger of both.
        cut: Whether the window's edge cuts the print at that side.
        contrast: Mean standard deviation of the grey levels.
        smeared: Share of faded cells of a middle grey.
        flooded: Share of faded cells that are dark.
        framed: Share of the window's outermost cells that are dark and without ridges.
        pale: Whether the print is light.
        level: Mean grey level.
        noise: Deviation of the noise, grey levels.
        gaps: Light pixels on ridges less dark ones in valleys, shares.
        ocl: Mean orientation certainty.
        lcs: Mean local clarity.
        fda: Mean frequency domain analysis.
        rvu: Ridge over valley width, geometric mean; 0 where there are none.
    """

    area: float
    area_mm2: float
    off_centre: float
    cut: bool
    contrast: float
    smeared: float
    flooded: float
    framed: float
    pale: bool
    level: float
    noise: float
    gaps: float
    ocl: float
    lcs: float
    fda: float
    rvu: float


def take(grid: Grid, features: Features, noise: float, dpi: int) -> Measures:
    """Sum up a print with at least one touched cell."""
    inner = grid.inner
    off_centre, cut = _off_centre(grid.touched)
    level = grid.level[inner]
    faded = np.clip((_PLAIN - grid.spread[inner]) / (_PLAIN - _FADED), 0.0, 1.0)
    cell_mm = grid.side * 25.4 / dpi
    return Measures(
        area=float(grid.touched.mean()),
        area_mm2=float(grid.touched.sum()) * cell_mm**2,
        off_centre=off_centre,
        cut=cut,
        contrast=float(grid.spread[inner].mean()),
        smeared=float((faded * ((level >= _DARK) & (level <= _LIGHT))).mean()),
        flooded=float((faded * (level < _DARK)).mean()),
        framed=dark_frame(grid),
        pale=bool(level.mean() > _LIGHT),
        level=float(level.mean()),
        noise=noise,
        gaps=_mean(features.gaps) - _mean(features.bridges),
        ocl=_mean(features.ocl),
        lcs=_mean(features.lcs),
        fda=_mean(features.fda),
        rvu=float(np.exp(np.log(features.ratio).mean())) if features.ratio.size else 0.0,
    )


def clarity(measures: Measures) -> float:
    """The weakest of the four features, 0..1.

    Good is about the middle of what NFIQ 2's histogram bins cut real prints at, bad is below the
    first bin. Drawn prints lie at .90, .88, .37 and 1.0.
    """
    width = abs(float(np.log(measures.rvu))) if measures.rvu > 0 else float(np.inf)
    return min(
        _ramp(measures.ocl, 0.30, 0.78),
        _ramp(measures.lcs, 0.45, 0.80),
        _ramp(measures.fda, 0.12, 0.32),
        _ramp(width, 1.1, 0.4),
    )


def judge(measures: Measures) -> dict[str, float]:
    """How well the print stands in each point, 0 (none) to 1 (as good as needed)."""
    area = min(1.0, max(measures.area / _FULL_SHARE, measures.area_mm2 / _FULL_MM2))
    # A whole finger may lie anywhere on a large glass.
    partial = measures.cut or area < _WEAK
    return {
        OFF_CENTRE: _ramp(measures.off_centre, 0.32, 0.10) if partial else 1.0,
        SMALL_AREA: area,
        LOW_CONTRAST: min(1.0, measures.contrast / _FULL_CONTRAST),
        BLURRED: _ramp(measures.smeared, 0.60, 0.02),
        MERGED_RIDGES: min(
            _ramp(measures.level, _WETTEST, _WET),
            _ramp(measures.flooded, 0.50, 0.02),
            _ramp(measures.framed, 0.30, 0.10),
        ),
        BROKEN_RIDGES: _ramp(measures.gaps, 0.20, 0.06),
        NOISY: _ramp(measures.noise, 65.0, 22.0),
        UNCLEAR_RIDGES: clarity(measures),
    }


def explain(
    points: Mapping[str, float], measures: Measures
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name what is weak, and what helps.

    Returns:
        The weak points, causes before what only follows from them, the worst first; and the hints
        for the causes, the most helpful first.
    """
    weak = [code for code in sorted(points, key=points.__getitem__) if points[code] < _WEAK]
    follows = {UNCLEAR_RIDGES}
    if not measures.pale:
        follows.add(LOW_CONTRAST)  # moved or wet: pressing harder would not help
    if OFF_CENTRE in weak:
        follows.add(SMALL_AREA)
    causes = [code for code in weak if code not in follows]
    effects = [code for code in weak if code in follows]
    return (*causes, *effects), help_for(*(causes or effects))


def help_for(*weak: str) -> tuple[str, ...]:
    """The hints for these weak points, each once, and none that undoes one before it."""
    found: list[str] = []
    for hint in (hint for code in weak for hint in _HELP[code]):
        if hint not in found and _UNDOES.get(hint) not in found:
            found.append(hint)
    return tuple(found)


def _off_centre(touched: Cells) -> tuple[float, bool]:
    offsets = (np.argwhere(touched).mean(axis=0) + 0.5) / touched.shape - 0.5
    axis = int(np.abs(offsets).argmax())
    edge = np.take(touched, -1 if offsets[axis] > 0 else 0, axis=axis)
    return abs(float(offsets[axis])), bool(edge.mean() > _CUT)


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    return float(values.mean()) if values.size else 0.0


def _ramp(value: float, bad: float, good: float) -> float:
    """From hardly anything to 1; not from 0, because the worst print is still more than none."""
    return float(np.clip((value - bad) / (good - bad), _LEAST, 1.0))
