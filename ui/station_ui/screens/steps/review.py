"""The review: everything of the record at a glance before it is sealed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage

from station_core.visit import PORTRAIT_PART, Provenance, Step, Visit
from station_ui.finger_lines import NAMED, finger_lines
from station_ui.flow import VisitView
from station_ui.formats import shown_date, shown_id
from station_ui.returned_words import beside
from station_ui.screens.page import Page
from station_ui.services import Work
from station_ui.signs import Source
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.finger_map import FingerMap, finger_names
from station_ui.widgets.part import column, framed, row, scrolled, text
from station_ui.widgets.record_list import RecordList, RecordValue
from station_ui.widgets.sign_list import SignList
from station_ui.widgets.still_view import StillView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from station_core.catalogue import FormField

_SOURCES: Final[dict[Provenance, Source]] = {
    Provenance.CARD: "card",
    Provenance.TYPED: "typed",
    Provenance.EDITED: "edited",
}
_LONG: Final = frozenset({"name", "text", "email"})
"""Kinds of field that may need a line of their own."""


class ReviewPage(Page):
    """Enter seals the record, or leads to what is still missing."""

    finger_chosen = Signal(int)
    """A finger is wanted at its own step."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.portrait = StillView("portrait")
        self.map = FingerMap(self.words)
        self.map.chosen.connect(self.finger_chosen)
        self.record = RecordList()
        self.missing, self.noted = SignList(), SignList()
        self._noted_title = text("label")
        self._noted = framed(column(self._noted_title, self.noted, gap=Space.SMALL))
        self.guide.body.addWidget(self.missing)
        self.guide.body.addWidget(self._noted)
        self.guide.body.addStretch(1)
        self._lay_out()
        self.primary = action(self, self._act, *ENTER)
        self.retranslate()

    def enter(self) -> None:
        """Fetch the portrait as it lies on disk."""
        self.setFocus()
        visit = self.flow.visit
        self.portrait.show_image(None)
        self.portrait.setVisible(visit is not None and visit.portrait is not None)
        if visit is not None and visit.portrait is not None:
            self.work.services.lane.ask(
                lambda desk: desk.part(visit, PORTRAIT_PART),
                lambda jpeg: self._show_jpeg(visit, jpeg),
                self.work.services.tell,
            )

    def leave(self) -> None:
        """Let the portrait go: it may be another one when the step comes again."""
        self.portrait.show_image(None)

    def forget(self) -> None:
        """Clear picture, values and fingers, and what was missing."""
        self.portrait.show_image(None)
        self.record.show_values(())
        self.map.show_fingers((), {}, None)
        self.missing.show_lines(())
        self._show_noted(())
        self.guide.say("")

    @property
    def values(self) -> "dict[str, QLabel]":
        """What is shown, by field."""
        return self.record.values

    def refresh(self) -> None:
        """Show the record as it stands."""
        view = self.flow.view
        if view is None:
            return
        self.record.show_values([self._value(view, field) for field in view.form])
        self.map.setVisible(bool(view.fingers))
        self.map.show_fingers(view.fingers, view.visit.fingers, None)
        whole = view.next_step is Step.REVIEW
        self.offer_primary()
        if self.primary is not None:
            self.primary.setText(self.tr("Hoàn tất") if whole else self.tr("Làm nốt chỗ thiếu"))
        if view.mend is Step.REVIEW:  # about nothing that could have been taken anew
            self.guide.say(self.tr("Xem lại theo lý do"), how="warn")
        elif whole:
            sealed = self.tr("Hoàn tất sẽ niêm phong hồ sơ và đưa vào hàng chờ gửi.")
            self.guide.say(self.tr("Hồ sơ đủ"), sealed, "good")
        else:
            self.guide.say(self.tr("Còn thiếu"), how="warn")
        self.missing.show_lines([("warn", line) for line in self._missing(view)])
        self._show_noted(self._exceptions(view))

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.refresh()

    def _lay_out(self) -> None:
        card = framed(column(self.record, margins=Space.MEDIUM), "card")
        self._middle = row(self.portrait, column(card, None), gap=Space.GROUP)
        self._middle.setAlignment(self.portrait, Qt.AlignmentFlag.AlignTop)
        self._middle.setStretch(1, 1)
        self._all = column(self._middle, Space.MEDIUM, self.map, None, gap=Space.NONE)
        self.setLayout(column(scrolled(framed(self._all))))
        self.measure()

    def measure(self) -> None:
        """A narrower edge where there is little room."""
        edge = Space(measures().edge)
        self._all.setContentsMargins(edge, edge, edge, edge)
        self._middle.setSpacing(edge)

    def _show_jpeg(self, visit: Visit, jpeg: bytes) -> None:
        """It took a moment to fetch: by now another visit may be here."""
        now = self.flow.visit
        if now is not None and now.id == visit.id and self.isVisible():
            self.portrait.show_image(QImage.fromData(jpeg))

    def _value(self, view: VisitView, field: "FormField") -> RecordValue:
        entry = view.visit.form.get(field.code)
        return RecordValue(
            code=field.code,
            label=self.words.label(field.label),
            value=self._shown(field.kind, entry.value if entry else ""),
            source=_SOURCES[entry.provenance] if entry and entry.value else None,
            wide=field.kind in _LONG,
        )

    def _shown(self, kind: str, value: str) -> str:
        if kind == "date":
            return shown_date(value)
        if kind in {"id12", "old_id"}:
            return shown_id(value)
        return {"Nam": self.tr("Nam"), "Nữ": self.tr("Nữ")}.get(value, value)

    def _missing(self, view: VisitView) -> list[str]:
        labels = {field.code: self.words.label(field.label) for field in view.form}
        names = [labels[code] for code in view.needs.fields]
        if not view.visit.details_confirmed and not names:
            names.append(self.tr("Thông tin chưa được xác nhận"))
        if view.needs.portrait:
            names.append(self.tr("Ảnh chân dung"))
        fingers = view.needs.fingers
        if len(fingers) > NAMED:
            names.append(self.tr("%n ngón tay", "", len(fingers)))
        else:
            names += [finger_names()[position] for position in fingers]
        return names

    def _show_noted(self, lines: Sequence[str]) -> None:
        """What is settled, but not as usual: not to be done, only to be known."""
        self._noted_title.setText(self.tr("Lưu ý") if lines else "")
        self.noted.show_lines([("neutral", line) for line in lines])
        self._noted.setVisible(bool(lines))

    def _exceptions(self, view: VisitView) -> list[str]:
        """Why it was returned before; what is kept although it does not pass, with the reason."""
        lines, returned = finger_lines(view, self.words), view.visit.returned
        note = view.visit.portrait
        if note is not None and note.accepted_reason is not None:
            reason = self.words.word("portrait_reason", note.accepted_reason)
            lines.insert(0, self.tr("Ảnh chưa đạt, lý do: {0}").format(reason))
        if returned is not None and view.mend is None:
            lines.insert(0, beside(returned, self.words))
        return lines

    def _act(self) -> None:
        view = self.flow.view
        if view is None:
            return
        if view.next_step is Step.REVIEW:
            self.flow.finish()
        else:
            self.flow.go(view.next_step)
