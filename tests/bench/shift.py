"""Memory over a shift: what the station takes after the first citizens and after the last ones."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rows import Row, holds

_SUPPORT: Final = Path(__file__).parents[1] / "support"
_LIMIT: Final = 0.03


def shift_rows() -> Iterator[Row]:
    """A whole shift at the desk, and the beginning of one at the window.

    A shift of 700 at the window takes half an hour: `make soak` works one.
    """
    yield shift_row("desk", "shift_desk.py", 700)
    yield shift_row("window", "shift_window.py", 75)


def shift_row(what: str, program: str, citizens: int) -> Row:
    """Serve so many citizens in a process of its own."""
    command = [sys.executable, str(_SUPPORT / program), str(citizens)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    fifth = citizens // 5  # the first one warms up: fonts, pictures, pools
    before = statistics.median(answer["bytes"][fifth : 2 * fifth])
    after = statistics.median(answer["bytes"][-fifth:])
    grown = after / before - 1
    figure = f"{before / 1e6:.1f} to {after / 1e6:.1f} MB = {100 * grown:+.1f} %"
    beside = (
        f"limit +3 %; the second and the last fifth of the citizens, {answer['accepted']} accepted"
    )
    good = grown < _LIMIT and answer["accepted"] == citizens
    return Row(f"memory at the {what}, {citizens} citizens", figure, beside, holds(good))
