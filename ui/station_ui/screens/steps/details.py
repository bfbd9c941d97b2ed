"""The form: what the card said, what the operator typed, checked against the card in hand."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer

from station_capture import number_warnings
from station_core.catalogue import FormField
from station_core.errors import VisitError
from station_core.visit import Step
from station_ui.earlier import say_earlier
from station_ui.returned_words import beside
from station_ui.screens.page import Page
from station_ui.screens.steps.visit_field import VisitField
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.form_grid import FormGrid
from station_ui.widgets.part import column, text
from station_ui.widgets.sign_list import SignList

if TYPE_CHECKING:
    from station_core.repeats import Earlier
    from station_core.visit import Visit

# Soon enough for a power cut, late enough not to write at every key.
_DRAFT_MS = 700
_ID_DIGITS = 12
_ABOUT: Final[dict[str, tuple[str, ...]]] = {
    "ID_YEAR_MISMATCH": ("dob",),
    "ID_GENDER_MISMATCH": ("dob", "gender"),
    "ID_PROVINCE": ("id_number",),
    "ID_COUNTRY": ("id_number",),
}
"""By warning of the ID number: the fields of which one contradicts it; itself, if it is odd."""


class DetailsPage(Page):
    """Enter keeps the whole form; what was typed stays until it is kept, whatever happens."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows: dict[str, VisitField] = {}
        self._shown: Visit | None = None
        self._asked: tuple[str, str] | None = None
        """ID number and procedure that an earlier record was looked for last."""
        self._earlier: Earlier | None = None
        self._writing = QTimer(self)
        self._writing.setSingleShot(True)
        self._writing.setInterval(_DRAFT_MS)
        self._writing.timeout.connect(self._note_draft)
        self._grid = FormGrid()
        self.setLayout(column(self._grid))
        self.primary = action(self, self._keep, *ENTER)
        self.warnings = SignList()
        self._procedure_label = text("label")
        self.procedure = ChoiceBox()
        self.procedure.setProperty("role", "guide")
        for procedure in work.catalogue.procedures:
            self.procedure.addItem(procedure.code, procedure.code)
        self.procedure.activated.connect(lambda _index: self._change_procedure())
        self._procedure_label.setBuddy(self.procedure)
        self.guide.body.addWidget(self.warnings)
        self.guide.body.addStretch(1)
        self.guide.foot.addLayout(column(self._procedure_label, self.procedure, gap=Space.HAIR))
        self.flow.failed.connect(self._show_refusal)
        self.flow.pausing.connect(self._note_draft)
        self.flow.filling.connect(self._note_draft)
        self.retranslate()

    def enter(self) -> None:
        """Show the form; the cursor goes where something is missing, else nowhere."""
        self._show_form()
        view = self.flow.view
        missing = view.needs.fields if view else ()
        if self._returned:
            self.rows[self._returned].put_cursor_behind()
            self._grid.point_out(self.rows[self._returned])
        elif missing:
            self.rows[missing[0]].put_cursor()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Follow the visit; the form is built anew only when it holds something else."""
        self._show_form()
        self.offer_primary()
        self.procedure.setEnabled(not self.flow.busy)
        if not self.flow.busy:
            self._show_procedure()

    def leave(self) -> None:
        """Have what was typed and not confirmed written down, for when the step comes again."""
        self._note_draft()

    def rest(self) -> None:
        """Have what is typed written down."""
        self._note_draft()

    def forget(self) -> None:
        """Empty the form."""
        self._writing.stop()
        self._shown = self._asked = self._earlier = None
        self._build(())
        self._say_warnings()

    def retranslate(self) -> None:
        """Say everything in the current language; the rows see to themselves."""
        if self.primary is not None:
            self.primary.setText(self.tr("Đúng, tiếp tục"))
        self._procedure_label.setText(self.tr("Thủ tục"))
        self.procedure.setAccessibleName(self._procedure_label.text())
        for index, procedure in enumerate(self.work.catalogue.procedures):
            self.procedure.setItemText(index, self.words.label(procedure.label))
        visit = self.flow.visit
        if visit is not None and visit.card is None:
            self.guide.say(self.tr("Nhập thông tin"), self.tr("Nhập theo giấy tờ của công dân."))
        else:
            self.guide.say(
                self.tr("Đối chiếu với thẻ"),
                self.tr("Đọc to họ tên và số định danh. Sửa chỗ sai ngay trong ô."),
            )
        self._say_warnings()

    # -- showing -----------------------------------------------------------------------------

    def _show_form(self) -> None:
        view = self.flow.view
        if view is None or (self._shown is not None and _same_form(view.visit, self._shown)):
            return
        self._shown = view.visit
        self._build(view.form)
        for code, one in self.rows.items():
            one.show_value(view.visit.form.get(code), view.visit.draft.get(code))
            one.edited.connect(self._writing.start)
            one.edited.connect(self._follow_number)
        self._show_procedure()
        self._look_for_earlier()
        self.retranslate()

    def _show_procedure(self) -> None:
        """The one of the visit, also after a change that failed."""
        if self.flow.visit is not None:
            self.procedure.setCurrentIndex(self.procedure.findData(self.flow.visit.procedure))

    def _build(self, form: Sequence[FormField]) -> None:
        self.rows = {field.code: VisitField(field, self.words) for field in form}
        self._grid.show_fields([(one, one.span) for one in self.rows.values()])

    def _follow_number(self) -> None:
        self._say_warnings()
        self._look_for_earlier()

    def _say_warnings(self) -> None:
        card = self.flow.visit.card if self.flow.visit else None
        of_number = self._number_warnings()
        codes = [code for code in (card.warnings if card else ()) if code not in _ABOUT]
        lines = [self.words.word("warning", code) for code in (*of_number, *codes)]
        if card and card.repaired:
            lines.append(self.tr("Chữ trên mã bị lỗi phông và đã được khôi phục. Xem kỹ dấu."))
        if self._earlier is not None:
            saying = say_earlier(self._earlier, self.work.catalogue, self.words)
            lines.insert(0, f"{saying.what} {saying.next}")
        self.warnings.show_lines([("warn", line) for line in lines])
        self._show_doubts(of_number)

    def _number_warnings(self) -> list[str]:
        """What is odd about the ID number as the form is now, scanned or typed."""
        values = self.values()
        try:
            dob: date | None = date.fromisoformat(values.get("dob", ""))
        except ValueError:
            dob = None
        return number_warnings(
            values.get("id_number", ""), dob=dob, gender=values.get("gender", "")
        )

    def _show_doubts(self, of_number: Sequence[str]) -> None:
        """Mark what a contradiction is about; of several fields those that were changed."""
        about = {code for one in of_number for code in _ABOUT[one]} & self.rows.keys()
        marked = {code for code in about if self.rows[code].changed} or about
        for code, one in self.rows.items():
            itself = self._odd_number if code == "id_number" else self._doubtful
            one.show_doubt(itself if code in marked else None)
        if self._returned:
            self.rows[self._returned].show_doubt(self._centre_says)

    @property
    def _returned(self) -> str:
        """The field that the centre's reason is about, until the form is confirmed again."""
        view = self.flow.view
        note = view.visit.returned if view is not None and view.mend is Step.DETAILS else None
        return note.field or "" if note is not None and note.field in self.rows else ""

    def _centre_says(self) -> str:
        note = self.flow.visit.returned if self.flow.visit is not None else None
        return beside(note, self.words) if note is not None else ""

    def _doubtful(self) -> str:
        return self.tr("Không khớp số định danh")

    def _odd_number(self) -> str:
        return self.tr("Ba số đầu chưa có trong danh mục")

    def _look_for_earlier(self) -> None:
        """Ask the desk whether the citizen of this number was collected before."""
        visit, number = self.flow.visit, self.values().get("id_number", "")
        whole = visit is not None and len(number) == _ID_DIGITS and number.isdecimal()
        asked = (number, visit.procedure) if visit is not None and whole else None
        if asked == self._asked:
            return
        self._asked, self._earlier = asked, None
        if asked is None:
            self._say_warnings()
            return
        self.work.services.lane.ask(
            lambda desk: desk.earlier(*asked),
            lambda earlier: self._note_earlier(asked, earlier),
            self._ask_anew,
        )

    def _ask_anew(self, error: BaseException) -> None:
        self._asked = None  # with the next edit
        self.work.services.tell_page(error)

    def _note_earlier(self, asked: tuple[str, str], earlier: "Earlier | None") -> None:
        if asked == self._asked:
            self._earlier = earlier
            self._say_warnings()

    # -- keeping -----------------------------------------------------------------------------

    def values(self) -> dict[str, str]:
        """The form as it is typed now."""
        return {code: one.value() for code, one in self.rows.items()}

    def _keep(self) -> None:
        self.work.services.notices.clear_page()
        for one in self.rows.values():
            one.show_error(None)
        self._grid.point_out(None)
        self.flow.confirm_details(self.values())

    def _change_procedure(self) -> None:
        chosen = str(self.procedure.currentData())
        if self.flow.visit is not None and chosen != self.flow.visit.procedure:
            self._note_draft()
            self.flow.change_procedure(chosen)

    def _show_refusal(self, error: BaseException) -> None:
        if not self.isVisible() or not isinstance(error, VisitError):
            return
        codes = error.details.get("fields", ())
        wrong = [code for code in codes if code in self.rows] if isinstance(codes, Sequence) else []
        if error.code not in {"FIELD_MISSING", "FIELD_INVALID"} or not wrong:
            return
        missing = error.code == "FIELD_MISSING"
        for code in wrong:
            self.rows[code].show_error(self._missing if missing else self.rows[code].wanted)
        first = self.rows[wrong[0]]
        first.put_cursor()
        self._grid.point_out(first)

    def _missing(self) -> str:
        return self.tr("Cần có")

    def _note_draft(self) -> None:
        """Have what is typed over the form written down."""
        self._writing.stop()
        if self.flow.busy:
            self._writing.start()  # nothing is taken meanwhile
            return
        shown, now = self._shown, self.flow.visit
        if shown is not None and now is not None and _same_form(shown, now):
            typed = self.values().items()
            self.flow.keep_draft({code: text for code, text in typed if text != now.value(code)})


def _same_form(one: "Visit", other: "Visit") -> bool:
    return one.with_draft({}) == other.with_draft({})
