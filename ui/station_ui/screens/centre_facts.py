"""What the desk knows of its centre, or what a scanned code says of one: compared by eye."""

from typing import TYPE_CHECKING, Final

from station_core.audit import recipient_mark
from station_ui.formats import shown_moment, shown_time
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, framed, text
from station_ui.widgets.sign_list import Line, SignList

if TYPE_CHECKING:
    from station_core.enrolling import CentreFacts
    from station_queue.packet import EnrolmentCode

_MARK_DIGITS: Final = 16
"""So much of a fingerprint is compared."""


class CentreFactsPanel(Part):
    """Address, state and fingerprints."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._address_title, self.address = text("label"), text("strong", wrap=True)
        self._mark_title, self.mark = text("label"), text("plain", wrap=True)
        self._seal_title, self.seal = text("label"), text("plain", wrap=True)
        self._lines = SignList()
        self._mark_part = framed(column(self._mark_title, self.mark, gap=Space.HAIR))
        self._inner = column(
            column(self._address_title, self.address, gap=Space.HAIR),
            *(self._lines, self._mark_part),
            *(column(self._seal_title, self.seal, gap=Space.HAIR), None),
            gap=Space.MEDIUM,
        )
        self.setLayout(self._inner)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """In line with what is beside it."""
        edge = measures().edge
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def retranslate(self) -> None:
        """Name the fingerprints; whoever shows the rest says it anew."""
        self._mark_title.setText(self.tr("Dấu vân giấy chứng nhận gốc"))
        self._seal_title.setText(self.tr("Dấu vân khóa niêm phong"))

    def show_facts(
        self, facts: "CentreFacts | None", code: "EnrolmentCode | None", *, refused: bool
    ) -> None:
        """Show how the desk stands with its centre, or what is about to be believed.

        Args:
            facts: What the desk knows; None until it was read.
            code: In hand.
            refused: The code has not been of use.
        """
        meant = code or facts
        title = self.tr("Trung tâm trong mã") if code else self.tr("Địa chỉ trung tâm")
        self._address_title.setText(title)
        self.address.setText(meant.url if meant else "–")
        mark = meant.ca_sha256 if meant else None
        self._mark_part.setVisible(mark is not None)
        self.mark.setText(_in_groups(mark or ""))
        self.seal.setText(_in_groups(recipient_mark(meant.recipient)) if meant else "–")
        lines: list[Line] = []
        if facts is not None and code is None:
            lines = self._standing(facts)
        elif facts is not None and not refused:
            lines = [("neutral", self.tr("%n hồ sơ sẽ gửi tới đây", "", facts.left))]
        self._lines.show_lines(lines)

    # -- inside ------------------------------------------------------------------------------

    def _standing(self, facts: "CentreFacts") -> list[Line]:
        enrolled = facts.is_enrolled
        word = self.tr("Đã ghi danh") if enrolled else self.tr("Chưa ghi danh")
        at, now = self._work.outbox.answered_at, self._work.services.now()
        answered = self.tr("Chưa trả lời từ khi đăng nhập")
        if at is not None:
            when = shown_time(at) if at.date() == now.date() else shown_moment(at)
            answered = self.tr("Trả lời lần cuối {0}").format(when)
        left = self.tr("%n hồ sơ trung tâm chưa trả lời", "", facts.left)
        return [
            ("good" if enrolled else "warn", word),
            ("good" if at else "neutral", answered),
            ("neutral", left),
        ]


def _in_groups(mark: str) -> str:
    """The beginning of a fingerprint, four digits together."""
    short = mark[:_MARK_DIGITS].upper()
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))
