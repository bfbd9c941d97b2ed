"""A desk at all its work is killed at random moments; `make soak` does it a thousand times."""

import sys
from pathlib import Path

import pytest

from kill_trial import KillTrial, LostError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

ROUNDS = 12


def test_nothing_that_was_said_is_lost_and_every_record_arrives_once(tmp_path: Path) -> None:
    with KillTrial(tmp_path, seed=7) as trial:
        trial.rounds(ROUNDS)
        outcome = trial.end()
    assert outcome.rounds == ROUNDS
    assert min(outcome.finished, outcome.said, outcome.audit_rows) > ROUNDS / 2
    assert sum(outcome.half.values()) > 0


def test_a_desk_that_tells_before_it_has_written_is_found_out(tmp_path: Path) -> None:
    with KillTrial(tmp_path, 7, "--told-early") as trial, pytest.raises(LostError, match="said"):
        trial.rounds(4 * ROUNDS)
