"""The base of every part of the screen: styled by role, retranslated and measured by itself."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station_ui.tokens import Space

Item = QWidget | QLayout | Space | None
Margins = Space | tuple[Space, Space, Space, Space]
"""One for all sides, or left, top, right, bottom."""


class Part(QFrame):
    """A piece of the screen.

    Every word a part shows is set in `retranslate`, which runs once the part is built and again
    whenever the language changes. What depends on the room there is (`theme.measures`) is set in
    `measure`, which runs once the part is built and again whenever the look changes.
    """

    def __init__(self, role: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)

    def retranslate(self) -> None:
        """Set every word; parts without words have nothing to do."""

    def measure(self) -> None:
        """Set every size that follows the room; most parts have none."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Answer a change of language or look."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.StyleChange:
            self.measure()
        super().changeEvent(event)


class ElidedText(QLabel):
    """One line that ends in an ellipsis where there is no room, with the whole text as tooltip."""

    def __init__(self, role: str = "plain") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, words: str) -> None:  # noqa: N802 - Qt's name
        """Show other words; the tooltip of those before goes, even while nothing is drawn."""
        super().setText(words)
        self.setToolTip("")

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters."""
        return QSize(Space.HUGE, super().minimumSizeHint().height())

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


def row(*items: Item, gap: Space = Space.SMALL, margins: Margins = Space.NONE) -> QHBoxLayout:
    """Side by side; a `Space` is a distance, None takes what room is left."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def column(*items: Item, gap: Space = Space.SMALL, margins: Margins = Space.NONE) -> QVBoxLayout:
    """Below each other; a `Space` is a distance, None takes what room is left."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def framed(layout: QLayout, role: str = "plain") -> Part:
    """A part of a role around a layout."""
    part = Part(role)
    part.setLayout(layout)
    return part


def scrolled(widget: QWidget) -> QScrollArea:
    """A column that scrolls when it is higher than the room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            emptied(inner)


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: Space, margins: Margins) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*(margins if isinstance(margins, tuple) else (margins,) * 4))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
