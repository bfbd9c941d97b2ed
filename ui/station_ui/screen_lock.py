"""The locked screen: a curtain before the work, lifted by the signed-in person's password alone."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QToolTip

from station_devices import FingerState
from station_ui.quiet_watch import QuietWatch
from station_ui.sign_in_wait import SignInWait
from station_ui.widgets.clipboard import forget_copied
from station_ui.widgets.lock_curtain import LockCurtain

if TYPE_CHECKING:
    from station_ui.services import Work
    from station_ui.tasks import Task
    from station_ui.workplace import Workplace

LANE: Final = "unlock"
"""Neither a save nor a pass over the queue holds up whoever types the password."""


class ScreenLock(QObject):
    """Locks when it is told to, or when nobody has touched anything for a while.

    What is under way goes on behind, sending too; nothing new is taken, from whatever device. The
    visit stays as it is, and what is typed is on its way to the disk before the curtain falls.
    """

    fell = Signal()
    """The curtain is to be shown in place of the work."""
    lifted = Signal()
    """The work is to be shown again."""
    left = Signal()
    """Somebody else wants to work here."""

    def __init__(self, work: "Work", place: "Workplace") -> None:
        super().__init__(place)
        self._work, self._place = work, place
        self.locked = False
        services = work.services
        self.curtain = LockCurtain()
        self.curtain.show_demo(services.demo_password)
        self.wait = SignInWait(services, self, LANE)
        self.watch = QuietWatch(
            self, work.session.settings.screen.lock_minutes, services.elapsed, services.lane.boot
        )
        self._wire()
        self.watch.begin()

    def lock(self, by: str = "key") -> None:
        """Let the curtain fall.

        Args:
            by: What locked: "key", or "quiet".
        """
        if self.locked:
            return
        self.locked = True
        self.watch.end()
        _shut_what_is_open()
        self._place.rest()
        self._work.scans.shut()
        forget_copied()  # else it could be pasted into the password and looked at
        self._note("locked", by=by)
        self.curtain.show_locked(
            self._work.session.person.name,
            self._work.services.now(),
            visit_kept=self._work.flow.visit is not None,
            by_itself=by == "quiet",
        )
        self.fell.emit()
        self.wait.ask()

    def end(self) -> None:
        """This person's work is over."""
        self.watch.end()
        _shut_what_is_open()

    # -- inside ------------------------------------------------------------------------------

    def _wire(self) -> None:
        work, watch = self._work, self.watch
        self.curtain.unlock.connect(self._try)
        self.curtain.other.connect(self.left)
        self._place.lock_asked.connect(self.lock)
        watch.quiet.connect(lambda: self.lock("quiet"))
        self.wait.changed.connect(self._show_wait)
        work.scans.turned_away.connect(self._turn_away)
        for news in (
            work.scans.read,
            work.scans.refused,
            work.scanner.captured,
            work.studio.taken,
            work.flow.saved,
            work.flow.failed,
        ):
            news.connect(lambda *_what: watch.touch())
        work.scanner.finger_state.connect(self._feel)

    def _feel(self, state: FingerState, _part: float) -> None:
        """A finger on the glass is somebody; a scanner that waits for one is not."""
        if state is not FingerState.PLACE:
            self.watch.touch()

    def _try(self, password: str) -> None:
        self.curtain.show_problem(None)
        self.curtain.show_busy(True)
        session, boot = self._work.session, self._work.services.lane.boot

        def work(_task: "Task") -> int:
            from station_core.signin import unlock_again  # noqa: PLC0415 - in step with `DeskLane`

            return unlock_again(session, password, boot)

        self._work.services.runner.submit(LANE, work, self._lift, self._refuse)

    def _lift(self, failed: int) -> None:
        self.locked = False
        self.curtain.forget()
        self._note("unlocked", failed=failed)
        self._work.scans.open()
        self._place.wake()
        self.watch.begin()
        self.lifted.emit()

    def _refuse(self, error: BaseException) -> None:
        self._work.services.note(error)
        self.curtain.show_busy(False)
        self.curtain.show_problem(lambda: self._problem(error))
        self.curtain.put_cursor()
        self.wait.take(error)

    def _show_wait(self) -> None:
        before = self.curtain.waits
        self.curtain.show_wait(self.wait.left_s)
        if self.wait.left_s and not before:
            self.curtain.show_problem(lambda: self._coded("SIGN_IN_WAIT"))
        elif before and not self.wait.left_s:
            self.curtain.show_problem(None)
            self.curtain.put_cursor()

    def _turn_away(self) -> None:
        """A card was scanned that nobody can see to."""
        QApplication.beep()
        if not self.curtain.waits:
            self.curtain.show_problem(
                lambda: (
                    self.tr("Máy đang khóa nên chưa nhận thẻ vừa quét."),
                    self.tr("Mở khóa, rồi quét lại thẻ."),
                    "",
                )
            )

    def _problem(self, error: BaseException) -> tuple[str, str, str]:
        what, next_, code = self._coded(getattr(error, "code", "BUG"))
        if getattr(error, "code", "") == "SIGN_IN_WRONG":
            what = self.tr("Mật khẩu không đúng.")  # nobody was asked for a name
        return what, next_, code

    def _coded(self, code: str) -> tuple[str, str, str]:
        saying = self._work.services.words.coded(code)
        return saying.what, saying.next, self.tr("Mã: {0}").format(saying.code)

    def _note(self, act: str, **facts: str | int | bool | None) -> None:
        """Write it down; a disk that is full keeps nobody from locking, nor from coming back."""
        services = self._work.services
        services.lane.ask(
            lambda desk: desk.note(act, None, **facts), lambda _none: None, services.note
        )


def _shut_what_is_open() -> None:
    """Lists, menus and file dialogs are windows of their own: no curtain covers them."""
    while popup := QApplication.activePopupWidget():
        popup.close()
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.reject()
    QToolTip.hideText()
