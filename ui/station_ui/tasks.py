"""The one task runner: named lanes of blocking work, results on the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")


class Task:
    """One piece of work on a lane, as the work itself and its caller see it."""

    def __init__(self, tell: Callable[[Callable[[], None]], None]) -> None:
        self._stop = Event()
        self._tell = tell

    def stop(self) -> None:
        """Ask the work to end; it looks at `stopped` and decides how soon."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether the work was asked to end: the `stop` check of blocking functions."""
        return self._stop.is_set()

    def rest(self, seconds: float) -> None:
        """Called by the work: let time pass, at most until it is asked to end."""
        self._stop.wait(seconds)

    def tell(self, message: Callable[[], None]) -> None:
        """Called by the work: run `message` on the GUI thread, for news on the way."""
        if not self.stopped():
            self._tell(message)


def _ignore(_result: object) -> None:
    return


class TaskRunner(QObject):
    """Runs blocking work off the GUI thread.

    Every lane is one thread and takes its work in order, so what belongs to one thread (a store, a
    scanner) belongs to one lane. What comes back arrives on the GUI thread through one queued
    signal; after `close` nothing arrives any more.
    """

    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._running: dict[Future[Any], Task] = {}
        self._closed = False
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        lane: str,
        work: Callable[[Task], Result],
        done: Callable[[Result], None] = _ignore,
        failed: Callable[[BaseException], None] | None = None,
    ) -> Task:
        """Run `work(task)` on a lane, then `done(result)` or `failed(error)` on the GUI thread.

        An error nobody asked for is raised on the GUI thread, where the program's excepthook is.
        """
        task = Task(self._arrived.emit)
        if self._closed:
            task.stop()
            return task
        future = self._executor(lane).submit(work, task)
        self._running[future] = task

        def settle() -> None:
            self._running.pop(future, None)
            _settle(future, done, failed)

        future.add_done_callback(lambda _future: self._arrived.emit(settle))
        return task

    def close(self, limit: float) -> bool:
        """Stop every task and wait at most `limit` seconds; whether all of them ended in time.

        Work that was already handed over still runs: a save that was asked for is done.
        """
        self._closed = True
        for task in self._running.values():
            task.stop()
        for executor in self._lanes.values():
            executor.shutdown(wait=False)
        return not wait(list(self._running), timeout=limit).not_done

    def join(self, *lanes: str) -> None:
        """Wait until what was handed over to these lanes has ended, or to all if none is named.

        For after `close`, on a lane of another runner.
        """
        for name, executor in list(self._lanes.items()):
            if not lanes or name in lanes:
                executor.shutdown(wait=True)

    def _executor(self, lane: str) -> ThreadPoolExecutor:
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane)
        return self._lanes[lane]

    def _run(self, message: Callable[[], None]) -> None:
        if not self._closed:
            message()


def _settle(
    future: Future[Any],
    done: Callable[[Any], None],
    failed: Callable[[BaseException], None] | None,
) -> None:
    error = future.exception()
    if error is None:
        done(future.result())
    elif failed is not None:
        failed(error)
    else:
        raise error
