"""The station's door: `cccd-station [--data DIR] [--demo] [--gallery] ...`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_core.folder import DeskFolder


def main(words: Sequence[str] | None = None) -> int:
    """Run the station; returns the exit code."""
    if getattr(sys, "frozen", False):
        # An installed Windows program starts its own file for the process that compresses prints.
        from multiprocessing import freeze_support  # noqa: PLC0415 - only there

        freeze_support()
    wanted = _parser().parse_args(words)
    if wanted.gallery:
        return _gallery(wanted)
    if wanted.demo and not _has_screen():
        wanted.autopilot = True
    if wanted.autopilot and not _has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if wanted.demo:
        return _demo(wanted)
    # Qt and all the rest load after the arguments: a wrong one is answered at once.
    from station_core.folder import DeskFolder, default_folder  # noqa: PLC0415

    folder = DeskFolder(wanted.data or default_folder())
    return _run(wanted, folder, "", os.environ.get("STATION_PASSWORD", ""), demo=False)


def _demo(wanted: argparse.Namespace) -> int:
    from station_core.demo import DemoDesk  # noqa: PLC0415 - draws its video, so only when asked
    from station_core.logs import log_to_file  # noqa: PLC0415 - see main

    with tempfile.TemporaryDirectory(prefix="cccd-demo-", ignore_cleanup_errors=True) as temporary:
        demo = DemoDesk(wanted.data or Path(temporary), language=wanted.lang or "vi")
        log_to_file(demo.folder.log)  # standard output is for what happened, in words for scripts
        with demo:
            return _run(wanted, demo.folder, demo.name, demo.password, demo=True)


def _gallery(wanted: argparse.Namespace) -> int:
    from station_ui.gallery.window import GalleryWindow  # noqa: PLC0415 - only when asked
    from station_ui.language import LanguageSwitch  # noqa: PLC0415 - see main
    from station_ui.theme import Theme, application  # noqa: PLC0415 - see main

    app = application()
    window = GalleryWindow(LanguageSwitch(wanted.lang or "vi"), Theme(app))
    window.show()
    return app.exec()


def _run(
    wanted: argparse.Namespace, folder: "DeskFolder", name: str, password: str, *, demo: bool
) -> int:
    from station_ui.app import Program, Start  # noqa: PLC0415 - see main

    program = Program(Start(folder, language=wanted.lang, demo_password=password if demo else ""))
    if not wanted.autopilot:
        return program.run()
    from station_ui.autopilot import Autopilot  # noqa: PLC0415 - only when asked

    pilot = Autopilot(program, name, password, out=wanted.out)
    code = program.run()
    return code or pilot.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cccd-station", description="One desk of a mobile team that collects citizens' files."
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the desk's data folder")
    parser.add_argument(
        "--demo", action="store_true", help="a temporary desk with invented people and devices"
    )
    parser.add_argument(
        "--gallery", action="store_true", help="every part of the screen in every state, to look at"
    )
    parser.add_argument(
        "--autopilot",
        action="store_true",
        help="take one citizen through by itself (password from STATION_PASSWORD)",
    )
    parser.add_argument("--lang", choices=("vi", "en"), help="the language of the screen")
    parser.add_argument(
        "--out", type=Path, default=Path("demo-out"), help="where the autopilot leaves screenshots"
    )
    return parser


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
