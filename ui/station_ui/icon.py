"""Icons of one family (Lucide, icons/LICENSE), drawn in a colour of the scheme at any size."""

from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from station_ui.theme import colour
from station_ui.tokens import Role, Tone

Icon = Literal[
    "arrow-right",
    "ban",
    "battery-charging",
    "battery-full",
    "battery-low",
    "battery-medium",
    "battery-warning",
    "camera",
    "camera-off",
    "chart-column",
    "check",
    "chevron-down",
    "chevron-up",
    "circle-check",
    "circle-dashed",
    "circle-dot",
    "circle-pause",
    "clipboard-check",
    "clock",
    "cloud-upload",
    "contrast",
    "copy",
    "download",
    "eye",
    "eye-off",
    "fingerprint-pattern",
    "hand",
    "id-card",
    "inbox",
    "info",
    "key-round",
    "keyboard",
    "languages",
    "lock",
    "lock-open",
    "log-out",
    "minus",
    "octagon-alert",
    "palette",
    "pencil",
    "play",
    "refresh-cw",
    "rotate-ccw",
    "satellite",
    "save",
    "scan-line",
    "scroll-text",
    "send",
    "shield-check",
    "text-cursor-input",
    "triangle-alert",
    "undo-2",
    "usb",
    "user-round",
    "user-round-plus",
    "users-round",
    "wifi",
    "wifi-off",
    "x",
]
"""The name of an icon: of its file in icons/."""
MaybeIcon = Icon | Literal[""]
"""An icon, or none."""

STATE_ICONS: Final[dict[Tone, Icon]] = {
    "neutral": "circle-dashed",
    "accent": "circle-dot",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "octagon-alert",
}
"""Colour is never the only sign of a state: each tone has a shape of its own."""
STATE_INKS: Final[dict[Tone, Role]] = {
    "neutral": "muted",
    "accent": "accent",
    "good": "good",
    "warn": "warn",
    "bad": "bad",
}
STATE_GROUNDS: Final[dict[Tone, Role]] = {
    "neutral": "sunken",
    "accent": "accent_soft",
    "good": "good_soft",
    "warn": "warn_soft",
    "bad": "bad_soft",
}


def draw_icon(painter: QPainter, name: MaybeIcon, place: QRectF, ink: QColor) -> None:
    """Draw an icon into a square; sharp, for it is drawn for the very pixels of the screen."""
    if not name:
        return
    ratio = painter.device().devicePixelRatio()
    pixels = max(1, round(place.width() * ratio))
    painter.drawPixmap(place, _drawn(name, pixels, ink.name()), QRectF(0, 0, pixels, pixels))


@lru_cache(maxsize=512)
def _drawn(name: Icon, pixels: int, ink: str) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - loaded while the window is painted

    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(_source(name).replace("currentColor", ink).encode()).render(painter)
    painter.end()
    return pixmap


@lru_cache(maxsize=128)
def _source(name: Icon) -> str:
    return (files("station_ui") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


class Glyph(QWidget):
    """An icon that stands by itself, always beside words that say the same."""

    def __init__(self, name: MaybeIcon = "", *, size: int = 20, ink: Role = "text") -> None:
        super().__init__()
        self._name, self._ink = name, ink
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: MaybeIcon, ink: Role) -> None:
        """Show another icon in another colour."""
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self.update()

    def show_state(self, tone: Tone) -> None:
        """Show the sign of a state."""
        self.show_icon(STATE_ICONS[tone], STATE_INKS[tone])

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon."""
        draw_icon(QPainter(self), self._name, QRectF(self.rect()), colour(self._ink))
