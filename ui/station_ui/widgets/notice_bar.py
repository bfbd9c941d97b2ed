"""The one place for notices: what happened, what to do next, and the code for the help desk."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from station_ui.notices import Notice, Notices
from station_ui.style import GRID, tone
from station_ui.widgets.part import Part, row, text

_SIGNS = {"neutral": "●", "accent": "●", "good": "✓", "warn": "▲", "bad": "▲"}


class NoticeBar(Part):
    """Shows the current notice; hidden while there is none."""

    def __init__(self, notices: Notices) -> None:
        super().__init__("notice")
        self._notice: Notice | None = None
        self._sign = text("heading")
        self.what = text("strong", wrap=True)
        self.next = text("plain", wrap=True)
        self.code = text("small")
        self._close = QPushButton()
        self._close.setProperty("role", "quiet")
        self._close.clicked.connect(notices.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(notices.clear)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.what)
        words.addWidget(self.next)
        line = row(self._sign, gap=2 * GRID)
        line.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        line.addLayout(words, 1)
        line.addWidget(self.code)
        line.addWidget(self._close)
        self.setLayout(line)
        self.hide()
        notices.changed.connect(self._show)

    def retranslate(self) -> None:
        """Say the current notice in the current language."""
        self._close.setText(self.tr("Đóng"))
        if self._notice is None:
            return
        saying = self._notice.say()
        self.what.setText(saying.what)
        self.next.setText(saying.next)
        self.next.setVisible(bool(saying.next))
        self.code.setText(self.tr("Mã: {0}").format(saying.code))
        self.code.setVisible(bool(saying.code))

    def _show(self, notice: Notice | None) -> None:
        self._notice = notice
        self._timer.stop()
        if notice is None:
            self.hide()
            return
        tone(self, notice.tone)
        self._sign.setText(_SIGNS[notice.tone])
        tone(self._sign, notice.tone)
        self.retranslate()
        self.show()
        if notice.seconds:
            self._timer.start(int(notice.seconds * 1000))
