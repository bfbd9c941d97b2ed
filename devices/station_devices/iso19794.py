"""Writes prints as one ISO/IEC 19794-4:2011 record: the finger image record, all big endian."""

from __future__ import annotations

import struct
from datetime import UTC
from typing import TYPE_CHECKING, Final

from station_devices.encoding import WSQ_DPI
from station_devices.print_set import size_of

if TYPE_CHECKING:
    from datetime import datetime

    from station_devices.print_set import KeptPrint, PrintSet

_FORMAT, _VERSION = b"FIR\x00", b"020\x00"
_GENERAL: Final = struct.Struct(">4s4sIHBB")
"""Format, version, length of all, representations, certified, positions (8.2)."""
_CAPTURE: Final = struct.Struct(">HBBBBBHBHHB")
"""Date and time in UTC down to milliseconds, technology, vendor, type, quality blocks (8.3)."""
_QUALITY: Final = struct.Struct(">BHH")
"""Score, vendor of the algorithm, algorithm."""
_IMAGE: Final = struct.Struct(">BBBHHHHBBBHHI")
"""Position, number, unit, scan rate x and y, image rate x and y, depth, compression, impression,
width, height, length of the data."""
_LENGTH: Final = struct.Struct(">I")
_BLOCK: Final = struct.Struct(">HHB")
"""What an extended block is, its length with these three fields, how many entries follow (8.4)."""

_UNIT_PPI, _DEPTH, _WSQ = 1, 8, 2
_LIVE_PLAIN, _UNKNOWN_IMPRESSION = 0x00, 0x1D
_UNKNOWN = 0
"""Technology, vendor, device and algorithm that nobody registered."""
_ANNOTATION = 2
_AMPUTATED, _UNUSABLE = 1, 2


def iso19794_4(prints: PrintSet) -> bytes:
    """The record: one representation a print, by position.

    Fingers without a print are told in an annotation block of the first representation: the
    format has no place for them outside of one.

    Raises:
        FingerFileError: A kept print is no WSQ image.
    """
    ordered = sorted(prints.prints, key=lambda kept: kept.position)
    blocks = [_annotations(prints), *[b""] * (len(ordered) - 1)]
    body = b"".join(
        _representation(kept, prints.taken_at, block)
        for kept, block in zip(ordered, blocks, strict=True)
    )
    count = len(ordered)
    return _GENERAL.pack(_FORMAT, _VERSION, _GENERAL.size + len(body), count, 0, count) + body


def _representation(kept: KeptPrint, at: datetime, block: bytes) -> bytes:
    size = size_of(kept.wsq)
    image = _IMAGE.pack(
        kept.position,
        0,  # the first of this finger, and the only one
        _UNIT_PPI,
        kept.sensor_dpi,
        kept.sensor_dpi,
        WSQ_DPI,
        WSQ_DPI,
        _DEPTH,
        _WSQ,
        _LIVE_PLAIN if kept.live else _UNKNOWN_IMPRESSION,
        size.width,
        size.height,
        len(kept.wsq),
    )
    rest = _capture(at, kept.quality) + image + kept.wsq + block
    return _LENGTH.pack(_LENGTH.size + len(rest)) + rest


def _capture(at: datetime, quality: int | None) -> bytes:
    utc = at.astimezone(UTC)
    scores = [] if quality is None else [_QUALITY.pack(quality, _UNKNOWN, _UNKNOWN)]
    date = (utc.year, utc.month, utc.day)
    time = (utc.hour, utc.minute, utc.second, utc.microsecond // 1000)
    unknown = (_UNKNOWN, _UNKNOWN, _UNKNOWN)
    return _CAPTURE.pack(*date, *time, *unknown, len(scores)) + b"".join(scores)


def _annotations(prints: PrintSet) -> bytes:
    if not prints.absent:
        return b""
    entries = b"".join(
        bytes((finger.position, _AMPUTATED if finger.amputated else _UNUSABLE))
        for finger in sorted(prints.absent, key=lambda finger: finger.position)
    )
    return _BLOCK.pack(_ANNOTATION, _BLOCK.size + len(entries), len(prints.absent)) + entries
