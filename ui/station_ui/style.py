"""Colours, sizes and the one style sheet; nothing else in the program says how a thing looks.

A widget names its part with the dynamic property ``role`` (and ``tone`` for states); the sheet does
the rest. Sizes are pixels at 100 %, on a grid of 8.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Tone = Literal["neutral", "accent", "good", "warn", "bad"]

GRID: Final = 8
EDGE: Final = 24
"""Between the window's edge and what stands in it."""
TOUCH: Final = 48
NAV_HEIGHT: Final = 56
HEADER_HEIGHT: Final = 72
ACTIONS_HEIGHT: Final = 80
STATUS_HEIGHT: Final = 40
RAIL_WIDTH: Final = 224
GUIDE_WIDTH: Final = 320

FAMILIES: Final = ("Segoe UI", "Inter", "Noto Sans")

COLOURS: Final = {
    "window": "#f3f4f6",
    "surface": "#ffffff",
    "sunken": "#e9ebef",
    "outline": "#d5d9e0",
    "strong": "#8a93a1",
    "text": "#171b21",
    "muted": "#545d6a",
    "accent": "#1f5bb5",
    "accent_down": "#174893",
    "accent_soft": "#e6eefb",
    "on_accent": "#ffffff",
    "good": "#176b41",
    "good_soft": "#e3f3ea",
    "warn": "#7f4c00",
    "warn_soft": "#fdf0d8",
    "bad": "#a8231b",
    "bad_soft": "#fbe6e4",
    "stage": "#14181e",
    "on_stage": "#f4f6f9",
    "on_stage_muted": "#aab3c0",
}

_SHEET: Final = """
* { font-size: 15px; color: $text; }
QWidget[role="window"], QWidget[role="screen"] { background: $window; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] {
    background: transparent; border: none;
}

QLabel[role="display"] { font-size: 48px; font-weight: 600; }
QLabel[role="hero"] { font-size: 32px; font-weight: 600; }
QLabel[role="title"] { font-size: 24px; font-weight: 600; }
QLabel[role="heading"] { font-size: 18px; font-weight: 600; }
QLabel[role="lead"] { font-size: 18px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { font-size: 13px; color: $muted; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }

QFrame[role="card"] { background: $surface; border: 1px solid $outline; border-radius: 10px; }
QFrame[role="nav"] { background: $surface; border-bottom: 1px solid $outline; }
QFrame[role="header"] { background: $surface; border-bottom: 1px solid $outline; }
QFrame[role="actions"] { background: $surface; border-top: 1px solid $outline; }
QFrame[role="status"] { background: $surface; border-top: 1px solid $outline; }
QFrame[role="rail"] { background: $surface; border-right: 1px solid $outline; }
QFrame[role="guide"] { background: $surface; border-left: 1px solid $outline; }

QFrame[role="notice"][tone="neutral"] { background: $accent_soft; border-left: 4px solid $accent; }
QFrame[role="notice"][tone="good"] { background: $good_soft; border-left: 4px solid $good; }
QFrame[role="notice"][tone="warn"] { background: $warn_soft; border-left: 4px solid $warn; }
QFrame[role="notice"][tone="bad"] { background: $bad_soft; border-left: 4px solid $bad; }

QPushButton {
    min-height: 46px; padding: 0 16px; border-radius: 8px;
    background: $surface; border: 1px solid $strong; font-size: 15px;
}
QPushButton:hover { background: $window; }
QPushButton:pressed { background: $sunken; }
QPushButton:disabled { color: $strong; border-color: $outline; background: $window; }
QPushButton:focus { border: 2px solid $accent; padding: 0 15px; }
QPushButton[role="primary"] {
    min-width: 208px; min-height: 54px; padding: 0 24px; font-size: 18px; font-weight: 600;
    background: $accent; color: $on_accent; border: 2px solid $accent;
}
QPushButton[role="primary"]:hover { background: $accent_down; border-color: $accent_down; }
QPushButton[role="primary"]:pressed { background: $text; border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 0 24px; }
QPushButton[role="primary"]:disabled {
    background: $sunken; border-color: $sunken; color: $muted;
}
QPushButton[role="quiet"], QPushButton[role="nav"], QPushButton[role="chip"] {
    background: transparent; border: 2px solid transparent; padding: 0 12px;
}
QPushButton[role="quiet"]:hover, QPushButton[role="nav"]:hover, QPushButton[role="chip"]:hover {
    background: $window;
}
QPushButton[role="quiet"]:focus, QPushButton[role="nav"]:focus, QPushButton[role="chip"]:focus {
    border: 2px solid $accent; padding: 0 12px;
}
QPushButton[role="nav"] { color: $muted; font-weight: 600; min-height: 44px; }
QPushButton[role="nav"]:checked { color: $accent; background: $accent_soft; }
QPushButton[role="chip"] { font-size: 13px; min-height: 32px; padding: 0 8px; border-radius: 6px; }
QPushButton[role="chip"]:focus { padding: 0 8px; }
QPushButton[role="chip"][tone="good"] { color: $good; }
QPushButton[role="chip"][tone="warn"] { color: $warn; }
QPushButton[role="chip"][tone="bad"] { color: $bad; }
QPushButton[role="chip"][tone="neutral"] { color: $muted; }
QPushButton[role="step"] {
    text-align: left; background: transparent; border: 2px solid transparent; padding: 0 14px;
    border-radius: 8px; color: $text; min-height: 48px;
}
QPushButton[role="step"]:hover { background: $window; }
QPushButton[role="step"]:focus { border: 2px solid $accent; padding: 0 14px; }
QPushButton[role="step"][tone="good"] { color: $good; }
QPushButton[role="step"]:checked {
    background: $accent_soft; color: $accent; font-weight: 600;
}
QPushButton[role="step"]:disabled { color: $strong; background: transparent; }
QPushButton[role="choice"] { text-align: left; min-height: 54px; font-size: 18px; padding: 0 20px; }
QPushButton[role="choice"]:focus { padding: 0 19px; }
QPushButton[role="choice"]:checked {
    background: $accent_soft; border: 2px solid $accent; font-weight: 600; padding: 0 19px;
}
QPushButton[role="row"] {
    text-align: left; background: $surface; border: 1px solid $outline; min-height: 54px;
}
QPushButton[role="row"]:hover { background: $accent_soft; border-color: $accent; }

QPushButton[role="finger"] {
    min-width: 40px; min-height: 44px; padding: 0; border: 1px solid $outline; border-radius: 8px;
    color: $muted; font-size: 18px;
}
QPushButton[role="finger"]:focus { border: 2px solid $accent; padding: 0; }
QPushButton[role="finger"][tone="good"] { background: $good_soft; color: $good; }
QPushButton[role="finger"][tone="warn"] { background: $warn_soft; color: $warn; }
QPushButton[role="finger"]:checked { border: 2px solid $accent; color: $accent; }
QPushButton[role="finger"]:disabled { background: $window; color: $outline; border-color: $sunken; }

QLineEdit, QComboBox {
    min-height: 44px; padding: 0 12px; background: $surface; border: 1px solid $strong;
    border-radius: 8px; font-size: 18px; selection-background-color: $accent;
    selection-color: $on_accent;
}
QLineEdit:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 11px; }
QLineEdit[tone="bad"], QComboBox[tone="bad"] { border: 2px solid $bad; padding: 0 11px; }
QLineEdit:disabled, QComboBox:disabled { background: $window; color: $muted; }
QComboBox { padding: 0 14px; }
QComboBox[role="guide"] { font-size: 15px; padding: 0 0 0 12px; }
QComboBox:focus { padding: 0 13px; }
QComboBox[role="guide"]:focus { padding: 0 0 0 11px; }
QComboBox QLineEdit { min-height: 40px; padding: 0; border: none; background: transparent; }
QComboBox::drop-down { border: none; width: 32px; }
QComboBox::down-arrow { image: url("$icons/chevron.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $outline; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}

QTableView {
    background: $surface; border: 1px solid $outline; border-radius: 10px; gridline-color: $sunken;
    selection-background-color: $accent_soft; selection-color: $text; outline: none;
}
QTableView::item { padding: 0 9px; border: none; border-bottom: 1px solid $sunken; }
QHeaderView {
    background: $surface; border: none; border-top-left-radius: 10px; border-top-right-radius: 10px;
}
QHeaderView::section {
    background: transparent; color: $muted; font-size: 13px; font-weight: 600; padding: 0 12px;
    height: 40px; border: none; border-bottom: 1px solid $outline;
}
QProgressBar {
    min-height: 8px; max-height: 8px; border: none; border-radius: 4px; background: $sunken;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QCheckBox { min-height: 48px; spacing: 12px; }
QToolTip { background: $text; color: $surface; border: none; padding: 8px; font-size: 13px; }
QScrollBar:vertical { background: transparent; width: 12px; }
QScrollBar::handle:vertical {
    background: $strong; border-radius: 4px; min-height: 32px; margin: 2px;
}
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
"""


def style_sheet() -> str:
    """The style sheet with its colours filled in."""
    sheet = _SHEET.replace("$icons", Path(str(files("station_ui") / "icons")).as_posix())
    for name in sorted(COLOURS, key=len, reverse=True):
        sheet = sheet.replace(f"${name}", COLOURS[name])
    return sheet


def colour(name: str) -> QColor:
    """A colour by its part, for what is painted by hand."""
    return QColor(COLOURS[name])


def dress(app: QApplication) -> None:
    """Give the application its looks, once."""
    app.setStyle("Fusion")
    app.setFont(_font())
    palette = QPalette()
    for part, name in (
        (QPalette.ColorRole.Window, "window"),
        (QPalette.ColorRole.Base, "surface"),
        (QPalette.ColorRole.Text, "text"),
        (QPalette.ColorRole.WindowText, "text"),
        (QPalette.ColorRole.ButtonText, "text"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "on_accent"),
        (QPalette.ColorRole.PlaceholderText, "strong"),
    ):
        palette.setColor(part, colour(name))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet())


def tone(widget: QWidget, value: Tone) -> None:
    """Give a widget another tone and have it drawn anew."""
    if widget.property("tone") != value:
        widget.setProperty("tone", value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _font() -> QFont:
    """The first family that is there, with figures of equal width."""
    known = set(QFontDatabase.families())
    family = next((name for name in FAMILIES if name in known), None)
    font = QFont(family) if family else QApplication.font()
    font.setPixelSize(15)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font
