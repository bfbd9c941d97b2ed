"""Entry point of `stationctl`."""

import sys

from station_core.cli import run


def main() -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
