"""A session with a device on its way to a file, to be looked at and replayed elsewhere.

A file is JSON lines, the first about the session, then one for each thing that happened:
``{"at": seconds, "out": hex}`` to the device, ``"in"`` from it, ``"baud"`` for a changed rate,
``"lost"`` for a port that is gone. It holds the image of the finger that was pressed: use your own.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from station_devices.errors import DeviceUnpluggedError, RecordingFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from station_devices.transport import Transport

VERSION = 1
_LARGEST_FILE = 64 << 20


class Recorder:
    """Writes what happens on a line; one file, one device."""

    def __init__(
        self, file: IO[str], *, driver: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._file, self._now = file, now
        self._started = now()
        self._write({"recording": VERSION, "driver": driver})

    def over(self, transport: Transport, baud: int) -> Transport:
        """The transport, listened in on."""
        self.note("baud", baud)
        return _RecordedTransport(transport, self)

    def note(self, what: str, value: str | int) -> None:
        """Write one thing that happened."""
        self._write({"at": round(self._now() - self._started, 4), what: value})

    def _write(self, entry: dict[str, object]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()


class _RecordedTransport:
    """A ``Transport`` that passes everything on and notes it."""

    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder
        self.sets_baud = transport.sets_baud

    def set_baud(self, baud: int) -> bool:
        """Change the rate."""
        with self._noting_loss():
            done = self._transport.set_baud(baud)
        if done:
            self._recorder.note("baud", baud)
        return done

    def write(self, data: bytes) -> None:
        """Send all bytes."""
        with self._noting_loss():
            self._transport.write(data)
        self._recorder.note("out", data.hex())

    def read(self, expected: int) -> bytes:
        """Return what is there, after at most one slice."""
        with self._noting_loss():
            data = self._transport.read(expected)
        if data:
            self._recorder.note("in", data.hex())
        return data

    def discard(self) -> None:
        """Drop everything received and not yet read."""
        with self._noting_loss():
            self._transport.discard()

    def close(self) -> None:
        """Release the port."""
        self._transport.close()

    @contextmanager
    def _noting_loss(self) -> Iterator[None]:
        try:
            yield
        except DeviceUnpluggedError:
            self._recorder.note("lost", "unplugged")
            raise


@dataclass(slots=True)
class Exchange:
    """What the host said at one time, what came back, and the rate the host took up after it."""

    question: bytes
    answer: bytearray = field(default_factory=bytearray)
    baud_after: int | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A session read from a file: exchanges in order, the first without a question."""

    driver: str
    baud: int | None
    exchanges: tuple[Exchange, ...]


def load_recording(path: Path) -> Recording:
    """Read a recorded session.

    Raises:
        RecordingFileError: The file cannot be read or is no recording.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise RecordingFileError("the recording is too large")
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        if lines[0]["recording"] != VERSION:
            raise RecordingFileError("the recording is of another version")
        return _recording(str(lines[0]["driver"]), lines[1:])
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError) as exc:
        raise RecordingFileError("the file is no recording of a device") from exc


def _recording(driver: str, entries: list[dict[str, object]]) -> Recording:
    exchanges = [Exchange(b"")]
    first: int | None = None
    for entry in entries:
        if "out" in entry:
            exchanges.append(Exchange(bytes.fromhex(str(entry["out"]))))
        elif "in" in entry:
            exchanges[-1].answer += bytes.fromhex(str(entry["in"]))
        elif "baud" in entry:
            baud = int(str(entry["baud"]))
            if first is None:
                first = baud
            else:
                exchanges[-1].baud_after = baud
    return Recording(driver, first, tuple(exchanges))
