"""Portraits: where each verdict flips, what flips with it, and what the live verdict costs."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2

from portraits import light, walls
from portraits.curves import Curve, Step, curve, limit_of
from portraits.demands import DEMANDS, PEOPLE, PROFILE
from portraits.films import sitting_still
from portraits.scene import FULL_HD, HD
from portraits.stance import moved
from rows import Row, holds
from station_capture import (
    Finding,
    LivePortrait,
    Pixels,
    PortraitAssessment,
    assess_portrait,
    take_portrait,
)

_STEPS: Final = 5
_HALVINGS: Final = 3
_CORE: Final = 0.5
_SIZES: Final = {"720p": HD, "1080p": FULL_HD}
_NEAR: Final = 0.2
_FILE_KB: Final = 100


def portrait_rows() -> Iterator[Row]:
    """All of it."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for demand in DEMANDS:
            yield from (_of(curve(demand, who, _STEPS, _HALVINGS)) for who in demand.people)
        yield _file_size()
        yield from (_brightness(factor) for factor in (0.8, 1.2))
        for size in _SIZES:
            yield from _cost(size)
        for size in _SIZES:
            yield _live_share(size)
    finally:
        cv2.setNumThreads(threads)


def _of(walk: Curve) -> Row:
    demand = walk.demand
    values = " ".join(f"{step.value:.3g}" for step in _thinned(walk))
    if len(walk.flips) == 1:
        before, after = walk.flips[0]
        where = f"flips at {demand.of(after.strength)}"
        limit = limit_of(demand, after.value)
        where += f" ({before.value:.3g} > {after.value:.3g}, limit {limit:g})"
    else:
        where = f"{len(walk.flips)} flips"
    others = ", ".join(
        f"{code} ({demand.with_it.get(code, 'WHY?')})" for code in sorted(walk.others)
    )
    what = f"{demand.code} on {walk.person}, {demand.fault}, to {demand.of(demand.most)}"
    return Row(what, where, f"{values}; with it: {others or 'nothing'}", holds(walk.holds))


def _thinned(walk: Curve) -> list[Step]:
    """The even steps, without those that look closer."""
    every = walk.demand.most / (_STEPS - 1)
    apart = [one.strength / every for one in walk.steps]
    pairs = zip(walk.steps, apart, strict=True)
    return [one for one, at in pairs if abs(at - round(at)) < 1e-6]


def _file_size() -> Row:
    """A wall of grain that grows: the encoder gives quality away before the limit is broken."""
    sizes = [
        take_portrait(walls.speckled_wall(PEOPLE["astronaut"](HD), sigma), "icao")
        for sigma in (0, 10, 30, 60, 120)
    ]
    largest = max(len(portrait.jpeg) for portrait in sizes) / 1000
    told = all(
        next(f.ok for f in one.assessment.findings if f.code == "FILE_SIZE") for one in sizes
    )
    figure = f"largest {largest:.0f} kB"
    beside = f"limit {_FILE_KB} kB; grain on the wall, sigma 0 to 120 levels"
    return Row("FILE_SIZE on astronaut, icao", figure, beside, holds(told and largest <= _FILE_KB))


def _brightness(factor: float) -> Row:
    """Other light in the room: only what was near its limit before may fail now."""
    flipped: list[str] = []
    excused: list[str] = []
    for who, seat in PEOPLE.items():
        scene = seat(HD)
        before = assess_portrait(scene.image, PROFILE)
        after = assess_portrait(light.exposed(scene.image, factor), PROFILE)
        for one, two in _pairs(before, after):
            if one.ok != two.ok:
                near = _is_near(one.value, one.low, one.high)
                (excused if near else flipped).append(f"{one.code} on {who}")
    figure = f"flipped: {', '.join(flipped) or 'nothing'}"
    beside = f"{len(PEOPLE)} people; near their limit before: {', '.join(excused) or 'nothing'}"
    return Row(f"light x {factor}", figure, beside, holds(not flipped))


def _pairs(one: PortraitAssessment, two: PortraitAssessment) -> Iterator[tuple[Finding, Finding]]:
    later = {finding.code: finding for finding in two.findings}
    return ((each, later[each.code]) for each in one.findings if each.code in later)


def _is_near(value: float, low: float | None, high: float | None) -> bool:
    bounds = [bound for bound in (low, high) if bound is not None]
    return any(abs(value - bound) <= _NEAR * abs(bound) for bound in bounds)


def _cost(size: str) -> Iterator[Row]:
    films: dict[str, list[Pixels]] = {
        "drawn": list(sitting_still(_SIZES[size], 12)),
        "astronaut": [
            moved(PEOPLE["astronaut"](_SIZES[size]), by=(step / 500, 0.0)).image
            for step in range(12)
        ],
    }
    for who, frames in films.items():
        live = LivePortrait(PROFILE)
        followed, searched = [], []
        for number, frame in enumerate(frames):
            began = time.process_time()
            live.look(frame, number / 10)
            middle = time.process_time()
            assess_portrait(frame, PROFILE)
            followed.append(1000 * (middle - began))
            searched.append(1000 * (time.process_time() - middle))
        figure = f"{statistics.median(followed):.0f} ms of a core, worst {max(followed):.0f}"
        beside = f"{statistics.median(searched):.0f} ms without following the face"
        ratio = statistics.median(followed) < statistics.median(searched)
        yield Row(f"{size} live verdict, {who}", figure, beside, holds(ratio))


def _live_share(size: str) -> Row:
    ours = _run(size)
    rival = f"; without following {_run(size, '--search')['core']:.2f}" if size == "720p" else ""
    figure = f"{ours['core']:.2f} of a core"
    paced = f"{ours['fps']:.0f} frames shown and {ours['verdicts']:.0f} verdicts a second"
    beside = f"limit {_CORE}; {paced}{rival}"
    good = ours["core"] <= _CORE and ours["ready"] > 0
    return Row(f"{size} live portrait, MJPG at 30 a second", figure, beside, holds(good))


def _with_path(folder: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": folder, "QT_QPA_PLATFORM": "offscreen"}


def _run(size: str, *words: str) -> dict[str, float]:
    script = Path(__file__).with_name("portrait_live.py")
    seconds = ["--seconds", "2" if words else "4"]
    command = [sys.executable, str(script), size, *seconds, *words]
    support = str(Path(__file__).parents[1] / "support")
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=_with_path(support)
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
