"""A record that the centre has returned: why, what that is about, and what to do."""

from typing import TYPE_CHECKING

from station_core.roles import Act
from station_ui.formats import shown_record
from station_ui.icon import Glyph
from station_ui.returned_words import about, reason
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, row, text

if TYPE_CHECKING:
    from station_queue import Delivery


class ReturnedRecord(Part):
    """Seen while a returned record is chosen: the whole reason, which a row has no room for."""

    def __init__(self, work: Work) -> None:
        super().__init__("card")
        self._work = work
        self._delivery: Delivery | None = None
        self._sign = Glyph(size=Space.GROUP)
        self._sign.show_state("bad")
        self.title, self.code = text("strong", wrap=True), text("small")
        self.reason, self.next = text("lead", wrap=True), text("muted", wrap=True)
        head = row(self.title, self.code, gap=Space.LARGE)
        head.setStretch(0, 1)
        lines = column(head, self.reason, self.next, gap=Space.HAIR)
        whole = row(column(self._sign, None), lines, gap=Space.MEDIUM)
        whole.setStretch(1, 1)
        whole.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        self.setLayout(whole)
        self.hide()
        work.flow.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def record(self) -> str:
        """Id of the record that is shown; empty without one."""
        return self._delivery.record if self._delivery is not None else ""

    @property
    def can_open(self) -> bool:
        """Whether it may be opened again, by this person and now."""
        work = self._work
        free = work.flow.view is None and not work.flow.busy
        return bool(self.record) and work.session.may(Act.COLLECT) and free

    def show_delivery(self, delivery: "Delivery | None") -> None:
        """Show why this one was returned; nothing for one that was not."""
        returned = delivery is not None and delivery.state == "rejected"
        self._delivery = delivery if returned else None
        self.setVisible(returned)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        one = self._delivery
        if one is None:  # what was said of it may tell of its citizen
            for label in (self.title, self.code, self.reason, self.next):
                label.setText("")
            self.setAccessibleName("")
            return
        words = self._work.services.words
        said = words.returned(one.code or "")
        what = about(one.field, self._work.catalogue, words)
        title = self.tr("Hồ sơ {0} bị trả lại").format(shown_record(one.record))
        self.title.setText(f"{title} · {what}" if what else title)
        self.code.setText(self.tr("Mã: {0}").format(one.code) if one.code else "")
        self.reason.setText(reason(one.code, one.text, words))
        self.next.setText(self._next(said.next))
        self.setAccessibleName(f"{self.title.text()}: {self.reason.text()}")
        self.setAccessibleDescription(self.next.text())

    def _next(self, usual: str) -> str:
        if not self._work.session.may(Act.COLLECT):
            return self.tr("Cán bộ thu nhận mở lại và sửa hồ sơ này.")
        if self._work.flow.view is not None:
            return self.tr("Hoàn tất hoặc tạm dừng lượt đang làm, rồi mở lại hồ sơ này.")
        return usual
