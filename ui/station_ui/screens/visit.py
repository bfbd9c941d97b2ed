"""The screen where the work is done: header, rail, stage, guidance, actions."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from station_core.visit import Step
from station_ui.flow import VisitView
from station_ui.overview import Overview
from station_ui.screens.page import Page, Question
from station_ui.screens.steps.details import DetailsPage
from station_ui.screens.steps.fingerprints import FingerprintsPage
from station_ui.screens.steps.idle import IdlePage
from station_ui.screens.steps.portrait import PortraitPage
from station_ui.screens.steps.reason import ReasonPage
from station_ui.screens.steps.review import ReviewPage
from station_ui.screens.steps.scan import ScanPage
from station_ui.services import Work
from station_ui.style import GUIDE_WIDTH
from station_ui.widgets.actions import ActionBar, action
from station_ui.widgets.citizen_header import CitizenHeader
from station_ui.widgets.part import Part, column
from station_ui.widgets.step_rail import StepRail


class VisitScreen(Part):
    """Shows the page of the current step, and the idle page between citizens."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self.work = work
        self.flow = work.flow
        self.idle = IdlePage(work, overview)
        self.reason = ReasonPage(work)
        self.pages: dict[Step, Page] = {
            Step.SCAN: ScanPage(work),
            Step.DETAILS: DetailsPage(work),
            Step.PORTRAIT: PortraitPage(work),
            Step.FINGERPRINTS: FingerprintsPage(work),
            Step.REVIEW: ReviewPage(work),
        }
        self.page: Page | None = None
        self._asking: Page | None = None
        self.header, self.rail, self.bar = CitizenHeader(), StepRail(), ActionBar()
        self._stages, self._guides = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self.pause = action(self, self.flow.pause, Qt.Key.Key_F9)
        self.cancel = action(self, self._ask_cancel)
        for page in (self.idle, self.reason, *self.pages.values()):
            self._stages.addWidget(page)
            self._guides.addWidget(page.guide)
            page.asked.connect(self._ask)
        self.reason.closed.connect(self._answered)
        self.rail.chosen.connect(self.flow.go)
        self.flow.changed.connect(self._follow)
        self.flow.drafted.connect(self._show_header)
        self.flow.ended.connect(self._forget)
        self.retranslate()
        self._follow()

    def retranslate(self) -> None:
        """Name the actions of every step."""
        self.pause.setText(self.tr("Tạm dừng"))
        self.cancel.setText(self.tr("Hủy lượt"))
        self._show_header()

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        guide = Part("guide")
        guide.setFixedWidth(GUIDE_WIDTH)
        guide.setLayout(column(self._guides))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._stages, 1)
        middle.addWidget(guide)
        layout = column(self.header, gap=0)
        layout.addLayout(middle, 1)
        layout.addWidget(self.bar)
        self.setLayout(layout)

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
        for one in (self.pause, self.cancel):
            one.setEnabled(view is not None and not self.flow.busy)
        if self.page is not None:
            self.page.refresh()

    def _show_header(self) -> None:
        visit = self.flow.visit
        name = ""
        if visit is not None:
            label = self.work.catalogue.procedure(visit.procedure).label
            name = self.work.services.words.label(label)
        self.header.show_visit(visit, name)

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

    def _show(self, page: Page) -> None:
        if page is self.page:
            return
        before, self.page = self.page, page
        if before is not None:
            before.leave()
        notice = self.work.services.notices.current
        if notice is not None and not notice.seconds:
            self.work.services.notices.clear()  # it was about the page before
        self._stages.setCurrentWidget(page)
        self._guides.setCurrentWidget(page.guide)
        others = [*page.others]
        if page in self.pages.values():
            others += [self.pause, self.cancel]
        self.bar.show_actions(others, page.primary)
        page.appear()
        page.enter()

    def _forget(self) -> None:
        for page in (self.idle, self.reason, *self.pages.values()):
            page.forget()

    def _ask(self, question: Question) -> None:
        self._asking = self.page
        self.rail.setEnabled(False)
        self.reason.ask(question)
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
                answer=lambda reason, _all: self.flow.cancel(reason),
            )
        )
