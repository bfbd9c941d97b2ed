"""Is my data safe? The line that adds up, and today's figures by procedure and by hour."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog

from station_ui.formats import shown_date
from station_ui.overview import Overview
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.chart_card import Bar, ChartCard, load_charts
from station_ui.widgets.figure_table import FigureLine, FigureTable
from station_ui.widgets.metric_line import MetricLine
from station_ui.widgets.metric_tile import MetricTile
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.verdict import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from station_core.desk import Desk
    from station_queue import Report, Totals
    from station_ui.tasks import Task

_EXPORT_LANE: Final = "export"
_CHART_LANE: Final = "charts"
_STATES: Final = (
    "in_progress",
    "waiting",
    "sending",
    "delivered",
    "accepted",
    "rejected",
    "cancelled",
)


@dataclass(frozen=True)
class Figures:
    """What the screen shows, of one moment."""

    totals: "Totals"
    report: "Report"
    hours: "tuple[tuple[datetime, int], ...]"


class TotalsScreen(Part):
    """For the supervisor: all of the desk in one line, today in a table, both to take along."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self._work = work
        self._figures: Figures | None = None
        self._title, self._today = text("title"), text("title")
        self._day = text("muted")
        self.verdict = Verdict()
        self.tiles = {name: MetricTile("hero", framed=False) for name in ("created", *_STATES)}
        self._table, self.chart = FigureTable(), ChartCard(self._load_charts)
        self._export = action(self, self._choose_file, *ENTER, icon="download")
        self._lay_out()
        overview.changed.connect(self._ask)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        words = self._words()
        self._title.setText(self.tr("Dữ liệu có an toàn không?"))
        self._today.setText(self.tr("Hôm nay"))
        self._export.setText(self.tr("Lưu bảng hôm nay (CSV)"))
        self._export.setEnabled(self._figures is not None)
        self.tiles["created"].show_label(self.tr("Đã bắt đầu"))
        for state in _STATES:
            self.tiles[state].show_label(words[state])
        self.chart.empty.show_words(self.tr("Hôm nay chưa có lượt nào"), "")
        self._body.setVisible(self._figures is not None)
        if self._figures is not None:
            self._show_line(self._figures.totals)
            self._show_table(self._figures.report)
            self._show_hours(self._figures.hours)

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

        notices, day = self._work.services.notices, str(named.first)

        def saved(_none: None) -> None:
            notices.good(lambda: self.tr("Đã lưu {0}").format(target.name))
            self._work.services.lane.ask(
                lambda desk: desk.note("totals_exported", first=day, last=day, form="csv"),
                lambda _row: None,
                self._work.services.note,
            )

        self._work.services.runner.submit(
            _EXPORT_LANE,  # a slow stick holds no visit up
            work,
            saved,
            self._work.services.tell,
        )

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = framed(
            column(MetricLine(tuple(self.tiles.values()), adding_up=True), margins=Space.LARGE),
            "card",
        )
        today = row(self._today, self._day, None, gap=Space.MEDIUM)
        self._body = framed(
            column(
                *(self.verdict, line, Space.SMALL, today, self._table, self.chart),
                gap=Space.LARGE,
            )
        )
        self._inner = column(self._title, self._body, None, gap=Space.LARGE)
        self.bar = ActionBar()
        self.bar.show_actions((), self._export)
        whole = column(gap=Space.NONE)
        whole.addWidget(scrolled(framed(self._inner)), 1)
        whole.addWidget(self.bar)
        self.setLayout(whole)

    def _load_charts(self, done: Callable[[], None]) -> None:
        self._work.services.runner.submit(
            _CHART_LANE,  # it takes a second, and the screen is there before
            lambda _task: load_charts(),
            lambda _none: done(),
            self._work.services.tell,
        )

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
            line = self.tr("Mọi lượt đã bắt đầu đều còn đủ.")
            self.verdict.say(self.tr("An toàn"), line, ("shield-check", "good"))
        else:
            line = self.tr("Dừng thu nhận và báo kỹ thuật.")
            self.verdict.say(self.tr("Số không khớp"), line, ("octagon-alert", "bad"))
        for name, figure in totals.as_dict().items():
            loud = name == "rejected" and figure > 0
            self.tiles[name].show_number(figure, "bad" if loud else "neutral")

    def _show_table(self, report: "Report") -> None:
        self._day.setText(shown_date(str(report.first)))
        heads = (self.tr("Thủ tục"), self.tr("Đã bắt đầu"), *self._words().values())
        lines = [(self._procedure(one.group[-1]), one.totals) for one in report.rows]
        self._table.show_lines(
            heads,
            [_line(name, totals) for name, totals in lines],
            _line(self.tr("Cộng"), report.total),
        )

    def _show_hours(self, hours: "tuple[tuple[datetime, int], ...]") -> None:
        lead = ""
        if hours:
            busiest = max(hours, key=lambda one: one[1])[0].hour
            lead = self.tr("Đông nhất lúc {0} giờ.").format(busiest)
        self.chart.show_words(self.tr("Lượt theo giờ"), lead)
        self.chart.show_bars([Bar(str(at.hour), visits) for at, visits in hours])

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
    counted = desk.figures
    day = counted.day()
    return Figures(counted.totals(), counted.report(day, day), tuple(counted.visits_by_hour(day)))


def _line(name: str, totals: "Totals") -> FigureLine:
    figures = totals.as_dict()
    return FigureLine(name, [figures[key] for key in ("created", *_STATES)])
