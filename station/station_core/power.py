"""The laptop's battery, where there is one."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Battery:
    """How a battery stands at one moment."""

    percent: int
    plugged: bool
    minutes_left: int | None
    """Until it is empty; None while it is being charged and while the system cannot tell."""


def battery() -> Battery | None:
    """The battery of this machine; None without one, or where the system tells nothing of it."""
    ask = getattr(psutil, "sensors_battery", None)  # not on every system
    try:
        read = ask() if ask is not None else None
    except (OSError, ValueError):
        return None  # psutil raises these on files a driver left half-written
    if read is None:
        return None
    plugged = bool(read.power_plugged)  # None: unknown, so nothing is being charged for certain
    known = not plugged and read.secsleft not in {
        psutil.POWER_TIME_UNKNOWN,
        psutil.POWER_TIME_UNLIMITED,
    }
    percent = max(0, min(100, round(read.percent)))
    return Battery(percent, plugged, read.secsleft // 60 if known else None)
