"""Adds up what several pictures show of the same code, module by module."""

from collections import deque
from typing import Final

import numpy as np

from station_capture.qr.correction import agreements
from station_capture.qr.layout import known_modules, version_of
from station_capture.qr.projection import Floats

_MOST: Final = 8
_EVEN: Final = 0.85
"""Of 60 words 23 or more differ where a block is another's, and agree by 0.62 of the others; those
of one code agree by 0.96 of each other on drawn frames."""
_ALIKE: Final = 0.15
"""Correlation, of what is not the same in all codes, below which two grids are of two codes."""


class Fusion:
    """The last grids of one code."""

    def __init__(self) -> None:
        self._grids: deque[tuple[Floats, float]] = deque(maxlen=_MOST)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._grids)

    def add(self, modules: Floats, weight: float) -> Floats:
        """Add a grid, (n, n) about 1 light and -1 dark; return the weighted mean of all."""
        if self._grids and not self._is_like(modules):
            self._grids.clear()
        self._grids.append((modules, weight))
        return self._mean()

    def bears_out(self, whole: Floats) -> bool:
        """Whether every grid shows every block of this code about as well as the others.

        Blocks are corrected each by itself. Of two people's cards, seen one after the other, one
        block might become the one's and the next the other's: a card that nobody has.
        """
        version = version_of(len(whole))
        seen = [agreements(whole, modules, version) for modules, _ in self._grids]
        return all(one.min() > _EVEN * one.mean() for one in seen)

    def forget(self) -> None:
        """The code has left."""
        self._grids.clear()

    def _mean(self) -> Floats:
        grids, weights = zip(*self._grids, strict=True)
        return np.asarray(np.average(grids, axis=0, weights=weights), np.float32)

    def _is_like(self, modules: Floats) -> bool:
        before = self._mean()
        if before.shape != modules.shape:
            return False
        free = known_modules(version_of(len(modules))) == 0
        return float(np.corrcoef(before[free], modules[free])[0, 1]) > _ALIKE
