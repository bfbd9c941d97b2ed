"""The clock that nobody can set: which start of the system this is, and the time since then."""

import secrets
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple

_LINUX_ID: Final = Path("/proc/sys/kernel/random/boot_id")
# A counter that Windows raises at every start.
_WINDOWS_KEY: Final = (
    r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
)
_NAMELESS: Final = "process-"
_UNKNOWN: Final = f"{_NAMELESS}{secrets.token_hex(8)}"
"""Where the system tells no name of its start, each run of this program counts as one."""


class Boot(NamedTuple):
    """A moment by the clock of this start of the system.

    Attributes:
        id: Name of the start; another one after every restart of the machine.
        seconds: Since then, the time the machine slept included where the system counts it.
    """

    id: str
    seconds: float


def boot_now() -> Boot:
    """This moment."""
    return Boot(_boot_id(), _since_boot())


def elapsed(since: Boot, now: Boot) -> float:
    """Seconds that have passed at least, whatever was done to the wall clock in between.

    Over a restart of the machine only the time since it is sure. Where the system tells no name of
    its start, one that is later on the same clock may be of the same start.
    """
    known = not since.id.startswith(_NAMELESS) and not now.id.startswith(_NAMELESS)
    if now.seconds < since.seconds or (known and since.id != now.id):
        return 0.0 if known and since.id == now.id else now.seconds
    return now.seconds - since.seconds


def _since_boot() -> float:
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()  # since the start of the system on Windows, of an arbitrary point else


def _boot_id() -> str:
    if sys.platform == "win32":
        return _windows_boot_id()
    try:
        return _LINUX_ID.read_text(encoding="ascii").strip() or _UNKNOWN
    except OSError:
        return _UNKNOWN


def _windows_boot_id() -> str:
    if sys.platform != "win32":
        raise RuntimeError("for Windows only")
    import winreg  # noqa: PLC0415 - there is none elsewhere

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_KEY) as key:
            number, _kind = winreg.QueryValueEx(key, "BootId")
    except OSError:
        return _UNKNOWN
    return f"windows-{number}"
