"""The EF01 fingerprint scanner: waits for a finger, brings its image in, survives a bad line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

import structlog

from station_devices.ef01.codec import MAX_PAYLOAD
from station_devices.ef01.commands import ATTEMPTS, Ef01Commands, Timing, Upload
from station_devices.ef01.image import BITS, DPI, KNOWN_SIZES, data_length, size_of, unpack_pixels
from station_devices.errors import (
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
    DeviceUnpluggedError,
    FingerNotLiftedError,
    ImageInterruptedError,
    NoFingerError,
    WrongImageSizeError,
)
from station_devices.framing import CallLimit
from station_devices.quality import measured_print
from station_devices.scanner import (
    FingerImage,
    FingerState,
    OnState,
    ScannerIdentity,
    Stop,
    ignore_state,
    never,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from station_devices.transport import Transport

log = structlog.get_logger()

CONNECT_S = 5.0
_BITS_ON_WIRE = 10  # 8N1: a start bit, eight data bits, a stop bit


class Ef01Scanner:
    """One EF01 module behind a port that may come and go.

    Args:
        connect: Opens the port within a limit; called again after it was lost.
        baud: Of the line, for the wire fraction.
        password: Of the module; 0 from the factory.
        timing: Limits of the single steps.

    Raises:
        DeviceError: The port cannot be opened or no module answers there.
    """

    def __init__(
        self,
        connect: Callable[[CallLimit], Transport],
        *,
        baud: int,
        password: int = 0,
        timing: Timing | None = None,
    ) -> None:
        self._connect = connect
        self._baud = baud
        self._password = password
        self._timing = timing or Timing()
        self._transport: Transport | None = None
        self._commands: Ef01Commands | None = None  # None until the module has been greeted
        self._size: tuple[int, int] | None = None
        self._identity = _identity("", "", None)
        self._held_since: float | None = None
        self._same_finger = False
        self._mid_image = False
        try:
            self._link(CallLimit.seconds(CONNECT_S, never))
        except BaseException:
            self.close()
            raise

    @property
    def identity(self) -> ScannerIdentity:
        """What the module told about itself."""
        return self._identity

    @property
    def holds_image(self) -> bool:
        """Whether the next capture begins with an image still in the sensor."""
        since = self._held_since
        return since is not None and time.monotonic() - since < self._timing.hold_s

    def forget_image(self) -> None:
        """Give up an image still in the sensor."""
        self._held_since = None

    def capture(
        self, deadline: float, stop: Stop = never, *, on_state: OnState = ignore_state
    ) -> FingerImage:
        """Wait for a finger and bring in its image; see ``FingerprintScanner``."""
        limit = CallLimit.seconds(deadline, stop)
        try:
            module = self._link(limit)
            image = self._resume(module, limit, on_state)
            if image is None:
                self._wait_for_finger(module, limit, on_state)
                self._held_since = time.monotonic()
                image = self._bring_in(module, limit, on_state)
        except DeviceUnpluggedError:
            self.close()
            raise
        except (DeviceRefusedError, WrongImageSizeError):
            # It has no image to give, and may have lost its power: greet it again.
            self._held_since = self._commands = None
            raise
        self._held_since, self._same_finger = None, True
        on_state(FingerState.LIFT, 1.0)
        return image

    def close(self) -> None:
        """Release the port; the next capture would open it again."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._commands = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _link(self, limit: CallLimit) -> Ef01Commands:
        """Open the port and greet the module where that has not been done."""
        if self._transport is None:
            self._transport, self._mid_image = self._connect(limit), False
        module = self._commands or Ef01Commands(self._transport, self._timing)
        if self._mid_image:  # a call that was stopped: the module may still be sending
            module.settle(limit)
            self._mid_image = False
        if self._commands is None:
            self._greet(module, limit)
            self._commands = module
        return module

    def _greet(self, module: Ef01Commands, limit: CallLimit) -> None:
        """Learn what the module is and set the largest packets: 4 % less to send than with 128."""
        module.verify_password(self._password, limit)
        packet_size = module.packet_size(limit)
        info = module.product_info(limit)
        if packet_size is not None and packet_size != MAX_PAYLOAD:
            module.set_packet_size(MAX_PAYLOAD, limit)
        if info is not None and info.width * info.height > 0:
            self._size = (info.width, info.height)
        self._identity = _identity(
            info.model if info else "", info.serial if info else "", self._size
        )
        log.info("scanner connected", family="EF01", model=self._identity.model)

    def _resume(
        self, module: Ef01Commands, limit: CallLimit, on_state: OnState
    ) -> FingerImage | None:
        """Bring in the image left in the sensor by an earlier try, if it is still there."""
        if not self.holds_image:
            return None
        try:
            image = self._bring_in(module, limit, on_state)
        except DeviceRefusedError:
            image = None
        # A module that lost its power may offer an empty buffer as an image.
        if image is None or image.pixels.min() == image.pixels.max():
            self._held_since = None
            return None
        return image

    def _wait_for_finger(self, module: Ef01Commands, limit: CallLimit, on_state: OnState) -> None:
        """Look for a finger until one is there.

        The finger of the last image must be lifted first, or it would be taken for the next one.
        Grease on the glass can look like a finger for ever, so that wait ends in an error; once it
        has been said, somebody has looked and the next capture takes what it finds.
        """
        lifting = limit.within(self._timing.lift_s)
        told: FingerState | None = None
        if not self._same_finger:
            on_state(told := FingerState.PLACE, 0.0)
        answered = False
        while not limit.expired():
            try:
                found = module.take_image(limit)
            except (DeviceSilentError, DeviceGarbledError):
                if answered and limit.expired():
                    break  # no time was left for the answer
                raise
            answered = True
            self._same_finger = self._same_finger and found
            if found and not self._same_finger:
                return
            if self._same_finger and lifting.expired():
                break
            wanted = FingerState.LIFT if self._same_finger else FingerState.PLACE
            if wanted is not told:
                on_state(told := wanted, 0.0)
            module.rest(limit)
        if answered and self._same_finger:
            self._same_finger = False
            raise FingerNotLiftedError("lift the finger or wipe the glass")
        raise NoFingerError("no finger before the deadline")

    def _bring_in(self, module: Ef01Commands, limit: CallLimit, on_state: OnState) -> FingerImage:
        """Bring the image in, asking the sensor (never the citizen) again when it is damaged."""
        attempt, last_details = 0, {"bytes": "none yet"}
        while True:
            attempt += 1
            try:
                if self._mid_image:
                    module.settle(limit)
                return self._bring_in_once(module, limit, on_state)
            except (DeviceSilentError, DeviceGarbledError, WrongImageSizeError) as exc:
                log.info("image transfer failed", attempt=attempt, code=exc.code)
                if exc.details == last_details and exc.details.get("junk") == "0":
                    raise  # the same length twice over a clean line: it is the device
                last_details = exc.details
                if attempt == ATTEMPTS or limit.expired():
                    raise ImageInterruptedError(
                        "the image did not come across whole", {"cause": exc.code}
                    ) from exc

    def _bring_in_once(
        self, module: Ef01Commands, limit: CallLimit, on_state: OnState
    ) -> FingerImage:
        started = time.monotonic()
        self._mid_image = True
        upload = module.upload_image(limit, _progress_of(self._size, on_state))
        transfer_s = time.monotonic() - started
        self._mid_image = False
        self._size = self._measured_size(upload)
        return self._image(upload, transfer_s)

    def _measured_size(self, upload: Upload) -> tuple[int, int]:
        """Tell the size of an image; a lost packet must not pass for a smaller sensor."""
        told = [self._size] if self._size else []
        size = size_of(len(upload.data), told if upload.junk else [*told, *KNOWN_SIZES])
        if size is None:
            raise WrongImageSizeError(
                f"an image of {len(upload.data)} bytes fits no known sensor",
                {"bytes": str(len(upload.data)), "junk": str(upload.junk)},
            )
        return size

    def _image(self, upload: Upload, transfer_s: float) -> FingerImage:
        width, height = self._size or (0, 0)
        self._identity = _identity(self._identity.model, self._identity.serial, (width, height))
        pixels = unpack_pixels(upload.data, width, height)
        return measured_print(
            pixels,
            DPI,
            BITS,
            driver="ef01",
            transfer_s=transfer_s,
            wire_fraction=upload.wire_bytes * _BITS_ON_WIRE / self._baud / transfer_s,
            scanner=self._identity,
        )


def _identity(model: str, serial: str, size: tuple[int, int] | None) -> ScannerIdentity:
    """Describe a module, saying plainly that 16 greys at 508 dpi are not made for enrolment."""
    width, height = size or (None, None)
    return ScannerIdentity(
        family="EF01",
        model=model,
        serial=serial,
        width=width,
        height=height,
        dpi=DPI,
        bits=BITS,
        id_grade=False,
        notes=("four_bit_grey", "small_area"),
    )


def _progress_of(size: tuple[int, int] | None, on_state: OnState) -> Callable[[int], None]:
    """Turn bytes received into HOLD with a progress, told once per percent."""
    total = data_length(*size) if size else data_length(256, 288)
    told = 0

    def report(received: int) -> None:
        nonlocal told
        percent = min(100, received * 100 // total)
        if percent != told:
            told = percent
            on_state(FingerState.HOLD, percent / 100)

    on_state(FingerState.HOLD, 0.0)
    return report
