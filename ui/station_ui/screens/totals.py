"""Is my data safe? The line that adds up, and today's figures by procedure."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QLayout

from station_ui.overview import Overview
from station_ui.services import Work
from station_ui.style import GRID, tone
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.part import Part, column, text

if TYPE_CHECKING:
    from station_core.desk import Desk
    from station_queue import Report, Totals
    from station_ui.tasks import Task

_EXPORT_LANE: Final = "export"
_STATES = ("in_progress", "waiting", "sending", "delivered", "accepted", "rejected", "cancelled")


@dataclass(frozen=True)
class Figures:
    """What the screen shows, of one moment."""

    totals: "Totals"
    report: "Report"


class TotalsScreen(Part):
    """For the supervisor: all of the desk in one line, today in a table, both to take along."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self._work = work
        self._figures: Figures | None = None
        self._title, self._today = text("title"), text("title")
        self._day = text("muted")
        self.verdict = text("lead", wrap=True)
        self._line = Part("card")
        self._line.setLayout(QHBoxLayout())
        self._table = Part("card")
        self._table.setLayout(QGridLayout())
        self._export = action(self, self._choose_file, *ENTER)
        bar = ActionBar()
        bar.show_actions((), self._export)
        inner = column(
            *(self._title, self.verdict, GRID, self._line, 3 * GRID),
            *(self._today, self._day, GRID, self._table, None),
            margins=3 * GRID,
        )
        whole = column(gap=0)
        whole.addLayout(inner, 1)
        whole.addWidget(bar)
        self.setLayout(whole)
        overview.changed.connect(self._ask)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Dữ liệu có an toàn không?"))
        self._today.setText(self.tr("Hôm nay"))
        self._export.setText(self.tr("Lưu bảng hôm nay (CSV)"))
        self._export.setEnabled(self._figures is not None)
        if self._figures is not None:
            self._show_line(self._figures.totals)
            self._show_table(self._figures.report)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come into view with what is true now."""
        self._ask()
        super().showEvent(event)

    def export(self, target: Path) -> None:
        """Write today's figures to a file."""
        figures, headings = self._figures, self._headings()
        if figures is None:
            return
        named = self._named(figures.report)

        def work(_task: "Task") -> None:
            from station_queue import write_csv  # noqa: PLC0415 - on the lane

            write_csv(named, target, headings=headings)

        notices = self._work.services.notices
        self._work.services.runner.submit(
            _EXPORT_LANE,  # a slow stick holds no visit up
            work,
            lambda _none: notices.good(lambda: self.tr("Đã lưu {0}").format(target.name)),
            self._work.services.tell,
        )

    # -- inside ------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self.isVisible():
            self._work.services.lane.ask(_look, self._take, self._work.services.tell)

    def _take(self, figures: Figures) -> None:
        self._figures = figures
        self.retranslate()

    def _words(self) -> dict[str, str]:
        word = self._work.services.words.word
        return {state: word("state", state) for state in _STATES}

    def _show_line(self, totals: "Totals") -> None:
        if totals.adds_up:
            self.verdict.setText(self.tr("✓ An toàn. Mọi lượt đã bắt đầu đều còn đủ."))
        else:
            self.verdict.setText(self.tr("▲ Số không khớp. Dừng thu nhận và báo kỹ thuật."))
        tone(self.verdict, "good" if totals.adds_up else "bad")
        layout = self._line.layout()
        assert isinstance(layout, QHBoxLayout)  # noqa: S101 - made above
        _empty(layout)
        layout.setSpacing(GRID)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        figures, words = totals.as_dict(), self._words()
        layout.addWidget(_figure(figures["created"], self.tr("Đã bắt đầu")), 1)
        for index, state in enumerate(_STATES):
            sign = text("title")
            sign.setText("=" if index == 0 else "+")
            layout.addWidget(sign)
            layout.addWidget(_figure(figures[state], words[state]), 1)

    def _show_table(self, report: "Report") -> None:
        self._day.setText(f"{report.first:%d/%m/%Y}")
        grid = self._table.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - made above
        _empty(grid)
        grid.setSpacing(GRID)
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setColumnStretch(0, 2)
        heads = [self.tr("Thủ tục"), self.tr("Đã bắt đầu"), *self._words().values()]
        for place, head in enumerate(heads):
            grid.addWidget(_cell(head, "small", place), 0, place)
            grid.setColumnStretch(place, 2 if place == 0 else 1)
        lines = [(self._procedure(one.group[-1]), one.totals) for one in report.rows]
        for line, (name, totals) in enumerate([*lines, (self.tr("Cộng"), report.total)], 1):
            role = "strong" if line > len(lines) else "plain"
            figures = totals.as_dict()
            cells = [name, *(str(figures[key]) for key in ("created", *_STATES))]
            for place, cell in enumerate(cells):
                grid.addWidget(_cell(cell, role, place), line, place)

    def _headings(self) -> dict[str, str]:
        return {
            "day": self.tr("Ngày"),
            "procedure": self.tr("Thủ tục"),
            "created": self.tr("Đã bắt đầu"),
            "total": self.tr("Cộng"),
            **self._words(),
        }

    def _procedure(self, code: str) -> str:
        return self._work.services.words.label(self._work.catalogue.procedure(code).label)

    def _named(self, report: "Report") -> "Report":
        """The report with procedures as the screen calls them."""
        return replace(
            report,
            rows=tuple(
                replace(one, group=(*one.group[:-1], self._procedure(one.group[-1])))
                for one in report.rows
            ),
        )

    def _choose_file(self) -> None:
        if self._figures is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._work.session.settings.desk.code}-{self._figures.report.first}.csv"
        dialog = QFileDialog(self, self._export.text(), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()


def _look(desk: "Desk") -> Figures:
    day = desk.report_day()
    return Figures(desk.totals(), desk.report(day, day))


def _figure(number: int, name: str) -> Part:
    part = Part()
    count, label = text("title"), text("small", wrap=True)
    count.setText(str(number))
    label.setText(name)
    for one in (count, label):
        one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    part.setLayout(column(count, label, gap=0))
    return part


def _cell(words: str, role: str, place: int) -> QLabel:
    label = text(role, wrap=role == "small")
    label.setText(words)
    side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
    label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return label


def _empty(layout: QLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
