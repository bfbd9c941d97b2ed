"""A desk to try out: invented people in a played camera, an emulated scanner, an own centre.

Nothing is faked inside the station: it reads a real video file, talks real bytes to an emulator in
another process, and delivers to a real centre in a third.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from station_capture.drawn import INVENTED_PEOPLE, write_demo_video
from station_core.clock import local_now
from station_core.errors import DeskError
from station_core.folder import DeskFolder
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    Language,
    ScannerSettings,
    ScreenSettings,
    Settings,
    save_settings,
)
from station_core.setup import set_up_desk

NAME = "An"
PASSWORD = "ban-dung-thu"  # noqa: S105 - the demo shows it on its sign-in screen
BAUD = 115_200
"""A speed real EF01 modules can be set to: a 192 x 192 print in 1.7 s."""


class DemoDesk:
    """A temporary desk with everything around it; leaving the context ends the other processes.

    Attributes:
        folder: the desk's data folder, ready to sign in.
        name: who signs in.
        password: with what.
    """

    name = NAME
    password = PASSWORD

    def __init__(
        self, root: Path, *, people: int = 3, language: Language = "vi", baud: int = BAUD
    ) -> None:
        self.folder = DeskFolder(root / "desk")
        self._centre_data = root / "centre"
        self._video = root / "camera.avi"
        self._people = people
        self._language = language
        self._baud = baud
        self._processes = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._processes.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._processes.close()

    def _start(self) -> None:
        self.folder.root.mkdir(parents=True, exist_ok=True)
        if not self._video.exists():
            write_demo_video(self._video, INVENTED_PEOPLE[: self._people])
        recipient = self._centre_recipient()
        settings = self._settings(recipient, self._start_centre(), self._start_scanner())
        if self.folder.settings.exists():
            save_settings(self.folder.settings, settings)
            return
        set_up_desk(self.folder, settings, name=NAME, password=PASSWORD, now=local_now())

    def _settings(self, recipient: str, centre: str, scanner: str) -> Settings:
        return Settings(
            desk=DeskSettings(code="DEMO", team="Tổ dùng thử", commune="26506"),
            centre=CentreSettings(url=centre, recipient=recipient),
            camera=CameraSettings(source=str(self._video), loop=True),
            scanner=ScannerSettings(port=scanner, baud=self._baud),
            screen=ScreenSettings(language=self._language),
        )

    def _centre_recipient(self) -> str:
        public = self._centre_data / "centre.pub"
        if not public.exists():
            _run("station_centre", "keygen", "--data", str(self._centre_data))
        lines = public.read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith("age1"))

    def _start_centre(self) -> str:
        words = ("serve", "--data", str(self._centre_data), "--port", "0", "--json")
        return self._serve("station_centre", *words)["url"]

    def _start_scanner(self) -> str:
        where = ("--tcp", "0") if sys.platform == "win32" else ("--pty",)
        words = ("emulate", "fingerprint", "--driver", "ef01", *where, "--baud", str(self._baud))
        return self._serve("station_core", *words)["address"]

    def _serve(self, module: str, *words: str) -> dict[str, str]:
        """Start a process that tells its address in its first line and ends with the demo."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._processes.callback(_end, process)
        assert process.stdout is not None  # noqa: S101 - it was asked for
        line = process.stdout.readline()
        if not line:
            raise DeskError("DEMO_PART_FAILED", f"{module} did not start", part=module)
        answer: dict[str, str] = json.loads(line)
        return answer


def _run(module: str, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, check=False)
    if done.returncode != 0:
        raise DeskError("DEMO_PART_FAILED", f"{module} failed", part=module)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
