"""The whole window when the desk cannot be opened: what is the matter, and another try."""

from PySide6.QtCore import Signal

from station_ui.tokens import WINDOW, WINDOW_LEAST, Space
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.blocked_card import BlockedCard
from station_ui.widgets.part import Part, column, row
from station_ui.wording import Wording


class BlockedScreen(Part):
    """A plain sentence with its code, and one button."""

    again = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__("window")
        self._words = words
        self._error: BaseException | None = None
        self.card = BlockedCard()
        self.what, self.code = self.card.what, self.card.code
        self._try = action(self, self.again.emit, *ENTER)
        self.card.again.connect(self._try.trigger)
        lines = column(margins=Space.LARGE)
        lines.addStretch(2)
        lines.addLayout(row(None, self.card, None))
        lines.addStretch(3)
        self.setLayout(lines)
        self.setMinimumSize(*WINDOW_LEAST)
        self.resize(*WINDOW)

    def show_error(self, error: BaseException) -> None:
        """Say why the desk cannot be opened."""
        self._error = error
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        self.setWindowTitle("CCCD Station")
        if self._error is not None:
            saying = self._words.saying(self._error)
            self.card.say(saying.what, saying.next, self.tr("Mã: {0}").format(saying.code))
