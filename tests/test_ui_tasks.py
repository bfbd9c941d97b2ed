"""The task runner: lanes in order, results on the GUI thread, nothing after the end."""

from collections.abc import Callable
from threading import Event, current_thread, main_thread

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from station_ui.tasks import Task, TaskRunner

LIMIT_S = 10.0


@pytest.fixture
def runner(qtbot: QtBot) -> TaskRunner:
    del qtbot  # only its application is needed
    return TaskRunner()


def test_work_runs_elsewhere_and_its_result_comes_home(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[object] = []
    runner.submit(
        "desk", lambda _task: current_thread(), lambda t: seen.extend((t, current_thread()))
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not main_thread()
    assert seen[1] is main_thread()
    assert runner.close(LIMIT_S)


def test_one_lane_keeps_its_order_and_its_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[int, str]] = []

    def work_of(number: int) -> Callable[[Task], tuple[int, str]]:
        return lambda _task: (number, current_thread().name)

    for number in range(20):
        runner.submit("desk", work_of(number), seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert [number for number, _ in seen] == list(range(20))
    assert len({name for _, name in seen}) == 1
    assert runner.close(LIMIT_S)


def test_a_busy_lane_does_not_hold_up_another(qtbot: QtBot, runner: TaskRunner) -> None:
    release, seen = Event(), list[str]()
    runner.submit("outbox", lambda _task: release.wait(LIMIT_S), lambda _ok: seen.append("slow"))
    runner.submit("desk", lambda _task: "quick", seen.append)
    qtbot.waitUntil(lambda: seen == ["quick"])
    release.set()
    qtbot.waitUntil(lambda: seen == ["quick", "slow"])
    assert runner.close(LIMIT_S)


def test_an_error_goes_to_the_one_who_asked(qtbot: QtBot, runner: TaskRunner) -> None:
    def fail(_task: Task) -> None:
        raise OSError("no room")

    errors: list[BaseException] = []
    runner.submit("desk", fail, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], OSError)
    assert runner.close(LIMIT_S)


def test_an_error_nobody_asked_for_reaches_the_excepthook(qtbot: QtBot, runner: TaskRunner) -> None:
    def fail(_task: Task) -> None:
        raise OSError("no room")

    with capture_exceptions() as caught:
        runner.submit("desk", fail)
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is OSError
    assert runner.close(LIMIT_S)


def test_news_on_the_way_arrives_before_the_result(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[str] = []

    def work(task: Task) -> str:
        task.tell(lambda: seen.append("half"))
        return "whole"

    runner.submit("desk", work, seen.append)
    qtbot.waitUntil(lambda: seen == ["half", "whole"])
    assert runner.close(LIMIT_S)


def test_closing_stops_what_runs_finishes_what_was_asked_and_tells_nobody(
    runner: TaskRunner,
) -> None:
    begun, done, told = Event(), Event(), list[object]()

    def until_stopped(task: Task) -> None:
        begun.set()
        while not task.stopped():
            begun.wait(0.001)

    runner.submit("desk", until_stopped, told.append)
    runner.submit("desk", lambda _task: done.set(), told.append)
    assert begun.wait(LIMIT_S)
    assert runner.close(LIMIT_S)
    assert done.is_set()
    assert told == []
    assert runner.submit("desk", lambda _task: None, told.append).stopped()
