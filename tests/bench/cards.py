"""Card readers side by side, on the same drawn frames in one run."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from frames.decoys import DECOYS
from frames.drawing import draw_frame
from frames.mixes import in_full_hd
from frames.payloads import invent_payload
from frames.trial import MIXES, fresh_reader, sequence
from rows import Row, holds
from station_capture import Pixels

_FRAMES: Final = 60
_FULL_HD: Final = 20
_SEQUENCES: Final = 40
_SEED: Final = 2026
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_OURS, _ZBAR, _ZXING = "CardReader", "pyzbar", "zxing-cpp"

Read = Callable[[Pixels], bytes | None]


class Tried(NamedTuple):
    """One reader on one frame."""

    right: bool
    wrong: bool
    ms: float


class Shown(NamedTuple):
    """One frame, and what is in it: nothing, if it shows no card."""

    frame: Pixels
    payload: bytes


def card_rows() -> Iterator[Row]:
    """Reads, wrong reads and time, for ours and its rivals."""
    cv2.setNumThreads(1)
    results = {mix: _all_on(list(_frames(mix))) for mix in MIXES}
    for mix, limit in (("easy", 1.0), ("moderate", 1.8), ("hard", 3.0)):
        yield _reads(mix, results[mix], limit)
    yield _time_where_both_read([*results["easy"], *results["moderate"]])
    yield _time_per_frame("720p", [one[_OURS] for all_on in results.values() for one in all_on])
    for about, shown in (("1080p", list(_full_hd())), ("no card, 720p", list(_decoys()))):
        yield _beside(about, _all_on(shown))
    yield _sequences()


def _frames(mix: str, count: int = _FRAMES) -> Iterator[Shown]:
    for number in range(count):
        rng = np.random.default_rng((_SEED, number))
        spec, payload = MIXES[mix](rng), invent_payload(rng)
        yield Shown(draw_frame(spec, payload, rng).image, payload.encode())


def _full_hd() -> Iterator[Shown]:
    for number in range(_FULL_HD):
        rng = np.random.default_rng((_SEED, number))
        spec, payload = in_full_hd(MIXES["moderate"](rng)), invent_payload(rng)
        yield Shown(draw_frame(spec, payload, rng).image, payload.encode())


def _decoys() -> Iterator[Shown]:
    for number, draw in enumerate([*DECOYS.values()] * 6):
        rng = np.random.default_rng((_SEED, number))
        yield Shown(draw(MIXES["moderate"](rng), rng), b"")


def _readers() -> dict[str, Read]:
    detector = cv2.QRCodeDetector()
    return {
        _OURS: _by_ours,
        _ZBAR: lambda frame: _first_of_zbar(
            pyzbar.decode(_grey(frame), [pyzbar.ZBarSymbol.QRCODE])
        ),
        "pyzbar, as called by most": lambda frame: _first_of_zbar(pyzbar.decode(frame)),
        _ZXING: _by_zxing,
        "OpenCV": lambda frame: detector.detectAndDecode(frame)[0].encode() or None,
    }


def _by_ours(frame: Pixels) -> bytes | None:
    read = fresh_reader().feed(frame)
    return None if read is None else read.raw


def _by_zxing(frame: Pixels) -> bytes | None:
    found = zxingcpp.read_barcodes(_grey(frame), formats=_QR, try_invert=False)
    return found[0].bytes if found else None


def _first_of_zbar(found: Sequence[pyzbar.Decoded]) -> bytes | None:
    return found[0].data if found else None


def _grey(frame: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)


def _all_on(frames: Sequence[Shown]) -> list[dict[str, Tried]]:
    """Every reader on every frame, in turns."""
    readers = _readers()
    return [{name: _tried(read, one) for name, read in readers.items()} for one in frames]


def _tried(read: Read, shown: Shown) -> Tried:
    began = time.perf_counter()
    answer = read(shown.frame)
    ms = (time.perf_counter() - began) * 1e3
    right = bool(shown.payload) and answer == shown.payload
    return Tried(right, answer is not None and not right, ms)


def _reads(mix: str, results: list[dict[str, Tried]], limit: float) -> Row:
    count = len(results)
    right = {name: sum(one[name].right for one in results) for name in results[0]}
    wrong = {name: sum(one[name].wrong for one in results) for name in results[0]}
    beside = "; ".join(
        f"{name} {100 * right[name] / count:.0f} %"
        + (f" ({wrong[name]} wrong)" if wrong[name] else "")
        for name in right
        if name != _OURS
    )
    good = right[_OURS] >= limit * right[_ZBAR] and not wrong[_OURS]
    figure = f"{100 * right[_OURS] / count:.0f} % of {count}"
    return Row(f"{mix} frames read", figure, f"{beside}; limit {limit} x pyzbar", holds(good))


def _time_where_both_read(results: list[dict[str, Tried]]) -> Row:
    both = [one for one in results if one[_OURS].right and one[_ZBAR].right]
    ours, theirs = (statistics.median(one[name].ms for one in both) for name in (_OURS, _ZBAR))
    beside = f"pyzbar {theirs:.1f} ms ({theirs / ours:.0f} x); limit a tenth of pyzbar's"
    return Row("frame that both read", f"{ours:.1f} ms", beside, holds(ours <= theirs / 10))


def _time_per_frame(about: str, tried: list[Tried]) -> Row:
    times = [one.ms for one in tried]
    p95, worst = float(np.percentile(times, 95)), max(times)
    figure = f"p95 {p95:.1f} ms, worst {worst:.1f} ms"
    beside = f"limits 33 and 50 ms; median {statistics.median(times):.1f} ms"
    return Row(f"any frame, {about}", figure, beside, holds(p95 <= 33 and worst <= 50))


def _beside(about: str, results: list[dict[str, Tried]]) -> Row:
    median = {name: statistics.median(one[name].ms for one in results) for name in results[0]}
    reads = sum(one[_OURS].right for one in results)
    wrong = sum(one[_OURS].wrong for one in results)
    p95 = float(np.percentile([one[_OURS].ms for one in results], 95))
    rivals = "; ".join(f"{name} {ms:.1f} ms" for name, ms in median.items() if name != _OURS)
    figure = f"{median[_OURS]:.1f} ms, p95 {p95:.1f} ms, {reads} read, {wrong} wrong"
    return Row(f"frame of {about}", figure, rivals, holds(not wrong))


def _sequences() -> Row:
    results = [sequence("moderate", (_SEED, number)) for number in range(_SEQUENCES)]
    by = {most: sum(one.read and one.frames <= most for one in results) for most in (1, 3, 10)}
    figure = ", ".join(f"by frame {most}: {100 * by[most] / len(results):.0f} %" for most in by)
    good = by[3] >= 0.95 * len(results) and not any(one.wrong for one in results)
    return Row("shaking hand, moderate", figure, "limit 95 % by frame 3", holds(good))
