"""A table of any length: rows come as they are looked at, a state is an icon and a word."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from station_ui.icon import STATE_INKS, Icon, draw_icon
from station_ui.signs import Sign
from station_ui.theme import colour, font, measures
from station_ui.tokens import TOUCH, Role, Space
from station_ui.widgets.empty_state import EmptyState
from station_ui.widgets.paged_model import SIGN_ROLE, Column, Fetch, PagedModel
from station_ui.widgets.part import Part

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_ICON: Final = 20
_BAR: Final = 3


class DataTable(Part, Generic[Row]):
    """Rows one selects with arrows, Page keys, Home and End; empty and failed states inside."""

    retried = Signal()
    """The rows could not be had, and the operator wants them again."""
    picked = Signal()
    """Another row is selected, or the one selected holds something else."""

    def __init__(
        self, columns: Sequence[Column[Row]], fetch: Fetch[Row], empty_icon: Icon = "inbox"
    ) -> None:
        super().__init__()
        self.model = PagedModel(columns, fetch)
        self.view = _View(self.model)
        self.empty = EmptyState(empty_icon)
        self.problem = EmptyState("octagon-alert", tone="bad", action_icon="refresh-cw")
        self.problem.acted.connect(self.retried)
        self.view.selectionModel().currentRowChanged.connect(lambda *_rows: self.picked.emit())
        self.model.arrived.connect(self.picked)
        self._stack = QStackedLayout(self)
        for page in (self.view, _framed(self.empty), _framed(self.problem)):
            self._stack.addWidget(page)
        self.measure()
        self.retranslate()

    def retranslate(self) -> None:
        """Have every word drawn anew."""
        self.problem.show_action(self.tr("Thử lại"))
        self.model.retranslate()

    def measure(self) -> None:
        """Leave the spare columns out where there is little room."""
        self.view.fit()

    @property
    def current(self) -> Row | None:
        """The row that is selected; None without one, and while it is on its way."""
        at = self.view.currentIndex()
        return self.model.row(at.row()) if at.isValid() else None

    def show_name(self, words: str) -> None:
        """Say what the rows are, for those who hear the screen."""
        self.view.setAccessibleName(words)

    def show_count(self, count: int) -> None:
        """There are so many rows now, and all of them may have changed."""
        self.model.show_count(count)
        self._stack.setCurrentIndex(0 if count else 1)

    def show_problem(self, headline: str, line: str) -> None:
        """The rows cannot be had: what happened and what to do."""
        self.problem.show_words(headline, line)
        self._stack.setCurrentIndex(2)


class _View(QTableView):
    """Looks and keys."""

    def __init__(self, model: PagedModel[Row]) -> None:
        super().__init__()
        self._columns = model.columns
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(TOUCH)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self) -> None:
        """Give every column its width; the growing ones share what is left."""
        letter = QFontMetrics(font(measures().body)).horizontalAdvance("0")
        roomy = measures().roomy
        widths = {}
        for at, column in enumerate(self._columns):
            shown = roomy or not column.spare
            self.setColumnHidden(at, not shown)
            if shown:
                widths[at] = column.letters * letter + 2 * Space.MEDIUM
        growing = [at for at in widths if self._columns[at].grows]
        left = self.viewport().width() - sum(widths.values())
        for at, width in widths.items():
            more = max(0, left // len(growing)) if at in growing else 0
            self.setColumnWidth(at, width + more)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the width there is."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Home and End go to the first and the last row, for a row is what is selected."""
        last = self.model().rowCount() - 1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if event.key() in ends and last >= 0:
            self.selectRow(ends[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Typed letters look for nothing: Qt would go through every row there is."""


class _Cells(QStyledItemDelegate):
    """Draws a cell by hand: ground, icon of the state, words."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """High enough for a finger."""
        return QSize(TOUCH, TOUCH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        place = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, colour("accent_soft"))
            if index.column() == 0:
                bar = QRectF(place.x(), place.y(), _BAR, place.height())
                painter.fillRect(bar, colour("accent"))
        line = QRectF(place.x(), place.bottom() - 1, place.width(), 1)
        painter.fillRect(line, colour("outline"))
        room = place.adjusted(Space.MEDIUM, 0, -Space.MEDIUM, 0)
        sign: Sign | None = index.data(SIGN_ROLE)
        ink: Role = "text"
        if sign is not None:
            ink = "text" if sign[1] == "neutral" else STATE_INKS[sign[1]]
            room = _paint_sign(painter, room, sign)
        _paint_words(painter, room, index, ink)
        painter.restore()


def _paint_sign(painter: QPainter, room: QRectF, sign: Sign) -> QRectF:
    """Draw the icon of a state; what room is left of it."""
    icon, tone = sign
    spot = QRectF(room.x(), room.center().y() - _ICON / 2, _ICON, _ICON)
    draw_icon(painter, icon, spot, colour(STATE_INKS[tone]))
    return room.adjusted(_ICON + Space.SMALL, 0, 0, 0)


def _paint_words(painter: QPainter, room: QRectF, index: Index, ink: Role) -> None:
    type_ = font(measures().body)
    painter.setFont(type_)
    painter.setPen(colour(ink))
    lines = _two_lines(QFontMetrics(type_), str(index.data() or ""), int(room.width()))
    painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), "\n".join(lines))


def _two_lines(letters: QFontMetrics, words: str, wide: int) -> list[str]:
    """What fits on one line or, broken between words, on two; the rest is an ellipsis."""
    end = Qt.TextElideMode.ElideRight
    first, rest = words, ""
    while " " in first and letters.horizontalAdvance(first) > wide:
        first, _space, word = first.rpartition(" ")
        rest = f"{word} {rest}".rstrip()
    lines = [first, rest] if rest else [first]
    return [letters.elidedText(line, end, wide) for line in lines]


def _framed(state: EmptyState) -> EmptyState:
    state.setProperty("role", "card")
    return state
