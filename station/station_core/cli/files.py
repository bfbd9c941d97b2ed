"""Files a command was asked to write."""

from pathlib import Path

from station_core.errors import CommandError
from station_queue.atomic import READABLE, replace_file


def write_out(path: Path, content: bytes) -> None:
    """Write a file whole; one that was there stays if that fails.

    Raises:
        CommandError: OUT_NOT_WRITABLE.
    """
    try:
        replace_file(path, content, mode=READABLE)
    except OSError as exc:
        raise CommandError("OUT_NOT_WRITABLE") from exc
