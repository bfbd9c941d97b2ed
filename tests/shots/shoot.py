"""One process of `make shots`: all pictures of one scale of the screen."""

import argparse
import os
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog


def main() -> int:
    """Take the pictures of one scale; an error ends it."""
    asked = _parser().parse_args()
    # Before anything imports Qt or OpenCV: no screen, one scale, one place on earth.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(asked.scale / 100)
    os.environ["TZ"] = "Asia/Ho_Chi_Minh"
    time.tzset()
    sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))

    from album import Album, combinations
    from photographer import Photographer

    album = Album(asked.out)
    photographer = Photographer(album, combinations(asked.scale, quick=asked.quick), asked.only)
    with TemporaryDirectory() as folder:
        from screens import take_screens

        take_screens(photographer, Path(folder))
    photographer.take_gallery()
    album.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    return parser


if __name__ == "__main__":
    try:
        code = main()
    except Exception:  # noqa: BLE001 - whatever it was, lanes that still work must not hold the run
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    raise SystemExit(code)
