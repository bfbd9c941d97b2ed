"""`make soak`: the card reader before thousands of drawn frames; one wrong read ends it badly."""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from frames.trial import TRIES, Result, tries


def main() -> int:
    """Read, count, and tell; the exit code is 1 after a wrong read."""
    asked = _parser().parse_args()
    seed = asked.seed if asked.seed is not None else time.time_ns() % 2**32
    print(f"seed {seed}", flush=True)
    tried: Counter[str] = Counter()
    read: Counter[str] = Counter()
    wrong: list[Result] = []
    times: list[float] = []
    with ProcessPoolExecutor() as pool:
        for result in pool.map(_try, tries(asked.frames, seed), chunksize=20):
            tried[result.kind] += 1
            read[result.kind] += result.read
            times += result.ms
            if result.wrong:
                wrong.append(result)
                print(f"WRONG: {result.kind}: {result.about}", flush=True)
    for kind, count in sorted(tried.items()):
        print(f"{kind:20} read {read[kind]:5} of {count:5} ({100 * read[kind] / count:5.1f} %)")
    p50, p95 = np.percentile(times, (50, 95))
    print(
        f"{p50:.1f} ms a frame, p95 {p95:.1f}, worst {max(times):.1f}; of a busy computer, a guess"
    )
    print(f"{len(times)} frames, {len(wrong)} wrong reads")
    return int(bool(wrong))


def _try(one: tuple[str, str, tuple[int, ...]]) -> Result:
    cv2.setNumThreads(1)
    what, kind, seed = one
    return TRIES[what](kind, seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=5_000, help="how many tries (default 5000)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to see it again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
