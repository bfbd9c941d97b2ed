"""`stationctl gps show` and `emulate gps`."""

import argparse
from time import monotonic
from typing import Any

from station_core.cli.serving import serve_until_ended
from station_core.clock import local_now
from station_core.position import HeardFix
from station_devices import open_gps_receiver
from station_devices.emulator import emulate_gps


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wait for a position, and tell it as a record would."""
    with open_gps_receiver(arguments.port, baud=arguments.baud) as receiver:
        heard = HeardFix(receiver.fix(arguments.deadline), local_now(), monotonic())
        address = receiver.port.address
    return {**heard.told().model_dump(mode="json"), "address": address}


def emulate(arguments: argparse.Namespace) -> None:
    """Stand in for a receiver until the program is ended."""
    serve_until_ended(
        lambda: emulate_gps(
            pty=arguments.pty,
            tcp=arguments.tcp,
            baud=arguments.baud,
            place=arguments.place,
            faults=arguments.fault,
        )
    )
