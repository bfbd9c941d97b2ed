"""Replace a file beside the database in one step: the old content or the new, never a part."""

import contextlib
import errno
import os
import secrets
import time
from pathlib import Path
from typing import IO, Final

PRIVATE: Final = 0o600
READABLE: Final = 0o644
_ABANDONED_S: Final = 3600.0
"""No write lasts so long: what is older was left by a program that was killed."""


def replace_file(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file durably under its name, or leave what was there.

    What earlier writes that were cut off have left of it is removed.

    Args:
        path: The file; its folder must exist.
        content: All of it.
        mode: Permission bits, narrowed by the umask.

    Raises:
        OSError: As the operating system said it; no new file remains.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    clear_abandoned(path)
    try:
        make_file(part, content, mode=mode)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def clear_abandoned(path: Path) -> None:
    """Remove what writes of this file that were cut off more than an hour ago have left.

    What is younger another program may be writing.
    """
    before, name = time.time() - _ABANDONED_S, f".{path.name}."
    with contextlib.suppress(OSError):
        for left in path.parent.glob(".*.part"):
            if left.name.startswith(name) and left.stat().st_mtime < before:
                left.unlink(missing_ok=True)


def make_file(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file that must not exist yet, down to the disk.

    Raises:
        OSError: As the operating system said it; a part of the file may remain.
    """

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, mode)

    # Path.open takes no opener, and the permissions must be right from the first byte on.
    with open(path, "xb", opener=opener) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Bring a file that something else wrote down to the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut; Windows does so by itself.

    Some file systems in user space or on a network know no such thing of a folder. What was written
    is as safe there as it can be.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)


def forget_cached(file: IO[bytes]) -> None:
    """Ask the system to drop what it holds of a file, so that reading it asks the disk.

    What is not on the disk yet stays, and systems that know no such wish (Windows) go on as before.
    """
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
