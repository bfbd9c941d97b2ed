"""Between citizens: the live camera waits for a card; beside it the day at a glance."""

from base64 import b64decode
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout

from station_core.visit import Visit
from station_ui.formats import shown_span, shown_time
from station_ui.overview import Glance, Overview, Recent
from station_ui.screens.page import Page
from station_ui.services import Work
from station_ui.style import EDGE, GRID
from station_ui.widgets.actions import action
from station_ui.widgets.card_camera import CardCamera
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.part import ElidedText, Part, column, row, text
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_capture import CardRead

_ROW_GAP = GRID // 2
_ROW_HEIGHT = 56 + _ROW_GAP


class IdlePage(Page):
    """A card in front of the camera starts the next visit by itself."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__(work)
        self._overview = overview
        self._last_card: bytes | None = None
        self._beginning = self._pausing = False
        self.camera = CardCamera(work)
        self.camera.read.connect(self._begin)
        self.setLayout(column(self.camera, margins=EDGE))
        self._typed = action(self, self._begin_typed, Qt.Key.Key_F4)
        self._again = action(self, self._begin_again, Qt.Key.Key_F2)
        self._resume = action(self, self._resume_first, Qt.Key.Key_F3)
        self._retry = action(self, work.camera.reopen, Qt.Key.Key_F5)
        self.others = [self._typed, self._resume, self._again, self._retry]
        self.procedure = _procedure_combo(work)
        self._procedure_label = text("strong")
        self.day = _Day(self.words)
        self.unfinished = _Unfinished()
        self.unfinished.chosen.connect(self.flow.resume)
        self.guide.body.addWidget(self.day)
        self.guide.body.addWidget(self.unfinished, 100)  # as much as its rows take
        self.guide.body.addStretch(1)
        self.guide.body.addWidget(self._procedure_label)
        self.guide.body.addWidget(self.procedure)
        overview.changed.connect(self.refresh)
        self.camera.changed.connect(self.refresh)
        work.camera.state_changed.connect(self.refresh)
        self.flow.changed.connect(self._note_card)
        self.flow.failed.connect(self._note_failure)
        self.flow.pausing.connect(self._note_pause)
        self.flow.ended.connect(self._set_aside)
        self.retranslate()

    def enter(self) -> None:
        """Look for cards."""
        self.camera.start()
        self.setFocus()

    def leave(self) -> None:
        """Look for none."""
        self.camera.stop()

    def refresh(self) -> None:
        """Show the day's figures and what can be done."""
        glance = self._overview.glance
        if glance is not None:
            self.day.show_glance(glance)
            self.unfinished.show_visits(glance.unfinished)
        failed = self.camera.trouble is not None
        again = self.tr("Thử lại thẻ này") if failed else self.tr("Làm lại cho thẻ này")
        self._again.setText(again)
        self._again.setVisible(self.camera.known is not None)
        self._resume.setVisible(glance is not None and bool(glance.unfinished))
        self._retry.setVisible(self.work.camera.state.code is not None)
        for one in (self._again, self._resume, self._typed):
            one.setEnabled(not self.flow.busy and one.isVisible())

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._typed.setText(self.tr("Nhập tay"))
        self._resume.setText(self.tr("Làm tiếp"))
        self._retry.setText(self.tr("Thử lại máy ảnh"))
        self._procedure_label.setText(self.tr("Thủ tục cho lượt mới"))
        self.procedure.setAccessibleName(self._procedure_label.text())
        self.guide.headline.setText(self.tr("Hôm nay"))
        self.guide.lead.hide()
        for index, procedure in enumerate(self.work.catalogue.procedures):
            self.procedure.setItemText(index, self.words.label(procedure.label))
        self.refresh()

    def _begin(self, read: "CardRead | None") -> None:
        self._beginning = read is not None
        self.flow.begin(str(self.procedure.currentData()), read)

    def _begin_typed(self) -> None:
        self._begin(None)

    def _begin_again(self) -> None:
        if self.camera.known is not None:
            self._begin(self.camera.known)

    def _resume_first(self) -> None:
        if self._overview.glance and self._overview.glance.unfinished:
            self.flow.resume(self._overview.glance.unfinished[0])

    def _note_card(self) -> None:
        visit = self.flow.visit
        if visit is not None:
            self._beginning = False
            if visit.card:  # a visit typed by hand leaves the card before it served
                self._last_card = b64decode(visit.card.payload)

    def _note_pause(self) -> None:
        self._pausing = True

    def _set_aside(self) -> None:
        self.camera.set_aside(self._last_card, unfinished=self._pausing)
        self._pausing = False

    def _note_failure(self, error: BaseException) -> None:
        if self._beginning and self.flow.visit is None:
            self._beginning = False
            self.camera.not_taken(error)
            self.refresh()


class _Day(Part):
    """Today's count, the pace, and the last citizens."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._glance: Glance | None = None
        self.count = text("display")
        self._count_label = text("muted", wrap=True)
        self._pace = text("muted")
        self._recent_title = text("strong")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(GRID // 2)
        figures = column(None, self._count_label, self._pace, None, gap=0)
        head = row(self.count, gap=2 * GRID)
        head.addLayout(figures, 1)
        layout = column(gap=GRID)
        layout.addLayout(head)
        layout.addWidget(self._recent_title)
        layout.addLayout(self._recent)
        self.setLayout(layout)
        self.retranslate()

    def show_glance(self, glance: Glance) -> None:
        """Show new figures."""
        if glance != self._glance:
            self._glance = glance
            self.retranslate()

    def retranslate(self) -> None:
        """Say the figures."""
        glance = self._glance
        self.count.setText(str(glance.done_today) if glance else "")
        self._count_label.setText(self.tr("lượt đã xong hôm nay"))
        pace = shown_span(glance.pace_s) if glance and glance.pace_s is not None else ""
        self._pace.setText(self.tr("trung bình {0} một lượt").format(pace))
        self._pace.setVisible(bool(pace))
        self._recent_title.setText(self.tr("Vừa xong"))
        recent = glance.recent if glance else ()
        self._recent_title.setVisible(bool(recent))
        _empty(self._recent)
        for one in recent:
            self._recent.addWidget(self._line(one))

    def _line(self, recent: Recent) -> Part:
        line = Part()
        name, state = ElidedText(), text("small")
        name.setText(recent.name)
        state.setText(f"{recent.at:%H:%M} · {self._words.word('state', recent.state)}")
        line.setLayout(column(name, state, gap=0))
        return line


class _Unfinished(Part):
    """Visits that were begun and not ended; all that was done in them is kept."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._visits: tuple[Visit, ...] = ()
        self._title = text("strong")
        self.rows: list[QPushButton] = []
        rows = Part()
        self._rows = column(gap=_ROW_GAP)
        rows.setLayout(self._rows)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(rows)
        layout = column(self._title, self._scroll, gap=GRID)
        layout.setContentsMargins(0, GRID, 0, 0)
        self.setLayout(layout)
        self.hide()

    def show_visits(self, visits: Sequence[Visit]) -> None:
        """Offer these."""
        if tuple(visits) != self._visits:
            self._visits = tuple(visits)
            self.setVisible(bool(visits))
            self.retranslate()

    def retranslate(self) -> None:
        """Say whose they are."""
        self._title.setText(self.tr("Lượt chưa xong: {0}").format(len(self._visits)))
        _empty(self._rows)
        self.rows = [self._row(visit) for visit in self._visits]
        for one in self.rows:
            self._rows.addWidget(one)
        self._scroll.setMaximumHeight(len(self._visits) * _ROW_HEIGHT)

    def _row(self, visit: Visit) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "row")
        name = visit.name or self.tr("Chưa có tên")
        whole = f"{shown_time(visit.started_at)}  {name}"
        button.setText(button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, 208))
        button.setToolTip(whole)
        button.setAccessibleName(self.tr("Làm tiếp: {0}").format(whole))
        button.clicked.connect(lambda _checked: self.chosen.emit(visit))
        return button


def _procedure_combo(work: Work) -> ChoiceBox:
    combo = ChoiceBox()
    combo.setProperty("role", "guide")
    for procedure in work.catalogue.procedures:
        combo.addItem(procedure.code, procedure.code)
    combo.setCurrentIndex(max(0, combo.findData(work.services.preferences.procedure)))
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def remember() -> None:
        work.services.preferences.procedure = str(combo.currentData())

    combo.activated.connect(lambda _index: remember())
    return combo


def _empty(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
