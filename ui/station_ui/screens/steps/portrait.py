"""The portrait: live picture with what is still wrong, then the shot, then keep or take again."""

from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent

from station_capture import (
    PortraitAssessment,
    assess_portrait,
    load_profile,
    take_portrait,
)
from station_core.visit import PORTRAIT_PART, Step
from station_ui.camera import LANE, FrameAnalysis, qimage
from station_ui.portrait_advice import advice
from station_ui.screens.page import Page, Question
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.finding_list import FindingList
from station_ui.widgets.overlay import PortraitWindow

if TYPE_CHECKING:
    from station_capture import Frame, Portrait
    from station_core.visit import Visit
    from station_ui.tasks import Task
    from station_ui.tokens import Tone

_ASSESS_PAUSE_S: Final = 0.25
_FRESH_S: Final = 0.5
"""A frame older than this does not show who sits there now."""


class Mode(Enum):
    """What the stage shows."""

    LIVE = auto()
    TAKING = auto()
    TAKEN = auto()
    KEPT = auto()


@dataclass(frozen=True)
class Shot:
    """A picture that was taken and not kept yet, and whose it is."""

    visit: str
    portrait: "Portrait"


class PortraitPage(Page):
    """Space or Enter takes the picture; Enter keeps it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.mode = Mode.LIVE
        self._profile = load_profile()
        self._frame: Frame | None = None
        self._assessment: PortraitAssessment | None = None
        self._shot: Shot | None = None
        self._taking: Task | None = None
        self.picture = CameraStage()
        self.findings = FindingList(self.words)
        self.guide.body.addWidget(self.findings)
        self.guide.body.addStretch(1)
        self.fill(self.picture)
        self.primary = action(self, self._act, *ENTER)
        self._again = action(self, self._retake, Qt.Key.Key_F5, icon="rotate-ccw")
        self._anyway = action(self, self._ask_reason, Qt.Key.Key_F8, icon="check")
        self._later = action(self, self._leave_for_later, Qt.Key.Key_F7, icon="arrow-right")
        self.others = [self._again, self._anyway, self._later]
        self._analysis = FrameAnalysis(
            work.services.runner,
            work.camera,
            lambda pixels: assess_portrait(pixels, self._profile),
            self._assessed,
            self._refused,
            pause_s=_ASSESS_PAUSE_S,
        )
        work.camera.frame.connect(self._take_frame)
        work.camera.state_changed.connect(self.refresh)
        self.flow.saved.connect(self._note_saved)
        self.retranslate()

    def enter(self) -> None:
        """Show the portrait that was kept, or the camera."""
        visit = self.flow.visit
        if self._portrait is not None:
            self._set(Mode.TAKEN)
        elif visit is not None and visit.portrait is not None:
            self._show_kept()
        else:
            self._go_live()
        self.setFocus()

    def leave(self) -> None:
        """Rest; a picture that was taken and not kept yet stays for the same visit."""
        self._analysis.stop()
        self._taking = None
        self.picture.show_image(None)

    def forget(self) -> None:
        """A picture that was not kept goes with its citizen, one being taken is dropped."""
        self._shot = self._taking = self._frame = self._assessment = None
        self.mode = Mode.LIVE
        self.picture.show_image(None)
        self.findings.show_findings(())
        self._say_guide()

    def refresh(self) -> None:
        """Offer what can be done now."""
        self._let_go_of_the_lost()
        free = not self.flow.busy
        live = self.mode is Mode.LIVE
        good = self._portrait is not None and self._portrait.assessment.ok
        if self.primary is not None:
            ready = self.work.camera.live and self._frame is not None if live else True
            self.offer_primary(self.mode is not Mode.TAKING and (ready or self._lost()))
        self._again.setVisible(self.mode is Mode.KEPT or (self.mode is Mode.TAKEN and good))
        self._anyway.setVisible(self.mode is Mode.TAKEN and not good)
        self._later.setVisible(live)
        for one in self.others:
            one.setEnabled(free and one.isVisible())
        self._say_stage()
        self._say_guide()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._again.setText(self.tr("Chụp lại"))
        self._anyway.setText(self.tr("Vẫn dùng ảnh này"))
        self._later.setText(self.tr("Để sau"))
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space takes the picture, as on any camera."""
        if event.key() == Qt.Key.Key_Space and self.mode is Mode.LIVE and not event.isAutoRepeat():
            if self.primary is not None:
                self.primary.trigger()
            return
        super().keyPressEvent(event)

    # -- words -------------------------------------------------------------------------------

    def _say_stage(self) -> None:
        state = self.work.camera.state
        if state.code is not None:
            saying = self.words.coded(state.code)
            self.picture.say(saying.what, saying.next, icon="camera-off", tone="bad")
        else:
            self.picture.say(self.tr("Đang mở máy ảnh"), icon="camera")

    def _say_guide(self) -> None:
        says = {
            Mode.LIVE: (self.tr("Chụp"), self.tr("Mời nhìn thẳng vào máy ảnh"), ""),
            Mode.TAKING: (self.tr("Chụp"), self.tr("Giữ yên"), ""),
            Mode.KEPT: (self.tr("Tiếp tục"), self.tr("Ảnh đã lưu"), ""),
            Mode.TAKEN: (
                self.tr("Dùng ảnh này"),
                self.tr("Ảnh đạt"),
                self.tr("Xem lại một lần rồi dùng."),
            ),
        }
        primary, headline, lead = says[self.mode]
        how: Tone = "good" if self.mode in {Mode.KEPT, Mode.TAKEN} else "neutral"
        if self.mode is Mode.LIVE and self._lost():
            primary = self.tr("Thử lại máy ảnh")
            headline, lead, how = (
                self.tr("Chưa có hình"),
                self.tr("Có thể để sau và làm bước khác trước. Hồ sơ đã lưu, không mất gì."),
                "warn",
            )
        elif self.mode is Mode.LIVE and self._assessment is not None:
            wrong = advice(self._assessment.findings)
            headline, how = wrong or self.tr("Được rồi, chụp"), "warn" if wrong else "good"
        elif self._portrait is not None and not self._portrait.assessment.ok:
            primary, headline, how = self.tr("Chụp lại"), self.tr("Ảnh chưa đạt"), "bad"
            lead = advice(self._portrait.assessment.findings)
        if self.primary is not None:
            self.primary.setText(primary)
        self.guide.say(headline, lead, how)

    def _lost(self) -> bool:
        return self.work.camera.state.code is not None

    # -- what happens ------------------------------------------------------------------------

    def _let_go_of_the_lost(self) -> None:
        """Without a live picture nothing is known of who sits there."""
        if self.mode is Mode.LIVE and not self.work.camera.live:
            self._frame = self._assessment = None
            self.picture.show_image(None)
            self.findings.show_findings(())

    @property
    def _portrait(self) -> "Portrait | None":
        """The picture to be kept, if it was taken of the citizen on the screen."""
        shot, visit = self._shot, self.flow.visit
        return shot.portrait if shot and visit and shot.visit == visit.id else None

    def _set(self, mode: Mode) -> None:
        if mode is not self.mode:
            self.appear()
        self.mode = mode
        if mode is Mode.LIVE:
            self._analysis.start()
        else:
            self._analysis.stop()
        portrait = self._portrait
        if mode is Mode.TAKEN and portrait is not None:
            self.picture.show_image(QImage.fromData(portrait.jpeg))
            self.findings.show_findings(portrait.assessment.findings)
        self.refresh()

    def _go_live(self) -> None:
        self._shot = self._assessment = None
        self.findings.show_findings(())
        self._set(Mode.LIVE)

    def _show_kept(self) -> None:
        visit = self.flow.visit
        if visit is None or visit.portrait is None:
            return
        self._set(Mode.KEPT)
        self.findings.show_findings(visit.portrait.findings)
        self.work.services.lane.ask(
            lambda desk: desk.part(visit, PORTRAIT_PART),
            lambda jpeg: self._show_jpeg(visit, jpeg),
            self.work.services.tell,
        )

    def _show_jpeg(self, visit: "Visit", jpeg: bytes) -> None:
        """It took a moment to fetch: by now another visit may be here."""
        now = self.flow.visit
        if self.mode is Mode.KEPT and now is not None and now.id == visit.id and self.isVisible():
            self.picture.show_image(QImage.fromData(jpeg))

    def _take_frame(self, frame: "Frame") -> None:
        first = self._frame is None
        self._frame = frame
        if self.mode is Mode.LIVE and self.isVisible():
            self.picture.show_image(qimage(frame.image), self._overlays())
            if first:
                self.refresh()

    def _overlays(self) -> tuple[PortraitWindow, ...]:
        """Where the picture will be cut out of the frame."""
        seen = self._assessment
        if seen is None:
            return ()
        return (PortraitWindow(seen.window, "good" if seen.ok else "neutral"),)

    def _assessed(self, assessment: PortraitAssessment) -> None:
        if self.mode is Mode.LIVE and self.work.camera.live:
            self._assessment = assessment
            self.findings.show_findings(assessment.findings)
            self._say_guide()

    def _act(self) -> None:
        if self.mode is Mode.LIVE and self._lost():
            self.work.camera.reopen()
        elif self.mode is Mode.LIVE:
            self._shoot()
        elif self.mode is Mode.KEPT and self.flow.view is not None:
            self.flow.go(self.flow.view.next_step)
        elif self._portrait is not None and self._portrait.assessment.ok:
            self.flow.keep_portrait(self._portrait)
        else:
            self._go_live()

    def _shoot(self) -> None:
        frame, visit = self._frame, self.flow.visit
        if frame is None or visit is None:
            return
        if not self.work.camera.live or monotonic() - frame.at > _FRESH_S:
            self.work.services.notices.tell(
                lambda: self.tr("Hình trên màn hình đã cũ. Chờ hình mới rồi chụp lại."), "warn"
            )
            return
        self._set(Mode.TAKING)
        # Without a face the middle is taken: nobody is turned away, but it needs a reason.
        self._taking = task = self.work.services.runner.submit(
            LANE,
            lambda _task: take_portrait(frame.image, self._profile, accept_without_face=True),
            lambda portrait: self._taken(task, Shot(visit.id, portrait)),
            lambda error: self._not_taken(task, error),
        )

    def _taken(self, task: "Task", shot: Shot) -> None:
        """The page may have been left meanwhile, for another step or by the citizen."""
        if task is self._taking:
            self._taking, self._shot = None, shot
            self._set(Mode.TAKEN)

    def _not_taken(self, task: "Task", error: BaseException) -> None:
        if task is self._taking:
            self._taking = None
            self._refused(error)

    def _refused(self, error: BaseException) -> None:
        self.work.services.tell_page(error)
        self._go_live()

    def _note_saved(self, what: str) -> None:
        if what == "portrait":
            self._shot = None

    def _retake(self) -> None:
        self._go_live()
        self.setFocus()

    def _leave_for_later(self) -> None:
        if self.flow.view is not None:
            steps = self.flow.view.steps
            self.flow.go(steps[steps.index(Step.PORTRAIT) + 1])

    def _ask_reason(self) -> None:
        portrait = self._portrait
        if portrait is None:
            return
        self.asked.emit(
            Question(
                title=lambda: self.tr("Vì sao vẫn dùng ảnh này?"),
                why=lambda: self.tr("Ảnh chưa đạt yêu cầu; lý do giúp trung tâm nhận hồ sơ."),
                answer=lambda reason, _all: self.flow.keep_portrait(portrait, reason),
            )
        )
