"""Where a card goes that was scanned, whatever with and wherever the cursor is."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from station_core.visit import Step, Visit
from station_ui.notices import Notice, Offer
from station_ui.services import Work

if TYPE_CHECKING:
    from station_capture import CardRead


class Arrivals(QObject):
    """Begins a visit with a card, fills the one on the screen, or says what stands in the way.

    While something is being saved a card waits; while a question is open it is not taken.
    """

    def __init__(
        self, work: Work, begin: "Callable[[CardRead], None]", asking: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._flow, self._services = work.flow, work.services
        self._begin, self._asking = begin, asking
        self._waiting: deque[CardRead] = deque()
        self._filling: CardRead | None = None
        self._flow.changed.connect(self._go_on)
        self._flow.failed.connect(self._note_failure)
        self._flow.ended.connect(self._forget)

    def take(self, read: "CardRead") -> None:
        """A card was scanned."""
        visit = self._flow.visit
        if self._flow.busy:
            self._waiting.append(read)
        elif self._asking():
            self._services.notices.tell(
                lambda: self.tr("Trả lời câu hỏi trên màn hình trước, rồi quét lại thẻ."), "warn"
            )
        elif visit is None:
            self._begin(read)
        elif _is_of(visit, read) and self._flow.step is not Step.SCAN:
            self._services.notices.good(lambda: self.tr("Thẻ này là của lượt đang làm."))
        else:
            self._filling = read
            self._flow.scan(read)

    # -- inside ------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Take the next card that waits, once all have heard what became of the act before."""
        if self._waiting and not self._flow.busy:
            QTimer.singleShot(0, self, self._take_next)

    def _take_next(self) -> None:
        if self._waiting and not self._flow.busy:
            self.take(self._waiting.popleft())

    def _note_failure(self, error: BaseException) -> None:
        """What failed is to be seen before another card is taken."""
        self._waiting.clear()
        read, self._filling = self._filling, None
        if read is not None and getattr(error, "code", "") == "CARD_OF_ANOTHER":
            self._offer_another(read, error)

    def _offer_another(self, read: "CardRead", error: BaseException) -> None:
        """The visit on the screen can wait for another person's card."""
        QApplication.beep()
        offer = Offer(
            lambda: self.tr("Tạm dừng, mở lượt mới"), partial(self._change_over, read), "user-round"
        )
        self._services.notices.show(
            Notice("warn", lambda: self._services.words.saying(error), offer=offer, of_page=True)
        )

    def _change_over(self, read: "CardRead") -> None:
        self._flow.pause()
        if self._flow.visit is None:
            self._begin(read)

    def _forget(self) -> None:
        self._filling = None


def _is_of(visit: Visit, read: "CardRead") -> bool:
    """Whether the visit has this card already."""
    return visit.card is not None and visit.card_number == read.card.id_number
