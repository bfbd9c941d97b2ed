"""Files that are whole under their name, whenever the power goes."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock

# How the names of files end that are not whole yet.
PART: Final = ".part"
_LOCK: Final = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold off every other process that would change the same files of a folder.

    Raises:
        OSError: The folder cannot be written.
    """
    with FileLock(folder / _LOCK, mode=0o600):
        yield


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file durably under another name first, then give it its own.

    Args:
        path: The file, made or replaced; its folder must exist.
        content: All of it.
        mode: Permission bits, narrowed by the umask.

    Raises:
        OSError: As the operating system said it; the file is as it was before.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - Path opens no descriptor
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Get a file that something else wrote onto the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Get the names in a folder onto the disk.

    Some file systems in user space or on a network, sticks among them, know no such thing.
    """
    # Directories cannot be opened on Windows, where NTFS journals names by itself.
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)
