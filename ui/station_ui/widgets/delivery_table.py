"""The waiting list as a table model: state, attempts, next attempt and reason of each record."""

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from station_ui.formats import shown_moment, shown_time
from station_ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_queue import Delivery

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SIGNS = {"waiting": "○", "sending": "▶", "delivered": "●", "accepted": "✓", "rejected": "▲"}


class Column(IntEnum):
    """The columns from left to right."""

    QUEUED = 0
    RECORD = 1
    STATE = 2
    ATTEMPTS = 3
    NEXT = 4
    REASON = 5


class DeliveryTable(QAbstractTableModel):
    """Shows deliveries; words are looked up when drawn, so a change of language needs no data."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._rows: tuple[Delivery, ...] = ()

    def show_rows(self, rows: "Sequence[Delivery]") -> None:
        """Show these in place of the ones before."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def retranslate(self) -> None:
        """Have every word drawn anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many records."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's type
        """The name of a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.QUEUED: self.tr("Xong lúc"),
            Column.RECORD: self.tr("Mã hồ sơ"),
            Column.STATE: self.tr("Tình trạng"),
            Column.ATTEMPTS: self.tr("Số lần gửi"),
            Column.NEXT: self.tr("Gửi lại lúc"),
            Column.REASON: self.tr("Lý do"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """The text of a cell; the whole of it as tooltip."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        delivery, column = self._rows[index.row()], Column(index.column())
        if column is Column.RECORD:
            whole = role == Qt.ItemDataRole.ToolTipRole
            return delivery.record if whole else f"…{delivery.record[-12:]}"
        word = self._words.word("state", delivery.state)
        return {
            Column.QUEUED: shown_moment(delivery.queued_at),
            Column.STATE: f"{_SIGNS[delivery.state]}  {word}",
            Column.ATTEMPTS: str(delivery.attempts),
            Column.NEXT: self._next(delivery),
            Column.REASON: self._reason(delivery),
        }[column]

    def _next(self, delivery: "Delivery") -> str:
        if delivery.state != "waiting":
            return ""
        if delivery.next_attempt is None:
            return self.tr("chờ người xem lại")
        return shown_time(delivery.next_attempt)

    def _reason(self, delivery: "Delivery") -> str:
        if delivery.state == "rejected":
            return f"{delivery.text or ''} ({delivery.code})".strip()
        return self._words.coded(delivery.code).what if delivery.code else ""
