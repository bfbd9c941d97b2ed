"""`make soak`: 26 desks send 700 records each through the stock tus server; centres keep dying."""

import argparse
import sys
import tempfile
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from province_trial import Outcome, Province, can_run


def main() -> int:
    """Send, kill, compare, and tell; the exit code is 1 unless all was accepted exactly once."""
    asked = _parser().parse_args()
    structlog.configure(processors=[_drop])
    if not can_run():
        print("province: node or the packages of tests/tus_server are not installed")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="cccd-province-") as folder,
        Province(Path(folder), asked.desks) as province,
    ):
        province.enrol()
        outcome = province.run(
            records=asked.records, size=asked.size, seconds=asked.seconds, up_s=(2.0, 8.0)
        )
    _tell(outcome, asked)
    wrong = outcome.missing or outcome.surplus or outcome.kept != outcome.records
    return 1 if wrong or outcome.records < asked.desks * asked.records else 0


def _tell(outcome: Outcome, asked: argparse.Namespace) -> None:
    print(
        f"{asked.desks} desks sent {outcome.records} records of {asked.records} each"
        f" ({outcome.size / 1e6:.1f} MB) in {outcome.seconds:.0f} s,"
        f" {outcome.records / outcome.seconds:.1f} records/s, {outcome.passes} passes"
    )
    print(f"two centres behind @tus/server, killed {outcome.kills} times and started again")
    print(
        f"kept {outcome.kept} packets; reconciled: {_count(outcome.missing)} missing,"
        f" {_count(outcome.surplus)} nobody sent; {outcome.left_over} uploads left at the front"
    )


def _count(by_desk: dict[str, list[str]]) -> int:
    return sum(map(len, by_desk.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=int, default=26)
    parser.add_argument("--records", type=int, default=700, help="of each desk")
    parser.add_argument("--size", type=int, default=4_000, help="bytes of a record, about")
    parser.add_argument("--seconds", type=float, default=7_200.0, help="the most it may take")
    return parser


def _drop(_logger: object, _method: str, _event: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
