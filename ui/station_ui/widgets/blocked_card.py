"""Why there is nothing to work with: one sentence, what to do, and another try."""

from typing import Final

from PySide6.QtCore import Qt, Signal

from station_ui.icon import Glyph
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, row, text

_WIDTH: Final = 640
_SIGN: Final = 40


class BlockedCard(Part):
    """Stands alone on the screen."""

    again = Signal()
    """The operator wants another try."""

    def __init__(self) -> None:
        super().__init__("card")
        self.what, self.next = text("title", wrap=True), text("lead", wrap=True)
        self.code = text("small")
        self._button = Button("primary", "refresh-cw")
        self._button.show_key("⏎")
        self._button.clicked.connect(lambda _checked: self.again.emit())
        sign = Glyph(size=_SIGN)
        sign.show_state("bad")
        foot = row(self.code, None, self._button)
        foot.setAlignment(self.code, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(
            column(
                *(sign, Space.HAIR, self.what, self.next, Space.LARGE, foot),
                gap=Space.SMALL,
                margins=Space.WIDE,
            )
        )
        self.setFixedWidth(_WIDTH)
        self.retranslate()

    def say(self, what: str, next_: str, code: str) -> None:
        """Say what happened, what to do next, and the code for the help desk."""
        self.what.setText(what)
        self.next.setText(next_)
        self.code.setText(code)

    def retranslate(self) -> None:
        """Name the button."""
        self._button.setText(self.tr("Thử lại"))
