"""The waiting list: where every finished record is, and why it is still here."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView

from station_ui.overview import Overview
from station_ui.services import Work
from station_ui.style import GRID, TOUCH
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.delivery_table import Column, DeliveryTable
from station_ui.widgets.part import Part, column, row, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_queue import Delivery


class QueueScreen(Part):
    """Not yet settled records first; Enter sends now."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self._work = work
        self._title, self._lead = text("title"), text("muted", wrap=True)
        self.model = DeliveryTable(work.services.words)
        self.table = _table(self.model)
        self._empty = text("lead", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self._send = action(self, work.outbox.send_now, *ENTER)
        bar = ActionBar()
        bar.show_actions((), self._send)
        inner = column(self._title, self._lead, GRID, margins=3 * GRID)
        inner.addWidget(self._pages, 1)
        layout = row(gap=0)
        whole = column(gap=0)
        whole.addLayout(inner, 1)
        whole.addWidget(bar)
        layout.addLayout(whole)
        self.setLayout(layout)
        overview.changed.connect(self._ask)
        work.outbox.changed.connect(self._offer)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Hồ sơ chờ"))
        self._lead.setText(
            self.tr("Hồ sơ tự gửi khi có mạng. Mã hồ sơ là tên gói niêm phong, không có tên người.")
        )
        self._empty.setText(self.tr("Chưa có hồ sơ nào. Hồ sơ hoàn tất sẽ hiện ở đây."))
        self.model.retranslate()
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come into view with what is true now."""
        self._ask()
        super().showEvent(event)

    def _ask(self) -> None:
        if self.isVisible():
            self._work.services.lane.ask(
                lambda desk: desk.deliveries(), self._show, self._work.services.tell
            )

    def _show(self, rows: "Sequence[Delivery]") -> None:
        order = {"rejected": 0, "waiting": 1, "sending": 1, "delivered": 2, "accepted": 3}
        self.model.show_rows(sorted(rows, key=lambda one: order[one.state]))
        self._pages.setCurrentIndex(0 if rows else 1)
        self._offer()

    def _offer(self) -> None:
        busy = self._work.outbox.busy
        self._send.setEnabled(not busy and self.model.rowCount() > 0)
        self._send.setText(self.tr("Đang gửi") if busy else self.tr("Gửi ngay"))


def _table(model: DeliveryTable) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(TOUCH)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for one, width in (
        (Column.QUEUED, 168),
        (Column.RECORD, 152),
        (Column.STATE, 200),
        (Column.ATTEMPTS, 112),
        (Column.NEXT, 168),
    ):
        header.resizeSection(one, width)
    header.setSectionResizeMode(Column.REASON, QHeaderView.ResizeMode.Stretch)
    return table
