"""What a test of the window starts from: a desk's folder, camera frames, an emulated scanner.

Every test run loads this module, so the parts it builds on are imported where they are used.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from time import monotonic
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot
    from structlog.typing import EventDict

    from station_core.clock import Clock
    from station_core.folder import DeskFolder
    from station_ui.theme import Theme
    from window_operator import Maker, Opener, Operator

ROOT = Path(__file__).parents[2]


def film(path: Path, size: tuple[int, int] = (1920, 1080)) -> str:
    """A wall, and no card that would lead away to its visit."""
    import cv2
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, size)
    writer.write(np.full((size[1], size[0], 3), 128, np.uint8))
    writer.release()
    return str(path)


@pytest.fixture
def wall(tmp_path: Path) -> str:
    return film(tmp_path / "wall.avi")


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from station_capture.drawn import write_demo_video
    from window_operator import CARD

    path = tmp_path_factory.mktemp("camera") / "camera.avi"
    write_demo_video(path, [CARD], fps=10, card_seconds=1.0, portrait_seconds=1.5)
    return path


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("i18n")
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    for source in (ROOT / "ui/station_ui/i18n").glob("*.ts"):
        run([tool, "-silent", source, "-qm", folder / f"{source.stem}.qm"], check=True)
    return folder


@pytest.fixture(scope="session")
def recipient() -> str:
    from station_queue.packet import generate_identity

    return generate_identity()[1]


@pytest.fixture
def scanner() -> Iterator[str]:
    from station_devices.emulator import serve_tcp
    from station_devices.emulator.ef01 import Ef01Module, Ef01Settings

    module = Ef01Module(Ef01Settings(width=192, height=192, absent_polls=1, present_polls=1))
    with serve_tcp(0, module, baud=None) as server:
        yield server.address


@pytest.fixture
def make_folder(tmp_path: Path, video: Path, recipient: str) -> Maker:
    from station_core import settings as s
    from station_core.folder import DeskFolder
    from station_core.setup import set_up_desk
    from station_core.signin import sign_in
    from station_queue.kdf import KdfCost
    from window_operator import NAME, PASSWORD

    def make(
        *,
        camera: str = str(video),
        scanner: str = "",
        handheld: str = "",
        gps: str = "",
        auto_shutter: bool = False,
        roles: Iterable[str] | None = None,
    ) -> DeskFolder:
        folder = DeskFolder(tmp_path / "desk")
        settings = s.Settings(
            desk=s.DeskSettings(code="03", team="Tổ 1", commune="26506"),
            centre=s.CentreSettings(url="http://127.0.0.1:9", recipient=recipient),
            camera=s.CameraSettings(source=camera, loop=True),
            portrait=s.PortraitSettings(auto_shutter=auto_shutter),
            scanner=s.ScannerSettings(port=scanner, baud=921_600),
            handheld=s.HandheldSettings(port=handheld),
            gps=s.GpsSettings(port=gps),
        )
        cost = KdfCost(memory_kib=64, passes=1, lanes=1)
        now = datetime.now(UTC)
        set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=now, cost=cost)
        if roles is not None:  # who sets a desk up has all of them at first
            session = sign_in(folder, NAME, PASSWORD)
            with session.open_store() as store:
                store.change_person(session.person.id, roles=frozenset(roles))
        return folder

    return make


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """As `station_ui.theme.application` makes it."""
    return ["cccd-station", "-style", "Fusion"]


@pytest.fixture(scope="session")
def the_theme(qapp: QApplication) -> Theme:
    """The one look of all tests: an application is dressed once."""
    from station_ui.theme import Theme

    return Theme(qapp, "light")


@pytest.fixture
def theme(the_theme: Theme) -> Iterator[Theme]:
    """The look, light and roomy again after a test that changed it."""
    yield the_theme
    the_theme.choose("light")
    the_theme.fit(1366, 768)


@pytest.fixture
def open_desk(
    qtbot: QtBot, theme: Theme, translations: Path, logged: list[EventDict]
) -> Iterator[Opener]:
    from station_core.clock import local_now
    from window_operator import Operator

    opened: list[Operator] = []

    def open_(
        folder: DeskFolder, now: Clock = local_now, elapsed: Callable[[], float] = monotonic
    ) -> Operator:
        opened.append(Operator(qtbot, folder, translations, theme, now, elapsed))
        return opened[-1]

    gc.disable()  # a lane must not free an earlier test's widgets; see station_ui.garbage
    yield open_
    for desk in opened:
        desk.language.switch("vi")
        assert desk.close()
    logged.clear()
    gc.collect()
    gc.enable()
