"""The workplace of a signed-in person: navigation by role, one notice bar, screens, status bar."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget

from station_ui.overview import Overview
from station_ui.screens.queue import QueueScreen
from station_ui.screens.totals import TotalsScreen
from station_ui.screens.visit import VisitScreen
from station_ui.services import Work
from station_ui.style import EDGE, GRID, NAV_HEIGHT, tone
from station_ui.widgets.notice_bar import NoticeBar
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.status_bar import StatusBar


class Workplace(Part):
    """Everything behind the sign-in."""

    def __init__(self, work: Work) -> None:
        super().__init__("screen")
        self._work = work
        self.overview = Overview(work.services.lane)
        self.visit = VisitScreen(work, self.overview)
        self.queue = QueueScreen(work, self.overview)
        self.totals = TotalsScreen(work, self.overview)
        self.notice = NoticeBar(work.services.notices)
        self.status = StatusBar(work)
        self._brand, self._demo = text("strong"), text("strong")
        tone(self._demo, "warn")
        self.screens = QStackedWidget()
        self.tabs: list[QPushButton] = []
        self._group = QButtonGroup(self)
        nav = self._nav()
        layout = column(nav, self.notice, gap=0)
        layout.addWidget(self.screens, 1)
        layout.addWidget(self.status)
        self.setLayout(layout)
        self._wire()
        self.retranslate()
        self.go(0)

    def retranslate(self) -> None:
        """Name the screens."""
        self._brand.setText("CCCD Station")
        demo = bool(self._work.services.demo_password)
        self._demo.setText(self.tr("▲ Bản dùng thử") if demo else "")
        names = (self.tr("Lượt"), self.tr("Hồ sơ chờ"), self.tr("Tổng hợp"))
        for button, name in zip(self.tabs, names, strict=False):
            button.setText(name)

    def put_cursor(self) -> None:
        """On the page itself, where its keys are heard."""
        if self.visit.page is not None:
            self.visit.page.setFocus()

    def go(self, index: int) -> None:
        """Show a screen; a visit goes on where it was."""
        self.tabs[index].setChecked(True)
        self.screens.setCurrentIndex(index)

    def _nav(self) -> Part:
        nav = Part("nav")
        nav.setFixedHeight(NAV_HEIGHT)
        line = row(self._brand, 3 * GRID, gap=GRID)
        line.setContentsMargins(EDGE, 0, EDGE, 0)
        screens: list[Part] = [self.visit, self.queue]
        if "supervisor" in self._work.session.person.roles:
            screens.append(self.totals)
        for index, screen in enumerate(screens):
            button = QPushButton()
            button.setProperty("role", "nav")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, index)
            self.tabs.append(button)
            line.addWidget(button)
            self.screens.addWidget(screen)
        line.addStretch(1)
        line.addWidget(self._demo)
        nav.setLayout(line)
        self._group.idClicked.connect(self.go)
        return nav

    def _wire(self) -> None:
        flow, outbox, notices = self._work.flow, self._work.outbox, self._work.services.notices
        flow.saved.connect(lambda _what: notices.clear_bad())
        flow.saved.connect(lambda _what: self.overview.refresh())
        flow.begun.connect(lambda: self.go(0))
        flow.ended.connect(self.overview.refresh)
        flow.finished.connect(lambda _record: outbox.send())
        flow.finished.connect(
            lambda _record: notices.good(lambda: self.tr("Đã xong, hồ sơ đã vào hàng chờ gửi."))
        )
        outbox.passed.connect(lambda _report: self.overview.refresh())
        self.overview.failed.connect(self._work.services.tell)
        self.overview.changed.connect(self._show_waiting)
        self.overview.refresh()

    def _show_waiting(self) -> None:
        glance = self.overview.glance
        if glance is not None:
            self.status.show_waiting(glance.totals.waiting + glance.totals.sending)
