"""Prints compressed in another process: the same bytes, whatever becomes of that process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest
from structlog.testing import capture_logs

from station_devices import PrintEncoder, encode_print, encode_wsq
from station_devices.errors import FingerFileError
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from collections.abc import Iterator

PRINT = measured_print(draw_print(1), 508, 8, driver="file")
HERE = encode_print(PRINT, png=True)
GRACE_S = 30.0


@pytest.fixture
def encoder() -> Iterator[PrintEncoder]:
    with PrintEncoder() as encoder:
        yield encoder


def process_of(encoder: PrintEncoder) -> psutil.Process:
    assert encoder.process is not None
    return psutil.Process(encoder.process)


def test_a_print_comes_back_as_if_compressed_here(encoder: PrintEncoder) -> None:
    assert encoder.encode(PRINT, png=True) == HERE
    assert encoder.process not in (None, os.getpid())
    assert encoder.encode(PRINT) == (HERE.wsq, None)


def test_the_process_is_started_ahead_and_stays(encoder: PrintEncoder) -> None:
    assert encoder.process is None
    encoder.start()
    ahead = encoder.process
    encoder.start()
    encoder.encode(PRINT)
    assert encoder.process == ahead is not None


def test_what_the_scanner_compressed_is_kept_as_it_is(encoder: PrintEncoder) -> None:
    own = encode_wsq(PRINT.pixels, 500) + b"\n"  # not the bytes our encoder would make
    assert encoder.encode(replace(PRINT, dpi=500, wsq=own)).wsq == own


@pytest.mark.parametrize(
    "own",
    [b"", b"\xff\xa0 no print", HERE.wsq[:2000], encode_wsq(draw_print(1)[:200], 500)],
    ids=["empty", "damaged", "cut", "of another size"],
)
def test_what_does_not_open_is_compressed_here_instead(own: bytes) -> None:
    assert encode_print(replace(PRINT, wsq=own)).wsq == HERE.wsq


def test_what_the_scanner_compressed_at_another_resolution_is_compressed_here() -> None:
    own = encode_wsq(PRINT.pixels, 500)  # of the same size, yet the record would say 500 ppi
    assert encode_print(replace(PRINT, dpi=508, wsq=own)).wsq == encode_wsq(PRINT.pixels, 508)


def test_a_print_the_format_cannot_hold_is_refused_and_the_next_one_is_not(
    encoder: PrintEncoder,
) -> None:
    encoder.start()
    before = encoder.process
    with pytest.raises(FingerFileError):
        encoder.encode(replace(PRINT, pixels=PRINT.pixels[:8, :8], dpi=500))
    assert encoder.encode(PRINT).wsq == HERE.wsq
    assert encoder.process == before


def test_a_process_that_dies_between_prints_is_replaced(encoder: PrintEncoder) -> None:
    encoder.encode(PRINT)
    dead = process_of(encoder)
    dead.kill()
    dead.wait(GRACE_S)
    assert encoder.encode(PRINT).wsq == HERE.wsq
    assert encoder.process not in (None, dead.pid)


@pytest.mark.skipif(os.name == "nt", reason="nothing there stops a process without ending it")
def test_a_process_that_dies_over_a_print_is_replaced(encoder: PrintEncoder) -> None:
    encoder.encode(PRINT)
    dying = process_of(encoder)
    dying.suspend()  # so that it cannot be done before it dies
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(encoder.encode, PRINT)
        dying.kill()
        assert waiting.result(GRACE_S).wsq == HERE.wsq
    assert encoder.process not in (None, dying.pid)


@pytest.mark.skipif(os.name == "nt", reason="nothing there stops a process without ending it")
def test_a_process_that_hangs_is_replaced() -> None:
    with PrintEncoder(deadline=5.0) as encoder:
        encoder.encode(PRINT)
        hung = process_of(encoder)
        hung.suspend()
        assert encoder.encode(PRINT).wsq == HERE.wsq
        assert encoder.process not in (None, hung.pid)
        assert not hung.is_running()


@pytest.fixture
def no_new_process() -> Iterator[None]:
    multiprocessing.set_executable(os.devnull)
    yield
    multiprocessing.set_executable(sys.executable)


@pytest.mark.usefixtures("no_new_process")
def test_where_no_process_may_run_prints_are_compressed_here(
    encoder: PrintEncoder,
) -> None:
    with capture_logs() as logs:
        assert encoder.encode(PRINT).wsq == HERE.wsq
        assert encoder.encode(PRINT).wsq == HERE.wsq
    assert [one["event"] for one in logs] == ["print_encoder_given_up"]  # not at every print
    assert encoder.process is None
    multiprocessing.set_executable(sys.executable)
    assert encoder.encode(PRINT).wsq == HERE.wsq
    assert encoder.process is None  # what was forbidden is not tried at every print


def test_closed_it_leaves_nothing_behind_and_can_go_on() -> None:
    threads = set(threading.enumerate())
    encoder = PrintEncoder()
    encoder.encode(PRINT)
    process = process_of(encoder)
    encoder.close()
    encoder.close()
    assert not process.is_running()
    assert set(threading.enumerate()) == threads
    assert encoder.encode(PRINT).wsq == HERE.wsq
    encoder.close()


def test_closing_right_after_the_start_waits_for_nothing() -> None:
    encoder = PrintEncoder()
    encoder.start()
    process = process_of(encoder)
    encoder.close()
    assert not process.is_running()


_DESK = """
import sys
from station_devices import PrintEncoder

encoder = PrintEncoder()
encoder.start()
print(encoder.process, flush=True)
sys.stdin.read()
"""


def test_it_does_not_outlive_a_killed_program() -> None:
    command = [sys.executable, "-c", _DESK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as desk:
        assert desk.stdout is not None
        worker = psutil.Process(int(desk.stdout.readline()))
        desk.kill()
        worker.wait(GRACE_S)
        assert not worker.is_running()


@pytest.mark.skipif(os.name == "nt", reason="there a signal to a process ends it")
def test_it_leaves_ctrl_c_to_the_program(encoder: PrintEncoder) -> None:
    encoder.encode(PRINT)
    process = process_of(encoder)
    process.send_signal(signal.SIGINT)
    assert encoder.encode(PRINT).wsq == HERE.wsq
    assert encoder.process == process.pid


def test_the_other_process_loads_no_screen_and_no_station(encoder: PrintEncoder) -> None:
    encoder.encode(PRINT)
    files = [mapped.path for mapped in process_of(encoder).memory_maps()]
    assert any("_wsq" in path for path in files)
    assert not any(
        name in path for path in files for name in ("PySide6", "Qt6", "cv2", "sqlcipher")
    )
