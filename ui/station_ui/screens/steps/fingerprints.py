"""The fingerprints, one finger after the other, without a key to press."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

from station_core.finger import FINGERS
from station_core.visit import Step
from station_devices import FingerState
from station_ui.finger_asking import FingerAsking
from station_ui.finger_moment import Moment
from station_ui.finger_series import FingerSeries, kept_print
from station_ui.finger_stage import FingerStage
from station_ui.notices import Notice, Saying
from station_ui.screens.page import Page
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.finger_map import finger_names
from station_ui.widgets.part import text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from station_core.visit import Visit
    from station_devices import FingerImage
    from station_ui.finger_series import Taken


class FingerprintsPage(Page):
    """Waits for the next finger by itself; a print is kept as soon as it is here.

    One that is not good enough is asked for again, by itself too. Enter takes the best so far.
    """

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.series = FingerSeries()
        self._error: BaseException | None = None
        self._state: FingerState | None = None
        self._waiting_for: int | None = None
        self._asking = FingerAsking(self.flow, lambda: self.series, self.asked.emit)
        self.stage = FingerStage(self.words)
        self.call, self.print, self.map = self.stage.call, self.stage.print, self.stage.map
        self.fill(self.stage)
        self.map.chosen.connect(self._choose)
        self._code, self.training = text("small"), text("small", wrap=True)
        self.guide.body.addWidget(self._code)
        self.guide.body.addStretch(1)
        self.guide.foot.addWidget(self.training)
        self.primary = action(self, self._act, *ENTER)
        self._missing = action(self, self._asking.reason, Qt.Key.Key_F6, icon="hand")
        self.photo = action(self, self._asking.photo, Qt.Key.Key_F8, icon="camera")
        self.again = action(self, self._retake_last, Qt.Key.Key_F5, icon="rotate-ccw")
        self.take_new = action(self, self._take_new, Qt.Key.Key_F4, icon="check")
        self._later = action(self, self._leave_for_later, Qt.Key.Key_F7, icon="arrow-right")
        self.others = [self._missing, self.photo, self.again, self.take_new, self._later]
        work.scanner.finger_state.connect(self._follow)
        work.scanner.captured.connect(self._captured)
        work.scanner.failed.connect(self._failed)
        work.scanner.state_changed.connect(self._say_training)
        self.flow.failed.connect(lambda _error: self.refresh())
        self.flow.saved.connect(self._note_saved)
        self.flow.pausing.connect(self._say_dropped)
        self.retranslate()

    # -- the page ----------------------------------------------------------------------------

    def enter(self) -> None:
        """Begin to wait for a finger."""
        self._error = None
        if self.series.unsaved is None:
            self.series.choose(None)
        self.setFocus()
        self.refresh()
        self._fetch_print()
        self._asking.whose(unasked=True)

    def open_at(self, position: int) -> None:
        """Come here from another step for this finger."""
        self.flow.go(Step.FINGERPRINTS)
        if self.flow.step is Step.FINGERPRINTS:
            self._choose(position)

    def leave(self) -> None:
        """Wait for no finger; a print that could not be saved stays for the same visit."""
        self._release()

    def forget(self) -> None:
        """Nothing of this citizen's hands is shown, kept or offered to the next."""
        self._release()
        self.series, self._error = FingerSeries(), None
        self._asking.forget()
        self.stage.clear()
        self.guide.say("")
        self._code.hide()
        self._offer()

    def refresh(self) -> None:
        """Follow the visit: on to the next finger, or wait while one is being kept."""
        now = self._moment
        if now is None or not self.isVisible():
            return
        if now.busy or now.stuck or now.doubt is not None:
            self._stop()
        elif now.current != self._waiting_for:
            self._wait_for(now.current)
        self._offer()
        self._say()

    def take_back(self) -> None:
        """A scanner's digits chose a finger: it is the next one in turn again."""
        self._choose(None)

    @property
    def state(self) -> "QLabel":
        """What the citizen is asked to do."""
        return self.call.state

    @property
    def current(self) -> int | None:
        """The finger that is taken now; None when all are done."""
        return self.series.current(self.flow.view)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._missing.setText(self.tr("Không lấy được"))
        self.photo.setText(self.tr("Chụp ngón này"))
        self.again.setText(self.tr("Lấy lại ngón trước"))
        self._later.setText(self.tr("Để sau"))
        self._offer()
        self._say()
        self._say_print()
        self._say_training()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows go from finger to finger as they lie, digits to one: 1 right thumb, 0 the last."""
        beside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if beside is not None:
            self._choose(self.map.beside(self.current, beside))
        elif event.text().isdecimal() and event.text().isascii():
            self._choose(int(event.text()) or max(FINGERS))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come back, perhaps from another screen: go on where it was."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Wait for no finger behind another screen."""
        self._release()
        super().hideEvent(event)

    # -- words -------------------------------------------------------------------------------

    @property
    def _moment(self) -> Moment | None:
        if self.flow.view is None:
            return None
        return Moment(
            view=self.flow.view,
            series=self.series,
            state=self._state,
            busy=self.flow.busy,
            present=self.work.scanner.present,
            failed=self._error is not None,
        )

    def _offer(self) -> None:
        free, now = not self.flow.busy, self._moment
        again = self.series.last_done is not None and self.series.unsaved is None
        rejected = now.rejected if now is not None else None
        # One more print is being taken: whose "before" would it be, and where the room for it?
        again = again and rejected is None and (now is None or now.doubt is None)
        self._missing.setEnabled(free and self.current is not None)
        self.photo.setVisible(self._asking.photo_of() is not None)
        self.photo.setEnabled(free)
        self.again.setVisible(again)
        self.again.setEnabled(free and again)
        self.take_new.setVisible(rejected is not None)
        if rejected is not None:
            self.take_new.setText(self.tr("Dùng bản mới ({0})").format(rejected.quality))
        self._later.setVisible(self.current is not None)
        self.offer_primary(now is not None and now.deed() != "nothing")
        if self.primary is not None:
            words = now.primary() if now is not None else self.tr("Tiếp tục")
            self.primary.setText(self.tr("Đang lưu…") if self.flow.busy else words)

    def _say(self) -> None:
        now = self._moment
        if now is None:
            return
        self.stage.show_moment(now)
        self._code.setVisible(self._error is not None)
        if self._error is not None:
            saying = self.words.saying(self._error)
            self.guide.say(saying.what, saying.next, "bad")
            self._code.setText(self.tr("Mã: {0}").format(saying.code))
        else:
            self.guide.say(*now.guide())

    def _say_print(self) -> None:
        view = self.flow.view
        self.stage.show_print(self.series.last, view.prints.threshold if view else None)

    def _say_training(self) -> None:
        """Once, and quietly, what this scanner is not good for."""
        identity = self.work.scanner.identity
        training = identity is not None and not identity.id_grade
        said = self.tr("Máy vân tay này chỉ dùng để tập huấn; hồ sơ có ghi rõ.")
        self.training.setText(said if training else "")
        self.training.setVisible(training)

    def _say_dropped(self) -> None:
        """The visit is left open with a print that is on no disk: nobody may think it is kept."""
        if self.series.unsaved is None:
            return
        position = self.series.unsaved.finger

        def say() -> Saying:
            what = self.tr("Chưa lưu được: {0}").format(finger_names()[position].lower())
            return Saying(what, self.tr("Khi làm tiếp lượt đó, lấy lại ngón này."))

        self.work.services.notices.show(Notice("warn", say))

    # -- what happens ------------------------------------------------------------------------

    def _wait_for(self, position: int | None) -> None:
        self._stop()
        self._waiting_for = position
        if position is not None and self.work.scanner.present:
            self.work.scanner.capture(position)

    def _stop(self) -> None:
        self._waiting_for = None
        self._state = None
        self.call.show_progress(None)
        self.work.scanner.stop()

    def _release(self) -> None:
        """Stop, and leave no image in the sensor: who presses next may be somebody else."""
        self._stop()
        self.work.scanner.forget()

    def _follow(self, state: FingerState, progress: float) -> None:
        self._state = state
        self.call.show_progress(progress if state is FingerState.HOLD else None)
        if (now := self._moment) is not None:
            self.stage.show_finger(now)

    def _captured(self, position: int, image: "FingerImage") -> None:
        self._waiting_for = self._state = None
        self.series.take(position, image, self.flow.view)
        self._say_print()
        self.work.services.notices.clear_page()
        self._save()
        if self.series.weak(self.flow.view) is not None:
            self.appear()  # Enter takes it now: not one that was meant for what stood here before

    def _note_saved(self, what: str) -> None:
        self.series.note_saved(what)
        self._say_print()
        if self.isVisible():
            self._asking.whose(unasked=True)

    def _save(self) -> None:
        if self.series.unsaved is not None:
            finger, image = self.series.unsaved.finger, self.series.unsaved.image
            self.flow.keep_finger(finger, image, stay=self.series.goes_on)

    def _failed(self, error: BaseException) -> None:
        under_way = self._state is FingerState.HOLD
        self._waiting_for = self._state = None
        self._error = error
        if under_way:  # the citizen has to know at once; else the guide says enough
            self.work.services.notices.show(self.words.notice(error, of_page=True))
        self.refresh()

    def _act(self) -> None:
        now = self._moment
        if now is None:
            return
        current = now.current
        match now.deed():
            case "save":
                self._save()
            case "retry":
                self._error = None
                self.work.services.notices.clear_page()
                self.refresh()
            case "go_on":
                self.flow.go(now.view.next_step)
            case "answer":
                self._asking.whose()
            case "settle" if current is not None:
                self.series.settle()
                self.flow.settle_finger(current)
            case "keep_old":
                self.series.choose(None)
                self.flow.go(Step.FINGERPRINTS if now.view.needs.fingers else now.view.next_step)

    def _take_new(self) -> None:
        """Take the print that just came for the better one that stands: it was another finger's."""
        now = self._moment
        if now is not None and now.current is not None and now.rejected is not None:
            rejected = now.rejected
            self.series.use_last()
            self.flow.keep_finger(now.current, rejected, anyway=True)

    def _choose(self, position: int | None) -> None:
        view = self.flow.view
        if view is None or self.flow.busy or (position and position not in view.fingers):
            return
        if self.series.unsaved is not None:
            return  # it would be gone: it is saved first, or given up with a reason
        self._error = None
        self.series.choose(position)
        self._say_print()
        self.refresh()
        self._fetch_print()

    def _fetch_print(self) -> None:
        """Show what there is of a finger that is taken again, or go on with its tries."""
        view, current, last = self.flow.view, self.current, self.series.last
        if view is None or current is None or self.series.standing(view) is None:
            return
        if last is None or last.finger != current:
            visit = view.visit
            self.work.services.lane.ask(
                lambda desk: kept_print(desk, visit, current),
                lambda kept: self._show_kept(visit, kept),
                self.work.services.tell,
            )

    def _show_kept(self, visit: "Visit", kept: "Taken") -> None:
        """It took a moment to fetch: by now another finger or visit may be here."""
        now = self.flow.visit
        if now is None or (now.id, now.fingers) != (visit.id, visit.fingers):
            return
        if self.current == kept.finger:
            self.series.show_kept(kept)
            self._say_print()
            self.refresh()

    def _retake_last(self) -> None:
        if self.series.last_done is not None:
            self._choose(self.series.last_done)

    def _leave_for_later(self) -> None:
        if self.flow.view is not None:
            steps = self.flow.view.steps
            self.flow.go(steps[steps.index(Step.FINGERPRINTS) + 1])
