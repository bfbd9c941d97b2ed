"""Sessions of a fingerprint scanner on a line that damages what it carries."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from station_devices.capturing import CONNECT_S, SerialScanner
from station_devices.drivers import FAMILIES
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.faults import Carried
from station_devices.emulator.gt5 import Gt5Module, Gt5Settings
from station_devices.emulator.sfm import SfmModule, SfmSettings
from station_devices.emulator.vero2 import Vero2Module, Vero2Settings
from station_devices.encoding import decode_wsq, encode_wsq
from station_devices.errors import DeviceError, FingerNotLiftedError
from station_devices.line import Line
from station_devices.synthetic import draw_print
from virtual_line import VirtualClock, VirtualLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints
    from station_devices.emulator.serving import Module

SIDES = (128, 128)
"""Width and height of the sensors: small, so that many sessions go by."""
PRESSES = 8
"""Different prints; then they come again."""
LATE_S = 0.06
"""What a call may last beyond its deadline: three slices of a read."""
STOP_S = 0.2


@dataclass(frozen=True)
class Rig:
    """A family as it is fuzzed: its emulated module, and what a print looks like at the host."""

    module: Callable[[Prints], Module]
    seen: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
    baud: int


@cache
def press(number: int) -> NDArray[np.uint8]:
    """The print of the n-th press."""
    return draw_print(number % PRESSES, *SIDES)


def _four_bit(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray((pixels >> np.uint8(4)) * np.uint8(17), np.uint8)


def _ef01(prints: Prints) -> Module:
    return Ef01Module(Ef01Settings(width=SIDES[0], height=SIDES[1], absent_polls=1), prints)


def _gt5(prints: Prints) -> Module:
    return Gt5Module(Gt5Settings(*SIDES, absent_polls=1), prints)


def _sfm(prints: Prints) -> Module:
    return SfmModule(SfmSettings(*SIDES, absent_polls=1), prints)


def _vero2(prints: Prints) -> Module:
    faults = frozenset({"wsq_only", "trigger_pressed"})
    return Vero2Module(Vero2Settings(*SIDES, absent_polls=2, faults=faults), prints)


def _through_wsq(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return decode_wsq(encode_wsq(pixels, 500))


RIGS: dict[str, Rig] = {
    "ef01": Rig(_ef01, _four_bit, 57600),
    "gt5": Rig(_gt5, lambda pixels: pixels, 9600),
    "sfm": Rig(_sfm, lambda pixels: pixels, 115200),
    "sfm-wsq": Rig(_sfm, _through_wsq, 115200),
    "vero2": Rig(_vero2, _through_wsq, 115200),
}


class Glass:
    """Remembers which press the sensor saw last, and which was delivered last.

    Attributes:
        seen: Number of the press the sensor saw last.
        least: Number of the oldest press that may be delivered next.
    """

    def __init__(self) -> None:
        self.seen = self.least = 0

    def __call__(self, number: int) -> NDArray[np.uint8]:
        self.seen = number
        return press(number)


class RandomDamage:
    """Flips, cuts, loses and inserts bytes, keeps silent, pulls the cable: as the seed says."""

    def __init__(self, rng: random.Random, share: float) -> None:
        self._rng, self._share = rng, share

    def question(self, data: bytes) -> bytes:
        if self._rng.random() >= self._share / 4:
            return data
        return self._spoil(data)

    def carry(self, answer: bytes) -> Carried:
        rng = self._rng
        if not answer or rng.random() >= self._share:
            return Carried(answer)
        kind = rng.random()
        if kind < 0.12:
            return Carried(b"")
        if kind < 0.20:
            return Carried(answer[: rng.randrange(len(answer) + 1)], unplugs=True)
        if kind < 0.28:
            return Carried(answer, late_s=rng.choice((0.01, 0.2, 1.5)))
        return Carried(self._spoil(answer))

    def _spoil(self, data: bytes) -> bytes:
        rng, spoilt = self._rng, bytearray(data)
        for _ in range(rng.choice((1, 1, 1, 2, 5, 40))):
            where = rng.randrange(len(spoilt) + 1)
            kind = rng.randrange(4)
            if kind == 0 and where < len(spoilt):
                spoilt[where] ^= 1 << rng.randrange(8)
            elif kind == 1:
                del spoilt[where : where + rng.choice((1, 2, 13, 200))]
            elif kind == 2:
                spoilt[where:where] = rng.randbytes(rng.choice((1, 2, 13, 200)))
            else:
                del spoilt[where:]
        if len(spoilt) == len(data) and sum(spoilt) == sum(data):
            # The sums of all families but one are additions: no host could know of this damage.
            spoilt[-1] ^= 1
        return bytes(spoilt)


def fuzz(driver: str, seed: int) -> Counter[str]:
    """Run one session; returns how its calls ended, by name.

    Raises:
        AssertionError: A wrong image, a call beyond its limit, or a port left open.
    """
    rig, rng = RIGS[driver], random.Random(f"{driver} {seed}")
    clock = VirtualClock()
    damage = RandomDamage(rng, rng.choice((0.0, 0.03, 0.15, 0.5)))
    glass = Glass()
    cable = VirtualLine(rig.module(glass), clock, damage, baud=rig.baud)
    line = Line(FAMILIES[driver], cable.connect, now=clock)
    ended: Counter[str] = Counter()
    try:
        scanner = SerialScanner(driver, line)
    except DeviceError as exc:
        ended[exc.code] += 1
        assert cable.open_ports == 0
        assert clock() <= CONNECT_S + LATE_S
        return ended
    with scanner:
        for _ in range(rng.randrange(1, 5)):
            ended[_capture(scanner, rig, glass, clock, rng)] += 1
            if rng.random() < 0.2:
                if scanner.holds_image:
                    # Another finger is wanted: the one that is there must not pass for it.
                    glass.least = glass.seen + 1
                scanner.forget_image()
    assert cable.open_ports == 0
    return ended


def _capture(
    scanner: SerialScanner, rig: Rig, glass: Glass, clock: VirtualClock, rng: random.Random
) -> str:
    deadline = rng.choice((0.3, 2.0, 8.0, 20.0))
    started = clock()
    stop_at = started + (rng.random() * 8 if rng.random() < 0.2 else 1e9)
    try:
        image = scanner.capture(deadline, lambda: clock() >= stop_at)
    except DeviceError as exc:
        ended = exc.code
        if isinstance(exc, FingerNotLiftedError):
            glass.least = 0  # somebody has looked: what is there now is taken
    else:
        ended = "image"
        fresh = [
            number
            for number in range(max(glass.least, glass.seen - PRESSES + 1), glass.seen + 1)
            if np.array_equal(image.pixels, rig.seen(press(number)))
        ]
        assert fresh, "a wrong image"
        glass.least = fresh[0] + 1
    assert clock() <= started + deadline + LATE_S, f"late: {ended}"
    assert clock() <= stop_at + STOP_S, f"stopped late: {ended}"
    return ended
