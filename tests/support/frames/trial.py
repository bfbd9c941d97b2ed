"""A reader before drawn frames: what it read, whether that is right, how long it took."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from frames import mixes
from frames.decoys import DECOYS
from frames.drawing import draw_frame
from frames.payloads import invent_payload
from frames.shaking import shaken
from station_capture import CardRead, CardReader, Pixels, parse_card

TODAY: Final = date(2026, 11, 24)
MIXES: Final = {"easy": mixes.easy, "moderate": mixes.moderate, "hard": mixes.hard}
SEQUENCE: Final = 10
_FULL_HD: Final = 0.2
"""Part of the frames without a card that are this large, to be as slow as they come."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try."""

    kind: str
    read: bool
    wrong: bool
    frames: int
    """How many were fed."""
    ms: tuple[float, ...]
    about: str
    """Enough to draw it again."""


def single(mix: str, seed: tuple[int, ...]) -> Result:
    """One frame of a mix, seen by a reader that has seen nothing before."""
    rng = np.random.default_rng(seed)
    spec, payload = MIXES[mix](rng), invent_payload(rng)
    frame = draw_frame(spec, payload, rng).image
    read, ms = _fed(fresh_reader(), frame)
    return Result(mix, read is not None, is_wrong(read, payload), 1, (ms,), f"{seed} {spec}")


def sequence(mix: str, seed: tuple[int, ...]) -> Result:
    """A shaking hand: frames of one card until it is read, ten at most."""
    rng = np.random.default_rng(seed)
    spec, payload = MIXES[mix](rng), invent_payload(rng)
    reader, times, read = fresh_reader(), [], None
    for shake in shaken(spec, SEQUENCE, rng):
        read, ms = _fed(reader, draw_frame(shake, payload, rng).image)
        times.append(ms)
        if read is not None:
            break
    wrong = is_wrong(read, payload)
    about = f"{seed} {spec}"
    return Result(f"{mix} sequence", read is not None, wrong, len(times), tuple(times), about)


def swapped(mix: str, seed: tuple[int, ...]) -> Result:
    """Two people of one house, in turns or one after the other: never a third, never the other."""
    rng = np.random.default_rng(seed)
    spec, payload = MIXES[mix](rng), invent_payload(rng)
    pair = (payload, f"{payload[:9]}{int(rng.integers(1000)):03}{payload[12:]}")
    reader, times, reads, wrong = fresh_reader(), [], 0, False
    in_turns = bool(rng.random() < 0.5)
    for number, shake in enumerate(shaken(spec, SEQUENCE, rng)):
        shown = pair[number % 2 if in_turns else number * 2 // SEQUENCE]
        read, ms = _fed(reader, draw_frame(shake, shown, rng).image)
        times.append(ms)
        reads += read is not None
        wrong = wrong or is_wrong(read, shown)
    about = f"{seed} {spec}"
    return Result(f"{mix} swapped", reads > 0, wrong, len(times), tuple(times), about)


def decoy(kind: str, seed: tuple[int, ...]) -> Result:
    """A frame without a card: any read is wrong."""
    rng = np.random.default_rng(seed)
    spec = MIXES["moderate"](rng)
    if rng.random() < _FULL_HD:
        spec = mixes.in_full_hd(spec)
    read, ms = _fed(fresh_reader(), DECOYS[kind](spec, rng))
    return Result(kind, read is not None, read is not None, 1, (ms,), f"{seed} {spec}")


def tries(frames: int, seed: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """A mixture of at least so many frames: the name of the try, its kind, and its seed."""
    names = [*(("single", mix) for mix in ("easy", "moderate", "moderate", "hard", "hard"))]
    names += [("sequence", "hard"), ("swapped", "hard"), *(("decoy", kind) for kind in DECOYS)]
    for number in range(frames):
        what, kind = names[number % len(names)]
        yield what, kind, (seed, number)


TRIES: Final = {"single": single, "sequence": sequence, "swapped": swapped, "decoy": decoy}


def fresh_reader() -> CardReader:
    """A reader that has seen nothing yet."""
    return CardReader(today=lambda: TODAY)


def _fed(reader: CardReader, frame: Pixels) -> tuple[CardRead | None, float]:
    began = time.perf_counter()
    read = reader.feed(frame)
    return read, (time.perf_counter() - began) * 1e3


def is_wrong(read: CardRead | None, payload: str) -> bool:
    """Whether a card was read that was not shown; a repaired one may have other bytes."""
    if read is None:
        return False
    if read.repaired:
        return read.card != parse_card(payload, today=TODAY).card
    return read.raw != payload.encode()
