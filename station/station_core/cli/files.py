"""Files a command was asked to write."""

import os
import secrets
from pathlib import Path

from station_core.errors import CommandError
from station_queue.atomic import PRIVATE, READABLE, make_file, replace_file, sync_folder


def check_folder(path: Path) -> None:
    """Whether there is a folder for a file that will be written later.

    Raises:
        CommandError: OUT_NOT_WRITABLE.
    """
    if not os.access(path.parent, os.W_OK):
        raise CommandError("OUT_NOT_WRITABLE")


def write_out(path: Path, content: bytes, *, mode: int = READABLE) -> None:
    """Write a file whole; one that was there stays if that fails.

    Args:
        path: The file.
        content: All of it.
        mode: Permission bits; ``PRIVATE`` for what shows a person.

    Raises:
        CommandError: OUT_NOT_WRITABLE.
    """
    try:
        replace_file(path, content, mode=mode)
    except OSError as exc:
        raise CommandError("OUT_NOT_WRITABLE") from exc


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole under a name that is free; only its owner may read it.

    Raises:
        CommandError: OUT_EXISTS; OUT_NOT_WRITABLE.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        make_file(part, content, mode=PRIVATE)
        _take_name(part, path)
        sync_folder(path.parent)
    except FileExistsError as exc:
        raise CommandError("OUT_EXISTS") from exc
    except OSError as exc:
        raise CommandError("OUT_NOT_WRITABLE") from exc
    finally:
        part.unlink(missing_ok=True)


def _take_name(part: Path, path: Path) -> None:
    """A second name, which the system refuses where there is one; a rename would replace it."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a USB stick knows no second names
        if os.path.lexists(path):
            raise FileExistsError(path.name) from None
        part.rename(path)
