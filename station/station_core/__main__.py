"""Entry point of `stationctl`."""

import sys

from station_core.cli import run
from station_core.logs import log_to_stderr


def main() -> None:
    """Run one command and leave with its exit code."""
    log_to_stderr()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
