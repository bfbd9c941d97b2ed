"""The whole window when the desk cannot be opened: what is the matter, and another try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from station_ui.style import GRID, tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.part import Part, column, row, text
from station_ui.wording import Wording


class BlockedScreen(Part):
    """A plain sentence with its code, and one button."""

    again = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__("window")
        self._words = words
        self._error: BaseException | None = None
        self.what, self.next = text("title", wrap=True), text("lead", wrap=True)
        self.code = text("small")
        self._try = action(self, self.again.emit, *ENTER)
        self._button = QPushButton()
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(lambda _checked: self._try.trigger())
        card = Part("card")
        card.setFixedWidth(80 * GRID)
        inner = column(self.what, self.next, self.code, gap=2 * GRID, margins=4 * GRID)
        inner.addWidget(self._button, 0, Qt.AlignmentFlag.AlignRight)
        card.setLayout(inner)
        layout = column(margins=2 * GRID)
        layout.addStretch(2)
        layout.addLayout(row(None, card, None))
        layout.addStretch(3)
        self.setLayout(layout)
        self.resize(1366, 768)
        self.setMinimumSize(1024, 640)

    def show_error(self, error: BaseException) -> None:
        """Say why the desk cannot be opened."""
        self._error = error
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        self.setWindowTitle("CCCD Station")
        self._button.setText(self.tr("Thử lại") + "   ⏎")
        if self._error is None:
            return
        saying = self._words.saying(self._error)
        self.what.setText(f"▲ {saying.what}")
        tone(self.what, "bad")
        self.next.setText(saying.next)
        self.code.setText(self.tr("Mã: {0}").format(saying.code))
