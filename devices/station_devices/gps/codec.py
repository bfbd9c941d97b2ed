"""The bytes of a receiver cut into sentences of NMEA 0183, without any I/O."""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from station_devices.resync import Found, Partial, Resynchroniser

MAX_BYTES = 128
"""Of one sentence with its line end. NMEA 0183 allows 82; receivers of high precision send more."""

# What may stand between the dollar and the asterisk: printable ASCII but the characters that begin
# a sentence or its checksum, so that no false beginning can hide a true one.
_TEXT = rb"[\x20\x22\x23\x25-\x29\x2b-\x7e]"
_WHOLE = re.compile(rb"\$(" + _TEXT + rb"+)\*([0-9A-Fa-f]{2})\r?\n")
_BEGUN = re.compile(rb"\$(?:" + _TEXT + rb"+(?:\*(?:[0-9A-Fa-f]{1,2}|[0-9A-Fa-f]{2}\r)?)?)?")


def checksum(text: bytes) -> int:
    """All bytes between dollar and asterisk, exclusive-ored (NMEA 0183, section 5)."""
    return reduce(xor, text, 0)


class NmeaFormat:
    """Sentences as the resynchroniser knows frames: ``$text*HH`` and a line end.

    One without a checksum is none: the standard lets it be left out, but then nobody could tell a
    position from a damaged one.
    """

    headers: tuple[bytes, ...] = (b"$",)
    shortest = 7
    gap_s = 1.0

    def judge(self, buffer: bytearray, at: int) -> Found[str] | Partial | None:
        """Judge the bytes from ``at`` on; a frame is the text without dollar and checksum."""
        whole = _WHOLE.match(buffer, at)
        if whole is not None:
            text, told = whole.groups()
            length = whole.end() - at
            if length > MAX_BYTES or checksum(text) != int(told, 16):
                return None
            return Found(text.decode("ascii"), length)
        begun = len(buffer) - at
        if begun < MAX_BYTES and _BEGUN.fullmatch(buffer, at):
            return Partial(max(begun + 1, self.shortest))
        return None


def decoder() -> Resynchroniser[str]:
    """An incremental decoder of sentences."""
    return Resynchroniser(NmeaFormat())
