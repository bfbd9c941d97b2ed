"""The way in: what may not be loaded before the sign-in, and a desk that cannot be opened."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from structlog.typing import EventDict

from station_core.errors import DeskError
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity
from station_ui.__main__ import main
from station_ui.app import Program, Start
from station_ui.theme import Theme

HEAVY = ("cv2", "httpx", "numpy", "pyrage", "serial", "pydantic", "sqlcipher3")
LOADED_AT_SIGN_IN = f"""
import json, sys
from pathlib import Path
from station_core.folder import DeskFolder
from station_ui.app import Program, Start
from station_ui.desk_lane import DeskLane
DeskLane.known_names = DeskLane.warm_up = lambda *_: None  # what runs beside the screen
program = Program(Start(DeskFolder(Path(sys.argv[1]))))
program.open()
assert program.window is not None and program.window.signin.isVisible()
print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
program.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    folder = DeskFolder(tmp_path / "desk")
    recipient = generate_identity()[1]
    settings = Settings(
        desk=DeskSettings(code="03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=recipient),
    )
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    now = datetime.now(UTC)
    set_up_desk(folder, settings, name="An", password="mat-khau-thu", now=now, cost=cost)
    return folder


def test_nothing_heavy_is_loaded_before_the_sign_in(folder: DeskFolder) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED_AT_SIGN_IN, folder.root],
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == []


@pytest.mark.usefixtures("theme")  # which puts the look of the other tests back
@pytest.mark.parametrize("room", [(1366, 768), (911, 512)])
def test_the_style_sheet_is_applied_once(
    qtbot: QtBot,
    qapp: QApplication,
    room: tuple[int, int],
    folder: DeskFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied: list[str] = []
    monkeypatch.setattr(type(qapp), "setStyleSheet", lambda _app, sheet: applied.append(sheet))
    for module in ("app", "window"):
        monkeypatch.setattr(f"station_ui.{module}.first_room", lambda: room)
    program = Program(Start(folder))
    program.open()
    assert program.window is not None
    assert (program.window.width(), program.window.height()) == room
    qtbot.waitUntil(lambda: program.window is not None and program.window.signin.name.count() == 1)
    program.close()
    program.services.theme.deleteLater()
    assert len([sheet for sheet in applied if sheet]) == 1


def test_the_program_wears_fusion() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from station_ui.theme import application; print(application().style().name())",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "fusion"


def test_a_second_program_is_refused_with_a_sentence_until_the_first_is_gone(
    qtbot: QtBot, theme: Theme, folder: DeskFolder, logged: list[EventDict]
) -> None:
    with folder.locked():
        program = Program(Start(folder), theme)
        program.open()
        assert program.window is None
        assert program.blocked is not None
        assert program.blocked.code.text().endswith("DESK_IN_USE")
        assert program.blocked.what.text() != ""
    program.blocked.again.emit()
    assert program.window is not None
    qtbot.waitUntil(lambda: program.window is not None and program.window.signin.name.count() == 1)
    program.close()
    assert not [entry for entry in logged if entry["log_level"] != "info"]


def test_the_desk_stays_locked_while_something_still_works_on_it(
    qtbot: QtBot, theme: Theme, folder: DeskFolder
) -> None:
    del qtbot
    program = Program(Start(folder), theme)
    program.open()
    over = Event()
    program.services.runner.submit("outbox", lambda _task: over.wait())
    program.close(limit=0)
    with pytest.raises(DeskError) as raised, folder.locked():
        pass
    over.set()
    assert raised.value.code == "DESK_IN_USE"


def test_an_unused_folder_tells_that_no_desk_is_set_up(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    del qtbot
    program = Program(Start(DeskFolder(tmp_path)), theme)
    program.open()
    assert program.blocked is not None
    assert program.blocked.code.text().endswith("SETTINGS_MISSING")
    program.close()


def test_a_wrong_argument_is_answered_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "fr"])
    assert ended.value.code == 2
    assert "--lang" in capsys.readouterr().err
