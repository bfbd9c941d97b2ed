"""Which port is a GPS receiver, by its USB identity: all that can be known without opening it."""

from __future__ import annotations

from typing import Final

FAMILIES: Final = {0x1546: "u-blox"}
"""By USB vendor whose serial ports are receivers (the USB ID Repository). Most others hang behind a
bridge, which tells nothing."""


def is_receiver(vid: int | None) -> bool:
    """Whether a USB vendor makes receivers."""
    return vid in FAMILIES
