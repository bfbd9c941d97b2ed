"""`make soak`: upload over links that are slow, far or cut all the time, and a rival beside it."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from desk_link import LinkKind, link_of
from links import PACKET_BYTES, cut_rows, goodput_rows
from put_client import Begun, begin_anew
from rows import Row, holds

SLOW: Final = LinkKind(64_000, up=10.0)
BROKEN: Final = LinkKind(1_000_000, up=3.0)
LONG_CUTS: Final = LinkKind(1_000_000, up=5.0, down=20.0)
RIVAL_TIMES: Final = 3.0
"""So many times as long as ours took the rival may try."""


def main() -> int:
    """Send, measure and tell; the exit code is 1 when a limit is missed."""
    asked = _parser().parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    missed = 0
    for row in _rows(asked.share, by_proxy=asked.proxy):
        print(row.what, row.figure, row.beside, row.verdict, sep="  ", flush=True)
        missed += row.verdict == "MISSED"
    return int(missed > 0)


def _rows(share: float, *, by_proxy: bool) -> Iterator[Row]:
    def packets(count: int) -> int:
        return max(1, round(count * share))

    rival = _Rival(by_proxy=by_proxy)
    with ThreadPoolExecutor(1) as pool:
        beginning_anew = pool.submit(rival.run)
        try:
            began = time.monotonic()
            yield from cut_rows(SLOW, packets(5), by_proxy=by_proxy)
            rival.may_try_until(began + RIVAL_TIMES * (time.monotonic() - began))
            yield from cut_rows(BROKEN, packets(50), by_proxy=by_proxy)
            yield from cut_rows(LONG_CUTS, packets(5), by_proxy=by_proxy)
            # With fewer, what the first contact takes would count too much.
            yield from goodput_rows(10, by_proxy=by_proxy)
        except BaseException:
            rival.may_try_until(0.0)
            raise
        yield rival.row(beginning_anew.result())


class _Rival:
    """Beside ours, on another link of the first kind, with one packet that is begun anew."""

    def __init__(self, *, by_proxy: bool) -> None:
        self._by_proxy = by_proxy
        self._ends_at: float | None = None

    def may_try_until(self, ends_at: float) -> None:
        """It ends then (monotonic)."""
        self._ends_at = ends_at

    def run(self) -> Begun:
        """Until it is over."""
        with tempfile.TemporaryDirectory() as root, link_of(SLOW, by_proxy=self._by_proxy) as link:
            file = Path(root, "packet")
            file.write_bytes(bytes(PACKET_BYTES))
            return begin_anew(link, SLOW, file, self._over)

    def row(self, begun: Begun) -> Row:
        """What came of it."""
        return Row(
            f"  one packet begun anew after each cut, {SLOW}",
            f"{begun.whole} arrived",
            f"curl -T, {RIVAL_TIMES:g} times as long: {begun.tries} tries,"
            f" at most {begun.most / PACKET_BYTES:.0%} of it",
            holds(begun.whole == 0),
        )

    def _over(self) -> bool:
        return self._ends_at is not None and time.monotonic() >= self._ends_at


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proxy", action="store_true", help="make no network namespaces")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the packets (default 1: half an hour)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
