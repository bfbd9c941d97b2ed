"""NIST's program judges the prints meanwhile, and nobody waits for it."""

import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station_core.finger import Absence, FingerNote, finger_part
from station_core.print_scores import PrintScores
from station_core.visit import Visit
from station_devices import FingerImage, encode_print
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LONG = 60.0


def print_of(seed: int) -> FingerImage:
    return measured_print(draw_print(seed), 500, 8, driver="gt5")


RIGHT, LEFT = print_of(1), print_of(2)


class Kept:
    """A visit with its parts, as a store keeps them."""

    def __init__(self) -> None:
        self.visit = Visit(id="0", procedure="eid_level2", operator="An", started_at=AT)
        self._parts: dict[str, bytes] = {}

    def take(self, scores: PrintScores, position: int, image: FingerImage) -> None:
        note = FingerNote.of(image, threshold=45)
        self.visit = self.visit.with_finger(position, note, AT)
        self._parts[finger_part(position)] = scores.encode(image).wsq

    def part(self, _visit: Visit, name: str) -> bytes:
        return self._parts[name]

    def scored(self, scores: PrintScores, *, patience: float = LONG) -> dict[int, int | None]:
        after = scores.into(self.visit, self.part, patience=patience)
        assert after.fingers.keys() == self.visit.fingers.keys()
        return {position: note.nfiq2 for position, note in after.fingers.items()}


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    def write(body: str) -> Path:
        file = tmp_path / "nfiq2"
        file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        file.chmod(0o700)
        return file

    return write


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A program that reads a line of it waits until somebody writes one."""
    file = tmp_path / "gate"
    os.mkfifo(file)
    return file


def test_each_finger_has_the_score_of_its_own_print(
    program: Callable[[str], Path], tmp_path: Path
) -> None:
    """The program counts its calls; the print that was tried first and did not stand is one."""
    count = tmp_path / "count"
    asked = program(f"echo >>{count}; wc -l <{count}")
    kept = Kept()
    with closing(PrintScores(encode_print, asked, deadline=LONG)) as scores:
        scores.encode(print_of(3))
        kept.take(scores, 2, RIGHT)
        kept.take(scores, 7, LEFT)
        kept.visit = kept.visit.with_finger(1, Absence(reason="worn").note(), AT)
        assert kept.scored(scores) == {2: 2, 7: 3, 1: None}
        assert kept.scored(scores) == {2: 2, 7: 3, 1: None}  # should the first try to end it fail


def test_a_score_that_is_not_there_in_time_is_left_out(
    program: Callable[[str], Path], gate: Path
) -> None:
    kept = Kept()
    asked = program(f"read score <{gate}; echo $score")
    with closing(PrintScores(encode_print, asked, deadline=LONG)) as scores:
        kept.take(scores, 2, RIGHT)
        assert kept.scored(scores, patience=0) == {2: None}
        gate.write_text("63\n", encoding="utf-8")
        assert kept.scored(scores) == {2: 63}


def test_a_program_that_fails_leaves_no_score(program: Callable[[str], Path]) -> None:
    kept = Kept()
    with closing(PrintScores(encode_print, program("exit 1"), deadline=LONG)) as scores:
        kept.take(scores, 2, RIGHT)
        assert kept.scored(scores) == {2: None}


def test_without_a_program_nothing_is_read_and_nothing_changes() -> None:
    kept = Kept()
    with closing(PrintScores(encode_print, None)) as scores:
        kept.take(scores, 2, RIGHT)

        def nobody(_visit: Visit, name: str) -> bytes:
            raise AssertionError(name)

        assert scores.into(kept.visit, nobody) is kept.visit
