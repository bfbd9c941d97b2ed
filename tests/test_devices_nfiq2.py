"""The NFIQ 2 program is asked, understood, and never waited for too long."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_devices import nfiq2
from station_devices.nfiq2 import nfiq2_score, parse_score
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Programs = Callable[[str], Path]

PRINT = draw_print(1)
HEADER = '"Filename",FingerCode,{},"OptionalError",Quantized,Resampled'


@pytest.fixture
def program(tmp_path: Path) -> Programs:
    """Write an executable that does this; `args` are what it was called with."""

    def write(body: str) -> Path:
        script = tmp_path / "nfiq2.py"
        script.write_text(f"import sys\nargs = sys.argv[1:]\n{body}\n", encoding="utf-8")
        if sys.platform == "win32":
            started = tmp_path / "nfiq2.bat"
            started.write_text(f'@"{sys.executable}" "{script}" %*\n', encoding="utf-8")
        else:
            started = tmp_path / "nfiq2"
            started.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
            started.chmod(0o700)
        return started

    return write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the prints are put for the program, watched here."""
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(nfiq2, "_MEMORY", place)
    return place


def test_its_score_is_told(program: Programs, folder: Path) -> None:
    assert nfiq2_score(PRINT, 500, program=program("print(63)")) == 63
    assert list(folder.iterdir()) == []


def test_it_is_found_on_the_path(program: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program("print(63)").parent))
    assert nfiq2_score(PRINT, 500) == 63


def test_it_sees_the_print_and_is_asked_no_questions(program: Programs, tmp_path: Path) -> None:
    seen = tmp_path / "seen.pgm"
    body = f"""
assert args[:2] == ["-F", "-i"], args
data = open(args[2], "rb").read()
open({str(seen)!r}, "wb").write(data)
assert sys.stdin.read() == ""
print(7)
"""
    assert nfiq2_score(PRINT, 500, program=program(body)) == 7
    head, pixels = seen.read_bytes().split(b"\n", 1)
    assert head == b"P5 256 288 255"
    assert np.array_equal(np.frombuffer(pixels, np.uint8).reshape(288, 256), PRINT)


def test_another_resolution_is_brought_to_500(program: Programs) -> None:
    body = "print(99 if open(args[2], 'rb').readline() == b'P5 252 283 255\\n' else 1)"
    assert nfiq2_score(PRINT, 508, program=program(body)) == 99


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder is private by inheritance")
def test_nobody_else_can_read_the_print(program: Programs) -> None:
    body = "import os; print(os.stat(os.path.dirname(args[2])).st_mode & 0o077)"
    assert nfiq2_score(PRINT, 500, program=program(body)) == 0


def test_without_it_there_is_no_score(tmp_path: Path, folder: Path) -> None:
    assert nfiq2_score(PRINT, 500, program=tmp_path / "nfiq2") is None
    assert nfiq2_score(PRINT, 500, program="no-such-program-anywhere") is None
    assert list(folder.iterdir()) == []


def test_a_program_that_hangs_is_ended(program: Programs, folder: Path) -> None:
    body = "print(50, flush=True)\nimport threading; threading.Event().wait()"
    assert nfiq2_score(PRINT, 500, program=program(body), deadline=0.3) is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        "print(50); sys.exit(1)",
        "raise RuntimeError('no model')",
        "print('Image dimensions are too small')",
        "sys.stdout.buffer.write(bytes(range(256)) * 300)",
        "print(255)",
        "print(-1)",
        "print(12.5)",
        "print(50); print(60)",
        "pass",
    ],
)
def test_garbage_is_no_score(program: Programs, folder: Path, body: str) -> None:
    assert nfiq2_score(PRINT, 500, program=program(body)) is None
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shebang is nothing there")
def test_a_file_that_is_no_program_is_no_score(tmp_path: Path) -> None:
    broken = tmp_path / "nfiq2"
    broken.write_bytes(b"\x7fELF nothing")
    broken.chmod(0o700)
    assert nfiq2_score(PRINT, 500, program=broken) is None


def test_a_sensor_too_small_for_it_is_not_asked_about(program: Programs, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    body = f"open({str(asked)!r}, 'w').close(); print(5)"
    assert nfiq2_score(draw_print(1, 192, 192), 508, program=program(body)) is None
    assert not asked.exists()


def test_it_works_where_no_folder_is_in_memory(
    program: Programs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rmdir()
    plain = folder.with_name("temporary")
    plain.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(plain))
    body = f"print(8 if args[2].startswith({str(plain)!r}) else 1)"
    assert nfiq2_score(PRINT, 500, program=program(body)) == 8
    assert list(plain.iterdir()) == []


@pytest.mark.parametrize("column", ["QualityScore", "UnifiedQualityScore"])
def test_its_table_is_understood_too(column: str) -> None:
    header = HEADER.format(column)
    assert parse_score(f'{header}\n"a, b.pgm",0,71,NA,0,0\n') == 71
    assert parse_score(f'{header}\n"a.pgm",0,NA,"Width is too small",0,0\n') is None
    assert parse_score(f"{header}\n") is None
    assert parse_score(f'{header}\n"a.pgm",0,71,NA,0,0\n"b.pgm",0,5,NA,0,0\n') is None


def test_warnings_before_the_score_do_not_hide_it() -> None:
    assert parse_score("Assuming 500 PPI\r\n\r\n 44 \r\n") == 44


@given(st.text())
def test_no_output_breaks_it(output: str) -> None:
    score = parse_score(output)
    assert score is None or 0 <= score <= 100


@given(st.integers(0, 100), st.text(st.characters(exclude_categories=["Nd", "Cc"])))
def test_every_score_is_read_back(score: int, said: str) -> None:
    assert parse_score(f"{score}\n") == score
    assert parse_score(f"- {said} -\n{score}\n") == score


@given(st.text('0123456789,"\n\rNAabQualityScore'))
def test_no_table_breaks_it(rows: str) -> None:
    score = parse_score(f"{HEADER.format('QualityScore')}\n{rows}")
    assert score is None or 0 <= score <= 100
