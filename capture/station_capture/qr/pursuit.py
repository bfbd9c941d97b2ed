"""The order of the steps by which codes are looked for in one picture after the other."""

import math
import time
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from station_capture.images import Pixels
from station_capture.qr.attention import Region, busy_regions, region_around
from station_capture.qr.budget import Budget, Costs
from station_capture.qr.fusion import Fusion
from station_capture.qr.layout import VERSIONS, known_modules
from station_capture.qr.locators import LOCATORS, NEAR
from station_capture.qr.rectified import worked_out
from station_capture.qr.search import COSTS, Decoded, Search
from station_capture.qr.symbol import Sighting
from station_capture.qr.zbar import second_opinion

_TRACKED_FRAMES: Final = 8
_NEAR_TURNS: Final = 2
"""So often a whole picture is looked at for a card held too near: most are held too far."""
_MARGIN: Final = 0.35
_USUAL, _SCALE, _EDGE = 8, 3, 40
# Beyond this a module of a card's code is wide enough without the costlier ways.
_COSTLY_UP_TO: Final = 12_000_000
_LONGEST_SIDE: Final = 16_000  # OpenCV's cubic enlargement ends at 32767


class Pursuit:
    """Looks for codes in a stream of pictures, and remembers between them where one was."""

    def __init__(self) -> None:
        self.costs = Costs(COSTS)
        self.seen_now: Sighting | None = None
        """The code that was seen in the last picture and is not decoded yet."""
        self._tracked: Sighting | None = None
        self._unseen_for = 0
        self._fusion = Fusion()
        self._turn = 0

    def codes(self, grey: Pixels, budget: Budget) -> Iterator[Decoded]:
        """Codes in a picture, as they are found; whoever has what it wants stops asking."""
        self._turn += 1
        search = Search(grey, budget, self._fusion)
        if not _worth_the_cost(grey):
            yield from search.whole()
        else:
            yield from self._by_steps(grey, search)
        self._remember(search)

    def settled(self) -> None:
        """A code was read: whatever is seen next may be another's."""
        self._fusion.forget()

    def codes_in_still(self, grey: Pixels, budget: Budget) -> Iterator[Decoded]:
        """Codes in a single picture, every way tried."""
        yield from self.codes(grey, budget)
        if not _worth_the_cost(grey):
            return
        search = Search(grey, budget, self._fusion)
        for locator in LOCATORS:
            yield from search.prepared(locator, _all_of(grey))
        yield from (Decoded("zbar", symbol) for symbol in second_opinion(grey))

    # -- inside ------------------------------------------------------------------------------

    def _by_steps(self, grey: Pixels, search: Search) -> Iterator[Decoded]:
        yield from search.over()
        regions = busy_regions(grey)
        for region in regions:
            yield from search.glance(region)
        yield from search.grids(tuple(search.sightings) or self._remembered())
        if search.sightings:
            regions = [region_around(search.sightings[0].corners, _MARGIN, grey.shape)]
        else:
            yield from search.whole()
            yield from search.grids(tuple(search.sightings))
            yield from search.prepared(NEAR, _all_of(grey))
            if not self._turn % _NEAR_TURNS:
                yield from search.near_eyes()
        for region in regions:
            yield from self._in_region(search, region)
        if not search.sightings:
            yield from search.prepared(LOCATORS[self._turn % len(LOCATORS)], _all_of(grey))

    def _in_region(self, search: Search, region: Region) -> Iterator[Decoded]:
        for number in range(len(LOCATORS)):
            if number == 1:
                yield from search.eyes(region)
            yield from search.prepared(LOCATORS[(self._turn + number) % len(LOCATORS)], region)
        yield from search.zbar(region)

    def _remembered(self) -> tuple[Sighting, ...]:
        return (self._tracked,) if self._tracked is not None else ()

    def _remember(self, search: Search) -> None:
        self._unseen_for += 1
        best = search.best
        laid = Sighting(best.corners, best.fit.version) if best is not None else None
        self.seen_now = laid or next(iter(search.sightings), None)
        if self.seen_now is not None:
            self._tracked, self._unseen_for = self.seen_now, 0
        elif self._unseen_for > _TRACKED_FRAMES:
            self._tracked = None
            self._fusion.forget()


@cache
def prepare() -> None:
    """Take every step once, so that no picture waits for what is worked out but once.

    What is looked at has all of a code but its sense, so every step is tried on it.
    """
    for version in VERSIONS:
        worked_out(version)
    pursuit, chance = Pursuit(), np.random.default_rng(0)
    for _turn in range(2):  # the second adds the first to its grids
        known = known_modules(_USUAL)
        free = chance.choice((-1, 1), known.shape)
        pixels = np.kron(np.where(known == 0, free, known), np.ones((_SCALE, _SCALE)))
        picture = np.pad(np.where(pixels > 0, 200, 50).astype(np.uint8), _EDGE, constant_values=200)
        for _code in pursuit.codes(picture, Budget(math.inf, pursuit.costs, time.perf_counter)):
            pass


def _all_of(grey: Pixels) -> Region:
    return Region(0, 0, grey.shape[1], grey.shape[0])


def _worth_the_cost(grey: Pixels) -> bool:
    return grey.size <= _COSTLY_UP_TO and max(grey.shape) <= _LONGEST_SIDE
