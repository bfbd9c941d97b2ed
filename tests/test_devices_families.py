"""What holds for every fingerprint family alike."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from emulated_lines import needs_pty, over_tcp, scanner_of
from fuzzing import PRESSES, RIGS, press
from station_devices.drivers import FAMILIES
from station_devices.emulator import serve_pty
from station_devices.errors import DeviceUnpluggedError, PortMissingError
from station_devices.families.module import Timing

TIMING = Timing(reply_s=2.0, stall_s=1.0, poll_s=0.001, settle_s=0.001, quiet_s=0.06)


@needs_pty
@pytest.mark.parametrize("driver", RIGS)
def test_plug_cycles_bring_the_device_back_every_time(driver: str) -> None:
    rig = RIGS[driver]
    right = [rig.seen(press(number)) for number in range(PRESSES)]
    server = serve_pty(rig.module(press), baud=None)
    with server, scanner_of(FAMILIES[driver], server, TIMING) as scanner:
        for _ in range(10):
            server.unplug()
            with pytest.raises((DeviceUnpluggedError, PortMissingError)):
                scanner.capture(20)
            with pytest.raises(PortMissingError):
                scanner.capture(20)
            server.plug()
            image = scanner.capture(20)
            assert any(np.array_equal(image.pixels, pixels) for pixels in right)
        server.unplug()  # so that leaving finds no port


@pytest.mark.parametrize("driver", RIGS)
def test_no_thread_is_left_behind(driver: str) -> None:
    before = threading.active_count()
    for _ in range(3):
        with over_tcp(RIGS[driver].module(press), baud=None, faults=(), away_s=0.02) as server:
            scanner_of(FAMILIES[driver], server, TIMING).close()
    assert threading.active_count() == before
