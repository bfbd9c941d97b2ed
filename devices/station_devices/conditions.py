"""How a finger may lie on the glass: what each condition does to the ridges of a drawn print."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Condition:
    """What differs from a good print. Lengths are in ridge periods unless said otherwise.

    Attributes:
        reach: Size of the contact, 1 for a finger pressed down as asked.
        aside: How far the finger lies off the middle, in shares of the window.
        pressure: Darkness of the print against the ground, 1 for a firm finger.
        thickness: Added to the ridge profile of -1..1: ridges grow into the valleys above 0.
        broken: Depth of the holes a dry skin leaves in the ridges, on the same scale.
        flooded: Height of the spots where water or dirt fills the valleys, on the same scale.
        smear: How far the finger moved while it was taken.
        grain: Noise on the print, standard deviation in grey levels.
        dirt: The same on the glass around it.
    """

    reach: float = 1.0
    aside: float = 0.0
    pressure: float = 1.0
    thickness: float = 0.0
    broken: float = 0.0
    flooded: float = 0.0
    smear: float = 0.0
    grain: float = 6.0
    dirt: float = 0.0


CONDITIONS: Mapping[str, Condition] = MappingProxyType(
    {
        "good": Condition(),
        "noisy": Condition(grain=55.0, dirt=30.0),
        "dry": Condition(thickness=-0.35, broken=1.1, pressure=0.85),
        "wet": Condition(thickness=0.75, flooded=0.9),
        "weak": Condition(reach=0.62, pressure=0.28, thickness=-0.15),
        "partial": Condition(aside=0.42),
        "blurred": Condition(smear=1.1),
        "empty": Condition(reach=0.0, dirt=5.0),
    }
)
"""The conditions by name, the good one first."""
