"""The workplace of a signed-in person: navigation by role, screens, notices, status bar."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from station_core.errors import NotAllowedError
from station_core.roles import Act
from station_ui.desk_status import DeskStatus
from station_ui.language import LANGUAGE_NAMES
from station_ui.notices import Notice, Offer, Saying
from station_ui.overview import Overview
from station_ui.role_words import roles_of
from station_ui.screens.devices import DevicesScreen
from station_ui.screens.own_password import OwnPassword
from station_ui.screens.people import PeopleScreen
from station_ui.screens.queue import QueueScreen
from station_ui.screens.safekeeping import SafekeepingScreen
from station_ui.screens.totals import TotalsScreen
from station_ui.screens.visit import VisitScreen
from station_ui.services import Work
from station_ui.theme import CHOICES, application, measures
from station_ui.tokens import Space
from station_ui.widgets.account_panel import LEAVE_KEY, LOCK_KEY, AccountPanel
from station_ui.widgets.nav_rail import NavRail, Place
from station_ui.widgets.notice_host import NoticeHost
from station_ui.widgets.part import Part, column, framed, row
from station_ui.widgets.popover import Popover
from station_ui.widgets.reading_order import lift_cursor
from station_ui.widgets.standing_panel import StandingPanel
from station_ui.widgets.status_bar import StatusBar
from station_ui.widgets.status_chip import StatusChip

if TYPE_CHECKING:
    from station_capture import CardRead
    from station_queue.delivery_report import DeliveryReport


_READ_S: Final = 10.0


class Workplace(Part):
    """Everything behind the sign-in."""

    lock_asked = Signal()
    """The screen is to be locked."""
    leave_asked = Signal()
    """The person wants to go."""

    def __init__(self, work: Work) -> None:
        super().__init__("screen")
        self._work = work
        self._filmed = False
        self._cursors: dict[QWidget, QWidget] = {}
        """By screen: where the cursor was when it was left."""
        self.overview = Overview(work.services.lane)
        may = work.session.may
        # Built for those who may go there only.
        self._visit = VisitScreen(work, self.overview) if may(Act.COLLECT) else None
        self.queue = QueueScreen(work, self.overview)
        self.totals = TotalsScreen(work, self.overview) if may(Act.TOTALS) else None
        self.devices = DevicesScreen(work) if may(Act.DEVICES) else None
        self.safekeeping = SafekeepingScreen(work, self.overview) if may(Act.BACKUP) else None
        self.people = PeopleScreen(work) if may(Act.PEOPLE) else None
        self.desk_status = DeskStatus(work, self.overview)
        places = self._places()
        self.nav, self.screens = NavRail([place for place, _screen in places]), QStackedWidget()
        self.tabs = self.nav.buttons
        for _place, screen in places:
            self.screens.addWidget(screen)
        content = framed(column(self.screens))
        self.notices, self.status = NoticeHost(content), StatusBar()
        self.notice = self.notices.card
        self.account, self._reason = AccountPanel(), StandingPanel()
        self.own_password = OwnPassword(work)
        upper = row(self.nav, gap=Space.NONE)
        upper.addWidget(content, 1)
        layout = column(upper, gap=Space.NONE)
        layout.setStretch(0, 1)
        layout.addWidget(self.status)
        self.setLayout(layout)
        self.popover = Popover(self)
        self._own_parts()
        self._wire_work()
        self._wire_frame()
        self.retranslate()
        self.nav.show_place(0)

    @property
    def visit(self) -> VisitScreen:
        """The screen of a visit: of who collects, and of nobody else."""
        assert self._visit is not None  # noqa: S101 - asked for by what a visit brings about
        return self._visit

    def retranslate(self) -> None:
        """Say anew how everything stands."""
        self._show_status()
        self._show_choice()
        self._show_person()

    def put_cursor(self) -> None:
        """On the screen itself, where its keys are heard; back to where it was on it."""
        screen = self.screens.currentWidget()
        page = screen.page if isinstance(screen, VisitScreen) else screen
        before = self._cursors.get(screen) if screen is not None else None
        if before is None or not isValid(before) or page is None or not page.isAncestorOf(before):
            before = page
        if before is not None:
            before.setFocus()

    def go(self, index: int) -> None:
        """Show a screen; a visit goes on where it was."""
        self.popover.shut()
        self._lift_cursor()
        self.nav.show_place(index)
        self.screens.setCurrentIndex(index)
        self.put_cursor()

    def rest(self) -> None:
        """Nobody is here to work: nothing answers and no device is asked; nothing is lost."""
        self.popover.shut()
        self._lift_cursor()
        if self._visit is not None:
            self._visit.rest()
        self._filmed = self._work.camera.wanted
        self._work.camera.rest()  # its light would say that somebody is watched
        self.setEnabled(False)

    def wake(self) -> None:
        """Go on where it was; `put_cursor` once it is seen."""
        self.setEnabled(True)
        if self._filmed:
            self._work.camera.start()
        if self._visit is not None:
            self._visit.wake()

    # -- inside ------------------------------------------------------------------------------

    def _own_parts(self) -> None:
        """What is in no layout goes with this too; until then it holds who hears of it."""
        for panel in (self.account, self._reason, self.own_password):
            panel.setParent(self.popover)
            panel.hide()
        self.overview.setParent(self)
        self.desk_status.setParent(self)
        self.own_password.accounts.setParent(self)
        if self.people is not None:
            self.people.accounts.setParent(self)

    def _lift_cursor(self) -> None:
        left = self.screens.currentWidget()
        cursor = lift_cursor(left) if left is not None else None
        if left is not None and cursor is not None:
            self._cursors[left] = cursor

    def _go_to_visit(self) -> None:
        self.go(self.screens.indexOf(self.visit))

    def _further(
        self,
    ) -> "tuple[TotalsScreen | DevicesScreen | SafekeepingScreen | PeopleScreen | None, ...]":
        """The screens not everybody has, in the order of the navigation."""
        return self.totals, self.devices, self.safekeeping, self.people

    def _places(self) -> list[tuple[Place, QWidget]]:
        """Where this person may go, in the order of the navigation."""
        every = (
            (Place("user-round", lambda: self.tr("Lượt")), self._visit),
            (Place("inbox", lambda: self.tr("Hồ sơ chờ")), self.queue),
            (Place("chart-column", lambda: self.tr("Tổng hợp")), self.totals),
            (Place("usb", lambda: self.tr("Thiết bị")), self.devices),
            (Place("shield-check", lambda: self.tr("An toàn")), self.safekeeping),
            (Place("users-round", lambda: self.tr("Người dùng")), self.people),
        )
        return [(place, screen) for place, screen in every if screen is not None]

    def _wire_work(self) -> None:
        flow, outbox, notices = self._work.flow, self._work.outbox, self._work.services.notices
        flow.saved.connect(lambda _what: notices.clear_page())
        flow.saved.connect(lambda _what: self.overview.refresh())
        flow.begun.connect(notices.clear_news)  # nothing of one citizen reaches the next
        flow.begun.connect(self._go_to_visit)
        flow.begun.connect(self._tell_whose)
        flow.pausing.connect(self._tell_paused)
        flow.ended.connect(self.overview.refresh)
        flow.finished.connect(lambda _record: outbox.send())
        flow.finished.connect(
            lambda _record: notices.good(lambda: self.tr("Đã xong, hồ sơ đã vào hàng chờ gửi."))
        )
        self._work.scans.read.connect(self._take)
        self._work.scans.refused.connect(self._refuse)
        outbox.passed.connect(lambda _report: self.overview.refresh())
        outbox.passed.connect(self._tell_returned)
        self.desk_status.list_asked.connect(self._go_to_list)
        self._work.handover.ended.connect(self.overview.refresh)
        if self.devices is not None:
            self.devices.centre.sign_in_again.connect(self.leave_asked)
            self.desk_status.centre_asked.connect(self._go_to_centre)
        self.overview.failed.connect(self._work.services.tell)
        self.overview.refresh()

    def _refuse(self, error: BaseException) -> None:
        """What was scanned is no card; nothing of one before it is offered any more."""
        self._forget_last_scan()
        if self._visit is not None:
            self._visit.idle.forget()
            self._visit.idle.refresh()
        self._work.services.tell_page(error)

    def _forget_last_scan(self) -> None:
        """What was said of the scan before is not true of this one."""
        if self._visit is not None:
            self._visit.take_back()
        self._work.services.notices.clear_page()
        self._work.services.notices.clear_news()

    def _take(self, read: "CardRead") -> None:
        """A card was scanned somewhere in the program: the visit is where it belongs."""
        QApplication.beep()
        try:
            self._work.session.require(Act.COLLECT)
        except NotAllowedError as error:
            self._work.services.tell_page(error)
            return
        self._go_to_visit()
        self._forget_last_scan()
        self.visit.arrivals.take(read)

    def _wire_frame(self) -> None:
        notices = self._work.services.notices
        notices.changed.connect(self.notices.show_notice)
        notices.news_changed.connect(self.notices.show_news)
        self.notices.closed.connect(notices.clear)
        self.notices.over.connect(notices.clear_news)
        self.notices.took.connect(self._keep_room)
        self.notices.returned.connect(self.put_cursor)
        self.popover.returned.connect(self.put_cursor)
        self.desk_status.changed.connect(self._show_status)
        self.status.asked.connect(self._explain)
        self.status.left.connect(self.put_cursor)
        self.nav.left.connect(self.put_cursor)
        self.nav.chosen.connect(self.go)
        self._work.services.theme.changed.connect(self._show_choice)
        self.nav.account.clicked.connect(lambda _checked: self._open_account())
        self._wire_ways_out()
        self.account.display.language_chosen.connect(self._speak)
        self.account.display.scheme_chosen.connect(self._wear)
        self.account.password_asked.connect(self._open_password)
        self.own_password.done.connect(self.popover.shut)

    def _wire_ways_out(self) -> None:
        """They are open from a list and a file dialog, too: those are windows of their own."""
        for key, asked, button in (
            (LOCK_KEY, self.lock_asked, self.account.lock_asked),
            (LEAVE_KEY, self.leave_asked, self.account.leave_asked),
        ):
            way = QAction(self)
            way.setShortcut(QKeySequence(key))
            way.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            way.setAutoRepeat(False)
            way.triggered.connect(lambda _checked, asked=asked: asked.emit())
            self.addAction(way)
            button.connect(asked)
        application().focusWindowChanged.connect(self._open_ways_out)

    def _open_ways_out(self, _window: QWindow | None) -> None:
        """A dialog keeps every key from the window behind it, but not those of its own."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.addActions(self.actions())

    def _show_status(self) -> None:
        bar, desk = self.status, self.desk_status
        bar.show_place(desk.place())
        for chip, standing in (
            (bar.network, desk.network()),
            (bar.queue, desk.queue()),
            (bar.camera, desk.camera()),
            (bar.handheld, desk.handheld()),
            (bar.scanner, desk.scanner()),
            (bar.gps, desk.gps()),
            (bar.battery, desk.battery()),
            (bar.demo, desk.demo()),
            (bar.clock, desk.clock()),
        ):
            bar.stand(chip, standing)
        if isinstance(self.popover.anchor, StatusChip):
            self._reason.stand(self.popover.anchor.standing)

    def _explain(self, chip: StatusChip) -> None:
        self._reason.stand(chip.standing)
        self.popover.open(chip, self._reason, above=measures().actions)

    def _keep_room(self, height: int) -> None:
        if self._visit is not None:
            self._visit.keep_above(height)
        self.queue.bar.keep_above(height)
        for screen in self._further():
            if screen is not None:
                screen.bar.keep_above(height)

    def _show_choice(self) -> None:
        services = self._work.services
        self.account.display.show_choice(services.language.code, services.theme.choice)

    def _show_person(self) -> None:
        person = self._work.session.person
        self.nav.account.show_person(person.name)
        self.account.show_person(person.name, roles_of(person))

    def _open_account(self) -> None:
        self._show_choice()
        self.popover.open(self.nav.account, self.account, beside=True)

    def _open_password(self) -> None:
        self.popover.shut()
        self.popover.open(self.nav.account, self.own_password, beside=True)

    def _speak(self, wanted: str) -> None:
        services = self._work.services
        for code in LANGUAGE_NAMES:
            if code == wanted:
                services.preferences.language = code
                services.language.switch(code)

    def _wear(self, wanted: str) -> None:
        services = self._work.services
        for choice in CHOICES:
            if choice == wanted:
                services.preferences.scheme = choice
                services.theme.choose(choice)

    def _go_to_list(self) -> None:
        self.go(self.screens.indexOf(self.queue))

    def _go_to_centre(self) -> None:
        assert self.devices is not None  # noqa: S101 - offered to those who have it only
        self.devices.show_kind("centre")
        self.go(self.screens.indexOf(self.devices))

    def _tell_returned(self, report: "DeliveryReport") -> None:
        """Somebody has to do something about it, though not in the middle of a visit."""
        count = report.rejected

        def say() -> Saying:
            return Saying(self.tr("Trung tâm trả lại %n hồ sơ.", "", count))

        if count:
            offer = Offer(lambda: self.tr("Xem hồ sơ"), self._go_to_list, "inbox")
            self._work.services.notices.show(Notice("warn", say, _READ_S, offer))

    def _tell_whose(self) -> None:
        """Somebody else's visit goes on here: say so, as the record will."""
        visit, glance = self._work.flow.visit, self.overview.glance
        before = (
            [one for one in glance.unfinished if visit and one.id == visit.id] if glance else []
        )
        if not before or before[0].holder == self._work.session.person.name:
            return
        who = before[0].operator

        def say() -> Saying:
            return Saying(self.tr("Lượt này do {0} bắt đầu, nay bạn làm tiếp.").format(who))

        self._work.services.notices.show(Notice("accent", say, _READ_S))

    def _tell_paused(self) -> None:
        visit = self._work.flow.visit
        if visit is None:
            return
        name, unkept = visit.name, self.visit.portrait.unkept

        def paused() -> str:
            whose = self.tr("Đã tạm dừng lượt của {0}.").format(name)
            what = whose if name else self.tr("Đã tạm dừng lượt này.")
            lost = self.tr("Ảnh vừa chụp chưa dùng nên không lưu.")
            return f"{what} {lost}" if unkept else what

        self._work.services.notices.good(
            paused,
            Offer(lambda: self.tr("Làm tiếp"), partial(self._work.flow.resume, visit), "undo-2"),
        )
