"""The screen where the work is done: header, rail, stage, guidance, actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget

from station_core.visit import Step
from station_ui.arrivals import Arrivals
from station_ui.flow import VisitView
from station_ui.overview import Overview
from station_ui.returned_words import beside
from station_ui.screens.page import Page, PhotoWanted, Question
from station_ui.screens.steps.details import DetailsPage
from station_ui.screens.steps.exception_photo import ExceptionPhotoPage
from station_ui.screens.steps.fingerprints import FingerprintsPage
from station_ui.screens.steps.idle import IdlePage
from station_ui.screens.steps.portrait import PortraitPage
from station_ui.screens.steps.reason import ReasonPage
from station_ui.screens.steps.review import ReviewPage
from station_ui.screens.steps.scan import ScanPage
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ActionBar, action
from station_ui.widgets.citizen_header import Citizen, CitizenHeader
from station_ui.widgets.clipboard import forget_copied
from station_ui.widgets.part import Part, column, row
from station_ui.widgets.reading_order import in_reading_order, lift_cursor
from station_ui.widgets.step_rail import StepRail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction


class VisitScreen(Part):
    """Shows the page of the current step, and the idle page between citizens."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self.work = work
        self.flow = work.flow
        self.idle = IdlePage(work, overview)
        self.reason, self.photo = ReasonPage(work), ExceptionPhotoPage(work)
        scan, self.portrait = ScanPage(work), PortraitPage(work)
        self.fingerprints, review = FingerprintsPage(work), ReviewPage(work)
        review.finger_chosen.connect(self.fingerprints.open_at)
        self.pages: dict[Step, Page] = {
            Step.SCAN: scan,
            Step.DETAILS: DetailsPage(work),
            Step.PORTRAIT: self.portrait,
            Step.FINGERPRINTS: self.fingerprints,
            Step.REVIEW: review,
        }
        self.page: Page | None = None
        self._asking: Page | None = None
        self._overview = overview
        self._above = 0
        self._resting = False
        self.header = CitizenHeader(work.services.now)
        self.rail, self.bar = StepRail(), ActionBar()
        self.arrivals = Arrivals(work, self.idle.begin, self._has_question)
        self._stages, self._guides = QStackedWidget(), QStackedWidget()
        self.pause = action(self, self.flow.pause, Qt.Key.Key_F9, icon="circle-pause")
        self.cancel = action(self, self._ask_cancel, icon="ban")
        for page in self._every_page():
            self._stages.addWidget(page)
            self._guides.addWidget(page.guide)
            page.asked.connect(self._ask)
            page.rebuilt.connect(self._chain)
        self._lay_out()
        for page in (self.idle, scan):
            page.camera.read.connect(self.arrivals.take)
        for aside in (self.reason, self.photo):
            aside.closed.connect(self._answered)
        self.rail.chosen.connect(self.flow.go)
        self.flow.changed.connect(self._follow)
        self.flow.drafted.connect(self._show_header)
        self.flow.ended.connect(self._forget)
        overview.changed.connect(self._chain)
        self.retranslate()
        self._follow()

    def retranslate(self) -> None:
        """Name the actions of every step."""
        self.pause.setText(self.tr("Tạm dừng"))
        self.cancel.setText(self.tr("Hủy lượt"))
        self._show_header()
        self._show_returned(self.flow.view)

    def measure(self) -> None:
        """The stage has what the guide leaves."""
        self._guides.setFixedWidth(measures().guide)

    def take_back(self) -> None:
        """What a scanner's digits chose or marked is open again."""
        self.reason.take_back()
        self.portrait.take_back()
        self.fingerprints.take_back()

    def rest(self) -> None:
        """Nobody is here: keep what is typed and look at nothing, on whatever page."""
        self._resting = True
        if self.page is not None:
            self.page.rest()

    def wake(self) -> None:
        """Somebody is here again."""
        self._resting = False
        if self.page is not None:
            self.page.wake()

    def keep_above(self, height: int) -> None:
        """Keep this room above the buttons, as far as the page can shrink."""
        self._above = height
        if self.page is not None:
            least = max(one.minimumSizeHint().height() for one in (self.rail, self.page))
            can_give = self._stages.height() + self.bar.above - least
            self.bar.keep_above(max(0, min(height, can_give)))

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """In the order of reading, which is the order of the Tab key too."""
        middle = row(self.rail, self._stages, self._guides, gap=Space.NONE)
        middle.setStretch(1, 1)
        layout = column(self.header, middle, self.bar, gap=Space.NONE)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.measure()

    def _follow(self) -> None:
        view = self.flow.view
        if view is None:
            self._asking = None
            self._show(self.idle)
        elif self._asking is None:
            self._show(self.pages[self.flow.step])
        self.rail.setVisible(view is not None)
        self.rail.setEnabled(self._asking is None)
        self._show_header()
        if view is not None:
            self._show_rail(view)
        self._show_returned(view)
        for one in (self.pause, self.cancel):
            one.setEnabled(view is not None and not self.flow.busy)
        if self.page is not None:
            self.page.refresh()
        self._chain()

    def _show_header(self) -> None:
        visit, glance = self.flow.visit, self._overview.glance
        self.header.setVisible(visit is not None)
        if visit is None:
            self.header.show_citizen(None)
            return
        label = self.work.catalogue.procedure(visit.procedure).label
        citizen = Citizen(
            name=visit.name,
            id_number=visit.value("id_number"),
            gender=visit.value("gender"),
            born=visit.born,
            procedure=self.work.services.words.label(label),
            since=visit.returned.at if visit.returned else visit.started_at,
        )
        self.header.show_citizen(citizen, glance.pace_s if glance else None)

    def _show_rail(self, view: VisitView) -> None:
        needs = view.needs
        todo = {
            Step.SCAN: view.visit.card is None,
            Step.DETAILS: not view.visit.details_confirmed or bool(needs.fields),
            Step.PORTRAIT: needs.portrait,
            Step.FINGERPRINTS: bool(needs.fingers),
            Step.REVIEW: True,
        }
        done = frozenset(step for step, open_ in todo.items() if not open_)
        fingers = f"{len(view.fingers) - len(needs.fingers)}/{len(view.fingers)}"
        self.rail.show_steps(view.steps, done, self.flow.step, {Step.FINGERPRINTS: fingers})

    def _show_returned(self, view: VisitView | None) -> None:
        """The centre's reason, where it is to be mended; the review knows it all the time."""
        note = view.visit.returned if view is not None else None
        said = beside(note, self.work.services.words) if note is not None else ""
        for step, page in self.pages.items():
            here = view is not None and view.mend is step
            if step is not Step.DETAILS:  # there it stands at the field itself
                page.guide.show_returned(said if here else "")

    def _show(self, page: Page) -> None:
        if page is self.page:
            return
        before, self.page = self.page, page
        if before is not None:
            before.leave()
        lift_cursor(self)
        self.work.services.notices.clear_page()  # it was about the page before
        self._stages.setCurrentWidget(page)
        self._guides.setCurrentWidget(page.guide)
        self.bar.show_actions(page.others, page.primary, self._always(page))
        if self.bar.primary is not None and page is self.reason and self.reason.deletes:
            self.bar.primary.show_tone("bad")
        self.keep_above(self._above)
        page.appear()
        page.enter()
        if self._resting:
            page.rest()
        self._chain()

    def _always(self, page: Page) -> "Sequence[QAction]":
        """A question can be left by a pause, too; it is how nothing is lost."""
        if page in {self.reason, self.photo}:
            return (self.pause,)
        return (self.pause, self.cancel) if page in self.pages.values() else ()

    def _chain(self) -> None:
        """Rows and buttons come and go with the visit: put them where they are read."""
        if self.page is not None:
            in_reading_order(self.header, self.rail, self.page, self.page.guide, self.bar)

    def _every_page(self) -> tuple[Page, ...]:
        return (self.idle, self.reason, self.photo, *self.pages.values())

    def _forget(self) -> None:
        for page in self._every_page():
            page.forget()
        forget_copied()

    def _has_question(self) -> bool:
        return self._asking is not None or QApplication.activeModalWidget() is not None

    def _ask(self, wanted: Question | PhotoWanted) -> None:
        self._asking = self.page
        self.rail.setEnabled(False)
        if isinstance(wanted, PhotoWanted):
            self.photo.ask(wanted)
            self._show(self.photo)
        else:
            self.reason.ask(wanted)
            self._show(self.reason)

    def _answered(self) -> None:
        self._asking = None
        self._follow()

    def _ask_cancel(self) -> None:
        self._ask(
            Question(
                title=lambda: self.tr("Vì sao hủy lượt này?"),
                why=lambda: self.tr(
                    "Ảnh và vân tay đã lấy sẽ bị xóa. Muốn làm tiếp sau thì chọn Tạm dừng."
                ),
                answer=lambda answer: self.flow.cancel(answer.reason),
                deed=lambda: self.tr("Hủy lượt"),
            )
        )
