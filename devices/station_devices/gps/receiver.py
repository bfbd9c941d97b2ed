"""A GPS receiver behind a port that may come and go: one report after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import structlog
from serial.tools import list_ports

from station_devices.errors import (
    DeviceGarbledError,
    DeviceSilentError,
    DeviceUnpluggedError,
    GpsGarbledError,
    NoFixError,
)
from station_devices.framing import CallLimit, FrameReader
from station_devices.gps.codec import decoder
from station_devices.gps.fixes import Fix, FixJoiner, NoFix
from station_devices.gps.usb import is_receiver
from station_devices.places import place_of
from station_devices.ports import SerialPort
from station_devices.scanner import never
from station_devices.transport import open_transport

if TYPE_CHECKING:
    from types import TracebackType

    from station_devices.places import Place
    from station_devices.ports import Lister
    from station_devices.scanner import Stop
    from station_devices.transport import Transport

log = structlog.get_logger()

CONNECT_S = 5.0


class _Session(NamedTuple):
    """One opening of the port."""

    transport: Transport
    reader: FrameReader[str]


class GpsReceiver:
    """One receiver; one thread at a time uses it.

    It is to be listened to all the time: what waits in the port is told as if it were new.

    Args:
        place: Where it is looked for, at each opening anew.
        baud: Bits per second, 8N1.

    Raises:
        DeviceError: The port cannot be opened.
    """

    def __init__(self, place: Place, *, baud: int) -> None:
        self._place = place
        self._baud = baud
        self._port = SerialPort("")
        self._joiner = FixJoiner()
        self._session: _Session | None = None
        self.connect()

    @property
    def port(self) -> SerialPort:
        """The port opened last."""
        return self._port

    def connect(self, stop: Stop = never) -> None:
        """Open the port if it is not open.

        Raises:
            PortMissingError: The receiver is not plugged in, or nobody listens at its address.
            PortBusyError, PortDeniedError: The port cannot be had.
            CaptureCancelledError: The caller stopped.
        """
        self._link(CallLimit.seconds(CONNECT_S, stop))

    def next(self, deadline: float, stop: Stop = never) -> Fix | NoFix:
        """Wait for what the receiver says next of its place; most say it once a second.

        After an unplugged cable the next call opens the port anew, wherever the receiver is plugged
        in by then.

        Args:
            deadline: Seconds for the whole call.
            stop: Asked at least every 50 ms; true ends the call.

        Raises:
            DeviceSilentError: The deadline passed without a byte.
            GpsGarbledError: Bytes came, but no sentence.
            DeviceUnpluggedError: The port vanished.
            PortMissingError, PortBusyError, PortDeniedError: As of ``connect``.
            CaptureCancelledError: The caller stopped.
        """
        limit = CallLimit.seconds(deadline, stop)
        talks = False
        try:
            reader = self._link(limit).reader
            while True:
                report = self._joiner.take(reader.next(limit))
                if report is not None:
                    return report
                talks = True
        except DeviceUnpluggedError:
            self.close()
            raise
        except (DeviceSilentError, DeviceGarbledError) as exc:
            if talks:
                return NoFix()  # sentences, but none that says where
            if isinstance(exc, DeviceGarbledError):
                raise GpsGarbledError("bytes came but no sentence of NMEA 0183") from exc
            raise

    def fix(self, deadline: float, stop: Stop = never) -> Fix:
        """Wait for a position.

        Raises:
            NoFixError: The receiver works, but had no position before the deadline.
            DeviceError: As of ``next``.
        """
        limit = CallLimit.seconds(deadline, stop)
        while True:
            report = self.next(limit.until - limit.now(), stop)
            if isinstance(report, Fix):
                return report
            if limit.expired():
                raise NoFixError("no position before the deadline")

    def close(self) -> None:
        """Release the port; the next call would open it again. May be called twice."""
        if self._session is not None:
            self._session.transport.close()
        self._session = None

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
            port = self._place.find()
            transport = open_transport(port.address, self._baud, limit)
            self._port = port
            self._joiner.reset()
            self._session = _Session(transport, FrameReader(transport, decoder()))
            log.info("gps receiver connected", product=port.product)
        return self._session


def open_gps_receiver(
    url: str, *, baud: int = 9600, lister: Lister = list_ports.comports
) -> GpsReceiver:
    """Open a GPS receiver that speaks NMEA 0183.

    Args:
        url: ``usb:VVVV:PPPP[:SERIAL][@LOCATION]`` (hexadecimal; remembered by USB identity and not
            by port name), a device path, or an address such as ``socket://127.0.0.1:4000``.
        baud: Bits per second, 8N1: 4800 by the standard, 9600 of most receivers.
        lister: What lists the ports.

    Raises:
        PortMissingError: No such receiver, or nobody listens at the address.
        PortBusyError, PortDeniedError: The port cannot be had.
    """
    return GpsReceiver(_place(url, lister), baud=baud)


def find_receiver(url: str, lister: Lister = list_ports.comports) -> SerialPort:
    """The port a url of ``open_gps_receiver`` means now; nothing is opened.

    Raises:
        PortMissingError: No such receiver is plugged in.
    """
    return _place(url, lister).find()


def _place(url: str, lister: Lister) -> Place:
    return place_of(url, lister, lambda port: bool(port.serial) or is_receiver(port.vid))
