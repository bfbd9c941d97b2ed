"""One field of the form: label, where its value comes from, the value, hint or error."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy

from station_core.catalogue import FormField
from station_core.visit import FormValue, Provenance
from station_ui.formats import kept_date, shown_date
from station_ui.style import GRID, tone
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.part import ElidedText, Part, column, row, text
from station_ui.wording import Wording


class FormRow(Part):
    """Shows and takes one value; what is typed stays as typed until the form is kept."""

    edited = Signal()

    def __init__(self, field: FormField, words: Wording) -> None:
        super().__init__()
        self.field = field
        self._words = words
        self._before: FormValue | None = None
        self._error = ""
        self._label = text("strong")
        self._mark = text("small")
        self._note = ElidedText("small")
        self.input = _input(field)
        self._label.setBuddy(self.input)
        head = row(self._label, None, self._mark)
        body = column(gap=GRID // 2)
        body.addLayout(head)
        body.addWidget(self.input)
        body.addWidget(self._note)
        self.setLayout(body)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if isinstance(self.input, QComboBox):
            self.input.currentIndexChanged.connect(self._changed)
        else:
            self.input.textEdited.connect(self._changed)

    def value(self) -> str:
        """The value as the desk keeps it; dates ISO."""
        if isinstance(self.input, QComboBox):
            return str(self.input.currentData() or "")
        typed = self.input.text()
        if self.field.kind == "date":
            return kept_date(typed)
        if self.field.kind in {"id12", "old_id", "phone"}:
            return "".join(typed.split())
        return typed

    def show_value(self, before: FormValue | None, typed: str | None = None) -> None:
        """Show what the visit holds, or what was typed over it and not kept yet."""
        self._before = before
        value = typed if typed is not None else before.value if before else ""
        if isinstance(self.input, QComboBox):
            self.input.setCurrentIndex(max(0, self.input.findData(value)))
        else:
            self.input.setText(shown_date(value) if self.field.kind == "date" else value)
            self.input.setCursorPosition(0)
        self.show_error("")

    def show_error(self, words: str) -> None:
        """Say what is wrong with the value; an empty text takes it back."""
        self._error = words
        tone(self.input, "bad" if words else "neutral")
        tone(self._note, "bad" if words else "neutral")
        self.retranslate()

    def retranslate(self) -> None:
        """Name the field and say where its value comes from."""
        label = self._words.label(self.field.label)
        self._label.setText(label if self.field.required else self._optional(label))
        self.input.setAccessibleName(label)
        if isinstance(self.input, QComboBox):
            self.input.setItemText(0, self.tr("Chọn"))
            names = {"Nam": self.tr("Nam"), "Nữ": self.tr("Nữ")}
            for index, choice in enumerate(self.field.choices, 1):
                self.input.setItemText(index, names.get(choice, choice))
        self._mark.setText(self._provenance())
        self._note.setText((self._error and f"▲ {self._error}") or self._hint())

    def _optional(self, label: str) -> str:
        return self.tr("{0} (nếu có)").format(label)

    def _provenance(self) -> str:
        before = self._before
        if before is None or not before.value:
            return "" if not self.value() else self.tr("nhập tay")
        if self.value() != before.value and before.provenance is not Provenance.TYPED:
            return self.tr("đã sửa")
        return {
            Provenance.CARD: self.tr("✓ đọc từ thẻ"),
            Provenance.TYPED: self.tr("nhập tay"),
            Provenance.EDITED: self.tr("đã sửa"),
        }[before.provenance]

    def _hint(self) -> str:
        old = self._old()
        if old:
            shown = shown_date(old) if self.field.kind == "date" else old
            return self.tr("Trên thẻ: {0}").format(shown)
        if self.field.hint is not None:
            return self._words.label(self.field.hint)
        return ""

    def _old(self) -> str:
        """What the card said, where the value is another one now."""
        before = self._before
        if before is None or before.provenance is Provenance.TYPED:
            return ""
        from_card = before.old if before.provenance is Provenance.EDITED else before.value
        return from_card if from_card and from_card != self.value() else ""

    def _changed(self) -> None:
        self.show_error("")
        self.edited.emit()


def _input(field: FormField) -> QLineEdit | QComboBox:
    if field.kind == "choice":
        combo = ChoiceBox()
        combo.addItem("", "")
        for choice in field.choices:
            combo.addItem(choice, choice)
        return combo
    line = QLineEdit()
    line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    if field.kind == "date":
        line.setPlaceholderText("31/12/2000")
    line.setMaxLength(300)
    return line
