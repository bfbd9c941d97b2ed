"""The live picture as it is shown: cut to its place, mirrored, on a screen of the citizen's own."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize

from station_capture import Frame
from station_capture.drawn import draw_portrait_scene
from station_ui.preview import preview


def test_a_wide_frame_loses_its_sides_but_never_the_portrait() -> None:
    frame = Frame(1, draw_portrait_scene(1280, 720), 0.0)
    shown = preview(frame, QSize(300, 300), keep=(0, 0, 480, 720))
    assert (shown.left, shown.image.width(), shown.image.height()) == (0, 300, 300)
    assert shown.place_of((0, 0, 480, 720)) == pytest.approx((0, 0, 200, 300))
    middle = preview(frame, QSize(300, 300))
    assert middle.left == (1280 - 720) // 2
    beyond = preview(frame, QSize(300, 300), keep=(3000, 0, 480, 720))  # of a larger frame before
    assert beyond.left + 720 == 1280
    narrow = preview(frame, QSize(100, 300), keep=(400, 0, 480, 720))
    assert narrow.left == 400
    assert narrow.image.width() == 100


def test_a_mirrored_preview_shows_left_as_right() -> None:
    half = np.zeros((90, 160, 3), np.uint8)
    half[:, :80] = 255
    shown = preview(Frame(1, half, 0.0), QSize(160, 90)).mirrored()
    assert shown.image.pixelColor(QPoint(20, 40)).red() == 0
    assert shown.image.pixelColor(QPoint(140, 40)).red() == 255
    assert shown.place_of((0, 0, 60, 90)) == (100, 0, 60, 90)


TWO_SCREENS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from station_capture import Frame, LivePortrait, load_profile
from station_capture.drawn import draw_portrait_scene
from station_ui.citizen_screen import CitizenScreen
from station_ui.language import LanguageSwitch
from station_ui.studio import Verdict
from station_ui.wording import Wording

app = QApplication(sys.argv)
desk = QWidget()
desk.show()
citizen = CitizenScreen(desk, wanted=True)
citizen.open()
app.processEvents()
window = citizen.window
assert window.screen() is not desk.screen()
assert window.geometry() == window.screen().geometry()
picture = draw_portrait_scene(offset=(3.6, 0.0))
rules = load_profile()
seen = LivePortrait(rules).look(picture, 0.0)
citizen.show_live(
    Frame(1, picture, 0.0), Verdict(seen, 0.0, rules.geometry), Wording(LanguageSwitch("en"))
)
print(window.line.text())
citizen.show_nothing()
assert window.picture.image is None and not window.line.text()
citizen.close()
assert citizen.window is None
citizen = CitizenScreen(desk, wanted=False)
citizen.open()
assert citizen.window is None
"""


def test_a_second_screen_is_the_citizens_mirror(tmp_path: Path) -> None:
    screen = {"x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "dpr": 1}
    screen |= {"logicalBaseDpi": 96}
    screens = [{**screen, "name": "desk"}, {**screen, "name": "citizen", "x": 1366}]
    described = tmp_path / "screens.json"
    described.write_text(json.dumps({"screens": screens}))
    done = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS, "-platform", f"offscreen:configfile={described}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The face is at the right of the frame; in a mirror it is at the left.
    assert done.stdout.strip() == "Please move to the right of the picture."
