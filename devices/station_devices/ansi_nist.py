"""Writes prints as one ANSI/NIST-ITL 1-2011 transaction in the traditional encoding.

Type-1 says whence and what, Type-2 holds the record's id and nothing else, and each finger has a
Type-14 record: with its image, or with the reason why there is none.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from nistitl import AsciiRecord, BinaryField, Field, Message

from station_devices.encoding import WSQ_DPI
from station_devices.print_set import size_of

if TYPE_CHECKING:
    from datetime import datetime

    from station_devices.print_set import AbsentFinger, KeptPrint, PrintSet

Fields = dict[int, object]
"""By number, the length left out: it is worked out when all is there."""

_VERSION: Final = "0500"
"""ANSI/NIST-ITL 1-2011."""
_KIND: Final = "PRINTS"
"""1.004: the type of transaction, which whoever sends it may name."""
_RECEIVER: Final = "ANY"
"""1.007: the file is for whoever asked for it."""
_LIVE_PLAIN, _UNKNOWN_IMPRESSION = 0, 29
_UNIT_PPI, _DEPTH, _WSQ = 1, 8, "WSQ20"
_AMPUTATED, _UNABLE = "XX", "UP"


def ansi_nist(prints: PrintSet, made_at: datetime) -> bytes:
    """The transaction.

    Args:
        prints: What is written: first what is there, by position, then what is not.
        made_at: Now; aware.

    Raises:
        FingerFileError: A kept print is no WSQ image.
    """
    message = Message()
    _fill(message[0], _head(prints, made_at))
    records: list[tuple[int, Fields, bytes]] = [(2, {3: prints.record}, b"")]
    records += [(14, *_print(kept, prints)) for kept in sorted(prints.prints, key=_position)]
    records += [(14, _gap(gone, prints), b"") for gone in sorted(prints.absent, key=_position)]
    for number, (kind, fields, image) in enumerate(records):
        record = AsciiRecord(kind)
        _fill(record, {2: number, **fields})
        if image:
            record += BinaryField(kind, 999, image)
        message += record
    return bytes(message.NIST)


def _position(finger: KeptPrint | AbsentFinger) -> int:
    return finger.position


def _head(prints: PrintSet, made_at: datetime) -> Fields:
    return {
        2: _VERSION,
        4: _KIND,
        5: f"{made_at:%Y%m%d}",
        7: _RECEIVER,
        8: _ascii(prints.source),
        9: prints.record,
        11: "00.00",  # resolutions of Type-4 records, of which there are none
        12: "00.00",
        14: f"{made_at.astimezone(UTC):%Y%m%d%H%M%SZ}",
    }


def _print(kept: KeptPrint, prints: PrintSet) -> tuple[Fields, bytes]:
    size, dpi = size_of(kept.wsq), kept.sensor_dpi
    fields: Fields = {3: _LIVE_PLAIN if kept.live else _UNKNOWN_IMPRESSION}
    fields |= _origin(prints)
    fields |= {6: size.width, 7: size.height, 8: _UNIT_PPI, 9: WSQ_DPI, 10: WSQ_DPI}
    fields |= {11: _WSQ, 12: _DEPTH, 13: kept.position, 16: dpi, 17: dpi}
    return fields, kept.wsq


def _gap(absent: AbsentFinger, prints: PrintSet) -> Fields:
    """Fields 6 to 12 are there with an image only."""
    code = _AMPUTATED if absent.amputated else _UNABLE
    position = absent.position
    return {3: _LIVE_PLAIN, **_origin(prints), 13: position, 18: [[position, code]]}


def _origin(prints: PrintSet) -> Fields:
    return {4: _ascii(prints.source), 5: f"{prints.taken_at:%Y%m%d}"}


def _fill(record: AsciiRecord, fields: Fields) -> None:
    for number, value in fields.items():
        present = record[number]
        if present is None:
            record += Field(record.type, number, value)
        else:
            present.value = value


def _ascii(text: str) -> str:
    """The format has no more than that outside of free text."""
    return text.encode("ascii", "replace").decode()
