"""Widgets in cycles are freed on the GUI thread, whatever other threads allocate."""

import gc
import weakref
from threading import Thread, current_thread, main_thread

from pytestqt.qtbot import QtBot

from station_ui.garbage import Collector


class Cycle:
    """Something only the collector frees; tells on which thread."""

    freed: list[bool]

    def __init__(self, freed: list[bool]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed.append(current_thread() is main_thread()))


def test_cycles_are_freed_on_the_thread_of_the_screen(qtbot: QtBot) -> None:
    freed: list[bool] = []
    collector = Collector()
    try:
        worker = Thread(target=lambda: [Cycle(freed) for _ in range(20_000)])
        worker.start()
        worker.join()
        assert not freed
        qtbot.waitUntil(lambda: len(freed) > 0)
        assert all(freed)
    finally:
        collector.stop()
    assert gc.isenabled()
