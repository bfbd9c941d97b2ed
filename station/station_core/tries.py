"""The lock-out: wrong passwords make everybody at this desk wait, longer and longer.

What counts lies in a file and is raised before a password is looked at, so that neither a restart
nor a pulled plug gives a try back. The wait is measured by the clock since the machine's start,
which nobody can set: over a restart of the machine it begins anew.

A right password takes back the tries of its own name only: else somebody with an account could
guess at another's, signing in in between. A supervisor's, or the recovery code, takes back all.
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
_UNKNOWN: Final = ""
"""Stands for every name that has no slot: what was typed there may have been a password."""
_MANY: Final = 1000  # beyond it the wait is the same


class _Tries(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    failed: Mapping[str, Annotated[int, Field(ge=0, le=_MANY)]] = {}
    boot: str = ""
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    waited: bool = False
    """Whether the wait after the last wrong one is over: somebody has signed in since."""


class Tries:
    """The wrong passwords at one desk since the last right ones."""

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
            self._replace(self._last_now({**before.failed, who: count}))

    def take_back(self, name: str) -> int:
        """The password of this name was right, or is another now; returns how many tries counted.

        The right one is among them.
        """
        with self._alone():
            before = self._read()
            left = {who: count for who, count in before.failed.items() if who != name}
            self._replace(before.model_copy(update={"failed": left, "waited": True}))
            return before.failed.get(name, 0)

    def take_back_all(self) -> int:
        """Somebody who answers for this desk is here; returns how many tries were wrong."""
        with self._alone():
            before = self._read()
            if before.failed:
                self._replace(_Tries())
            return sum(before.failed.values())

    def _wait(self, tries: _Tries) -> int:
        failed = sum(tries.failed.values())
        if failed <= _FREE or tries.waited:
            return 0
        at = failed - _FREE - 1
        wait_s = _WAITS_S[at] if at < len(_WAITS_S) else _LONGEST_S
        since = elapsed(Boot(tries.boot, tries.seconds), self._boot())
        return max(0, math.ceil(wait_s - since))

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
            damaged = self._last_now({_UNKNOWN: _MANY})
            self._replace(damaged)
            return damaged

    def _last_now(self, failed: Mapping[str, int]) -> _Tries:
        now = self._boot()
        return _Tries(failed=failed, boot=now.id, seconds=now.seconds)

    def _replace(self, tries: _Tries) -> None:
        content = json.dumps(tries.model_dump(mode="json"), ensure_ascii=False)
        try:
            replace_file(self._path, content.encode(), mode=PRIVATE)
        except OSError as exc:
            raise from_os(exc) from exc
