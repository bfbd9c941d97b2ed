"""A field of the form, bound to what the catalogue asks for and what the visit holds."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication

from station_core.catalogue import FieldKind
from station_core.catalogue import FormField as Asked
from station_core.visit import FormValue, Provenance
from station_ui.formats import kept_date, shown_date, shown_id
from station_ui.widgets.form_field import FormField, Kind, Origin
from station_ui.widgets.form_grid import Span
from station_ui.wording import Wording

translate = QCoreApplication.translate
_KINDS: Final[dict[FieldKind, Kind]] = {
    "text": "block",
    "name": "block",
    "choice": "choice",
    "id12": "number",
    "old_id": "number",
}
_SPANS: Final[dict[FieldKind, Span]] = {
    "text": "full",
    "name": "full",
    "date": "quarter",
    "choice": "quarter",
}
_WANTED: Final[dict[FieldKind, Callable[[], str]]] = {
    "phone": lambda: translate("VisitField", "Cần đủ 10 chữ số, bắt đầu bằng 03, 05, 07, 08, 09"),
    "id12": lambda: translate("VisitField", "Cần đủ 12 chữ số"),
    "old_id": lambda: translate("VisitField", "Cần đủ 9 hoặc 12 chữ số"),
    "email": lambda: translate("VisitField", "Cần có dạng ten@noi.vn"),
    "name": lambda: translate("VisitField", "Chỉ ghi chữ, không ghi số hay ký hiệu"),
    "date": lambda: translate("VisitField", "Ghi ngày/tháng/năm đã qua, ví dụ 31/12/2000"),
}
"""What each kind asks for, as `station_core.catalogue` checks it."""
_READ_ALOUD: Final[tuple[FieldKind, ...]] = ("name", "id12")
_ORIGINS: Final[dict[Provenance, Origin]] = {
    Provenance.CARD: "card",
    Provenance.TYPED: "typed",
    Provenance.EDITED: "edited",
}


class VisitField(FormField):
    """What is typed stays as typed until the form is kept."""

    def __init__(self, field: Asked, words: Wording) -> None:
        self.field = field
        self.span: Span = _SPANS.get(field.kind, "half")
        self._before: FormValue | None = None
        hint = field.hint
        super().__init__(
            lambda: words.label(field.label),
            _KINDS.get(field.kind, "line"),
            choices=[(choice, _choice_name(choice)) for choice in field.choices],
            hint=(lambda: words.label(hint)) if hint else None,
            optional=not field.required,
        )
        if field.kind == "date":
            self.show_example("31/12/2000")
        if field.kind in _READ_ALOUD:
            self.show_prominent()
        self.edited.connect(self._say_origin)

    def value(self) -> str:
        """The value as the desk keeps it; dates ISO."""
        typed = self.text()
        if self.field.kind == "date":
            return kept_date(typed)
        if self.field.kind in {"id12", "old_id", "phone"}:
            return "".join(typed.split())
        return typed

    def wanted(self) -> str:
        """What a value that is not valid should have been."""
        return _WANTED.get(self.field.kind, lambda: translate("VisitField", "Chưa đúng, xem lại"))()

    @property
    def changed(self) -> bool:
        """Whether the operator made it another than the card's."""
        return self._origin_now() == "edited"

    def show_value(self, before: FormValue | None, typed: str | None = None) -> None:
        """Show what the visit holds, or what was typed over it and not kept yet."""
        self._before = before
        value = typed if typed is not None else before.value if before else ""
        self.show_text(self._shown(value))
        self._say_origin()

    # -- inside ------------------------------------------------------------------------------

    def _shown(self, value: str) -> str:
        if self.field.kind == "date":
            return shown_date(value)
        return shown_id(value) if self.field.kind in {"id12", "old_id"} else value

    def _say_origin(self) -> None:
        self.show_origin(self._origin_now(), self._shown(self._other_on_card()))

    def _origin_now(self) -> Origin:
        before = self._before
        if before is None or not before.value:
            return "typed" if self.value() else ""
        if self.value() != before.value and before.provenance is not Provenance.TYPED:
            return "edited"
        return _ORIGINS[before.provenance]

    def _other_on_card(self) -> str:
        """What the card said, where the value is another one now."""
        before = self._before
        if before is None or before.provenance is Provenance.TYPED:
            return ""
        from_card = before.old if before.provenance is Provenance.EDITED else before.value
        return from_card if from_card and from_card != self.value() else ""


def _choice_name(choice: str) -> Callable[[], str]:
    names = {
        "Nam": lambda: translate("VisitField", "Nam"),
        "Nữ": lambda: translate("VisitField", "Nữ"),
    }
    return names.get(choice, lambda: choice)
