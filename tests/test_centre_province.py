"""Desks send through the stock tus server while the centres behind it are killed, each in its turn.

`make soak` does it with 26 desks that send 700 records each.
"""

import sys
from pathlib import Path

import pytest

from province_trial import CENTRES, Province, can_run

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
    pytest.mark.skipif(
        not can_run(), reason="node or the packages of tests/tus_server are not installed"
    ),
]

DESKS = 3
RECORDS = 8


def test_every_record_is_accepted_once_whichever_centre_is_killed(tmp_path: Path) -> None:
    with Province(tmp_path, DESKS) as province:
        province.enrol()
        outcome = province.run(records=RECORDS, size=4_000, seconds=90, up_s=(0.2, 0.5))
    assert outcome.kills >= CENTRES
    assert (outcome.missing, outcome.surplus) == ({}, {})
    assert outcome.records == outcome.kept == DESKS * RECORDS
