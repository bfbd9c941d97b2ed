"""The fingerprints, one finger after the other, without a key to press."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

from station_core.finger import MISSING_REASONS, Absence
from station_core.visit import Step
from station_devices import FingerState
from station_ui.camera import qimage
from station_ui.icon import Icon
from station_ui.screens.page import Page, Question
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.finger_call import FingerCall
from station_ui.widgets.finger_map import FingerMap, finger_names
from station_ui.widgets.part import column, row, text
from station_ui.widgets.print_view import PrintView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from station_devices import FingerImage


_CALL: Final = 8
"""The call is at least so many times as wide as its largest type is high."""
_LEAST: Final = 96
"""A print is seen at this side still."""


class FingerprintsPage(Page):
    """Waits for the next finger by itself; a print is kept as soon as it is here."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._chosen: int | None = None
        self._unsaved: tuple[int, FingerImage] | None = None
        self._last: tuple[int, FingerImage] | None = None
        self._last_done: int | None = None
        self._error: BaseException | None = None
        self._state: FingerState | None = None
        self._waiting_for: int | None = None
        self.call, self.print = FingerCall(), PrintView()
        self.map = FingerMap(self.words)
        self.map.chosen.connect(self._choose)
        self._code = text("small")
        self.guide.body.addWidget(self._code)
        self.guide.body.addStretch(1)
        self._lay_out()
        self.primary = action(self, self._act, *ENTER)
        self._missing = action(self, self._ask_reason, Qt.Key.Key_F6, icon="hand")
        self.again = action(self, self._retake_last, Qt.Key.Key_F5, icon="rotate-ccw")
        self._later = action(self, self._leave_for_later, Qt.Key.Key_F7, icon="arrow-right")
        self.others = [self._missing, self.again, self._later]
        work.scanner.finger_state.connect(self._follow)
        work.scanner.captured.connect(self._captured)
        work.scanner.failed.connect(self._failed)
        self.flow.failed.connect(lambda _error: self.refresh())
        self.flow.saved.connect(self._note_saved)
        self.retranslate()

    # -- the page ----------------------------------------------------------------------------

    def enter(self) -> None:
        """Begin to wait for a finger."""
        self._error = self._chosen = None
        self.setFocus()
        self.refresh()

    def leave(self) -> None:
        """Wait for no finger; a print that could not be saved stays for the same visit."""
        self._release()

    def forget(self) -> None:
        """Nothing of this citizen's hands is shown, kept or offered to the next."""
        self._release()
        self._chosen = self._unsaved = self._last = self._last_done = self._error = None
        self._say_print()
        self.call.clear()
        self.map.show_fingers((), {}, None)
        self.guide.say("")
        self._code.hide()
        self._offer()

    def refresh(self) -> None:
        """Follow the visit: on to the next finger, or wait while one is being kept."""
        if not self.isVisible() or self.flow.view is None:
            return
        view, current = self.flow.view, self.current
        if self.flow.busy or self._unsaved is not None or self._error is not None:
            self._stop()
        elif current != self._waiting_for:
            self._wait_for(current)
        self.map.show_fingers(view.fingers, view.visit.fingers, current)
        self._offer()
        self._say()

    @property
    def state(self) -> "QLabel":
        """What the citizen is asked to do."""
        return self.call.state

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._missing.setText(self.tr("Không lấy được"))
        self.again.setText(self.tr("Lấy lại ngón trước"))
        self._later.setText(self.tr("Để sau"))
        self._offer()
        self._say()
        self._say_print()

    @property
    def current(self) -> int | None:
        """The finger that is taken now; None when all are done."""
        if self._chosen is not None:
            return self._chosen
        open_fingers = self.flow.view.needs.fingers if self.flow.view else ()
        return open_fingers[0] if open_fingers else None

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The print gives way first."""
        upper = max(self.call.minimumSizeHint().height(), _LEAST + self.print.below)
        high = upper + Space.LARGE + self.map.height() + 2 * measures().edge
        return QSize(super().minimumSizeHint().width(), high)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the print as large as call and map leave room."""
        super().resizeEvent(event)
        self._fit_print()

    def measure(self) -> None:
        """Larger hands leave less room."""
        super().measure()
        self._fit_print()

    def _fit_print(self) -> None:
        room = self.size() - QSize(1, 1) * 2 * measures().edge
        high = room.height() - self.map.sizeHint().height() - Space.LARGE - self.print.below
        wide = room.width() - Space.LARGE - _CALL * measures().display
        self.print.keep_within(max(_LEAST, min(wide, high)))

    def _lay_out(self) -> None:
        upper = row(self.call, self.print, gap=Space.LARGE)
        upper.setStretch(0, 1)
        self.fill(column(upper, None, Space.LARGE, self.map, gap=Space.NONE))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come back, perhaps from another screen: go on where it was."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Wait for no finger behind another screen."""
        self._release()
        super().hideEvent(event)

    # -- words -------------------------------------------------------------------------------

    def _offer(self) -> None:
        free = not self.flow.busy
        retry = self._error is not None or self._unsaved is not None
        self._missing.setEnabled(free and self.current is not None)
        self.again.setVisible(self._last_done is not None)
        self.again.setEnabled(free and self._last_done is not None)
        self._later.setVisible(self.current is not None)
        self.offer_primary(retry or self.current is None)
        if self.primary is None:
            return
        if self.flow.busy:
            self.primary.setText(self.tr("Đang lưu…"))
        elif self._unsaved is not None:
            self.primary.setText(self.tr("Lưu lại"))
        elif self._error is not None:
            self.primary.setText(self.tr("Thử lại"))
        else:
            self.primary.setText(self.tr("Tiếp tục"))

    def _say(self) -> None:
        view = self.flow.view
        if view is None:
            return
        done = sum(position in view.visit.fingers for position in view.fingers)
        self.call.show_count(done, len(view.fingers))
        self._say_finger()
        self._say_guide()

    def _say_finger(self) -> None:
        if self.current is not None:
            finger = finger_names()[self.current]
        elif self._excused:
            finger = self.tr("Đã xong phần vân tay")
        else:
            finger = self.tr("Đủ vân tay")
        self.call.show_finger(finger, *self._what_to_do())
        self.print.setVisible(self.current is not None or self._last is not None)

    def _what_to_do(self) -> tuple[str, Icon, Tone]:
        """What the citizen does now, with its sign and tone."""
        if self.current is None:
            go_on = self.tr("Bấm Tiếp tục để kiểm tra hồ sơ.")
            return (
                (go_on, "arrow-right", "neutral")
                if self._excused
                else (go_on, "circle-check", "good")
            )
        if not self.work.scanner.present:
            return self.tr("Bàn này chưa gắn máy vân tay"), "usb", "warn"
        if self._error is not None:
            return self.tr("Máy chưa lấy được"), "octagon-alert", "bad"
        if self.flow.busy:
            return self.tr("Đang lưu"), "save", "neutral"
        if self._unsaved is not None:
            return self.tr("Chưa lưu được"), "octagon-alert", "bad"
        saying: dict[FingerState | None, tuple[str, Icon]] = {
            None: (self.tr("Đang chờ máy"), "clock"),
            FingerState.PLACE: (self.tr("Đặt ngón tay lên kính"), "fingerprint-pattern"),
            FingerState.HOLD: (self.tr("Giữ yên"), "circle-dot"),
            FingerState.LIFT: (self.tr("Nhấc ngón vừa lấy"), "chevron-up"),
        }
        return *saying[self._state], "accent"

    def _say_guide(self) -> None:
        self._code.setVisible(self._error is not None)
        if self._error is not None:
            saying = self.words.saying(self._error)
            self.guide.say(saying.what, saying.next, "bad")
            self._code.setText(self.tr("Mã: {0}").format(saying.code))
        elif self.current is None:
            self._say_done()
        elif not self.work.scanner.present:
            self.guide.say(
                self.tr("Chưa lấy được vân tay"),
                self.tr(
                    "Báo kỹ thuật gắn máy cho bàn này. F7: để sau, làm bước khác trước. "
                    "F6: ghi lý do không lấy được."
                ),
                "warn",
            )
        else:
            self.guide.say(
                self.tr("Vân tay"),
                self.tr("Máy tự chuyển sang ngón kế tiếp. Chạm một ngón để lấy lại."),
            )

    def _say_done(self) -> None:
        again = self.tr("Chạm một ngón để lấy lại.")
        if self._excused:
            taken = self.call.done - self._excused
            headline = self.tr("{0} lấy được, {1} không lấy được").format(taken, self._excused)
            self.guide.say(headline, self.tr("Lý do đã lưu trong hồ sơ.") + " " + again)
        else:
            self.guide.say(self.tr("Đã lấy xong"), again, "good")

    @property
    def _excused(self) -> int:
        """How many fingers have a reason instead of a print."""
        view = self.flow.view
        notes = [view.visit.fingers.get(one) for one in view.fingers] if view else []
        return sum(note is not None and note.outcome == "missing" for note in notes)

    def _say_print(self) -> None:
        if self._last is not None:
            position, image = self._last
            self.print.show_print(qimage(image.pixels), finger_names()[position], image.quality)
        else:
            self.print.clear()

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
        self._say_finger()

    def _captured(self, position: int, image: "FingerImage") -> None:
        self._waiting_for = self._state = None
        self._unsaved = self._last = (position, image)
        self._say_print()
        self._chosen = None
        self.work.services.notices.clear_page()
        self._save()

    def _note_saved(self, what: str) -> None:
        if what.startswith(("finger", "missing")):
            self._unsaved = None
            self._last_done = int(what.split()[1])

    def _save(self) -> None:
        if self._unsaved is not None:
            self.flow.keep_finger(*self._unsaved)

    def _failed(self, error: BaseException) -> None:
        under_way = self._state is FingerState.HOLD
        self._waiting_for = self._state = None
        self._error = error
        if under_way:  # the citizen has to know at once; else the guide says enough
            self.work.services.notices.show(self.words.notice(error, of_page=True))
        self.refresh()

    def _act(self) -> None:
        if self._unsaved is not None:
            self._save()
        elif self._error is not None:
            self._error = None
            self.work.services.notices.clear_page()
            self.refresh()
        elif self.flow.view is not None:
            self.flow.go(self.flow.view.next_step)

    def _choose(self, position: int) -> None:
        self._error = self._unsaved = None
        self._chosen = position
        self.refresh()

    def _retake_last(self) -> None:
        if self._last_done is not None:
            self._choose(self._last_done)

    def _leave_for_later(self) -> None:
        if self.flow.view is not None:
            steps = self.flow.view.steps
            self.flow.go(steps[steps.index(Step.FINGERPRINTS) + 1])

    def _ask_reason(self) -> None:
        view, current = self.flow.view, self.current
        if view is None or current is None:
            return
        left = tuple(p for p in view.needs.fingers if p != current)

        def answer(reason: str, for_all: bool) -> None:
            self._chosen = None
            which = (current, *left) if for_all else (current,)
            self.flow.mark_fingers_missing(which, Absence(reason=reason))

        self.asked.emit(
            Question(
                title=lambda: self.tr("Vì sao không lấy được {0}?").format(
                    finger_names()[current].lower()
                ),
                why=lambda: self.tr("Chọn một lý do; người khác sẽ đọc lại."),
                answer=answer,
                choices=MISSING_REASONS,
                for_all=(lambda: self.tr("Áp dụng cho mọi ngón còn lại")) if left else None,
            )
        )
