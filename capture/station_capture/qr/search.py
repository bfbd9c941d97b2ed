"""One picture under search: each step within the picture's budget, and what was seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from station_capture.images import Pixels
from station_capture.qr.attention import Region
from station_capture.qr.budget import Budget
from station_capture.qr.correction import mended
from station_capture.qr.eyes import MODULES, NEAR_MODULES, by_eyes
from station_capture.qr.fusion import Fusion
from station_capture.qr.grid import decoded
from station_capture.qr.locators import LOCATORS, NEAR, Locator, look, look_over
from station_capture.qr.projection import Floats
from station_capture.qr.rectified import Placed, Rectified, placed, rectified, unbent
from station_capture.qr.symbol import Corners, Found, Sighting, Symbol
from station_capture.qr.zbar import second_opinion

_ZXING: Final = "zxing"
_PLACING: Final = "placing"
_GRID: Final = "grid"
_BENT: Final = "bent"
_MENDED: Final = "mended"
_FUSION: Final = "fusion"
_ZBAR: Final = "zbar"
_EYES: Final = "eyes"
_NEAR_EYES: Final = "near-eyes"
_GRIDS: Final = 1_000_000
"""Grids cost the same in every picture: their cost is told as that of a megapixel."""
COSTS: Final = {
    _ZXING: 2.5,
    _PLACING: 3.0,
    _GRID: 6.0,
    _BENT: 6.0,
    _MENDED: 3.0,
    _ZBAR: 250.0,
    _EYES: 100.0,
    _NEAR_EYES: 8.0,
    **{f"{_ZXING}-{one.name}": one.ms_per_megapixel for one in (*LOCATORS, NEAR)},
}
"""Milliseconds a megapixel, measured on one core of a 2-core computer; a reader learns its own."""
_DECODING_MS: Final = 4.0
"""Kept for telling and decoding the modules once the grid is laid."""
_MENDING_MS: Final = 1.0
_CALL_MS: Final = 0.3
"""What a look costs however small the picture."""
_FITS: Final = 0.38
"""How well a grid must fit to be one: on frames without a code one in thirty does as well."""
_ALIKE_PX: Final = 3.0


class Decoded(NamedTuple):
    """A decoded code and the step that got it."""

    stage: str
    symbol: Symbol


class Search:
    """The search in one picture, (h, w) grey."""

    def __init__(self, grey: Pixels, budget: Budget, fusion: Fusion) -> None:
        self.sightings: list[Sighting] = []
        """What zxing-cpp has seen: three eyes alone are seen on any desk, and only tried."""
        self.best: Rectified | None = None
        """The grid of this picture that fits best, if it fits: better known than a sighting."""
        self._grey, self._budget, self._fusion = grey, budget, fusion
        self._tried: list[Corners] = []
        self._strain = 1.0
        """How many times as long as usual zxing-cpp looks: in a field of eyes it looks long."""

    def over(self) -> Iterator[Decoded]:
        """The whole picture in haste: the cheapest step, always taken."""
        with self._strain_of(self._grey):
            found = look_over(self._grey)
        yield from self._taken(_ZXING, found)

    def glance(self, region: Region) -> Iterator[Decoded]:
        """A part of the picture as it is."""
        part = region.cut(self._grey)
        if not self._budget.allows(_ZXING, self._work(part)):
            return
        with self._strain_of(part):
            found = look(part, 1.0, (region.x, region.y))
        yield from self._taken(_ZXING, found)

    def whole(self) -> Iterator[Decoded]:
        """The whole picture as it is."""
        work = self._work(self._grey)
        if self._budget.allows(_ZXING, work):
            with self._budget.measured(_ZXING, work):
                found = look(self._grey)
            yield from self._taken(_ZXING, found)

    def prepared(self, locator: Locator, region: Region) -> Iterator[Decoded]:
        """A part of the picture, prepared for one fault."""
        part, step = region.cut(self._grey), f"{_ZXING}-{locator.name}"
        work = self._work(part)
        if not part.size or not self._budget.allows(step, work):
            return
        with self._budget.measured(step, work):
            found = look(locator.prepare(part), locator.scale, (region.x, region.y))
        yield from self._taken(step, found)
        yield from self.grids(found.sightings)

    def eyes(self, region: Region) -> Iterator[Decoded]:
        """A part of the picture, for three eyes alone."""
        yield from self._by_eyes(_EYES, region.cut(self._grey), (region.x, region.y), MODULES)

    def near_eyes(self) -> Iterator[Decoded]:
        """The whole picture, for three large eyes."""
        yield from self._by_eyes(_NEAR_EYES, self._grey, (0, 0), NEAR_MODULES)

    def zbar(self, region: Region) -> Iterator[Decoded]:
        """A part of the picture, by the other decoder."""
        part = region.cut(self._grey)
        if not part.size or not self._budget.allows(_ZBAR, part.size):
            return
        with self._budget.measured(_ZBAR, part.size):
            opinion = second_opinion(part, (region.x, region.y))
        yield from (Decoded(_ZBAR, symbol) for symbol in opinion)

    def grids(self, sightings: tuple[Sighting, ...]) -> Iterator[Decoded]:
        """Lay a grid over each of these that lies elsewhere than those before."""
        for seen in sightings:
            if not any(_alike(seen.corners, before) for before in self._tried):
                self._tried.append(seen.corners)
                yield from self._grid(seen)

    # -- inside ------------------------------------------------------------------------------

    def _by_eyes(
        self, step: str, part: Pixels, at: tuple[int, int], modules: tuple[float, ...]
    ) -> Iterator[Decoded]:
        if not part.size or not self._budget.allows(step, part.size):
            return
        with self._budget.measured(step, part.size):
            seen = by_eyes(part, at, modules)
        yield from self.grids(seen)

    def _grid(self, seen: Sighting) -> Iterator[Decoded]:
        if not self._budget.allows(_PLACING, _GRIDS):
            return
        with self._budget.measured(_PLACING, _GRIDS):
            place = placed(self._grey, seen)
        if place is None or not self._budget.allows(_GRID, _GRIDS):
            return
        with self._budget.measured(_GRID, _GRIDS):
            flat = rectified(place, self._fitting)
        yield from self._read(_GRID, flat)
        if flat.fit.score < _FITS:
            return
        laid = self._unbent(place, flat)
        if laid is not flat:
            yield from self._read(_BENT, laid)
        yield from self._mended(laid)
        yield from self._fused(laid)

    def _unbent(self, place: Placed, flat: Rectified) -> Rectified:
        if not self._budget.allows(_BENT, _GRIDS):
            return flat
        with self._budget.measured(_BENT, _GRIDS):
            return unbent(place, flat, self._fitting)

    def _read(self, stage: str, laid: Rectified) -> Iterator[Decoded]:
        if laid.fit.score > (self.best.fit.score if self.best else _FITS):
            self.best = laid
        payload = decoded(laid.modules, laid.fit.version)
        if payload is not None:
            yield Decoded(stage, Symbol(payload, laid.corners))

    def _mended(self, laid: Rectified) -> Iterator[Decoded]:
        whole = self._mended_modules(laid)
        if whole is not None:
            yield from self._read(_MENDED, laid._replace(modules=whole))

    def _mended_modules(self, laid: Rectified) -> Floats | None:
        if not self._budget.allows(_MENDED, _GRIDS):
            return None
        with self._budget.measured(_MENDED, _GRIDS):
            return mended(laid.modules, laid.fit.version, self._mending)

    def _fused(self, laid: Rectified) -> Iterator[Decoded]:
        merged = self._fusion.add(laid.modules, laid.fit.score)
        if len(self._fusion) < 2:
            return
        whole = self._mended_modules(laid._replace(modules=merged))
        if whole is None:
            return
        if self._fusion.bears_out(whole):
            yield from self._read(_FUSION, laid._replace(modules=whole))
        else:
            self._fusion.forget()

    def _taken(self, stage: str, found: Found) -> Iterator[Decoded]:
        self.sightings += found.sightings
        return (Decoded(stage, symbol) for symbol in found.symbols)

    @contextmanager
    def _strain_of(self, part: Pixels) -> Iterator[None]:
        usual = self._budget.expected_ms(_ZXING, part.size) + _CALL_MS
        before = self._budget.spent_ms()
        yield
        self._strain = max(self._strain, (self._budget.spent_ms() - before) / usual)

    def _work(self, part: Pixels) -> int:
        return round(part.size * self._strain)

    def _fitting(self) -> bool:
        return self._budget.lasts(_DECODING_MS)

    def _mending(self) -> bool:
        return self._budget.lasts(_MENDING_MS)


def _alike(corners: Corners, others: Corners) -> bool:
    """Whether two sightings are so close that the grid would be laid from the same place."""
    return all(
        abs(one - other) < _ALIKE_PX
        for point, near in zip(corners, others, strict=True)
        for one, other in zip(point, near, strict=True)
    )
