"""The lock-out: how many guesses get through, whatever is done to clocks and programs."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_core.boot import Boot, elapsed
from station_core.errors import WaitError
from station_core.tries import Tries
from station_queue import StoreError

HOUR, DAY = 3600, 86_400


@dataclass
class Machine:
    """A machine whose time is ours; a restart takes a minute, in which nobody can guess."""

    seconds: float = 100.0
    starts: int = 1
    ever: float = field(default=0.0)
    """Seconds that have really passed."""

    def __call__(self) -> Boot:
        return Boot(f"start-{self.starts}", self.seconds)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.ever += seconds

    def restart(self) -> None:
        self.starts += 1
        self.seconds = 20.0
        self.ever += 60


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station.tries.json"


def refused(tries: Tries, name: str = "An") -> int:
    with pytest.raises(WaitError) as caught:
        tries.begin(name, known=True)
    assert caught.value.code == "SIGN_IN_WAIT"
    wait_s = caught.value.details["wait_s"]
    assert isinstance(wait_s, int)
    return wait_s


def got_through(
    path: Path, machine: Machine, until: float, next_name: Callable[[int], str]
) -> list[float]:
    """When each guess of somebody was taken who tries all the time, each in a program of its own.

    They jump to the end of each wait, which no real person can.
    """
    taken: list[float] = []
    while machine.ever < until:
        tries = Tries(path, machine)
        wait_s = tries.wait_s()
        if wait_s:
            machine.passes(wait_s)
            continue
        tries.begin(next_name(len(taken)), known=True)
        taken.append(machine.ever)
        machine.passes(0.5)  # what a look at a password takes
    return taken


@pytest.mark.parametrize("names", [["An"], ["An", "Bình", "Chi", "Dũng", "Em"]])
def test_ten_guesses_in_the_first_hour_and_fifty_in_any_day(
    path: Path, machine: Machine, names: list[str]
) -> None:
    taken = got_through(path, machine, 5 * DAY, lambda n: names[n % len(names)])
    assert sum(at < HOUR for at in taken) <= 10
    for since in taken:
        assert sum(since <= at < since + HOUR for at in taken) <= 10
        assert sum(since <= at < since + DAY for at in taken) <= 50


def test_restarts_of_the_machine_give_nothing_back(path: Path, machine: Machine) -> None:
    taken: list[float] = []
    while machine.ever < DAY:
        tries = Tries(path, machine)
        if not tries.wait_s():
            tries.begin("An", known=True)
            taken.append(machine.ever)
        machine.restart()  # after each guess, and instead of each wait
    assert len(taken) == 5  # the free ones; who restarts all the time never sees the end of a wait


def test_the_wall_clock_is_not_asked(
    path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = Tries(path, machine)
    for _ in range(5):
        tries.begin("An", known=True)

    def set_by_somebody(*_: object) -> float:
        raise AssertionError("the wall clock was asked")

    monkeypatch.setattr("time.time", set_by_somebody)
    assert refused(tries) == 60
    machine.passes(59)
    assert refused(tries) == 1
    machine.passes(1)
    assert tries.wait_s() == 0


def test_a_wait_grows_with_each_wrong_password(path: Path, machine: Machine) -> None:
    tries, waits = Tries(path, machine), []
    for _ in range(12):
        waits.append(tries.wait_s())
        machine.passes(waits[-1])
        tries.begin("An", known=True)
    # Forty minutes take back one: the longest wait does not grow.
    assert waits == [0, 0, 0, 0, 0, 60, 300, 600, 900, 1200, 1200, 2400]


def test_a_right_password_takes_back_nothing_but_itself(path: Path, machine: Machine) -> None:
    tries = Tries(path, machine)
    for name in ("An", "An", "Bình", "Bình"):
        tries.begin(name, known=True)
    tries.begin("An", known=True)  # the right one this time
    assert tries.was_right("An") == 2
    assert tries.wait_s() == 0  # and nobody waits for it
    tries.begin("An", known=True)
    assert tries.was_right("An") == 0  # they were told before
    assert tries.wait_s() == 0
    tries.begin("Bình", known=True)
    assert refused(tries, "An") == 60  # the fifth wrong one makes everybody wait


def test_slips_of_a_morning_are_forgotten_by_the_afternoon(path: Path, machine: Machine) -> None:
    tries = Tries(path, machine)
    for _ in range(4):
        tries.begin("An", known=True)
    machine.passes(4 * 2400)
    for _ in range(4):
        assert tries.wait_s() == 0
        tries.begin("An", known=True)
    assert tries.wait_s() == 0


@pytest.mark.parametrize("colleague", ["Kẻ gian", "Giám sát"])
@pytest.mark.parametrize("every_s", [0, 600, 3600])
def test_whoever_signs_in_in_between_gives_no_guess_back(
    path: Path, machine: Machine, colleague: str, every_s: int
) -> None:
    """An insider guesses at the supervisor's, who signs in often, or signs in themselves."""
    taken: list[float] = []
    came = 0.0
    while machine.ever < 2 * DAY:
        tries = Tries(path, machine)
        wait_s = tries.wait_s()
        if wait_s:
            machine.passes(wait_s)
            continue
        if machine.ever - came >= every_s:
            tries.begin(colleague, known=True)
            tries.was_right(colleague)
            tries.told()
            came = machine.ever
        tries.begin("Giám sát", known=True)
        taken.append(machine.ever)
        machine.passes(0.5)
    for since in taken:
        assert sum(since <= at < since + HOUR for at in taken) <= 10
        assert sum(since <= at < since + DAY for at in taken) <= 50


def test_the_recovery_code_ends_the_wait(path: Path, machine: Machine) -> None:
    tries = Tries(path, machine)
    for _ in range(7):
        machine.passes(tries.wait_s())
        tries.begin("An", known=True)
    assert refused(tries) == 600
    tries.end_wait()
    assert tries.wait_s() == 0
    assert tries.untold() == 0


def test_what_is_told_is_told_once_and_shortens_no_wait(path: Path, machine: Machine) -> None:
    tries = Tries(path, machine)
    for name in ("An", "An", "An", "Bình", "Bình"):
        tries.begin(name, known=True)
    assert tries.untold() == 5
    tries.told()
    tries.told()
    assert tries.untold() == 0
    assert refused(tries) == 60


def test_after_a_wait_that_was_served_a_restart_makes_nobody_wait_again(
    path: Path, machine: Machine
) -> None:
    tries = Tries(path, machine)
    for _ in range(6):
        machine.passes(tries.wait_s())
        tries.begin("Bình", known=True)
    machine.passes(tries.wait_s())
    tries.begin("An", known=True)
    tries.was_right("An")
    machine.restart()
    assert Tries(path, machine).wait_s() == 0


def test_a_kill_in_the_middle_of_a_try_gives_it_not_back(path: Path, machine: Machine) -> None:
    for _ in range(5):
        Tries(path, machine).begin("An", known=True)  # and then nothing more is heard of it
    assert refused(Tries(path, machine)) == 60


def test_what_was_typed_for_a_name_is_not_kept(path: Path, machine: Machine) -> None:
    Tries(path, machine).begin("mat-khau-go-nham-cho", known=False)
    assert "mat-khau" not in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))["failed"] == {"": 1}


@pytest.mark.parametrize("content", [b"", b"{}x", b'{"failed": {"An": -1}}', b"\xff", b"[]"])
def test_a_damaged_file_means_the_longest_wait(
    path: Path, machine: Machine, content: bytes
) -> None:
    path.write_bytes(content)
    assert refused(Tries(path, machine)) == 2400
    machine.passes(2399)
    assert refused(Tries(path, machine)) == 1


def test_a_try_that_cannot_be_counted_is_not_taken(
    path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError) as caught:
        Tries(path, machine).begin("An", known=True)
    assert caught.value.code == "DISK_FULL"


def test_where_no_lock_can_be_made_the_disk_is_said_to_fail(path: Path, machine: Machine) -> None:
    path.with_suffix(".lock").mkdir()
    with pytest.raises(StoreError) as caught:
        Tries(path, machine).begin("An", known=True)
    assert caught.value.code == "STORE_IO"
    assert not path.exists()


def test_two_programs_that_guess_at_once_get_no_more_than_one(path: Path, machine: Machine) -> None:
    taken: list[int] = []

    def guess(number: int) -> None:
        for _ in range(5):
            try:
                Tries(path, machine).begin("An", known=True)
            except WaitError:
                return
            taken.append(number)

    guessing = [threading.Thread(target=guess, args=(number,)) for number in range(4)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()
    assert len(taken) == 5


NAMED, NAMELESS = st.sampled_from(["a", "b"]), st.sampled_from(["process-1", "process-2"])


@given(
    since=st.builds(Boot, NAMED | NAMELESS, st.floats(0, 1e6)),
    later=st.floats(0, 1e6),
    restart=st.booleans(),
)
@settings(max_examples=200)
def test_less_time_is_said_to_have_passed_than_has(
    since: Boot, later: float, restart: bool
) -> None:
    nameless = since.id.startswith("process-")
    if restart:
        now, passed = Boot("process-9" if nameless else "c", later), later
    else:
        now = Boot("process-9" if nameless else since.id, since.seconds + later)
        passed = later
    assert 0 <= elapsed(since, now) <= passed + 1e-3
