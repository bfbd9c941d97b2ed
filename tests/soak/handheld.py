"""`make soak`: thousands of emulated scans with every fault; none lost, none wrong, none twice."""

import argparse
import sys
import time
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from handheld_trial import Outcome, trial

SHARES = {"cr": 0.33, "lf": 0.33, "crlf": 0.33, "none": 0.01}
"""Of the scans, by what ends them; without an end each takes 0.1 s of silence."""


def main() -> int:
    """Scan, count, and tell; the exit code is 1 unless every card came once and right."""
    asked = _parser().parse_args()
    structlog.configure(processors=[_drop])
    seed = asked.seed if asked.seed is not None else time.time_ns() % 2**32
    print(f"seed {seed}", flush=True)
    outcomes = []
    for number, (suffix, share) in enumerate(SHARES.items()):
        outcome = trial(round(asked.scans * share), seed + number, suffix)
        outcomes.append(outcome)
        print(_line(suffix, outcome), flush=True)
    sent, lost, wrong = (sum(getattr(one, name) for one in outcomes) for name in _COUNTED)
    print(f"{sent} scans, {lost} lost, {wrong} wrong")
    return int(not all(outcome.clean for outcome in outcomes))


_COUNTED = ("sent", "lost", "wrong")


def _line(suffix: str, outcome: Outcome) -> str:
    met = ", ".join(f"{code} {count}" for code, count in sorted(outcome.met.items()))
    return (
        f"{suffix:4} {outcome.sent:6} scans in {outcome.seconds:5.1f} s: {outcome.lost} lost, "
        f"{outcome.wrong} wrong, {outcome.repeated} twice; {outcome.junk} bytes of noise; {met}"
    )


def _drop(*_record: object) -> dict[str, object]:
    raise structlog.DropEvent


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=10_000, help="how many (default 10000)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to see it again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
