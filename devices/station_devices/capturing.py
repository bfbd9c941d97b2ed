"""The fingerprint scanner: waits for a finger, brings its image in, survives a bad line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

import structlog

from station_devices.dialogue import ATTEMPTS, HeardWrongError
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

    from station_devices.families.module import FingerModule, RawImage
    from station_devices.line import Line

log = structlog.get_logger()

CONNECT_S = 8.0
"""To find a module at one of several rates, to learn what it is, and to make its line faster."""
_RESERVE = 1.5
"""So many times the time of a transfer on a perfect line is kept for it."""
_DAMAGED = (DeviceSilentError, DeviceGarbledError, HeardWrongError, WrongImageSizeError)
"""How a transfer fails that is worth another try."""
_WHOLE_WIRE = 1.05
"""Beyond it the line has another rate than was assumed, as that of a serial server may have."""
_BITS_ON_WIRE = 10  # 8N1: a start bit, eight data bits, a stop bit


class SerialScanner:
    """One module of any family; see ``FingerprintScanner`` for what each method does.

    Args:
        driver: Name of the driver, for the images.
        line: To the module.
        stop: Asked while the port is opened and the module looked for; true ends that.

    Raises:
        DeviceError: The port cannot be opened or no module answers there.
    """

    def __init__(self, driver: str, line: Line, stop: Stop = never) -> None:
        self._driver = driver
        self._line = line
        self._timing, self._now = line.timing, line.now
        self._module: FingerModule | None = None  # None until it has been greeted
        self._held_since: float | None = None
        # A finger was found, and not seen lifted since. Of what lies there when the port is opened
        # nobody knows whose it is: after a crash, the finger that was taken last.
        self._seen = True
        self._same_finger = False  # it has to be lifted before the next image
        self._interrupted = False  # the module may still be sending, or looking for a finger
        self._unplugged = False  # what is plugged in next may be another module
        self._module, self._identity = line.open(self._limit(CONNECT_S, stop))

    @property
    def identity(self) -> ScannerIdentity:
        """What the module told about itself."""
        return self._identity

    @property
    def holds_image(self) -> bool:
        """Whether the next capture begins with an image still in the sensor."""
        since = self._held_since
        return since is not None and self._now() - since < self._timing.hold_s

    def forget_image(self) -> None:
        """Give up an image still in the sensor; its finger has to be lifted before the next one."""
        self._held_since = None
        self._same_finger = self._same_finger or self._seen

    def capture(
        self, deadline: float, stop: Stop = never, *, on_state: OnState = ignore_state
    ) -> FingerImage:
        """Wait for a finger and bring in its image."""
        limit = self._limit(deadline, stop)
        try:
            image = self._capture(limit, on_state)
        except DeviceUnpluggedError:
            self._unplugged = True
            self._drop()
            raise
        except DeviceSilentError:
            # It may have lost its power for a moment, and with it the rate it had.
            self._drop()
            raise
        except ImageInterruptedError as exc:
            self._interrupted = True
            if exc.details["cause"] == DeviceSilentError.code:
                self._drop()
            raise
        except (DeviceRefusedError, WrongImageSizeError):
            # It has no image to give, and may have lost its power: greet it again.
            self._held_since = None
            self._drop()
            raise
        except BaseException:
            self._interrupted = True
            raise
        self._held_since, self._same_finger = None, True
        on_state(FingerState.LIFT, 1.0)
        return image

    def close(self) -> None:
        """Let the module rest and release the port; the next capture would open it again."""
        if self._module is not None:
            self._module.leave()
        self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _limit(self, seconds: float, stop: Stop) -> CallLimit:
        return CallLimit.seconds(seconds, stop, self._now)

    def _drop(self) -> None:
        self._line.close()
        self._module, self._interrupted = None, False

    def _ready(self, limit: CallLimit) -> FingerModule:
        """Open the port and greet the module where that has not been done."""
        if self._module is None:
            self._module = self._reopened(limit)
        elif self._interrupted:
            self._module.settle(limit)
        self._interrupted = False
        return self._module

    def _reopened(self, limit: CallLimit) -> FingerModule:
        """Open the port anew; an image is believed to be still there only of the very module."""
        before = self._identity
        module, self._identity = self._line.open(limit)
        same = bool(before.serial) and before.serial == self._identity.serial
        if self._unplugged and not same:
            self._held_since = None
        self._unplugged = False
        return module

    def _capture(self, limit: CallLimit, on_state: OnState) -> FingerImage:
        module = self._ready(limit)
        image = self._resume(module, limit, on_state)
        if image is None:
            self._wait_for_finger(module, self._until_transfer(limit), on_state)
            self._held_since, self._seen = self._now(), True
            image = self._bring_in(module, limit, on_state)
        return image

    def _until_transfer(self, limit: CallLimit) -> CallLimit:
        """The limit of the wait: what a transfer takes is kept of it, but not more than half.

        Else a finger that comes late would be taken only to be interrupted by the deadline.
        """
        width, height = self._identity.width or 0, self._identity.height or 0
        wire_s = width * height * self._identity.bits / 8 * _BITS_ON_WIRE / self._line.baud
        left = limit.until - self._now()
        return limit.within(left - min(_RESERVE * wire_s, left / 2))

    def _resume(
        self, module: FingerModule, limit: CallLimit, on_state: OnState
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

    def _wait_for_finger(self, module: FingerModule, limit: CallLimit, on_state: OnState) -> None:
        """Look for a finger until one is there.

        The finger of the last image must be lifted first, or it would be taken for the next one.
        Grease on the glass can look like a finger for ever, so that wait ends in an error; once it
        has been said, somebody has looked and the next capture takes what it finds.
        """
        lifting = limit.within(self._timing.lift_s)
        told: FingerState | None = None
        answered = False
        while True:
            wanted = FingerState.LIFT if self._same_finger else FingerState.PLACE
            if wanted is not told and (answered or wanted is FingerState.PLACE):
                on_state(told := wanted, 0.0)
            if limit.expired():
                break
            look = module.sees_finger if self._same_finger else module.take_image
            try:
                found = look(limit)
            except (DeviceSilentError, DeviceGarbledError):
                if answered and limit.expired():
                    break  # no time was left for the answer
                raise
            answered = True
            if found and not self._same_finger:
                return
            self._same_finger = self._seen = found
            if found and lifting.expired():
                break
            module.rest(limit)
        if answered and self._same_finger:
            self._same_finger = self._seen = False
            raise FingerNotLiftedError("lift the finger or wipe the glass")
        raise NoFingerError("no finger before the deadline")

    def _bring_in(self, module: FingerModule, limit: CallLimit, on_state: OnState) -> FingerImage:
        """Bring the image in, asking the sensor (never the citizen) again when it is damaged."""
        attempt, last_details = 0, {"bytes": "none yet"}
        while True:
            attempt += 1
            started = self._now()
            progress = _Progress(on_state, self._now)
            try:
                raw = module.upload_image(limit, progress)
            except _DAMAGED as exc:
                log.info("image transfer failed", attempt=attempt, code=exc.code)
                if exc.details == last_details and exc.details.get("junk") == "0":
                    raise  # the same length twice over a clean line: it is the device
                last_details = exc.details
                if attempt == ATTEMPTS or limit.expired():
                    raise ImageInterruptedError(
                        "the image did not come across whole", {"cause": exc.code}
                    ) from exc
                module.settle(limit)
            else:
                return self._image(raw, progress.last - started)

    def _image(self, raw: RawImage, transfer_s: float) -> FingerImage:
        height, width = raw.pixels.shape
        self._identity = replace(self._identity, width=width, height=height)
        wire_s = raw.wire_bytes * _BITS_ON_WIRE / self._line.baud
        fraction = wire_s / transfer_s if transfer_s else 0.0
        return measured_print(
            raw.pixels,
            raw.dpi,
            raw.bits,
            driver=self._driver,
            transfer_s=transfer_s,
            wire_fraction=fraction if 0 < fraction <= _WHOLE_WIRE else None,
            scanner=self._identity,
            wsq=raw.wsq,
        )


class _Progress:
    """Turns bytes received into HOLD with a progress, told once per percent.

    Attributes:
        last: When bytes were told of last: opening a compressed image is no transfer.
    """

    def __init__(self, on_state: OnState, now: Callable[[], float]) -> None:
        self._on_state, self._now = on_state, now
        self._told = 0
        self.last = now()
        on_state(FingerState.HOLD, 0.0)

    def __call__(self, received: int, total: int) -> None:
        self.last = self._now()
        percent = min(100, received * 100 // total)
        if percent != self._told:
            self._told = percent
            self._on_state(FingerState.HOLD, percent / 100)
