"""The stream of a Simprints Vero 2: packets and the messages in them; no I/O.

All fields are little endian. The scanner begins in a root mode and is taken to its main mode:

    root message: ``F4 | type | length(2) | data``
    main packet:  ``from | to | length(2) | payload``, a payload having 1 to 900 bytes

The payloads of one sender, joined, are its messages: ``major | minor | length | data`` with two
bytes of length, four if it is the UN20. Nothing of this has a checksum.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from station_devices.resync import Found, Partial, Resynchroniser

WSQ_RATIO = b"\x0f"
MAX_PAYLOAD = 900
_PACKET_HEAD, _SHORT, _LONG = 4, 255, 1 << 20
"""Bytes before a payload; the most data of a message, and of one with an image."""


class Party(IntEnum):
    """Who talks to the host; the root mode counts as one."""

    ROOT = 0xF4
    VERO = 0x10
    EVENTS = 0x11
    UN20 = 0x20


HOST = 0xA0
_PEERS = (Party.VERO, Party.EVENTS, Party.UN20)
FROM_SCANNER = (bytes((Party.ROOT,)), *(bytes((peer, HOST)) for peer in _PEERS))
TO_SCANNER = (bytes((Party.ROOT,)), *(bytes((HOST, peer)) for peer in _PEERS))
"""What begins on a line, by its direction."""


class Root(IntEnum):
    """Types of root messages."""

    ENTER_MAIN = 0x10
    VERSION = 0xC0
    EXTENDED_VERSION = 0xD0
    HARDWARE = 0xF0


class Vero(IntEnum):
    """Major and minor of the scanner's messages and events."""

    UN20_STATE = 0x2010
    SWITCH_UN20 = 0x2020
    UN20_SWITCHED = 0x2A00
    SWITCH_TRIGGER = 0x3020
    TRIGGERED = 0x3A00
    SET_LIGHTS = 0x4110
    BATTERY = 0x5010


class Un20(IntEnum):
    """Major and minor of the UN20's messages."""

    CAPTURE = 0x2100
    PREVIEW = 0x2200
    FORMATS = 0x4000
    IMAGE_RAW = 0x4100
    IMAGE_PNG = 0x4110
    IMAGE_WSQ = 0x4120
    QUALITY = 0x4200


_ROOT, _VERO, _UN20 = frozenset(Root), frozenset(Vero), frozenset(Un20)
_KNOWN = {Party.ROOT: _ROOT, Party.VERO: _VERO, Party.EVENTS: _VERO, Party.UN20: _UN20}
IMAGES = {Un20.IMAGE_RAW: b"", Un20.IMAGE_PNG: b"", Un20.IMAGE_WSQ: WSQ_RATIO}
"""How to ask for an image."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to or from a party; ``code`` is its type, or its major and minor."""

    party: Party
    code: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Packet:
    """A piece of what a party says or hears; of the root mode all of a message."""

    party: Party
    payload: bytes


def _head(party: Party) -> tuple[int, int]:
    """Bytes of the code and of the length before the data of a message."""
    return (1, 2) if party is Party.ROOT else (2, 4) if party is Party.UN20 else (2, 2)


def encode(message: Message, *, to_host: bool = False) -> bytes:
    """Return the bytes of a message, in as many packets as it takes."""
    party, (code, length) = message.party, _head(message.party)
    body = message.code.to_bytes(code, "big") + len(message.data).to_bytes(length, "little")
    body += message.data
    if party is Party.ROOT:
        return bytes((party,)) + body
    route = bytes((party, HOST) if to_host else (HOST, party))
    parts = [body[at : at + MAX_PAYLOAD] for at in range(0, len(body), MAX_PAYLOAD)]
    return b"".join(route + len(part).to_bytes(2, "little") + part for part in parts)


class PacketFormat:
    """How packets and root messages look on the wire, in one direction."""

    shortest = _PACKET_HEAD
    gap_s = 0.1  # a radio link pauses now and then

    def __init__(self, headers: tuple[bytes, ...]) -> None:
        self.headers = headers

    def judge(self, buffer: bytearray, at: int) -> Found[Packet] | Partial | None:
        """Judge the bytes at a header."""
        start = at + _PACKET_HEAD
        if len(buffer) < start:
            return Partial(self.shortest)
        length, root = int.from_bytes(buffer[start - 2 : start], "little"), buffer[at] == Party.ROOT
        if root and (buffer[at + 1] not in _ROOT or length > _SHORT):
            return None
        if not root and not 1 <= length <= MAX_PAYLOAD:
            return None
        if len(buffer) < start + length:
            return Partial(_PACKET_HEAD + length)
        party = Party(buffer[at] if buffer[at] != HOST else buffer[at + 1])
        payload = bytes(buffer[at + 1 if root else start : start + length])
        return Found(Packet(party, payload), _PACKET_HEAD + length)


class MessageDecoder:
    """Joins packets to messages; a message that lost a packet does not swallow the next.

    Attributes:
        junk: Bytes dropped so far.
    """

    def __init__(self, headers: tuple[bytes, ...] = FROM_SCANNER) -> None:
        self._packets = Resynchroniser(PacketFormat(headers))
        self._held = {party: bytearray() for party in Party}
        self._doubted: set[Party] = set()  # those that fell silent in the middle of a message
        self._dropped = self.junk = 0

    @property
    def gap_s(self) -> float:
        """Seconds of silence after which ``gap`` wants to be told."""
        return self._packets.gap_s

    @property
    def expected(self) -> int:
        """Bytes that must still come before a packet can be complete; at least 1."""
        return self._packets.expected

    @property
    def announced(self) -> int:
        """Bytes of data of the UN20's message under way; 0 for none."""
        return (_begun(Party.UN20, self._held[Party.UN20]) or (0, 0))[1]

    def feed(self, data: bytes) -> list[Message]:
        """Take bytes as they came; returns the messages completed by them."""
        return self._joined(self._packets.feed(data))

    def gap(self) -> list[Message]:
        """Tell that the line has been quiet for a while; returns the messages rescued."""
        self._doubted = {party for party, held in self._held.items() if held}
        return self._joined(self._packets.gap())

    def reset(self) -> None:
        """Forget all that is not complete."""
        self._packets.reset()
        self._doubted.clear()
        for held in self._held.values():
            held.clear()

    def _joined(self, packets: list[Packet]) -> list[Message]:
        messages = [message for packet in packets for message in self._take(packet)]
        self.junk = self._packets.junk + self._dropped
        return messages

    def _take(self, packet: Packet) -> list[Message]:
        party, held = packet.party, self._held[packet.party]
        if party in self._doubted and _begun(party, packet.payload) is not None:
            self._drop(held)  # it was no pause: a message lost its end
        self._doubted.discard(party)
        held += packet.payload
        messages: list[Message] = []
        start = sum(_head(party))
        while len(held) >= start:
            if (head := _begun(party, held)) is None:
                self._drop(held)  # the middle of a message; the next packet may begin one
            elif len(held) < start + head[1]:
                break
            else:
                messages.append(Message(party, head[0], bytes(held[start : start + head[1]])))
                del held[: start + head[1]]
        return messages

    def _drop(self, held: bytearray) -> None:
        self._dropped += len(held)
        held.clear()


def _begun(party: Party, body: bytes | bytearray) -> tuple[int, int] | None:
    """Code and length of the data of the message that begins there; None if none does."""
    code_bytes, length_bytes = _head(party)
    code = int.from_bytes(body[:code_bytes], "big")
    length = int.from_bytes(body[code_bytes : code_bytes + length_bytes], "little")
    most = _LONG if party is Party.UN20 and code in IMAGES else _SHORT
    known = code in _KNOWN[party] and length <= most
    return (code, length) if known and len(body) >= code_bytes + length_bytes else None
