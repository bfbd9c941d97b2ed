"""`stationctl fingerprint capture` and `emulate fingerprint`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from station_core.cli.files import check_folder, write_out
from station_core.cli.serving import serve_until_ended
from station_core.errors import CommandError
from station_devices import FingerImage, FingerState, encode_png, encode_print, open_scanner
from station_devices.emulator import emulate as run_emulator
from station_devices.emulator import replay as run_recording
from station_devices.scanner import OnState
from station_queue.atomic import PRIVATE

_ENCODERS: Final[Mapping[str, Callable[[FingerImage], bytes]]] = {
    ".png": lambda image: encode_png(image.pixels, image.dpi),
    ".wsq": lambda image: encode_print(image).wsq,
}


def capture(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take one print from a scanner and save it for nobody else to read.

    Raises:
        CommandError: OUT_FORMAT_UNKNOWN; OUT_NOT_WRITABLE where there is no such folder, and of
            the recording, which may be OUT_EXISTS; all before the scanner is opened.
        DeviceError: What went wrong with the scanner; the recording stays, to be looked at.
    """
    encode = _ENCODERS.get(arguments.out.suffix.lower())
    if encode is None:
        raise CommandError("OUT_FORMAT_UNKNOWN")
    check_folder(arguments.out)  # before a finger is asked for
    with (
        _recording(arguments.record) as record,
        open_scanner(
            arguments.port, arguments.driver, baud=arguments.baud, record=record
        ) as scanner,
    ):
        image = scanner.capture(arguments.deadline, on_state=_told_in_tenths())
    write_out(arguments.out, encode(image), mode=PRIVATE)
    return {
        "width": image.width,
        "height": image.height,
        "dpi": image.dpi,
        "bits": image.bits,
        "quality": image.quality,
        "hints": list(image.hints),
        "transfer_s": round(image.transfer_s, 3),
        "wire_fraction": image.wire_fraction and round(image.wire_fraction, 4),
    }


@contextmanager
def _recording(path: Path | None) -> Iterator[IO[str] | None]:
    """The file a session is written to: its own, for nobody else to read, as it holds a print.

    Raises:
        CommandError: OUT_EXISTS; OUT_NOT_WRITABLE.
    """
    if path is None:
        yield None
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError as exc:
        raise CommandError("OUT_EXISTS") from exc
    except OSError as exc:
        raise CommandError("OUT_NOT_WRITABLE") from exc
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        yield file


def _told_in_tenths() -> OnState:
    """Tells a person each state, and every tenth of an image."""
    last: tuple[FingerState, int] | None = None

    def tell(state: FingerState, progress: float) -> None:
        nonlocal last
        now = state, int(progress * 10)
        if now != last:
            last = now
            print(f"{state.name.lower()} {now[1] * 10} %", file=sys.stderr)

    return tell


def emulate(arguments: argparse.Namespace) -> None:
    """Stand in for a scanner until the program is ended."""
    serve_until_ended(
        lambda: run_emulator(
            arguments.driver,
            pty=arguments.pty,
            tcp=arguments.tcp,
            baud=arguments.baud,
            image=arguments.image,
            conditions=arguments.condition,
            faults=arguments.fault,
        )
    )


def replay(arguments: argparse.Namespace) -> None:
    """Play a recorded session until the program is ended."""
    serve_until_ended(
        lambda: run_recording(
            arguments.file,
            pty=arguments.pty,
            tcp=arguments.tcp,
            baud=arguments.baud,
            faults=arguments.fault,
        )
    )
