"""The line to a fingerprint module: opened at the rate it talks at, and made faster."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from station_devices.errors import (
    DeviceError,
    DeviceGarbledError,
    DeviceRefusedError,
    DeviceSilentError,
)
from station_devices.families.module import Timing

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_devices.families.module import Family, FingerModule
    from station_devices.framing import CallLimit
    from station_devices.scanner import ScannerIdentity
    from station_devices.transport import Transport

log = structlog.get_logger()


class Line:
    """One family's module behind a port that may come and go.

    A rate that was said is kept to. Where none was said and the rate of the port is ours to set,
    the module is looked for at the rates of its family, and then asked to talk as fast as it can:
    an image at 57,600 baud takes twice as long as at 115,200.

    Args:
        family: What hangs on it.
        connect: Opens the port at a rate; called again after it was lost.
        baud: Of the line; None: find it, and raise it.
        timing: Limits of the single steps.
        now: The monotonic clock.
    """

    def __init__(
        self,
        family: Family,
        connect: Callable[[int, CallLimit], Transport],
        *,
        baud: int | None = None,
        timing: Timing | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.timing = timing or Timing()
        self.now = now
        self._family = family
        self._connect = connect
        self._said = baud
        self._baud = baud or family.rates[0]
        self._stays = False  # a module that would not talk faster is not asked again
        self._transport: Transport | None = None

    @property
    def baud(self) -> int:
        """The rate now, as far as is known."""
        return self._baud

    def open(self, limit: CallLimit) -> tuple[FingerModule, ScannerIdentity]:
        """Open the port, find the module, and learn what it is.

        Raises:
            DeviceError: The port cannot be opened, or no such module answers there.
        """
        self.close()
        try:
            self._transport = transport = self._connect(self._baud, limit)
            module = self._family.make(transport, self.timing, self.now)
            ours = self._said is None and transport.sets_baud
            if ours:
                self._find(transport, module, limit)
            else:
                module.hello(limit)
            identity = module.greet(limit)
            if ours:
                self._hurry(transport, module, limit)
        except BaseException:
            self.close()
            raise
        log.info("scanner connected", family=identity.family, model=identity.model, baud=self._baud)
        return module, identity

    def close(self) -> None:
        """Release the port; may be called twice."""
        if self._transport is not None:
            self._transport.close()
        self._transport = None

    def _find(self, transport: Transport, module: FingerModule, limit: CallLimit) -> None:
        """Look for the module where it was last, then at each rate of its family."""
        failure: DeviceError | None = None
        rates = dict.fromkeys((self._baud, *self._family.rates))
        if len(rates) == 1:  # nowhere else to look, so there is no hurry
            module.hello(limit)
            return
        for baud in rates:
            try:
                self._hello_at(baud, transport, module, limit)
            except (DeviceSilentError, DeviceGarbledError) as exc:
                # Bytes without sense tell more than silence: something is there.
                failure = exc if failure is None or isinstance(exc, DeviceGarbledError) else failure
                if limit.expired():
                    break
            else:
                return
        raise failure or DeviceSilentError("no module answers at any rate")

    def _hello_at(
        self, baud: int, transport: Transport, module: FingerModule, limit: CallLimit
    ) -> None:
        self._turn_to(baud, transport)
        module.hello(limit.within(self.timing.hello_s))

    def _turn_to(self, baud: int, transport: Transport) -> None:
        if baud == self._baud:
            return
        self._baud = baud
        if not transport.set_baud(baud):
            raise DeviceSilentError("the port does not know that rate")

    def _hurry(self, transport: Transport, module: FingerModule, limit: CallLimit) -> None:
        """Raise the rate; a module that does not follow is found again where it is.

        Some change only at their next power-on (R503): then it is looked for at both. One that is
        not heard at the new rate may hear us all the same, and is asked to come back.
        """
        before, wanted = self._baud, self._family.fastest
        if self._stays or before >= wanted:
            return
        known = transport.set_baud(wanted)
        transport.set_baud(before)
        if not (known and self._asked_for(wanted, module, limit)):
            self._stays = True
            return
        self._pause(transport, limit)
        if self._is_at((wanted, before), transport, module, limit):
            self._stays = self._baud != wanted
            return
        self._stays = True
        if self._is_at((wanted,), transport, module, limit):
            return
        self._asked_for(before, module, limit)
        self._pause(transport, limit)
        if not self._is_at((before,), transport, module, limit):
            raise DeviceSilentError("the module was lost when its rate was changed")

    def _asked_for(self, baud: int, module: FingerModule, limit: CallLimit) -> bool:
        """Ask the module for a rate; false if it will not.

        Its answer may come at either rate: that none was understood means nothing.
        """
        try:
            module.ask_baud(baud, limit.within(self.timing.hello_s))
        except DeviceRefusedError:
            return False
        except (DeviceSilentError, DeviceGarbledError):
            pass
        return True

    def _is_at(
        self,
        bauds: tuple[int, ...],
        transport: Transport,
        module: FingerModule,
        limit: CallLimit,
    ) -> bool:
        """Whether the module answers at one of these rates; the line stays at it."""
        for baud in bauds:
            try:
                self._hello_at(baud, transport, module, limit)
            except (DeviceSilentError, DeviceGarbledError):
                continue
            return True
        return False

    def _pause(self, transport: Transport, limit: CallLimit) -> None:
        """Leave the module the time it needs to change; what comes meanwhile is noise."""
        pause = limit.within(self.timing.settle_s)
        while not pause.expired():
            transport.read(1)
