"""What every fingerprint scanner looks like to the rest of the station."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray


class FingerState(Enum):
    """What the citizen should do now."""

    PLACE = "place finger"
    HOLD = "hold"
    LIFT = "lift"


Stop: TypeAlias = Callable[[], bool]
OnState: TypeAlias = Callable[[FingerState, float], None]
"""Called in the capturing thread with a state and the progress of the transfer, 0..1."""


def never() -> bool:
    """The stop check of a caller who never stops."""
    return False


def ignore_state(_state: FingerState, _progress: float) -> None:
    """The listener of a caller who does not watch."""


NOTES: Mapping[str, str] = {
    "four_bit_grey": "16 greys come across the wire",
    "low_resolution": "below 500 ppi",
    "small_area": "the window shows a part of a finger only",
    "uncertified": "nothing the scanner tells says that its sensor is certified",
}
"""What a scanner's images may lack for identity enrolment, by code; ``ui/`` has words for each."""


@dataclass(frozen=True, slots=True)
class ScannerIdentity:
    """What a scanner tells about itself, and what its images are honestly good for.

    Attributes:
        family: Protocol family, such as ``EF01``.
        model: As the device gives it; empty if it does not.
        serial: The same.
        width: Pixels; None until known (some devices tell only by their first image).
        height: The same.
        dpi: Of the sensor.
        bits: Bits per pixel that really come across the wire.
        id_grade: Whether the images meet what identity enrolment asks for
            (8 bits, native 500 ppi, a certified area).
        notes: Codes of the reasons why they do not, of ``NOTES``.
    """

    family: str
    model: str
    serial: str
    width: int | None
    height: int | None
    dpi: int
    bits: int
    id_grade: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FingerImage:
    """One captured print.

    Attributes:
        pixels: Grey, uint8, shape (height, width), top row first, ridges dark; read-only.
        dpi: Pixels per inch of the sensor.
        bits: Depth of the source; 4 means 16 greys spread over 0..255.
        width: Pixels.
        height: Pixels.
        transfer_s: Seconds from asking for the image to its last byte; 0 for a file.
        wire_fraction: Achieved share of the wire's 8N1 limit; None where there is no wire.
        quality: 0..100, see ``station_devices.quality``.
        weak_points: Codes of what is weak about it, the worst first.
        hints: Codes of what would make it better, the most helpful first.
        driver: Name of the driver, or ``file``.
        scanner: What took it; None for a file.
        wsq: The print as the scanner itself compressed it; None where it came as pixels.
    """

    pixels: NDArray[np.uint8]
    dpi: int
    bits: int
    width: int
    height: int
    transfer_s: float
    wire_fraction: float | None
    quality: int
    weak_points: tuple[str, ...]
    hints: tuple[str, ...]
    driver: str
    scanner: ScannerIdentity | None = None
    wsq: bytes | None = None


class FingerprintScanner(Protocol):
    """A connected scanner; one thread at a time uses it."""

    @property
    def identity(self) -> ScannerIdentity:
        """What the device told about itself."""

    @property
    def holds_image(self) -> bool:
        """Whether the next capture begins with an image that is still in the sensor."""

    def capture(
        self, deadline: float, stop: Stop = never, *, on_state: OnState = ignore_state
    ) -> FingerImage:
        """Wait for a finger and bring in its image.

        When a transfer fails for good, the image stays in the sensor for a while and the next call
        begins with it, so the citizen need not press again. After an unplugged cable the next call
        opens the port anew.

        Args:
            deadline: Seconds for the whole call.
            stop: Asked at least every 50 ms; true ends the call.
            on_state: Told what the citizen should do.

        Raises:
            DeviceError: See ``station_devices.errors``.
        """

    def forget_image(self) -> None:
        """The next capture is of another finger.

        An image still in the sensor is given up, and a finger that lies on the glass, or did when
        the scanner was opened, has to be lifted first.
        """

    def close(self) -> None:
        """Release the port; may be called twice."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
