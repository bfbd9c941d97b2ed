"""The prints of one person as other systems take them, before they are written in some format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from station_devices.errors import FingerFileError

if TYPE_CHECKING:
    from datetime import datetime

_SOI, _SOF = b"\xff\xa0", b"\xff\xa2"


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class KeptPrint:
    """One finger's print.

    Attributes:
        position: 1 right thumb to 10 left little finger, as in ISO/IEC 19794 and ANSI/NIST-ITL.
        wsq: The image at 500 ppi.
        sensor_dpi: At what it was scanned.
        quality: 0..100; None where it is not known.
        live: Whether a scanner took it; a file may hold anything.
    """

    position: int
    wsq: bytes
    sensor_dpi: int
    quality: int | None
    live: bool


@dataclass(frozen=True, slots=True)
class AbsentFinger:
    """A finger without a print.

    Attributes:
        position: As in `KeptPrint`.
        amputated: It is not there for good; else it only could not be printed.
    """

    position: int
    amputated: bool


@dataclass(frozen=True, slots=True)
class PrintSet:
    """The prints of one record, and nothing about the person.

    Attributes:
        record: The record's id.
        source: The code of the desk.
        taken_at: When the last one was taken; aware.
        prints: At least one, each of another finger.
        absent: None of the fingers of `prints`.
    """

    record: str
    source: str
    taken_at: datetime
    prints: tuple[KeptPrint, ...]
    absent: tuple[AbsentFinger, ...]

    def __post_init__(self) -> None:
        positions = [kept.position for kept in self.prints]
        positions += [finger.position for finger in self.absent]
        if not self.prints or len(set(positions)) < len(positions):
            raise ValueError("some prints, and each finger once")


def size_of(wsq: bytes) -> Size:
    """The size in the frame header of a WSQ image; its pixels are not looked at.

    Raises:
        FingerFileError: There is no such header.
    """
    at = 2 if wsq.startswith(_SOI) else len(wsq)
    while len(wsq) >= at + 10 and wsq[at] == _SOF[0]:
        if wsq[at : at + 2] == _SOF:
            height, width = (int.from_bytes(wsq[i : i + 2], "big") for i in (at + 6, at + 8))
            return Size(width, height)
        at += 2 + int.from_bytes(wsq[at + 2 : at + 4], "big")
    raise FingerFileError("a kept print is no WSQ image")
