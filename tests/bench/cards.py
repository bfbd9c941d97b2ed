"""Card readers side by side, on the same drawn frames in one run."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from frames.decoys import DECOYS
from frames.drawing import draw_frame
from frames.mixes import in_full_hd
from frames.payloads import invent_payload
from frames.shaking import shaken
from frames.spec import FrameSpec
from frames.textures import TEXTURES
from frames.trial import MIXES, SEQUENCE, fresh_reader
from rows import Row, holds
from station_capture import Pixels

_SEED: Final = 2026
_HD, _FULL_HD = "720p", "1080p"
_FRAMES: Final = {
    _HD: {"easy": 30, "moderate": 60, "hard": 60},
    _FULL_HD: {"moderate": 20, "hard": 20},
}
_DECOY_ROUNDS: Final = {_HD: 3, _FULL_HD: 1}
_SEQUENCES: Final = {"moderate": 40, "hard": 15}
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_OURS, _ZBAR, _ZXING = "CardReader", "pyzbar", "zxing-cpp"
_QUICK: Final = (_OURS, _ZBAR, _ZXING)
"""The readers that are also shown what takes some others seconds."""

Read = Callable[[Pixels], bytes | None]


class Shown(NamedTuple):
    """One frame, and what is in it: nothing, if it shows no card."""

    kind: str
    frame: Pixels
    payload: bytes


class Tried(NamedTuple):
    """One reader on one frame."""

    kind: str
    right: bool
    wrong: bool
    ms: float


Results = dict[str, list[Tried]]
"""By reader; in each list the same frames in the same order."""


def card_rows() -> Iterator[Row]:
    """Reads, wrong reads and time, for ours and its rivals."""
    cv2.setNumThreads(1)
    for size in (_HD, _FULL_HD):
        cards, decoys = _all_on(_cards(size)), _all_on(_decoys(size))
        yield from (_reads(size, name, cards[name]) for name in cards)
        yield from (_times(size, name, cards[name] + decoys[name]) for name in cards)
        yield _wrong_on_decoys(size, decoys)
        if size == _HD:
            yield from (_at_least(cards, *goal) for goal in (("moderate", 1.8), ("hard", 3.0)))
        yield _where_both_read(size, cards)
        yield _any_frame(size, cards[_OURS] + decoys[_OURS] + _on_textures(size)[_OURS])
    yield from (row for mix in _SEQUENCES for row in _sequences(mix))


def _cards(size: str) -> Iterator[Shown]:
    for mix, count in _FRAMES[size].items():
        for number in range(count):
            rng = np.random.default_rng((_SEED, number))
            spec, payload = _sized(MIXES[mix](rng), size), invent_payload(rng)
            yield Shown(mix, draw_frame(spec, payload, rng).image, payload.encode())


def _decoys(size: str, *, textures: bool = False) -> Iterator[Shown]:
    for number in range(_DECOY_ROUNDS[size]):
        for kind, draw in DECOYS.items():
            if (kind in TEXTURES) == textures:
                rng = np.random.default_rng((_SEED, number))
                yield Shown(kind, draw(_sized(MIXES["moderate"](rng), size), rng), b"")


def _sized(spec: FrameSpec, size: str) -> FrameSpec:
    return in_full_hd(spec) if size == _FULL_HD else spec


@cache
def _readers() -> dict[str, Read]:
    detector = cv2.QRCodeDetector()
    fresh_reader()  # the first one of a process works out what all of them use
    return {
        _OURS: _by_ours,
        _ZBAR: lambda frame: _by_zbar(_grey(frame), [pyzbar.ZBarSymbol.QRCODE]),
        "pyzbar, as called by most": _by_zbar,
        _ZXING: _by_zxing,
        "OpenCV": lambda frame: detector.detectAndDecode(frame)[0].encode() or None,
        **_by_wechat_or_newer(),
    }


def _by_wechat_or_newer() -> dict[str, Read]:
    """WeChat's detector as called by default, if OpenCV has it: only its extra modules do.

    Where it is missing, OpenCV's own newer detector stands in, called as simply.
    """
    if not hasattr(cv2, "wechat_qrcode_WeChatQRCode"):
        newer = cv2.QRCodeDetectorAruco()
        return {"OpenCV, newer": lambda frame: newer.detectAndDecode(frame)[0].encode() or None}
    wechat: Any = cv2.wechat_qrcode_WeChatQRCode()
    return {"WeChat": lambda frame: next(map(str.encode, wechat.detectAndDecode(frame)[0]), None)}


def _by_ours(frame: Pixels) -> bytes | None:
    read = fresh_reader().feed(frame)
    return None if read is None else read.raw


def _by_zxing(frame: Pixels) -> bytes | None:
    found = zxingcpp.read_barcodes(_grey(frame), formats=_QR, try_invert=False)
    return found[0].bytes if found else None


def _by_zbar(frame: Pixels, symbols: list[pyzbar.ZBarSymbol] | None = None) -> bytes | None:
    found = pyzbar.decode(frame, symbols)
    return found[0].data if found else None


def _grey(frame: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)


def _all_on(frames: Iterator[Shown], names: Sequence[str] | None = None) -> Results:
    """Every reader on every frame, in turns."""
    results: Results = {name: [] for name in names or _readers()}
    for shown in frames:
        for name, tried in results.items():
            tried.append(_tried(_readers()[name], shown))
    return results


def _on_textures(size: str) -> Results:
    return _all_on(_decoys(size, textures=True), [_OURS])


def _tried(read: Read, shown: Shown) -> Tried:
    began = time.perf_counter()
    answer = read(shown.frame)
    ms = (time.perf_counter() - began) * 1e3
    right = bool(shown.payload) and answer == shown.payload
    return Tried(shown.kind, right, answer is not None and not right, ms)


def _reads(size: str, name: str, tried: list[Tried]) -> Row:
    shares = [f"{mix} {_share(tried, mix):.0f} %" for mix in _FRAMES[size]]
    wrong = sum(one.wrong for one in tried)
    verdict = holds(not wrong) if name == _OURS else ""
    return Row(f"{size} frames read", ", ".join(shares), f"{wrong} wrong; {name}", verdict)


def _share(tried: list[Tried], mix: str) -> float:
    return 100 * statistics.mean(one.right for one in tried if one.kind == mix)


def _times(size: str, name: str, tried: list[Tried]) -> Row:
    found = _spread([one.ms for one in tried if one.right])
    missed = _spread([one.ms for one in tried if not one.right])
    figure = f"found {found}, not {missed} ms"
    return Row(f"{size} frame, median/p95", figure, name, "")


def _spread(times: list[float]) -> str:
    return f"{statistics.median(times):.1f}/{np.percentile(times, 95):.1f}" if times else "-"


def _wrong_on_decoys(size: str, decoys: Results) -> Row:
    wrong = {name: sum(one.wrong for one in tried) for name, tried in decoys.items()}
    figure = f"{wrong[_OURS]} of {len(decoys[_OURS])} taken for a card"
    return Row(f"{size}, no card in it", figure, "limit 0", holds(not wrong[_OURS]))


def _at_least(cards: Results, mix: str, limit: float) -> Row:
    ours, theirs = (
        sum(one.right for one in cards[who] if one.kind == mix) for who in (_OURS, _ZBAR)
    )
    beside = f"{ours} against {theirs}; limit {limit} x"
    figure = f"{ours / max(1, theirs):.2f} x pyzbar"
    return Row(f"{mix} frames read", figure, beside, holds(ours >= limit * theirs))


def _where_both_read(size: str, cards: Results) -> Row:
    both = [
        (ours.ms, theirs.ms)
        for ours, theirs in zip(cards[_OURS], cards[_ZBAR], strict=True)
        if ours.right and theirs.right
    ]
    ours, theirs = (statistics.median(times) for times in zip(*both, strict=True))
    beside = f"pyzbar {theirs:.1f} ms ({theirs / ours:.0f} x); limit a tenth of pyzbar's"
    return Row(f"{size} frame both read", f"{ours:.1f} ms", beside, holds(ours <= theirs / 10))


def _any_frame(size: str, tried: list[Tried]) -> Row:
    times = [one.ms for one in tried]
    p95, worst = float(np.percentile(times, 95)), max(times)
    beside = f"limits 33 and 50 ms; {len(times)} frames, full of fine pattern some"
    figure = f"p95 {p95:.1f} ms, worst {worst:.1f} ms"
    return Row(f"{size}, any frame", figure, beside, holds(p95 <= 33 and worst <= 50))


def _sequences(mix: str) -> Iterator[Row]:
    """A shaking hand: by which frame each reader has read the card."""
    needed: dict[str, list[int]] = {name: [] for name in _QUICK}
    for number in range(_SEQUENCES[mix]):
        for name, frames in _frames_needed(mix, number).items():
            needed[name].append(frames)
    for name, counts in needed.items():
        by = {most: statistics.mean(one <= most for one in counts) for most in (1, 3, SEQUENCE)}
        figure = ", ".join(f"by {most}: {100 * share:.0f} %" for most, share in by.items())
        limited = name == _OURS and mix == "moderate"
        beside = f"{name}; limit 95 % by frame 3" if limited else name
        yield Row(f"shaking, {mix}", figure, beside, holds(by[3] >= 0.95) if limited else "")


def _frames_needed(mix: str, number: int) -> dict[str, int]:
    """How many frames each reader was shown until it read the card rightly; too many if never."""
    rng = np.random.default_rng((_SEED, number))
    spec, payload = MIXES[mix](rng), invent_payload(rng)
    reader, needed = fresh_reader(), dict.fromkeys(_QUICK, SEQUENCE + 1)
    reads: dict[str, Read] = {
        **{name: _readers()[name] for name in _QUICK},
        _OURS: lambda frame: read.raw if (read := reader.feed(frame)) else None,
    }
    for shown, shake in enumerate(shaken(spec, SEQUENCE, rng), 1):
        frame = draw_frame(shake, payload, rng).image
        for name in _QUICK:
            if needed[name] > shown and reads[name](frame) == payload.encode():
                needed[name] = shown
        if max(needed.values()) <= shown:
            break
    return needed
