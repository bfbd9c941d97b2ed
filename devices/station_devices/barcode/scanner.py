"""A handheld scanner behind a port that may come and go: one scan after the other, none in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import structlog
from serial.tools import list_ports

from station_devices.barcode.codec import Decoder, Fault
from station_devices.barcode.discovery import BarcodeIdentity, identity_of
from station_devices.barcode.places import place_of
from station_devices.barcode.triggers import TRIGGERS
from station_devices.errors import (
    DeviceGarbledError,
    DeviceSilentError,
    DeviceUnpluggedError,
    NoScanError,
    ScanTooLongError,
    TriggerRefusedError,
    TriggerUnsupportedError,
)
from station_devices.framing import CallLimit, FrameReader
from station_devices.scanner import Stop, never
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from types import TracebackType

    from station_devices.barcode.codec import Frame
    from station_devices.barcode.triggers import Command, Trigger
    from station_devices.places import Place
    from station_devices.ports import Lister
    from station_devices.transport import Transport

log = structlog.get_logger()

CONNECT_S = 5.0


class _Session(NamedTuple):
    """One opening of the port."""

    transport: Transport
    reader: FrameReader[Frame]


class BarcodeScanner:
    """One scanner; one thread at a time uses it.

    Between two calls of ``next`` the system keeps what comes in (4 KiB on a Linux port). A scanner
    that sends no line ends has to be listened to all the time: only silence tells its scans apart.

    Args:
        place: Where it is looked for, at each opening anew.
        baud: Bits per second, 8N1; a USB-COM scanner does not mind which.
        trigger: Name in ``TRIGGERS``; by the family if None.

    Raises:
        DeviceError: The port cannot be opened.
    """

    def __init__(self, place: Place, *, baud: int, trigger: str | None = None) -> None:
        self._place = place
        self._baud = baud
        self._trigger = trigger
        self._identity = BarcodeIdentity()
        self._decoder = Decoder()
        self._session: _Session | None = None
        self.connect()

    @property
    def identity(self) -> BarcodeIdentity:
        """What is known of the scanner opened last."""
        return self._identity

    @property
    def junk(self) -> int:
        """Bytes dropped so far because they belonged to no scan."""
        return self._decoder.junk

    def connect(self, stop: Stop = never) -> None:
        """Open the port if it is not open: after this, a scan is heard.

        Raises:
            PortMissingError: The scanner is not plugged in, or nobody listens at its address.
            PortBusyError, PortDeniedError: The port cannot be had.
            CaptureCancelledError: The caller stopped.
        """
        self._link(CallLimit.seconds(CONNECT_S, stop))

    def next(self, deadline: float, stop: Stop = never) -> bytes:
        """Wait for a scan; returns its bytes as the scanner sent them, without the line end.

        After an unplugged cable the next call opens the port anew, wherever the scanner is plugged
        in by then. What was received whole before is delivered first, what was cut off never.

        Args:
            deadline: Seconds for the whole call.
            stop: Asked at least every 50 ms; true ends the call.

        Raises:
            NoScanError: The deadline passed; a scan under way is kept for the next call.
            ScanTooLongError: Something was sent that no code holds; it is dropped to its end.
            TriggerRefusedError: The scanner said no to the last ``trigger`` or ``release``.
            DeviceUnpluggedError: The port vanished.
            PortMissingError, PortBusyError, PortDeniedError: As of ``connect``.
            CaptureCancelledError: The caller stopped.
        """
        limit = CallLimit.seconds(deadline, stop)
        try:
            frame = self._link(limit).reader.next(limit)
        except (DeviceSilentError, DeviceGarbledError) as exc:
            raise NoScanError("no scan before the deadline") from exc
        except DeviceUnpluggedError:
            self.close()
            raise
        if frame is Fault.TOO_LONG:
            raise ScanTooLongError("more bytes than a code holds came without an end")
        if frame is Fault.REFUSED:
            raise TriggerRefusedError("the scanner refused the command to its trigger")
        return frame

    def trigger(self) -> None:
        """Pull the trigger from here; the scan comes by ``next``.

        Raises:
            TriggerUnsupportedError: No command is documented for this scanner.
            DeviceError: As of ``connect``, or the port is gone or takes no bytes.
        """
        self._send(self._commands().start)

    def release(self) -> None:
        """Release the trigger pulled by ``trigger``; errors as there."""
        self._send(self._commands().stop)

    def close(self) -> None:
        """Release the port; the next call would open it again. May be called twice."""
        if self._session is not None:
            self._session.transport.close()
        self._session = None
        self._decoder.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _link(self, limit: CallLimit) -> _Session:
        if self._session is None:
            found = identity_of(self._place.find())
            transport = open_transport(found.address, self._baud, limit)
            if found.usb != self._identity.usb:
                self._decoder = Decoder()  # another device may end its scans in another way
            self._identity = found
            self._session = _Session(transport, FrameReader(transport, self._decoder))
            log.info("barcode scanner connected", family=found.family, model=found.model)
        return self._session

    def _commands(self) -> Trigger:
        commands = TRIGGERS.get(self._trigger or self._identity.family)
        if commands is None:
            raise TriggerUnsupportedError("no command is documented that starts this scanner")
        return commands

    def _send(self, command: Command) -> None:
        session = self._link(CallLimit.seconds(CONNECT_S, never))
        self._decoder.expect(command.replies)
        session.transport.write(command.wire)


def open_barcode_scanner(
    url: str,
    *,
    baud: int = 9600,
    trigger: str | None = None,
    lister: Lister = list_ports.comports,
) -> BarcodeScanner:
    """Open a handheld scanner.

    Args:
        url: ``auto`` (the first handheld of a known maker), ``usb:VVVV:PPPP[:SERIAL]``
            (hexadecimal; remembered by USB identity and not by port name), a device path, or a
            pyserial address such as ``socket://127.0.0.1:4000``.
        baud: Bits per second, 8N1.
        trigger: Whose soft trigger it obeys, a key of ``TRIGGERS``; by its USB vendor if None.
            ``ssi`` has to be said: from outside no Zebra scanner looks set to SSI or not.
        lister: What lists the ports.

    Raises:
        PortMissingError: No such scanner, or nobody listens at the address.
        PortBusyError, PortDeniedError: The port cannot be had.
    """
    return BarcodeScanner(place_of(url, lister), baud=baud, trigger=trigger)
