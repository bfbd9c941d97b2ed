"""The check of literals finds what may stand only in the tokens and the widgets."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parent / "checks" / "looks.py"

BAD_ANYWHERE = (
    'x = "#fff"',
    'x = "border: 1px solid #12ab34"',
    'x = "rgba(0, 0, 0, 0.5)"',
    'x = QColor("red")',
    "x = QColor(12, 13, 14)",
    "x = Qt.GlobalColor.red",
    "widget.setStyleSheet(sheet)",
    "x = font(15)",
)
BAD_ON_A_SCREEN = (
    "layout.setContentsMargins(0, 8, 0, 8)",
    "layout.setSpacing(12)",
    "layout.addSpacing(2 * Space.LARGE)",
    "widget.setFixedWidth(320)",
    "widget.setMinimumSize(QSize(48, 48))",
    "widget.resize(1366, 768)",
    "x = row(one, two, gap=6)",
    "x = column(one, margins=(Space.NONE, 5, Space.NONE, 5))",
    "x = column(one, 16, two)",
    "x = Glyph(name, size=20)",
    "x = QFont(family)",
    "letters.setPixelSize(size)",
    "_WIDE = 320\nwidget.setFixedWidth(_WIDE)",
    "_WIDE: Final = 40 * GRID\nwidget.setFixedSize(_WIDE, _WIDE)",
    "class Screen:\n    wide = 320\n    def lay(self):\n        self.setFixedWidth(wide)",
)
GOOD = (
    "layout.setContentsMargins(Space.NONE, Space.GROUP, Space.NONE, Space.GROUP)",
    "layout.setSpacing(0)",
    "widget.setFixedWidth(measures().guide)",
    "widget.setMinimumSize(*WINDOW_LEAST)",
    "x = column(one, Space.LARGE, two, gap=Space.SMALL)",
    "x = colour('text', 0.5)",
    "x = font(measures().title)",
    "timer.setInterval(400)",
    "line.setMaxLength(200)",
    'x = "#1"',
    'x = "Bàn #12"',
    '"""Colours are #rrggbb, or #fff."""',
    "image.fill(Qt.GlobalColor.transparent)",
)


def check(folder: Path, file: str, code: str) -> str:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{code}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, CHECK, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


@pytest.mark.parametrize("code", [*BAD_ANYWHERE, *BAD_ON_A_SCREEN])
def test_a_look_of_its_own_is_found_on_a_screen(tmp_path: Path, code: str) -> None:
    told = check(tmp_path, "screens/idle.py", code)
    assert told.startswith(f"{tmp_path / 'screens/idle.py'}:"), code


@pytest.mark.parametrize("code", BAD_ANYWHERE)
def test_a_widget_too_takes_its_colours_from_the_tokens(tmp_path: Path, code: str) -> None:
    assert check(tmp_path, "widgets/chip.py", code)


@pytest.mark.parametrize("place", ["widgets/chip.py", "gallery/pages/chip.py", "tokens.py"])
def test_sizes_may_stand_in_widgets_and_tokens(tmp_path: Path, place: str) -> None:
    assert not check(tmp_path, place, "\n".join(BAD_ON_A_SCREEN))


@pytest.mark.parametrize("code", GOOD)
def test_what_comes_from_the_tokens_passes(tmp_path: Path, code: str) -> None:
    assert not check(tmp_path, "screens/idle.py", code)
