"""Commands that pull and release a scanner's trigger, as the makers document them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its bytes, and the answers it may get, each with what it means.

    Attributes:
        wire: What is sent.
        replies: Answers the device may give; true for "done", false for "refused".
    """

    wire: bytes
    replies: Mapping[bytes, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The soft trigger of a family."""

    start: Command
    stop: Command


def _newland(setting: str) -> Command:
    """A command of Newland's, kept only while there is power (``#``).

    ``7E 01 30 30 30 30 23 <setting> 3B 03``; the answer repeats it behind 02 and ends with
    06 (done), 15 (out of range) or 05 (unknown) before ``3B 03`` (HR52 user guide).
    """
    said = b"\x010000#" + setting.encode("ascii")
    answers = {0x06: True, 0x15: False, 0x05: False}
    replies = {b"\x02" + said + bytes((code,)) + b";\x03": yes for code, yes in answers.items()}
    return Command(b"~" + said + b";\x03", replies)


def _ssi(opcode: int) -> Command:
    """A packet of Zebra's Simple Serial Interface, answered by CMD_ACK or CMD_NAK.

    Causes of a CMD_NAK are 1 resend, 2 bad context, 6 denied (SSI Programmer's Guide 72E-40451).
    """
    refusals = {_ssi_packet(0xD1, 0x00, bytes((cause,))): False for cause in (1, 2, 6)}
    return Command(_ssi_packet(opcode, 0x04), {_ssi_packet(0xD0, 0x00): True, **refusals})


def _ssi_packet(opcode: int, source: int, data: bytes = b"") -> bytes:
    """Length, opcode, source (04 host, 00 scanner), status, data, and the two's complement sum."""
    body = bytes((4 + len(data), opcode, source, 0x00)) + data
    return body + (-sum(body) & 0xFFFF).to_bytes(2, "big")


HONEYWELL = Trigger(Command(b"\x16T\r"), Command(b"\x16U\r"))
"""SYN T CR and SYN U CR, in manual trigger mode (N86 user's guide, "Trigger Commands")."""

NEWLAND = Trigger(_newland("SCNTRG1"), _newland("SCNTRG0"))

SSI = Trigger(_ssi(0xE4), _ssi(0xE5))
"""START_SESSION and STOP_SESSION. The scanner must be set to SSI, its data to unpacketed ASCII. One
that sleeps may lose the first byte of a command (DS4308 guide, "Communication Summary")."""

TRIGGERS = {"honeywell": HONEYWELL, "newland": NEWLAND, "ssi": SSI}
"""By name. A Zebra scanner is not in it by its family: in USB CDC mode it knows no command."""
