"""The base of every part of the screen: styled by role, retranslated by itself."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station_ui.style import GRID


class Part(QFrame):
    """A piece of the screen.

    Every word a part shows is set in `retranslate`, which runs once the part is built and again
    whenever the language changes.
    """

    def __init__(self, role: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)

    def retranslate(self) -> None:
        """Set every word; parts without words have nothing to do."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Answer a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class ElidedText(QLabel):
    """One line that ends in an ellipsis where there is no room, with the whole text as tooltip."""

    def __init__(self, role: str = "plain") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters."""
        return QSize(GRID * 6, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        room = self.contentsRect()
        line = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(self.text() if line != self.text() else "")
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()), line)


def text(role: str = "plain", *, wrap: bool = False) -> QLabel:
    """A label of a role; always plain text, so that data is never taken for markup."""
    label = QLabel()
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def row(*items: QWidget | int | None, gap: int = GRID, margins: int = 0) -> QHBoxLayout:
    """Widgets side by side; a number is a gap in pixels, None takes what room is left."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def column(*items: QWidget | int | None, gap: int = GRID, margins: int = 0) -> QVBoxLayout:
    """Widgets below each other; a number is a gap in pixels, None takes what room is left."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def _fill(
    layout: QBoxLayout, items: tuple[QWidget | int | None, ...], gap: int, margins: int
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)
