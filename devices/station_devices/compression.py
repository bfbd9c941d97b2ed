"""Compresses prints in a process of its own, so that the screen does not stand still meanwhile.

NIST's WSQ code holds the interpreter for the 20 to 60 ms of a print, in whatever thread it runs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from typing import TYPE_CHECKING, Final, Self

import structlog

from station_devices.encoding import EncodedPrint, encode_pixels

if TYPE_CHECKING:
    from types import TracebackType

    from station_devices.scanner import FingerImage

log = structlog.get_logger()

_DEADLINE_S: Final = 20.0
"""For a start and a print together; on a slow desk they take one."""
_LOST: Final = (BrokenProcessPool, TimeoutError, OSError, RuntimeError)
"""How a process that died, hangs or cannot be started shows itself; encoding raises none of it."""


class PrintEncoder:
    """Owns the process; one thread at a time uses it.

    A process that dies or hangs is replaced once for the same print; if that one fails too, the
    print is compressed here, and so are all later ones: a protection program may forbid processes.
    """

    def __init__(self, deadline: float = _DEADLINE_S) -> None:
        self._deadline = deadline
        self._worker: _Worker | None = None
        self._given_up = False

    def start(self) -> None:
        """Start the process ahead of the first print; returns at once."""
        if self._worker is None and not self._given_up:
            with contextlib.suppress(*_LOST):
                self._worker = _Worker()

    def encode(self, image: FingerImage, *, png: bool = False) -> EncodedPrint:
        """Compress a print for the record; see ``station_devices.encoding.encode_print``."""
        kind = "NoProcess"
        for _try in range(2):
            self.start()
            if self._worker is None:
                break
            try:
                return self._worker.encode(image, png=png, deadline=self._deadline)
            except _LOST as exc:
                kind = type(exc).__name__
                self._end_worker()
        if not self._given_up:
            log.warning("print_encoder_given_up", kind=kind)
        self._given_up = True
        return encode_pixels(image.pixels, image.dpi, own=image.wsq, png=png)

    def close(self) -> None:
        """End the process; a later print starts another one."""
        self._end_worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process(self) -> int | None:
        """The id of the process; None while there is none."""
        return None if self._worker is None else self._worker.pid

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


class _Worker:
    """One process and the queue to it."""

    def __init__(self) -> None:
        # Spawned on every system: a fork would copy the screen's threads and locks half alive.
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), _be_a_worker)
        others = set(active_children())
        self._pool.submit(_be_ready)
        self._processes = set(active_children()) - others

    @property
    def pid(self) -> int | None:
        return next((process.pid for process in self._processes), None)

    def encode(self, image: FingerImage, *, png: bool, deadline: float) -> EncodedPrint:
        job = self._pool.submit(encode_pixels, image.pixels, image.dpi, own=image.wsq, png=png)
        return job.result(deadline)

    def end(self) -> None:
        """End it whatever it does: it holds nothing that could be lost."""
        for process in self._processes:
            process.kill()
        self._pool.shutdown(cancel_futures=True)


def _be_a_worker() -> None:
    """In the new process: leave Ctrl+C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=follow, name="parent-watch", daemon=True).start()


def _be_ready() -> None:
    """The first job: a pool starts its process for a job only, and that loads what is above."""
