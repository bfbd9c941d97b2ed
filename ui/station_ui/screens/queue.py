"""The waiting list: how many records are where, and why each is still here."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from station_core.roles import Act
from station_ui.overview import Overview
from station_ui.screens.delivery_columns import delivery_columns
from station_ui.screens.finding import Finding
from station_ui.screens.handing_over import HandingOver
from station_ui.screens.returned_record import ReturnedRecord
from station_ui.screens.sending import Sending
from station_ui.services import Work
from station_ui.signs import RECORD_SIGNS
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.metric_line import MetricLine
from station_ui.widgets.metric_tile import MetricTile
from station_ui.widgets.part import Part, column, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from station_queue import Delivery, FoundVisit, Totals

_STATES: Final = tuple(RECORD_SIGNS)
_LOUD: Final = frozenset({"sending", "rejected"})
"""States whose figure is coloured while there is any: one moves, one needs somebody."""


class QueueScreen(Part):
    """What has to be looked at first; Enter sends now, or opens a returned record again.

    Ctrl+F finds a citizen's record.
    """

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self._work = work
        self._problem: BaseException | None = None
        self._title, self._lead = text("title"), text("muted", wrap=True)
        self.tiles = {state: MetricTile() for state in _STATES}
        self.table: DataTable[Delivery] = DataTable(
            delivery_columns(work.services.words), self._fetch
        )
        self.model = self.table.model
        self.finding = Finding(work) if work.session.may(Act.FIND) else None
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self.returned = ReturnedRecord(work)
        self.sending = Sending(work)
        self._send = action(self, work.outbox.send_now, icon="send")
        self._open = action(self, self._reopen, icon="pencil")
        self.handing_over = HandingOver(work, self)
        self.bar = ActionBar()
        self._main: QAction | None = None
        self._inner = column(self._title, self._lead, Space.SMALL)
        if self.finding is not None:
            self._inner.addWidget(self.finding)
            self._inner.addSpacing(Space.SMALL)
            self._find_in(self.finding)
        self._figures = MetricLine(tuple(self.tiles.values()))
        self._inner.addWidget(self._figures)
        self._inner.addSpacing(Space.SMALL)
        self._inner.addWidget(self._rows, 1)
        self._inner.addWidget(self.returned)
        self._inner.addWidget(self.sending)
        self._inner.addWidget(self.handing_over)
        whole = column(gap=Space.NONE)
        whole.addLayout(self._inner, 1)
        whole.addWidget(self.bar)
        self.setLayout(whole)
        self.table.retried.connect(self._ask)
        self.table.picked.connect(self._pick)
        work.flow.changed.connect(self._offer)
        overview.changed.connect(self._ask)
        work.outbox.changed.connect(self._offer)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """The rows come first where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)
        self._lead.setVisible(measures().roomy)
        asked = self._finding or bool(self.returned.record)
        self._figures.setVisible(measures().roomy or not asked)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Hồ sơ chờ"))
        self._lead.setText(
            self.tr("Hồ sơ tự gửi khi có mạng. Mã hồ sơ là tên gói niêm phong, không có tên người.")
        )
        for state, tile in self.tiles.items():
            tile.show_label(self._work.services.words.word("state", state))
        self.table.show_name(self._title.text())
        self.table.empty.show_words(
            self.tr("Chưa có hồ sơ nào"), self.tr("Hồ sơ hoàn tất sẽ hiện ở đây.")
        )
        if self._problem is not None:
            said = self._work.services.words.saying(self._problem)
            self.table.show_problem(said.what, said.next)
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come into view with what is true now."""
        self._ask()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever was looked for or read of is nobody's business when the screen comes back."""
        if not event.spontaneous():
            self.handing_over.forget()
            self.returned.show_delivery(None)
            if self.finding is not None:
                self.finding.forget()
        super().hideEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _find_in(self, finding: Finding) -> None:
        self._rows.addWidget(finding.table)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(finding.begin)
        finding.left.connect(self.setFocus)
        finding.changed.connect(lambda: self._rows.setCurrentIndex(int(finding.answered)))
        finding.changed.connect(self.measure)
        finding.changed.connect(self._pick)
        finding.table.picked.connect(self._pick)

    def _ask(self) -> None:
        if self.isVisible():
            if self.finding is not None:
                self.finding.refresh()
            self._work.services.lane.ask(lambda desk: desk.figures.totals(), self._show, self._fail)

    def _fetch(self, first: int, limit: int, done: "Callable[[Sequence[Delivery]], None]") -> None:
        self._work.services.lane.ask(lambda desk: desk.queue.page(first, limit), done, self._fail)

    def _show(self, totals: "Totals") -> None:
        figures = totals.as_dict()
        for state, tile in self.tiles.items():
            icon, tone = RECORD_SIGNS[state]
            loud = state in _LOUD and figures[state] > 0
            tile.show_number(figures[state], tone if loud else "neutral", icon)
        self._problem = None
        self.sending.show_waiting(totals.waiting + totals.sending)
        self.handing_over.show_waiting(totals.waiting + totals.sending)
        self.table.show_count(sum(figures[state] for state in _STATES))
        self._offer()

    def _fail(self, error: BaseException) -> None:
        self._work.services.note(error)
        self._problem = error
        self.retranslate()

    def _pick(self) -> None:
        """Show why the chosen record was returned, if it was."""
        found = self._found()
        if found is None:
            self.returned.show_delivery(None if self._finding else self._chosen())
        elif self.returned.record != found.visit:
            record = found.visit
            self.returned.show_delivery(None)
            self._work.services.lane.ask(
                lambda desk: desk.queue.delivery(record), self._show_found, self._fail
            )
        self._offer()

    def _chosen(self) -> "Delivery | None":
        """The row that is chosen; the first one by itself, if it is for this person to mend."""
        chosen = self.table.current
        if chosen is None and self._work.session.may(Act.COLLECT) and self.model.rowCount():
            first = self.model.row(0)
            if first is not None and first.state == "rejected":
                self.table.view.selectRow(0)
                return first
        return chosen

    @property
    def _finding(self) -> bool:
        return self.finding is not None and self.finding.answered

    def _found(self) -> "FoundVisit | None":
        """The visit that was looked for and is chosen, if the centre has returned its record."""
        found = self.finding.table.current if self.finding is not None and self._finding else None
        return found if found is not None and found.delivery == "rejected" else None

    def _show_found(self, delivery: "Delivery") -> None:
        """It took a moment to fetch: by now another row may be chosen."""
        found = self._found()
        if found is not None and found.visit == delivery.record:
            self.returned.show_delivery(delivery)
            self._offer()

    def _reopen(self) -> None:
        if self.returned.can_open:
            self._work.flow.reopen(self.returned.record)

    def _offer(self) -> None:
        self.measure()
        busy = self._work.outbox.busy
        self._send.setEnabled(not busy and self.model.rowCount() > 0)
        self._send.setText(self.tr("Đang gửi") if busy else self.tr("Gửi ngay"))
        self._open.setEnabled(self.returned.can_open)
        self._open.setText(self.tr("Mở lại để sửa"))
        self._show_main(self._open if self.returned.can_open else self._send)

    def _show_main(self, main: "QAction") -> None:
        """Enter opens what was returned while it is chosen, and sends otherwise."""
        if main is self._main:
            return
        self._main = main
        opens = main is self._open
        self._open.setShortcuts([QKeySequence(key) for key in ENTER] if opens else [])
        self._send.setShortcuts(
            [QKeySequence(Qt.Key.Key_F5)] if opens else [QKeySequence(key) for key in ENTER]
        )
        others = (*self.handing_over.acts, *([self._send] if opens else []))
        self.bar.show_actions(others, main)
