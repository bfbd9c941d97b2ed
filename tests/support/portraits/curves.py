"""How the verdict on a finding changes with a growing fault, and what changes with it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from portraits.demands import Demand
from station_capture import PortraitAssessment

_STEPS: Final = 7
_HALVINGS: Final = 5


class Step(NamedTuple):
    """The verdict at one strength of a fault."""

    strength: float
    value: float
    ok: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """The verdicts over all strengths; `others` are the findings that flipped anywhere on it."""

    demand: Demand
    person: str
    steps: tuple[Step, ...]
    lost: bool
    """Whether the finding was gone before the end, as when no face is seen any more."""
    others: frozenset[str]

    @property
    def flips(self) -> list[tuple[Step, Step]]:
        """The neighbours between which the verdict changes."""
        return [(one, two) for one, two in pairwise(self.steps) if one.ok != two.ok]

    @property
    def unexpected(self) -> list[str]:
        """What flipped with it for no reason that anybody named."""
        return sorted(self.others - set(self.demand.with_it))

    @property
    def holds(self) -> bool:
        """One flip, from well to not; each verdict is that of the limit; nothing else flips."""
        by_limit = all(step.ok == within(self.demand, step.value) for step in self.steps)
        once = len(self.flips) == 1 and self.steps[0].ok and not self.steps[-1].ok
        return by_limit and once and not self.unexpected


def curve(demand: Demand, person: str, steps: int = _STEPS, halvings: int = _HALVINGS) -> Curve:
    """Walk a fault from none to the most; between two steps that differ, look closer."""
    base = demand.shown(person, 0.0)
    seen: dict[float, PortraitAssessment] = {0.0: base}
    for strength in np.linspace(0, demand.most, steps)[1:]:
        seen[float(strength)] = demand.shown(person, float(strength))
    for _ in range(halvings):
        edge = _edge(seen, demand.code)
        if edge is None:
            break
        middle = sum(edge) / 2
        seen[middle] = demand.shown(person, middle)
    walk = [(strength, _verdicts(seen[strength])) for strength in sorted(seen)]
    first = walk[0][1]
    others = {
        code
        for _strength, verdicts in walk
        for code, (_value, ok) in verdicts.items()
        if code in first and ok != first[code][1] and code != demand.code
    }
    there = [(strength, *found[demand.code]) for strength, found in walk if demand.code in found]
    taken = tuple(Step(*step) for step in there)
    return Curve(demand, person, taken, len(taken) < len(walk), frozenset(others))


def within(demand: Demand, value: float) -> bool:
    """Whether the profile's file, read as text, lets a value pass."""
    limit = _limits()[demand.code]
    low, high = limit.get("low", float("-inf")), limit.get("high", float("inf"))
    return bool(low <= value <= high)


def limit_of(demand: Demand, value: float) -> float:
    """The bound that lies nearest to a value."""
    limit = _limits()[demand.code]
    bounds = [limit[name] for name in ("low", "high") if name in limit]
    return float(min(bounds, key=lambda bound: abs(bound - value)))


@cache
def _limits() -> dict[str, dict[str, float]]:
    file = resources.files("station_capture").joinpath("profiles", "cccd.toml")
    text = file.read_text("utf-8")
    limits: dict[str, dict[str, float]] = tomllib.loads(text)["limits"]
    return limits


def _verdicts(seen: PortraitAssessment) -> dict[str, tuple[float, bool]]:
    return {one.code: (one.value, one.ok) for one in seen.findings}


def _edge(seen: dict[float, PortraitAssessment], code: str) -> tuple[float, float] | None:
    """The first two neighbouring strengths between which a finding flips."""
    order = sorted(seen)
    for one, two in pairwise(order):
        before, after = (_verdicts(seen[each]).get(code) for each in (one, two))
        if before and after and before[1] != after[1]:
            return one, two
    return None
