"""A table model over rows that come page by page, only the pages that are looked at."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from station_ui.signs import Sign

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
_NOWHERE: Final = QModelIndex()
PAGE: Final = 100
"""Rows fetched at once: some screens full."""
KEPT: Final = 16
"""Pages kept, the ones looked at last."""
WANTED: Final = 2
"""Pages that can be on the screen at once; older wishes are dropped."""
SIGN_ROLE: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table."""

    words: str
    sign: Sign | None = None
    """Of a state: its icon stands before the words, both in its colour."""
    whole: str = ""
    """More than there is room for, as a tooltip."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table."""

    name: Callable[[], str]
    cell: Callable[[Row], Cell]
    letters: int
    """How wide, in letters; a growing one at the least."""
    grows: bool = False
    spare: bool = False
    """Left out where there is little room."""
    number: bool = False
    """Figures end at the right."""


Fetch = Callable[[int, int, Callable[[Sequence[Row]], None]], None]
"""Where rows come from: has the third called later with the rows from the first number on, at most
the second. It need not call back any more once the rows have changed."""


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Knows how many rows there are and holds a few pages of them.

    One page is asked for at a time, the one looked at last before the others, so that a drag over a
    million rows asks for a few. A row that is not there yet is shown as "…". When the rows
    have changed, the pages held are shown until newer ones are there: nothing flickers.
    """

    arrived = Signal()
    """A page came."""

    def __init__(self, columns: Sequence[Column[Row]], fetch: Fetch[Row]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._fetch = fetch
        self._count = 0
        self._generation = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._fresh: set[int] = set()
        self._wanted: list[int] = []
        self._asking = False

    def show_count(self, count: int) -> None:
        """The rows have changed, and there are so many now; answers on the way are dropped."""
        self._generation += 1
        self._asking = False
        self._fresh.clear()
        self._wanted.clear()
        if count < self._count:
            self.beginRemoveRows(_NOWHERE, count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        elif count > self._count:
            self.beginInsertRows(_NOWHERE, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        self._redraw(0, self._count)

    def retranslate(self) -> None:
        """Have every word drawn anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._redraw(0, self._count)

    def row(self, at: int) -> Row | None:
        """A row, or None while it is on its way."""
        number, place = divmod(at, PAGE)
        if number not in self._fresh:
            self._want(number)
        page = self._pages.get(number)
        if page is None or place >= len(page):
            return None
        self._pages.move_to_end(number)
        return page[place]

    # -- what Qt asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows there are, fetched or not."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's type
        """The name of a column; rows have none."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name()
        return _side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Words, sign and tooltip of a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[index.column()])
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SIGN_ROLE}:
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        cell = self.columns[index.column()].cell(row)
        if role == SIGN_ROLE:
            return cell.sign
        return cell.words if role == Qt.ItemDataRole.DisplayRole else cell.whole or cell.words

    # -- inside ------------------------------------------------------------------------------

    def _want(self, number: int) -> None:
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-WANTED]
        self._ask()

    def _ask(self) -> None:
        if self._asking or not self._wanted:
            return
        self._asking = True
        number, generation = self._wanted[-1], self._generation
        self._fetch(
            number * PAGE,
            min(PAGE, self._count - number * PAGE),
            lambda rows: self._take(generation, number, rows),
        )

    def _take(self, generation: int, number: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self._asking = False
        if number in self._wanted:
            self._wanted.remove(number)
        self._pages[number] = rows
        self._pages.move_to_end(number)
        self._fresh.add(number)
        while len(self._pages) > KEPT:
            dropped, _rows = self._pages.popitem(last=False)
            self._fresh.discard(dropped)
        self._redraw(number * PAGE, min(number * PAGE + PAGE, self._count))
        self.arrived.emit()
        self._ask()

    def _redraw(self, first: int, end: int) -> None:
        if first < end:
            last = self.index(end - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), last)


def _side(column: Column[Row]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
