"""Icons: one family, all there, all in use, tinted from the tokens, sharp at every scale."""

import ast
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from station_ui.icon import Icon, draw_icon
from station_ui.theme import colour

UI = Path(__file__).parent.parent / "ui/station_ui"
FOLDER = UI / "icons"
ICONS = {path.stem: path for path in sorted(FOLDER.glob("*.svg"))}
NAMES: tuple[Icon, ...] = get_args(Icon)
SVG = "{http://www.w3.org/2000/svg}"
SIZES = (16, 20, 24, 32, 48)
RATIOS = (1.0, 1.5, 2.0)


def words_of(source: Path) -> set[str]:
    """Every plain string of a module, but for the list of all icons."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not _lists_icons(node)]
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _lists_icons(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "Icon"


def drawn(name: Icon, size: int, ratio: float, app: QApplication) -> QImage:
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


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_at_every_size_and_scale(name: Icon, qapp: QApplication) -> None:
    for size in SIZES:
        for ratio in RATIOS:
            image = drawn(name, size, ratio, qapp)
            assert 0.02 < covered(image) < 0.8, (size, ratio)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_for_the_very_pixels_of_the_screen(name: Icon, qapp: QApplication) -> None:
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


def test_the_names_that_types_allow_are_those_of_the_files() -> None:
    assert sorted(NAMES) == sorted(ICONS)


def test_no_icon_lies_there_unused() -> None:
    used = {word for source in UI.rglob("*.py") for word in words_of(source)}
    assert not set(ICONS) - used


def test_the_licence_lies_beside_the_icons() -> None:
    licence = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in licence
    assert "Lucide" in licence
