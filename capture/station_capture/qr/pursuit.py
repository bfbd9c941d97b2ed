"""The steps by which codes are looked for in one picture after the other, cheap to costly."""

import math
import time
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from station_capture.images import Pixels
from station_capture.qr.attention import Region, busy_regions, region_around
from station_capture.qr.budget import Budget, Costs
from station_capture.qr.eyes import by_eyes
from station_capture.qr.fusion import Fusion
from station_capture.qr.grid import decoded
from station_capture.qr.locators import LOCATORS, Locator, look
from station_capture.qr.rectified import Rectified, placed, rectified, worked_out
from station_capture.qr.symbol import Corners, Found, Sighting, Symbol
from station_capture.qr.zbar import second_opinion

_PLACING: Final = "placing"
_GRID: Final = "grid"
_FUSION: Final = "fusion"
_ZBAR: Final = "zbar"
_EYES: Final = "eyes"
_ZXING: Final = "zxing"
_MEGAPIXEL: Final = 1_000_000
_USUAL: Final = range(5, 11)
_BLANK: Final = 160
# Measured on one core of a 2-core computer; a pursuit learns those of its own.
_COSTS: Final = {
    _PLACING: 4.0,
    _GRID: 9.0,
    _ZBAR: 250.0,
    _EYES: 100.0,
    **{f"{_ZXING}-{one.name}": one.ms_per_megapixel for one in LOCATORS},
}
_DECODING_MS: Final = 4.0
"""Kept for telling and decoding the modules once the grid is laid."""
_TRACKED_FRAMES: Final = 8
_MARGIN: Final = 0.35
_ALIKE_PX: Final = 3.0
# Beyond this a module of a card's code is wide enough without the costlier ways.
_COSTLY_UP_TO: Final = 12_000_000
_LONGEST_SIDE: Final = 16_000  # OpenCV's cubic enlargement ends at 32767


class Decoded(NamedTuple):
    """A decoded code and the step that got it."""

    stage: str
    symbol: Symbol


class Pursuit:
    """Looks for codes in a stream of pictures, and remembers between them where one was."""

    def __init__(self) -> None:
        self.costs = Costs(_COSTS)
        self.seen_now: Sighting | None = None
        """The code that was seen in the last picture and is not decoded yet."""
        self._tracked: Sighting | None = None
        self._unseen_for = 0
        self._best: Rectified | None = None
        """The grid of this picture that fits best: better known than a sighting."""
        self._fusion = Fusion()
        self._turn = 0

    def codes(self, grey: Pixels, budget: Budget) -> Iterator[Decoded]:
        """Codes in a picture, as they are found; whoever has what it wants stops asking."""
        self._turn += 1
        self._best = None
        tried: list[Corners] = []
        first = look(grey)
        yield from _named(_ZXING, first)
        sightings = list(first.sightings)
        for seen in sightings or self._remembered():
            yield from self._by_grid(grey, seen, tried, budget)
        for region in self._regions(grey, sightings):
            yield from self._in_region(grey, region, sightings, tried, budget)
        if not sightings:
            yield from self._in_turn(grey, sightings, tried, budget)
        self._remember(sightings)

    def codes_in_still(self, grey: Pixels, budget: Budget) -> Iterator[Decoded]:
        """Codes in a single picture, every way tried."""
        yield from self.codes(grey, budget)
        if not _worth_the_cost(grey):
            return
        for locator in LOCATORS:
            found = self._located(grey, locator, (0, 0), budget)
            yield from _named(f"{_ZXING}-{locator.name}", found)
            for seen in found.sightings:
                yield from self._by_grid(grey, seen, [], budget)
        yield from (Decoded(_ZBAR, symbol) for symbol in second_opinion(grey))

    # -- inside ------------------------------------------------------------------------------

    def _regions(self, grey: Pixels, sightings: list[Sighting]) -> list[Region]:
        if not _worth_the_cost(grey):
            return []
        if sightings:
            return [region_around(sightings[0].corners, _MARGIN, grey.shape)]
        return busy_regions(grey)

    def _in_region(
        self,
        grey: Pixels,
        region: Region,
        sightings: list[Sighting],
        tried: list[Corners],
        budget: Budget,
    ) -> Iterator[Decoded]:
        part, at = region.cut(grey), (region.x, region.y)
        if part.size == 0:
            return
        for number in range(len(LOCATORS)):
            if number == 1:
                for seen in self._eyes(part, at, budget):
                    sightings.append(seen)
                    yield from self._by_grid(grey, seen, tried, budget)
            locator = LOCATORS[(self._turn + number) % len(LOCATORS)]
            found = self._located(part, locator, at, budget)
            yield from _named(f"{_ZXING}-{locator.name}", found)
            sightings.extend(found.sightings)
            for seen in found.sightings:
                yield from self._by_grid(grey, seen, tried, budget)
        if budget.allows(_ZBAR, part.size):
            with budget.measured(_ZBAR, part.size):
                opinion = second_opinion(part, (region.x, region.y))
            yield from (Decoded(_ZBAR, symbol) for symbol in opinion)

    def _in_turn(
        self, grey: Pixels, sightings: list[Sighting], tried: list[Corners], budget: Budget
    ) -> Iterator[Decoded]:
        """Nothing was seen where it was likely: the whole picture, one way at a time."""
        if not _worth_the_cost(grey):
            return
        locator = LOCATORS[self._turn % len(LOCATORS)]
        found = self._located(grey, locator, (0, 0), budget)
        yield from _named(f"{_ZXING}-{locator.name}", found)
        sightings.extend(found.sightings)
        for seen in found.sightings:
            yield from self._by_grid(grey, seen, tried, budget)

    def _located(
        self, part: Pixels, locator: Locator, at: tuple[int, int], budget: Budget
    ) -> Found:
        step = f"{_ZXING}-{locator.name}"
        if not budget.allows(step, part.size):
            return Found()
        with budget.measured(step, part.size):
            return look(locator.prepare(part), locator.scale, at)

    def _eyes(self, part: Pixels, at: tuple[int, int], budget: Budget) -> tuple[Sighting, ...]:
        if not budget.allows(_EYES, part.size):
            return ()
        with budget.measured(_EYES, part.size):
            return by_eyes(part, at)

    def _by_grid(
        self, grey: Pixels, seen: Sighting, tried: list[Corners], budget: Budget
    ) -> Iterator[Decoded]:
        if any(_alike(seen.corners, before) for before in tried):
            return
        tried.append(seen.corners)
        if not budget.allows(_PLACING, _MEGAPIXEL):
            return
        with budget.measured(_PLACING, _MEGAPIXEL):
            place = placed(grey, seen)
        if place is None or not budget.allows(_GRID, _MEGAPIXEL):
            return
        with budget.measured(_GRID, _MEGAPIXEL):
            laid = rectified(place, lambda: budget.lasts(_DECODING_MS))
        self._best = laid if self._best is None or laid.score > self._best.score else self._best
        payload = decoded(laid.modules, laid.version)
        if payload is not None:
            yield Decoded(_GRID, Symbol(payload, laid.corners))
        yield from self._fused(laid)

    def _fused(self, laid: Rectified) -> Iterator[Decoded]:
        merged = self._fusion.add(laid.modules, laid.score)
        if len(self._fusion) > 1:
            payload = decoded(merged, laid.version)
            if payload is not None:
                yield Decoded(_FUSION, Symbol(payload, laid.corners))

    def _remembered(self) -> list[Sighting]:
        return [self._tracked] if self._tracked is not None else []

    def _remember(self, sightings: list[Sighting]) -> None:
        self._unseen_for += 1
        best = self._best
        laid = Sighting(best.corners, best.version) if best is not None else None
        self.seen_now = laid or next(iter(sightings), None)
        if self.seen_now is not None:
            self._tracked, self._unseen_for = self.seen_now, 0
        elif self._unseen_for > _TRACKED_FRAMES:
            self._tracked = None
            self._fusion.forget()


@cache
def prepare() -> None:
    """Take every step once, so that no picture waits for what is worked out but once."""
    for version in _USUAL:
        worked_out(version)
    blank = np.random.default_rng(0).integers(0, 255, (_BLANK, _BLANK), np.uint8)
    for _code in Pursuit().codes(blank, Budget(math.inf, Costs({}), time.perf_counter)):
        pass


def _named(stage: str, found: Found) -> Iterator[Decoded]:
    return (Decoded(stage, symbol) for symbol in found.symbols)


def _worth_the_cost(grey: Pixels) -> bool:
    return grey.size <= _COSTLY_UP_TO and max(grey.shape) <= _LONGEST_SIDE


def _alike(corners: Corners, others: Corners) -> bool:
    """Whether two sightings are so close that the grid would be laid from the same place."""
    return all(
        abs(one - other) < _ALIKE_PX
        for point, near in zip(corners, others, strict=True)
        for one, other in zip(point, near, strict=True)
    )
