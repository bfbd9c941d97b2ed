"""The log of refused requests: a few lines a minute, however many requests there were."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import structlog

log = structlog.get_logger()

_WINDOW_S: Final = 60.0
_MOST: Final = 100
_OTHERS: Final = "others"


class RefusalLog:
    """Tells of the first refusal at once, and a minute later how many more there were.

    That is so for each address and code, up to a hundred; the rest are told of as "others". Safe to
    use from several threads.

    Args:
        clock: Seconds of a clock that only goes forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # By address and code: when it began, and how many came after the first; oldest first.
        self._windows: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def note(self, address: str, code: str) -> None:
        """Take down one refusal."""
        with self._lock:
            self._tell()
            window = (address, code)
            if window not in self._windows and len(self._windows) >= _MOST:
                window = (_OTHERS, code)
            if window in self._windows:
                began, more = self._windows[window]
                self._windows[window] = (began, more + 1)
            else:
                self._windows[window] = (self._clock(), 0)
                log.warning("request_refused", address=window[0], code=code)

    def tell(self) -> None:
        """Write down what a minute has brought; to be called with every request."""
        with self._lock:
            self._tell()

    def _tell(self) -> None:
        now = self._clock()
        while self._windows:
            (address, code), (began, more) = next(iter(self._windows.items()))
            if now - began < _WINDOW_S:
                return
            self._windows.popitem(last=False)
            if more:
                log.warning("requests_refused", address=address, code=code, more=more)
