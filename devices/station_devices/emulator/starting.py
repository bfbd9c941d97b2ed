"""Starts emulated devices: which module, on which line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from station_devices.conditions import CONDITIONS
from station_devices.emulator.barcode import BarcodeModule, BarcodeSettings, every_nth
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.emulator.faults import SCAN_FAULTS, FaultyWire, check_faults
from station_devices.emulator.gps import GPS_FAULTS, GpsModule, GpsSettings
from station_devices.emulator.gt5 import Gt5Module, Gt5Settings
from station_devices.emulator.lines import PtyLine, TcpLine
from station_devices.emulator.player import Player
from station_devices.emulator.serving import EmulatorServer, Module
from station_devices.emulator.sfm import SfmModule, SfmSettings
from station_devices.emulator.vero2 import Vero2Module, Vero2Settings
from station_devices.emulator.window import finger_on_window
from station_devices.encoding import load_finger_file
from station_devices.errors import ScansFileError, UnknownDriverError
from station_devices.recording import load_recording
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from station_devices.emulator.finger import Prints
    from station_devices.emulator.lines import Line

SUFFIXES = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}
"""What a barcode scanner may send behind a scan, by name."""


def serve_pty(
    module: Module, *, baud: int | None = 57600, faults: Iterable[str] = (), away_s: float = 0.5
) -> EmulatorServer:
    """Serve a module over a pseudo terminal.

    Raises:
        PtyUnavailableError: This system has none.
        UnknownFaultError: A fault has no such name.
    """
    return _serve(PtyLine, module, baud, check_faults(faults), away_s)


def serve_tcp(
    port: int,
    module: Module,
    *,
    baud: int | None = 57600,
    faults: Iterable[str] = (),
    away_s: float = 0.5,
) -> EmulatorServer:
    """Serve a module over a TCP port of the loopback interface; 0 takes a free one.

    Raises:
        PortBusyError: Somebody else listens there.
        UnknownFaultError: A fault has no such name.
    """
    return _serve(lambda: TcpLine(port), module, baud, check_faults(faults), away_s)


def _serve(
    open_line: Callable[[], Line],
    module: Module,
    baud: int | None,
    faults: frozenset[str],
    away_s: float,
) -> EmulatorServer:
    return EmulatorServer(module, open_line(), baud=baud, wire=FaultyWire(faults), away_s=away_s)


def emulate(
    driver: str,
    *,
    pty: bool = False,
    tcp: int | None = None,
    baud: int | None = None,
    image: Path | None = None,
    conditions: Sequence[str] = (),
    faults: Iterable[str] = (),
) -> EmulatorServer:
    """Start an emulated scanner; it is served until ``stop`` or the end of a ``with`` block.

    Args:
        driver: Name of the driver it is made for.
        pty: Serve over a pseudo terminal.
        tcp: Or over this TCP port, 0 for a free one; ignored with ``pty``.
        baud: Pace of the wire; the family's factory setting if None.
        image: A print to show at every press; synthetic ones, each press another, if None.
        conditions: How the synthetic ones lie on the glass, one press after the other and then
            from the first again: names from ``station_devices.conditions``. All good if empty.
        faults: Names from ``FAULTS``.

    Raises:
        UnknownDriverError: No emulator has that name.
        UnknownFaultError: A fault has no such name.
        FingerFileError: The image cannot be read.
        KeyError: There is no such condition.
        PtyUnavailableError, PortBusyError: The port cannot be made.
    """
    names = check_faults(faults)
    maker = MODULES.get(driver)
    if maker is None:
        raise UnknownDriverError(f"no emulator of that name; known: {', '.join(MODULES)}")
    unknown = [name for name in conditions if name not in CONDITIONS]
    if unknown:  # the first press would find it out too late
        raise KeyError(*unknown)
    shown = _Shown(load_finger_file(image).pixels if image else None, conditions)
    module, usual_baud = maker(shown, names)
    rate = baud or usual_baud
    if pty:
        return serve_pty(module, baud=rate, faults=names)
    return serve_tcp(tcp or 0, module, baud=rate, faults=names)


def replay(
    path: Path,
    *,
    pty: bool = False,
    tcp: int | None = None,
    baud: int | None = None,
    faults: Iterable[str] = (),
) -> EmulatorServer:
    """Play a recorded session; served until ``stop`` or the end of a ``with`` block.

    Args:
        path: A file that ``station_devices.recording`` wrote.
        pty: Serve over a pseudo terminal.
        tcp: Or over this TCP port, 0 for a free one; ignored with ``pty``.
        baud: Pace of the wire; as it was recorded if None.
        faults: Names from ``FAULTS``; only the ones of the wire do something.

    Raises:
        RecordingFileError: The file is no recording.
        UnknownFaultError: A fault has no such name.
        PtyUnavailableError, PortBusyError: The port cannot be made.
    """
    recording = load_recording(path)
    module, rate = Player(recording), baud or recording.baud
    if pty:
        return serve_pty(module, baud=rate, faults=faults)
    return serve_tcp(tcp or 0, module, baud=rate, faults=faults)


def emulate_barcode(
    scans: Iterable[bytes],
    *,
    pty: bool = False,
    tcp: int | None = None,
    baud: int | None = 9600,
    suffix: str = "cr",
    every_s: float = 5.0,
    faults: Iterable[str] = (),
) -> EmulatorServer:
    """Start an emulated barcode scanner; served until ``stop`` or the end of a ``with`` block.

    Args:
        scans: What it scans, one after the other; ends or goes on for ever.
        pty: Serve over a pseudo terminal.
        tcp: Or over this TCP port, 0 for a free one; ignored with ``pty``.
        baud: Pace of the wire; None for as fast as it goes.
        suffix: A key of ``SUFFIXES``.
        every_s: Seconds between two scans; a command to its trigger brings the next at once.
        faults: Names from ``SCAN_FAULTS``.

    Raises:
        UnknownFaultError: A fault has no such name.
        PtyUnavailableError, PortBusyError: The port cannot be made.
    """
    faults_of = every_nth(check_faults(faults, SCAN_FAULTS))
    settings = BarcodeSettings(suffix=SUFFIXES[suffix], every_s=every_s)
    module = BarcodeModule(settings, scans, faults_of)
    return serve_pty(module, baud=baud) if pty else serve_tcp(tcp or 0, module, baud=baud)


def emulate_gps(
    *,
    pty: bool = False,
    tcp: int | None = None,
    baud: int | None = 9600,
    place: tuple[float, float] | None = None,
    faults: Iterable[str] = (),
) -> EmulatorServer:
    """Start an emulated GPS receiver; served until ``stop`` or the end of a ``with`` block.

    Args:
        pty: Serve over a pseudo terminal.
        tcp: Or over this TCP port, 0 for a free one; ignored with ``pty``.
        baud: Pace of the wire; None for as fast as it goes.
        place: Latitude and longitude, degrees of WGS84; a square in Ho Chi Minh City if None.
        faults: Names from ``GPS_FAULTS``.

    Raises:
        UnknownFaultError: A fault has no such name.
        PtyUnavailableError, PortBusyError: The port cannot be made.
    """
    names = check_faults(faults, GPS_FAULTS)
    settings = GpsSettings(faults=names) if place is None else GpsSettings(*place, faults=names)
    module = GpsModule(settings)
    return serve_pty(module, baud=baud) if pty else serve_tcp(tcp or 0, module, baud=baud)


def scans_of(path: Path) -> list[bytes]:
    """The lines of a file as what a scanner sends.

    Raises:
        ScansFileError: The file cannot be read, or has no line.
    """
    try:
        scans = [line for line in path.read_bytes().splitlines() if line]
    except OSError as exc:
        raise ScansFileError("the file of scans cannot be read") from exc
    if not scans:
        raise ScansFileError("the file of scans is empty")
    return scans


@dataclass(frozen=True)
class _Shown:
    """What the presses show: a print that was given, or drawn ones that lie as was asked."""

    pixels: NDArray[np.uint8] | None
    conditions: Sequence[str]

    def has(self, width: int, height: int) -> bool:
        """Whether the print that was given is of this size."""
        return self.pixels is not None and self.pixels.shape == (height, width)

    def on(self, width: int, height: int) -> Prints | None:
        """The presses on a window of this size; None for the module's own."""
        if self.pixels is not None:
            laid = finger_on_window(self.pixels, width, height)
            return lambda _press: laid
        if not self.conditions:
            return None
        names = self.conditions
        return lambda press: draw_print(press, width, height, names[press % len(names)])


def _ef01(shown: _Shown, faults: frozenset[str]) -> tuple[Module, int]:
    """An R503 window for an image of its size, else the larger one of the ZFM modules."""
    width, height = (192, 192) if shown.has(192, 192) else (256, 288)
    settings = Ef01Settings(width=width, height=height, faults=faults)
    return Ef01Module(settings, shown.on(width, height)), 57600


def _gt5(shown: _Shown, faults: frozenset[str]) -> tuple[Module, int]:
    """A GT-511C1R for an image of its size, which does not tell it; else a GT-521."""
    small = shown.has(240, 216)
    width, height = (240, 216) if small else (202, 258)
    settings = Gt5Settings(width, height, tells_size=not small, faults=faults)
    return Gt5Module(settings, shown.on(width, height)), 9600


def _vero2(shown: _Shown, faults: frozenset[str]) -> tuple[Module, int]:
    """A UN20 as large as is usual at 500 dpi; the pace of its line is only an emulated one."""
    settings = Vero2Settings(faults=faults)
    return Vero2Module(settings, shown.on(settings.width, settings.height)), 115200


def _sfm(shown: _Shown, faults: frozenset[str]) -> tuple[Module, int]:
    """The one size of window that was seen; the host says whether it wants pixels or WSQ."""
    settings = SfmSettings(faults=faults)
    return SfmModule(settings, shown.on(settings.width, settings.height)), 115200


MODULES: dict[str, Callable[[_Shown, frozenset[str]], tuple[Module, int]]] = {
    "ef01": _ef01,
    "gt5": _gt5,
    "sfm": _sfm,
    "sfm-wsq": _sfm,
    "vero2": _vero2,
}
