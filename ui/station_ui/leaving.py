"""The way out: what is being saved is waited for, what would be cut off is told first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from station_ui.notices import Notice, Offer, Saying

if TYPE_CHECKING:
    from station_ui.screen_lock import ScreenLock
    from station_ui.services import Work
    from station_ui.workplace import Workplace


class Leaving(QObject):
    """Of one person's work: told once that something is under way, who asks again goes."""

    free = Signal()
    """Nothing is in the way any more."""

    def __init__(self, work: "Work", place: "Workplace", lock: "ScreenLock") -> None:
        super().__init__(place)
        self._work, self._lock = work, lock
        self._waits = self._told = False
        self._notice = Notice(
            "warn",
            lambda: Saying(*self._problem()),
            offer=Offer(lambda: self.tr("Vẫn rời bàn"), self.ask, "log-out"),
        )
        for way in (place.leave_asked, lock.left):
            way.connect(self.ask)
        work.flow.changed.connect(self._go_on)
        work.flow.failed.connect(self._stay)
        for part in (work.care, work.handover):
            part.changed.connect(self._see_end)
        lock.fell.connect(self._forget)

    def ask(self) -> None:
        """Go as soon as what is being saved is on disk; or tell what that would cut off."""
        if self.tell():
            return
        self._waits = self._work.flow.busy
        if not self._waits:
            self.free.emit()

    def tell(self) -> bool:
        """Say what leaving would cut off, once; whether there was something to say."""
        if self._told or not self._under_way():
            return False
        self._told = True
        if self._lock.locked:
            self._lock.curtain.show_problem(self._problem)
        else:
            self._work.services.notices.show(self._notice)
        return True

    # -- inside ------------------------------------------------------------------------------

    def _under_way(self) -> bool:
        return self._work.care.doing == "backup" or self._work.handover.doing == "copy"

    def _problem(self) -> tuple[str, str, str]:
        if self._work.care.doing == "backup":
            what = self.tr("Đang sao lưu, rời bàn bây giờ thì bản sao bị bỏ dở.")
        else:
            what = self.tr("Đang chép hồ sơ ra USB, rời bàn bây giờ thì việc chép dừng giữa chừng.")
        return what, self.tr("Đợi xong rồi hãy rời, hoặc bấm lần nữa nếu vẫn muốn rời bàn."), ""

    def _see_end(self) -> None:
        if self._told and not self._under_way():
            self._forget()

    def _forget(self) -> None:
        """It is over, or whoever comes to the curtain has not been told."""
        self._told = False
        self._lock.curtain.take_back(self._problem)
        if self._work.services.notices.current is self._notice:
            self._work.services.notices.clear()

    def _go_on(self) -> None:
        """Once all have heard what became of the act."""
        if self._waits:
            QTimer.singleShot(0, self, self._go)

    def _go(self) -> None:
        if self._waits:
            self.ask()

    def _stay(self, _error: BaseException) -> None:
        """What was being saved is not: whoever made it has to know, and can try again."""
        self._waits = False
