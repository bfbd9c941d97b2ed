"""What can go wrong on the wire or in the module, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from station_devices.errors import UnknownFaultError

if TYPE_CHECKING:
    from collections.abc import Iterable

Spoil: TypeAlias = Callable[[bytes], bytes]
Target: TypeAlias = Literal["every answer", "first answer", "every image", "first image"]

IMAGE_BYTES = 1024
"""An answer longer than this carries an image."""


@dataclass(frozen=True, slots=True)
class WireFault:
    """A fault of the line: which answers it hits, what becomes of them, and if the plug goes."""

    target: Target
    spoil: Spoil
    unplugs: bool = False
    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Carried:
    """What arrives of an answer, how much later, and whether the cable is pulled after it."""

    data: bytes
    unplugs: bool = False
    late_s: float = 0.0


class Wire(Protocol):
    """What answers go through on their way to the host."""

    def carry(self, answer: bytes) -> Carried:
        """Carry an answer; called once for each, empty ones included."""


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes((data[middle] ^ 0x10,)) + data[middle + 1 :]


def _drop(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + data[middle + 1 :]


def _insert(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + b"\xef" + data[middle:]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _nothing(_data: bytes) -> bytes:
    return b""


def _whole(data: bytes) -> bytes:
    return data


def _stray(data: bytes) -> bytes:
    return b"\x55" + data


WIRE_FAULTS: dict[str, WireFault] = {
    "stray_byte": WireFault("every answer", _stray),
    "silent": WireFault("every answer", _nothing),
    "garble": WireFault("every answer", _flip),
    "garble_once": WireFault("first answer", _flip),
    "slow_reply": WireFault("every answer", _whole, late_s=0.1),
    "garble_image": WireFault("every image", _flip),
    "garble_image_once": WireFault("first image", _flip),
    "drop_byte": WireFault("first image", _drop),
    "insert_byte": WireFault("first image", _insert),
    "cut_mid_image": WireFault("every image", _cut),
    "cut_mid_image_once": WireFault("first image", _cut),
    "unplug_mid_image": WireFault("first image", _cut, unplugs=True),
}

FAULTS: dict[str, str] = {
    "stray_byte": "a byte 55 comes before every answer",
    "silent": "the module never answers",
    "garble": "one bit of every answer is flipped",
    "garble_once": "one bit of the first answer is flipped: a bad checksum, then good ones",
    "slow_reply": "every answer comes 0.1 s late",
    "garble_image": "one bit of every image is flipped",
    "garble_image_once": "one bit of the first image is flipped",
    "drop_byte": "one byte of the first image is lost",
    "insert_byte": "one byte too many in the first image",
    "cut_mid_image": "every image stops in the middle",
    "cut_mid_image_once": "the first image stops in the middle",
    "unplug_mid_image": "the cable is pulled in the middle of the first image and put back",
    "wrong_pid": "one data packet of the first image has a type nobody knows",
    "nack": "the module refuses to send its image",
    "no_finger": "no finger ever comes",
    "wrong_password": "the module wants a password of its own",
    "no_parameters": "the module does not know ReadSysPara, like the R308",
    "baud_lost": "the module says yes to another rate and stays at its own",
    "no_module_info": "the module does not know ModuleInfo, like the GT-511",
    "no_product_info": "the module does not know ReadProdInfo, like all older ones",
    "wsq_only": "a Vero 2 makes no PNG",
    "bad_crc_once": "the CRC of a Vero 2's first image is wrong",
    "trigger_pressed": "a Vero 2 tells of its trigger in the middle of every answer",
    "no_extended": "an SFM sends images in one piece only",
    "no_scan_success": "an SFM does not tell that it has scanned before it sends what it scanned",
    "busy_once": "an SFM is busy when a parameter is read for the first time",
    "bad_block_once": "the sum of a block of an SFM's first image is wrong",
    "event_lost": "a Vero 2 does not tell that its sensor has started",
}


SCAN_FAULTS: dict[str, tuple[int, str]] = {
    "stray_byte": (1, "the bytes 00 and FF come before every scan"),
    "joined": (1, "scans come two at a time, in one burst"),
    "split": (2, "every second scan pauses in the middle"),
    "lost_byte": (3, "one byte of every third scan is lost"),
    "too_long": (3, "5000 bytes without an end come before every third scan"),
    "unplug": (3, "the cable is pulled after every third scan and put back"),
    "unplug_mid_scan": (
        3,
        "the cable is pulled in the middle of every third scan, which comes again",
    ),
    "silent": (1, "no scan ever comes"),
}
"""What can go wrong with a barcode scanner: which scans it hits (every n-th), and what it is."""


def check_faults(names: Iterable[str], known: Iterable[str] = FAULTS) -> frozenset[str]:
    """Return the names as a set.

    Raises:
        UnknownFaultError: One of them is not known to this family of devices.
    """
    chosen, known = frozenset(names), list(known)
    if unknown := sorted(chosen - set(known)):
        raise UnknownFaultError(f"unknown fault: {', '.join(unknown)}; known: {', '.join(known)}")
    return chosen


class FaultyWire:
    """Spoils answers on their way out, as the chosen faults say."""

    def __init__(self, names: frozenset[str]) -> None:
        self._faults = [WIRE_FAULTS[name] for name in sorted(names) if name in WIRE_FAULTS]
        self._answers = self._images = 0

    def carry(self, answer: bytes) -> Carried:
        """Carry an answer."""
        is_image = len(answer) > IMAGE_BYTES
        self._answers += bool(answer)
        self._images += is_image
        hits = [fault for fault in self._faults if answer and self._hits(fault, is_image)]
        for fault in hits:
            answer = fault.spoil(answer)
        late_s = sum(fault.late_s for fault in hits)
        return Carried(answer, any(fault.unplugs for fault in hits), late_s)

    def _hits(self, fault: WireFault, is_image: bool) -> bool:
        if fault.target == "every answer":
            return True
        if fault.target == "first answer":
            return self._answers == 1
        return is_image and (fault.target == "every image" or self._images == 1)
