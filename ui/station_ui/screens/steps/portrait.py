"""The portrait: live picture with what is still wrong, then the shot, then keep or take again."""

from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication

from station_core.acts import Taking
from station_core.visit import PORTRAIT_PART, PORTRAIT_REASONS, Step
from station_ui import portrait_guide
from station_ui.portrait_advice import Advice, advice, worst_of
from station_ui.portrait_stage import PortraitStage
from station_ui.screens.page import Page, Question
from station_ui.services import Work
from station_ui.steady import Steady
from station_ui.studio import Verdict
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.check_list import CheckList
from station_ui.widgets.finding_list import FindingList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_capture import Frame, Portrait
    from station_core.visit import PortraitNote, Shutter, Visit
    from station_ui.widgets.check_list import Say

_FRESH_S: Final = 0.5
"""A frame older than this does not show who sits there now."""
_TURNS: Final = 3
"""So many verdicts in a row make another headline: a third of a second."""


class Mode(Enum):
    """What the stage shows."""

    LIVE = auto()
    TAKING = auto()
    TAKEN = auto()
    KEPT = auto()


@dataclass(frozen=True)
class Shot:
    """A picture that was taken and not kept yet, whose it is, and how it was taken."""

    visit: str
    portrait: "Portrait"
    shutter: "Shutter"


class PortraitPage(Page):
    """The picture takes itself when all is well; Space or Enter takes it sooner; Enter keeps it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.mode = Mode.LIVE
        self.studio = work.studio
        wanted = work.session.settings.portrait.citizen_screen
        self.stage = PortraitStage(self, self.words, citizen_screen=wanted)
        self._frame: Frame | None = None
        self._verdict: Verdict | None = None
        self._headline: Steady[Advice | None] = Steady(None, _TURNS)
        self._shot: Shot | None = None
        self._shutter: Shutter = "manual"
        self._attempts = 0
        self.picture, self.citizen = self.stage.picture, self.stage.citizen
        self.findings = FindingList(self.words)
        self.checks = CheckList()
        self.guide.body.addWidget(self.findings)
        self.guide.body.addStretch(1)
        self.guide.foot.addWidget(self.checks)
        self.checks.hide()
        self.fill(self.picture)
        self.primary = action(self, self._act, *ENTER)
        self._again = action(self, self._retake, Qt.Key.Key_F5, icon="rotate-ccw")
        self._anyway = action(self, self._ask_reason, Qt.Key.Key_F8, icon="check")
        self._by_itself = action(self, self._switch_auto, Qt.Key.Key_F6, icon="camera")
        self._later = action(self, self._leave_for_later, Qt.Key.Key_F7, icon="arrow-right")
        self.others = [self._again, self._anyway, self._by_itself, self._later]
        self._wire()
        self.retranslate()

    @property
    def well(self) -> bool:
        """Whether nothing is left to mend on the live picture."""
        return self._verdict is not None and self._verdict.assessment.ready

    @property
    def taken(self) -> bool:
        """Whether a picture waits to be used or taken again."""
        return self.mode is Mode.TAKEN

    @property
    def unkept(self) -> bool:
        """Whether a picture of this citizen has been taken that is not on disk."""
        return self._portrait is not None

    def enter(self) -> None:
        """Take the keys."""
        self.setFocus()

    def forget(self) -> None:
        """A picture that was not kept goes with its citizen, one being taken is dropped."""
        self._rest()
        self._shot = None
        self._attempts = 0
        self.mode = Mode.LIVE
        self.findings.show_findings(())
        self._ask_to_look(())
        self._say_guide()

    def take_back(self) -> None:
        """A scanner's digits marked some of the points: they are open again."""
        if self.mode is Mode.TAKEN and self._portrait is not None:
            self._ask_to_look(self._asked_of(self._portrait))
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show the picture that was taken, the portrait that was kept, or the camera."""
        super().showEvent(event)
        self.stage.open()
        visit = self.flow.visit
        if self._portrait is not None:
            self._set(Mode.TAKEN)
        elif visit is not None and visit.portrait is not None:
            self._show_kept()
        else:
            self._go_live()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Rest while something else is shown, on whatever screen of the program.

        A picture that was taken and not kept yet stays for the same visit; one that is being taken
        is dropped: nobody would see it come.
        """
        self._rest()
        super().hideEvent(event)

    def _rest(self) -> None:
        self.stage.close()
        self.studio.stop()
        self._frame = self._verdict = None
        self._headline.show(None)

    def refresh(self) -> None:
        """Offer what can be done now."""
        self._let_go_of_the_lost()
        free = not self.flow.busy
        live = self.mode is Mode.LIVE
        if self.primary is not None:
            ready = self.work.camera.live and self._frame is not None if live else True
            self.offer_primary(self.mode is not Mode.TAKING and (ready or self._lost()))
        self._again.setVisible(
            self.mode is Mode.KEPT or (self.mode is Mode.TAKEN and self._passes())
        )
        self._anyway.setVisible(self.mode is Mode.TAKEN and not self._passes())
        self._by_itself.setVisible(live)
        self._later.setVisible(live)
        for one in self.others:
            one.setEnabled(free and one.isVisible())
        self._follow_keys()
        self.stage.say(self.work.camera.state)
        self._say_guide()

    def _follow_keys(self) -> None:
        """F5 takes the picture again also where the main button does."""
        if self.primary is not None:
            again = self.mode is Mode.TAKEN and not self._passes()
            keys = (*ENTER, Qt.Key.Key_F5) if again else ENTER
            self.primary.setShortcuts([QKeySequence(key) for key in keys])

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

    def _wire(self) -> None:
        camera, studio = self.work.camera, self.studio
        camera.frame.connect(self._take_frame)
        camera.state_changed.connect(self.refresh)
        studio.judged.connect(self._judged)
        studio.due.connect(lambda: self._shoot("auto"))
        studio.taken.connect(self._taken)
        studio.failed.connect(self._refused)
        studio.blind.connect(self.work.services.tell_page)
        studio.trouble.connect(self.work.services.tell)
        self.checks.changed.connect(self.refresh)
        self.flow.saved.connect(self._note_saved)

    # -- words -------------------------------------------------------------------------------

    def _say_guide(self) -> None:
        self._by_itself.setText(
            self.tr("Tắt tự chụp") if self.studio.auto else self.tr("Bật tự chụp")
        )
        said = self._said()
        if self.primary is not None:
            self.primary.setText(said.primary)
        self.guide.say(said.headline, said.lead, said.how)

    def _said(self) -> portrait_guide.Said:
        if self.mode is Mode.TAKING:
            return portrait_guide.taking()
        if self.mode is Mode.KEPT:
            return portrait_guide.kept(self._note, self.words)
        if self._portrait is not None and self.mode is Mode.TAKEN:
            marked, asks = bool(self.checks.marked), bool(self.checks.buttons)
            return portrait_guide.taken(self._portrait, marked, asks, self.words)
        if self._lost():
            return portrait_guide.without_camera()
        return portrait_guide.live(
            self._verdict,
            self._headline.value,
            self.words,
            auto=self.studio.auto,
            again=self._note is not None,
        )

    def _lost(self) -> bool:
        return self.work.camera.state.code is not None

    def _passes(self) -> bool:
        """Whether nothing that was measured or looked at asks for another picture."""
        portrait = self._portrait
        return portrait is not None and portrait.assessment.ok and not self.checks.marked

    # -- what happens ------------------------------------------------------------------------

    def _let_go_of_the_lost(self) -> None:
        """Without a live picture nothing is known of who sits there."""
        if self.mode is Mode.LIVE and not self.work.camera.live:
            self.studio.stop()
            self._frame = self._verdict = None
            self._headline.show(None)
            self.stage.show_nothing()
            self.findings.show_findings(())

    @property
    def _note(self) -> "PortraitNote | None":
        """The portrait of the visit that is on disk."""
        return self.flow.visit.portrait if self.flow.visit is not None else None

    @property
    def _portrait(self) -> "Portrait | None":
        """The picture to be kept, if it was taken of the citizen on the screen."""
        shot, visit = self._shot, self.flow.visit
        return shot.portrait if shot and visit and shot.visit == visit.id else None

    def _set(self, mode: Mode) -> None:
        if mode is not self.mode:
            self.appear()
        self.mode = mode
        if mode not in {Mode.LIVE, Mode.TAKING}:
            self.studio.stop()
        portrait = self._portrait if mode is Mode.TAKEN else None
        if portrait is not None:
            self.stage.show_still(portrait.jpeg)
            self.findings.show_findings(portrait.assessment.findings, brief=True)
        self.checks.setVisible(portrait is not None and bool(self.checks.buttons))
        self.rebuilt.emit()
        self.refresh()

    def _go_live(self) -> None:
        self._shot = self._frame = self._verdict = None
        self._headline.show(None)
        self.stage.show_nothing()
        self.findings.show_findings(())
        self._ask_to_look(())
        self._set(Mode.LIVE)

    def _ask_to_look(self, checks: "Sequence[str]") -> None:
        """Put other points, or none; the cursor may have been on one of those before."""
        if self.checks.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus()
        self.checks.ask([(code, self._check_words(code)) for code in checks])
        self.checks.setVisible(bool(checks) and self.mode is Mode.TAKEN)

    def _asked_of(self, portrait: "Portrait") -> "Sequence[str]":
        """Of a picture that does not pass nobody is asked more."""
        return portrait.assessment.checks if portrait.assessment.ok else ()

    def _show_kept(self) -> None:
        visit = self.flow.visit
        if visit is None or visit.portrait is None:
            return
        self._set(Mode.KEPT)
        self._show_note(visit.portrait)
        self.work.services.lane.ask(
            lambda desk: desk.part(visit, PORTRAIT_PART),
            lambda jpeg: self._show_jpeg(visit, jpeg),
            self.work.services.tell,
        )

    def _show_note(self, note: "PortraitNote") -> None:
        """What was measured, and first of all what somebody has marked."""
        marked = [check.code for check in note.checks if check.ok is False]
        self.findings.show_findings(note.findings, marked=marked)

    def _show_jpeg(self, visit: "Visit", jpeg: bytes) -> None:
        """It took a moment to fetch: by now another visit may be here."""
        now = self.flow.visit
        if self.mode is Mode.KEPT and now is not None and now.id == visit.id and self.isVisible():
            self.stage.show_still(jpeg)

    def _take_frame(self, frame: "Frame") -> None:
        if self.mode is not Mode.LIVE or not self.isVisible():
            return
        first, self._frame = self._frame is None, frame
        if first:
            self.studio.start()  # of the camera as it is now
        self.stage.show_live(frame, self._verdict)
        if first:
            self.refresh()

    def _judged(self, verdict: Verdict) -> None:
        if self.mode is Mode.LIVE and self.work.camera.live:
            first = self._verdict is None
            self._verdict = verdict
            findings = verdict.assessment.findings
            self.findings.show_findings([one for one in findings if one.awaited])
            todo = advice(worst_of(findings))
            if first:
                self._headline.show(todo)
            else:
                self._headline.measure(todo)
            self._say_guide()

    def _act(self) -> None:
        if self.mode is Mode.LIVE and self._lost():
            self.work.camera.reopen()
        elif self.mode is Mode.LIVE:
            self._shoot("manual")
        elif self.mode is Mode.KEPT and self.flow.view is not None:
            self.flow.go(self.flow.view.next_step)
        elif self._portrait is not None and self._passes():
            self._keep()
        else:
            self._go_live()

    def _shoot(self, shutter: "Shutter") -> None:
        frame = self._frame
        if self.mode is not Mode.LIVE or self.flow.visit is None or not self.isVisible():
            return
        if frame is None or not self.work.camera.live or monotonic() - frame.at > _FRESH_S:
            self.studio.rearm()
            if shutter == "manual":
                self.work.services.notices.tell(
                    lambda: self.tr("Hình trên màn hình đã cũ. Chờ hình mới rồi chụp lại."), "warn"
                )
            return
        self._shutter = shutter
        QApplication.beep()
        self._set(Mode.TAKING)
        self.studio.release(frame)

    def _taken(self, portrait: "Portrait") -> None:
        """The page may have been left meanwhile; then the studio has dropped the picture."""
        visit = self.flow.visit
        if visit is None or self.mode is not Mode.TAKING:
            return
        self._attempts += 1
        self._shot = Shot(visit.id, portrait, self._shutter)
        self._ask_to_look(self._asked_of(portrait))
        self._set(Mode.TAKEN)

    def _check_words(self, code: str) -> "Say":
        return lambda: self.words.word("check", code)

    def _refused(self, error: BaseException) -> None:
        self.work.services.tell_page(error)
        self._go_live()

    def _note_saved(self, what: str) -> None:
        if what == "portrait":
            self._shot = None
            self._attempts = 0

    def _retake(self) -> None:
        self._go_live()
        self.setFocus()

    def _switch_auto(self) -> None:
        self.studio.auto = not self.studio.auto
        self.refresh()

    def _leave_for_later(self) -> None:
        if self.flow.view is not None:
            steps = self.flow.view.steps
            self.flow.go(steps[steps.index(Step.PORTRAIT) + 1])

    def _keep(self, reason: str | None = None) -> None:
        shot = self._shot
        if shot is not None and self._portrait is not None:
            camera = self.work.camera.settings.identity
            taking = Taking(shot.shutter, camera, self._attempts, self.checks.answers, reason)
            self.flow.keep_portrait(shot.portrait, taking)

    def _ask_reason(self) -> None:
        if self._portrait is None:
            return
        self.asked.emit(
            Question(
                title=lambda: self.tr("Vì sao vẫn dùng ảnh này?"),
                why=lambda: self.tr("Ảnh chưa đạt yêu cầu; lý do giúp trung tâm nhận hồ sơ."),
                answer=lambda answer: self._keep(answer.reason),
                choices=PORTRAIT_REASONS,
                table="portrait_reason",
                own="other",
            )
        )
