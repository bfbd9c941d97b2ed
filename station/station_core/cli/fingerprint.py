"""`stationctl fingerprint capture` and `emulate fingerprint`."""

import argparse
import sys
from typing import Any

from station_core.cli.files import write_out
from station_core.cli.serving import serve_until_ended
from station_core.errors import CommandError
from station_devices import FingerState, encode_png, encode_wsq, open_scanner
from station_devices.emulator import emulate as run_emulator
from station_devices.scanner import OnState

_ENCODERS = {".png": encode_png, ".wsq": encode_wsq}


def capture(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take one print from a scanner and save it."""
    encode = _ENCODERS.get(arguments.out.suffix.lower())
    if encode is None:
        raise CommandError("OUT_FORMAT_UNKNOWN")
    with open_scanner(arguments.port, arguments.driver, baud=arguments.baud) as scanner:
        image = scanner.capture(arguments.deadline, on_state=_told_in_tenths())
    write_out(arguments.out, encode(image.pixels, image.dpi))
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
            faults=arguments.fault,
        )
    )
