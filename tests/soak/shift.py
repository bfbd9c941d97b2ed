"""`make soak`: a shift of 700 citizens at the real window takes no more memory at its end."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from shift import shift_row


def main() -> int:
    """Serve, look, and tell; the exit code is 1 when the memory has grown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=700, help="how many (default 700)")
    row = shift_row("window", "shift_window.py", parser.parse_args().citizens)
    print(row.what, row.figure, row.beside, row.verdict, sep="  ")
    return int(row.verdict == "MISSED")


if __name__ == "__main__":
    sys.exit(main())
