"""`make soak`: a desk is killed a thousand times at work; nothing it said may be lost."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from kill_trial import KillTrial, LostError, Outcome


def main() -> int:
    """Kill, look, and tell; the exit code is 1 if anything was lost."""
    asked = _parser().parse_args()
    structlog.configure(processors=[_drop])
    seed = asked.seed if asked.seed is not None else time.time_ns() % 2**32
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="cccd-kills-") as folder,
        KillTrial(Path(folder), seed) as trial,
    ):
        done = 0
        try:
            for done in range(1, asked.rounds + 1):
                trial.round()
                if done % 100 == 0:
                    print(f"{done} rounds in {time.monotonic() - began:.0f} s", flush=True)
            outcome = trial.end()
        except LostError as error:
            print(f"LOST in round {done}: {error}")
            return 1
    _tell(outcome, time.monotonic() - began)
    return 0


def _tell(outcome: Outcome, seconds: float) -> None:
    print("kills met:")
    _histogram(outcome.phases)
    print("of the acts they met was written:")
    _histogram(outcome.half)
    print(
        f"{outcome.rounds} kills of the desk and {outcome.centre_kills} of the centre in"
        f" {seconds:.0f} s; {outcome.said} acts told as done, none lost"
    )
    print(
        f"{outcome.finished} finished visits, each at the centre once ({outcome.erased} erased here"
        f" since); {outcome.unfinished} unfinished, each offered with all its steps;"
        f" {outcome.cancelled} cancelled; {outcome.audit_rows} rows of audit whole,"
        f" {outcome.backups} backups open"
    )


def _histogram(counted: Counter[str]) -> None:
    most = max(counted.values(), default=1)
    for what, count in sorted(counted.items()):
        print(f"  {what:32} {count:5} {'#' * round(40 * count / most)}")


def _drop(*_record: object) -> dict[str, object]:
    raise structlog.DropEvent


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000, help="how many kills (default 1000)")
    parser.add_argument("--seed", type=int, help="of an earlier run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
