"""Looking for a citizen's record among all there are: the line, and what it has found."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from station_ui.screens.found_columns import found_columns
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.part import Part, row, text
from station_ui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from station_core.desk import Desk
    from station_queue import FoundVisit

_MOST: Final = 50
"""Who has to read more of them types more of the name."""
_SHARES: Final = (3, 2)
"""Of the width: what is typed, what is said beside it."""


class Finding(Part):
    """Asks while one types, one question at a time; only the latest one's answer is shown.

    `table` stands elsewhere: where the screen shows its rows.
    """

    changed = Signal()
    """Whether there is an answer to be shown."""
    left = Signal()
    """The cursor is wanted back on the screen."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.answered = False
        """Whether `table` has the answer to what is looked for, or to what was a moment ago."""
        self._words = ""
        self._asking = self._again = False
        self._found: Sequence[FoundVisit] = ()
        self._problem: BaseException | None = None
        self.line, self.note = SearchLine(), text("small", wrap=True)
        self.table: DataTable[FoundVisit] = DataTable(
            found_columns(work.services.words), self._fetch, "user-round"
        )
        beside = row(self.line, self.note, gap=Space.MEDIUM)
        for at, share in enumerate(_SHARES):  # whatever is said beside it, the line stays
            beside.setStretch(at, share)
        self.setLayout(beside)
        self.line.wanted.connect(self._look_for)
        self.line.left.connect(self.left)
        self.table.retried.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        name = self.tr("Tìm theo tên hoặc số định danh (Ctrl+F)")
        self.line.setPlaceholderText(name)
        self.line.setAccessibleName(name)
        self.table.show_name(self.tr("Hồ sơ tìm thấy"))
        self.table.empty.show_words(
            self.tr("Không tìm thấy hồ sơ nào"),
            self.tr("Gõ ít chữ hơn, hoặc vài số đầu của số định danh. Lượt đã hủy không còn tên."),
        )
        if self._problem is not None:
            said = self._work.services.words.saying(self._problem)
            self.table.show_problem(said.what, said.next)
        self._show_note()

    def begin(self) -> None:
        """Put the cursor into the line, over what is there."""
        self.line.setFocus()
        self.line.selectAll()

    def forget(self) -> None:
        """Nothing is looked for any more, and nobody's name stays here."""
        self.line.show_value("")  # what is only cleared comes back with Ctrl+Z

    def refresh(self) -> None:
        """What was found may have changed."""
        if self._asking:
            self._again = True
        elif self._words:
            self._ask()

    # -- inside ------------------------------------------------------------------------------

    def _look_for(self, words: str) -> None:
        self._words = words
        if words:
            self.refresh()
        else:
            self._show(())

    def _ask(self) -> None:
        self._asking, self._again = True, False
        words = self._words

        def work(desk: "Desk") -> "Sequence[FoundVisit]":
            return desk.queue.find(words, _MOST + 1)

        def done(found: "Sequence[FoundVisit]") -> None:
            if words == self._words:
                self._show(found)
            self._end(words)

        def failed(error: BaseException) -> None:
            self._work.services.note(error)
            if words == self._words:
                self._problem, self._found = error, ()
                self.retranslate()
                self._answer()
            self._end(words)

        self._work.services.lane.ask(work, done, failed)

    def _end(self, words: str) -> None:
        self._asking = False
        if self._words and (self._again or words != self._words):
            self._ask()

    def _show(self, found: "Sequence[FoundVisit]") -> None:
        self._problem, self._found = None, found
        self.table.show_count(min(len(found), _MOST))
        if found:
            self.table.model.row(0)  # now, so that nobody else's rows are seen for a moment
        self._show_note()
        self._answer()

    def _answer(self) -> None:
        self.answered = bool(self._words)
        self.changed.emit()

    def _fetch(
        self, first: int, limit: int, done: "Callable[[Sequence[FoundVisit]], None]"
    ) -> None:
        done(self._found[first : first + limit])

    def _show_note(self) -> None:
        found = len(self._found)
        if found > _MOST:
            self.note.setText(self.tr("%n hồ sơ mới nhất. Gõ thêm để tìm gần hơn.", "", _MOST))
        else:
            self.note.setText(self.tr("%n hồ sơ", "", found) if found else "")
