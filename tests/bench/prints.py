"""What compressing prints costs everybody else in the program, and what it keeps of them."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np

from rows import Row, holds
from station_devices import EncodedPrint, FingerImage, PrintEncoder, encode_print
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print

_PRINTS: Final = 10
_TICK_S: Final = 0.001
_ROUNDS: Final = 3
_SIZES: Final = ((256, 288), (500, 500))

Encode = Callable[[FingerImage], EncodedPrint]


class Ticks(NamedTuple):
    """How a timer of 1 ms fared in a thread beside the one that compresses."""

    share: float
    """Of the ticks it makes in as long a time when nothing else goes on."""
    longest_ms: float
    """Between two of them."""
    print_ms: float
    """How long one print took."""


def print_rows() -> Iterator[Row]:
    """The standstill of the rest of the program; the loss, seen by an independent decoder."""
    for width, height in _SIZES:
        image = _print(width, height)
        with PrintEncoder() as encoder:
            encoder.encode(image)  # its process is there from the first visit on
            here, there = _in_turns(encode_print, encoder.encode, image)
        size = f"{width}x{height} prints"
        beside = f"{_told(here)} compressed here; limit: twice as many ticks"
        figure = f"{_told(there)} elsewhere"
        verdict = holds(there.share >= 2 * here.share)
        yield Row(f"1 ms timer, {_PRINTS} {size}", figure, beside, verdict)
        beside = f"{here.print_ms:.1f} ms here; limit 100 ms"
        figure = f"{there.print_ms:.1f} ms elsewhere"
        yield Row(f"compress one of {width}x{height}", figure, beside, holds(there.print_ms <= 100))
        yield _loss(image)


def _print(width: int, height: int) -> FingerImage:
    return measured_print(draw_print(1, width, height), 500, 8, driver="file")


def _in_turns(one: Encode, other: Encode, image: FingerImage) -> tuple[Ticks, Ticks]:
    """Both on the same noisy machine; of each the median round."""
    idle = _ticks_when_idle()
    rounds = [(_beside(one, image, idle), _beside(other, image, idle)) for _ in range(_ROUNDS)]
    return _median([first for first, _ in rounds]), _median([second for _, second in rounds])


def _median(all_ticks: list[Ticks]) -> Ticks:
    return Ticks(*(statistics.median(column) for column in zip(*all_ticks, strict=True)))


def _ticks_when_idle(seconds: float = 0.3) -> float:
    """Ticks in a second."""
    with _Ticker() as ticker:
        time.sleep(seconds)
    return len(ticker.at) / seconds


def _beside(encode: Encode, image: FingerImage, idle: float) -> Ticks:
    with _Ticker() as ticker:
        began = time.perf_counter()
        for _ in range(_PRINTS):
            encode(image)
        took = time.perf_counter() - began
    gaps = np.diff([began, *ticker.at, began + took])
    return Ticks(len(ticker.at) / (idle * took), float(gaps.max()) * 1e3, took / _PRINTS * 1e3)


class _Ticker:
    """A thread that notes the time every millisecond, as long as it is let."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "_Ticker":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            time.sleep(_TICK_S)
            self.at.append(time.perf_counter())


def _told(ticks: Ticks) -> str:
    return f"{100 * ticks.share:.0f} % of its ticks, longest gap {ticks.longest_ms:.0f} ms"


def _loss(image: FingerImage) -> Row:
    from print_readers.wsq_reader import read_wsq

    encoded = encode_print(image, png=True)
    opened = read_wsq(encoded.wsq)
    error = np.mean((opened.astype(np.float64) - image.pixels) ** 2)
    decibels = 10 * np.log10(255**2 / error)
    times = image.pixels.size / len(encoded.wsq)
    figure = f"{decibels:.1f} dB, {len(encoded.wsq):,} bytes ({times:.0f}:1)"
    beside = f"lossless PNG {len(encoded.png or b''):,} bytes; limit 20 dB, an independent decoder"
    good = opened.shape == image.pixels.shape and decibels >= 20
    return Row(f"WSQ of {image.width}x{image.height}", figure, beside, holds(bool(good)))
