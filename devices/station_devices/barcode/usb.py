"""Which handheld a port is, by its USB identity: all that can be known without opening it."""

from __future__ import annotations

FAMILIES = {0x05E0: "zebra", 0x0C2E: "honeywell", 0x1EAB: "newland"}
"""By USB vendor: Symbol (now Zebra), Metrologic (now Honeywell), Fujian Newland. Source: the USB ID
Repository (usb.ids), and for Newland the NLS-FM420 manual."""

UNKNOWN = "unknown"

_MODELS = {
    # The USB ID Repository (usb.ids). Makers other than Honeywell number modes there, not models.
    (0x0C2E, 0x0700): "MS7120",
    (0x0C2E, 0x0720): "MS7120",
    (0x0C2E, 0x0B61): "Vuquest 3310g",
    (0x0C2E, 0x0B6A): "Vuquest 3310",
    (0x0C2E, 0x0B81): "Voyager 1400g",
}


def family_of(vid: int | None) -> str:
    """Name of the family, or ``unknown``."""
    return UNKNOWN if vid is None else FAMILIES.get(vid, UNKNOWN)


def is_handheld(vid: int | None) -> bool:
    """Whether a USB vendor makes handheld scanners."""
    return family_of(vid) != UNKNOWN


def model_of(vid: int | None, pid: int | None, product: str | None) -> str:
    """Name of the model: from the table, else as the device itself gives it; empty if neither."""
    known = _MODELS.get((vid, pid)) if vid is not None and pid is not None else None
    return known or (product or "").strip()
