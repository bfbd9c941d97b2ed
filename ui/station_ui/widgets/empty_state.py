"""What stands where there is nothing to show: an icon, a headline, one line, perhaps an action."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station_ui.icon import STATE_GROUNDS, STATE_INKS, Icon, MaybeIcon, draw_icon
from station_ui.theme import colour
from station_ui.tokens import Space, Tone
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, row, text

_DISC: Final = 72
_ICON: Final = 32


class EmptyState(Part):
    """Says in the middle of its place why it is empty and what comes next."""

    acted = Signal()
    """The action was pressed."""

    def __init__(self, icon: Icon, *, tone: Tone = "neutral", action_icon: MaybeIcon = "") -> None:
        super().__init__()
        self._disc = _Disc(icon, tone)
        self.headline, self.line = text("heading", wrap=True), text("muted", wrap=True)
        for label in (self.headline, self.line):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.action = Button("plain", action_icon)
        self.action.clicked.connect(self.acted)
        self.action.hide()
        self.setLayout(
            column(
                None,
                row(None, self._disc, None),
                Space.SMALL,
                self.headline,
                self.line,
                Space.SMALL,
                row(None, self.action, None),
                None,
                margins=Space.GROUP,
            )
        )

    def show_words(self, headline: str, line: str) -> None:
        """Say what is missing, and what will be here or what to do."""
        self.headline.setText(headline)
        self.line.setText(line)
        self.line.setVisible(bool(line))

    def show_action(self, words: str) -> None:
        """Offer to do something about it; no words, no action."""
        self.action.setText(words)
        self.action.setVisible(bool(words))


class _Disc(QWidget):
    """The icon on a round ground."""

    def __init__(self, icon: Icon, tone: Tone) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Always the same."""
        return QSize(_DISC, _DISC)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(STATE_GROUNDS[self._tone]))
        painter.drawEllipse(self.rect())
        edge = (_DISC - _ICON) / 2
        draw_icon(
            painter,
            self._icon,
            QRectF(edge, edge, _ICON, _ICON),
            colour(STATE_INKS[self._tone]),
        )
