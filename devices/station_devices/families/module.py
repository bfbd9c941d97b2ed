"""What a family of fingerprint modules offers: one module on an open line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from station_devices.framing import CallLimit
    from station_devices.scanner import ScannerIdentity
    from station_devices.transport import Transport

OnBytes: TypeAlias = Callable[[int, int], None]
"""Told the bytes of an image received so far and how many there will be, as far as is known."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Limits in seconds.

    Attributes:
        reply_s: For one answer. Modules answer within 0.2 s (manuals), image taking included.
        stall_s: For the next bytes of an image.
        hello_s: For the first answer at one of several rates.
        poll_s: Between two looks for a finger.
        settle_s: After a parameter was written; modules need 0.1 to 0.25 s (seen in drivers).
        quiet_s: Silence that means the device has stopped sending.
        hold_s: How long an image left in the sensor is still taken for the same finger.
        lift_s: How long to wait for the finger of the last image to be lifted. Long enough for a
            slow hand: what follows is an error that somebody has to look at.
    """

    reply_s: float = 1.0
    stall_s: float = 0.5
    hello_s: float = 0.5
    poll_s: float = 0.05
    settle_s: float = 0.25
    quiet_s: float = 0.1
    hold_s: float = 30.0
    lift_s: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class RawImage:
    """An image as it came across, all of it and verified.

    Attributes:
        pixels: Grey, uint8, shape (height, width), top row first, ridges dark.
        dpi: Of the sensor.
        bits: Depth that came across the wire.
        wire_bytes: Everything that crossed the wire while it was brought in, in both directions.
        wsq: The image as the module compressed it; None where it came as pixels.
    """

    pixels: NDArray[np.uint8]
    dpi: int
    bits: int
    wire_bytes: int
    wsq: bytes | None = None


class FingerModule(Protocol):
    """One module on an open line, asked by one thread.

    Every method raises ``DeviceSilentError``, ``DeviceGarbledError``, ``DeviceRefusedError``,
    ``DeviceUnpluggedError`` or ``CaptureCancelledError``, and returns or raises within its limit.
    """

    def hello(self, limit: CallLimit) -> None:
        """Find out whether such a module answers at the line's present rate."""

    def greet(self, limit: CallLimit) -> ScannerIdentity:
        """Learn what the module is and set it up."""

    def ask_baud(self, baud: int, limit: CallLimit) -> None:
        """Have the module talk at another rate from its next answer on."""

    def sees_finger(self, limit: CallLimit) -> bool:
        """Look whether a finger is on the sensor, without use of its image."""

    def take_image(self, limit: CallLimit) -> bool:
        """Look for a finger; True if its image is now in the sensor. May wait up to a second."""

    def upload_image(self, limit: CallLimit, on_bytes: OnBytes) -> RawImage:
        """Bring in the image in the sensor; may be called again when it failed.

        Raises:
            WrongImageSizeError: It has a size that fits nothing known.
        """

    def rest(self, limit: CallLimit) -> None:
        """Pause between two looks for a finger."""

    def settle(self, limit: CallLimit) -> None:
        """Bring a module that was left in the middle of an answer back to hearing commands."""

    def leave(self) -> None:
        """Send what makes the module rest (its light off), waiting for nothing."""


class MakeModule(Protocol):
    """Makes the module of a family on a line."""

    def __call__(
        self, transport: Transport, timing: Timing, now: Callable[[], float]
    ) -> FingerModule:
        """Make it."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family of modules.

    Attributes:
        name: Of the driver.
        make: Makes its module on an open line.
        rates: Bits per second at which a module may be found, the factory's first.
        fastest: What its line is raised to.
        make_numbered: Tells how to make the module of a number, 1 to 65,535, where there are
            several on one line; None for families that know no numbers.
    """

    name: str
    make: MakeModule
    rates: tuple[int, ...]
    fastest: int
    make_numbered: Callable[[int], MakeModule] | None = None
