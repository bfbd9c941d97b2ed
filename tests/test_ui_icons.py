"""Icons: one family, all there, all in use, tinted from the tokens, sharp at every scale."""

import ast
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from station_ui.icon import draw_icon
from station_ui.theme import colour

UI = Path(__file__).parent.parent / "ui/station_ui"
FOLDER = UI / "icons"
ICONS = {path.stem: path for path in sorted(FOLDER.glob("*.svg"))}
SVG = "{http://www.w3.org/2000/svg}"
SIZES = (16, 20, 24, 32, 48)
RATIOS = (1.0, 1.5, 2.0)
# Calls and names through which the code asks for an icon.
ASKING = {"Glyph", "Button", "show_icon", "draw_icon"}


def words_of(source: Path) -> set[str]:
    """Every plain string of a module: a name of an icon is one of them."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def asked_of(source: Path) -> set[str]:
    """Names of icons that a module gives to what draws one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = {"Button": 1, "draw_icon": 1}.get(called, 0)
            given = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            if called in ASKING:
                given += node.args[place : place + 1]
            found |= {part for one in given for part in _plain(one)}
    return found - {""}


def _plain(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _plain(node.body) | _plain(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def drawn(name: str, size: int, ratio: float, app: QApplication) -> QImage:
    """An icon on nothing."""
    del app
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_icon(painter, name, QRectF(0, 0, size, size), colour("accent"))
    painter.end()
    return image


def covered(image: QImage) -> float:
    """How much of an image is drawn on, 0 to 1."""
    seen = sum(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )
    return seen / (image.width() * image.height())


@pytest.mark.parametrize("path", ICONS.values(), ids=ICONS)
def test_an_icon_is_of_the_family_and_has_no_colour_of_its_own(path: Path) -> None:
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke-width") == "2"
    paints = {one.get(name) for one in root.iter() for name in ("fill", "stroke", "style")}
    assert paints <= {None, "none", "currentColor"}
    assert "currentColor" in paints
    assert len(list(root)) > 0
    assert "class=" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_at_every_size_and_scale(name: str, qapp: QApplication) -> None:
    for size in SIZES:
        for ratio in RATIOS:
            image = drawn(name, size, ratio, qapp)
            assert 0.02 < covered(image) < 0.8, (size, ratio)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_for_the_very_pixels_of_the_screen(name: str, qapp: QApplication) -> None:
    """Not stretched: at 200 % it is the icon of twice the size, to the last pixel."""
    doubled = drawn(name, 24, 2.0, qapp)
    doubled.setDevicePixelRatio(1.0)
    assert doubled == drawn(name, 48, 1.0, qapp)


def test_an_icon_takes_the_colour_it_is_given(qapp: QApplication) -> None:
    image = drawn("check", 48, 1.0, qapp)
    inks = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {colour("accent").name()}


@pytest.mark.parametrize(
    "source", sorted(UI.rglob("*.py")), ids=lambda path: path.relative_to(UI).as_posix()
)
def test_every_icon_that_is_asked_for_exists(source: Path) -> None:
    assert asked_of(source) <= set(ICONS)


def test_no_icon_lies_there_unused() -> None:
    used = {word for source in UI.rglob("*.py") for word in words_of(source)}
    assert not set(ICONS) - used


def test_the_licence_lies_beside_the_icons() -> None:
    licence = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in licence
    assert "Lucide" in licence
