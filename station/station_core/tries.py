"""The lock-out: wrong passwords make everybody at this desk wait, longer and longer.

Each wrong one adds to a level that sinks by one in forty minutes; the higher it is, the longer the
wait. A right password takes back nothing but itself: else somebody could guess at a colleague's,
and the colleague's own sign-in would give the guesses back. Only the recovery code empties it.

A try is counted in a file before the password is looked at, so that neither a restart nor a pulled
plug gives one back. Time is that since the machine's start, which nobody can set; over a restart of
the machine a wait begins anew.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station_core.boot import Boot, boot_now, elapsed
from station_core.errors import WaitError
from station_queue.atomic import PRIVATE, replace_file
from station_queue.database import from_os

_FREE: Final = 4
"""Wrong tries that nobody has to wait after: a key that sticks, an input method that is on."""
_WAITS_S: Final = (60, 300, 600, 900, 1200)
_LONGEST_S: Final = 2400
_SINKS_S: Final = 2400
"""In which the level sinks by one. With these figures at most 10 tries get through in any hour and
45 in any day, whoever signs in in between."""
_JUST: Final = 0.05
"""By so much a level may have sunk and the last try still counts in full."""
_UNKNOWN: Final = ""
"""Stands for every name that has no slot: what was typed there may have been a password."""
_MANY: Final = 1000  # beyond it the wait is the same


class _Tries(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    failed: Mapping[str, Annotated[int, Field(ge=0, le=_MANY)]] = {}
    """Wrong tries by name that have not been told in the audit yet."""
    level: Annotated[float, Field(ge=0, le=_MANY)] = 0.0
    boot: str = ""
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """When the level was this, by the clock since the start `boot`."""
    waited: bool = False
    """Whether the wait after the last wrong one is over: somebody has signed in since."""


class Tries:
    """The wrong passwords at one desk."""

    def __init__(self, path: Path, boot: Callable[[], Boot] = boot_now) -> None:
        """Say where they are kept.

        Args:
            path: The file.
            boot: The clock nobody can set.
        """
        self._path = path
        self._boot = boot

    def wait_s(self) -> int:
        """Whole seconds until the next try is taken; 0: now.

        Raises:
            StoreError: STORE_READ_ONLY, STORE_IO: the file cannot be read.
        """
        return self._wait(self._read())

    def begin(self, name: str, known: bool) -> None:
        """Count a try that is about to be made.

        Args:
            name: Who signs in.
            known: Whether that name can sign in here at all.

        Raises:
            WaitError: SIGN_IN_WAIT; the try does not count.
            StoreError: STORE_READ_ONLY, STORE_IO, DISK_FULL: it cannot be counted, so it is not
                taken.
        """
        with self._alone():
            before = self._read()
            wait_s = self._wait(before)
            if wait_s:
                raise WaitError("SIGN_IN_WAIT", f"{wait_s} s", wait_s=wait_s)
            who = name if known else _UNKNOWN
            count = min(before.failed.get(who, 0) + 1, _MANY)
            level = min(self._level(before) + 1, _MANY)
            self._replace(self._now({**before.failed, who: count}, level, waited=False))

    def was_right(self, name: str) -> int:
        """The try that began last was none; returns how many of this name before it were wrong."""
        with self._alone():
            before = self._read()
            left = {who: count for who, count in before.failed.items() if who != name}
            self._replace(self._now(left, max(0.0, self._level(before) - 1), waited=True))
            return max(0, before.failed.get(name, 0) - 1)

    def untold(self) -> int:
        """How many wrong tries, of whatever name, are in no row of the audit yet."""
        return sum(self._read().failed.values())

    def told(self) -> None:
        """They are in a row of the audit now; nobody has to wait the less for it."""
        with self._alone():
            before = self._read()
            if before.failed:
                self._replace(before.model_copy(update={"failed": {}}))

    def end_wait(self) -> None:
        """The recovery code was right."""
        with self._alone():
            self._replace(_Tries())

    def _wait(self, tries: _Tries) -> int:
        over = math.ceil(tries.level - _JUST) - _FREE
        if over <= 0 or tries.waited:
            return 0
        wait_s = _WAITS_S[over - 1] if over <= len(_WAITS_S) else _LONGEST_S
        return max(0, math.ceil(wait_s - self._since(tries)))

    def _level(self, tries: _Tries) -> float:
        """To what the level has sunk by now."""
        return max(0.0, tries.level - self._since(tries) / _SINKS_S)

    def _since(self, tries: _Tries) -> float:
        return elapsed(Boot(tries.boot, tries.seconds), self._boot())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two programs that try at once get no more tries than one."""
        lock = FileLock(self._path.with_suffix(".lock"))
        try:
            lock.acquire()
        except OSError as exc:
            raise from_os(exc) from exc
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> _Tries:
        try:
            return _Tries.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _Tries()
        except OSError as exc:
            raise from_os(exc) from exc
        except ValidationError:
            # Somebody was at it: the longest wait, counted from the first look on.
            damaged = self._now({_UNKNOWN: 1}, _FREE + len(_WAITS_S) + 1, waited=False)
            self._replace(damaged)
            return damaged

    def _now(self, failed: Mapping[str, int], level: float, *, waited: bool) -> _Tries:
        now = self._boot()
        return _Tries(failed=failed, level=level, boot=now.id, seconds=now.seconds, waited=waited)

    def _replace(self, tries: _Tries) -> None:
        content = json.dumps(tries.model_dump(mode="json"), ensure_ascii=False)
        try:
            replace_file(self._path, content.encode(), mode=PRIVATE)
        except OSError as exc:
            raise from_os(exc) from exc
