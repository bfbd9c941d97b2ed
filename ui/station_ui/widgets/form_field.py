"""One field of a form: label, value, and below it where it comes from, a hint or an error."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import QSizePolicy

from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph
from station_ui.signs import SOURCE_SIGNS, Sign, Source
from station_ui.theme import font, mark, measures, tone
from station_ui.tokens import Space
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.value_block import ValueBlock
from station_ui.widgets.value_line import ValueLine

Say = Callable[[], str]
"""Words, asked for again when the language changes."""
Kind = Literal["line", "number", "block", "choice"]
"""One line; a number shown in groups; as many lines as it takes; one of a few."""
Origin = Source | Literal[""]

_SIGN: Final = 16
_NUMBER: Final = "000 000 000000"
_NAME_MOST: Final = 240
"""The name of a field stands on one line up to this width: fields side by side keep level."""


class FormField(Part):
    """Takes one value. An error takes the place of hint and origin, and is said aloud too."""

    edited = Signal()
    """The operator changed the value."""

    def __init__(
        self,
        name: Say,
        kind: Kind = "line",
        *,
        choices: Sequence[tuple[str, Say]] = (),
        hint: Say | None = None,
        optional: bool = False,
    ) -> None:
        super().__init__()
        self._name, self._hint, self._optional = name, hint, optional
        self._choices = tuple(choices)
        self._origin: Origin = ""
        self._old = ""
        self._error: Say | None = None
        self._doubt: Say | None = None
        self._label, self.note = text("label", wrap=True), text("small", wrap=True)
        self._sign = Glyph(size=_SIGN)
        self.input = self._made(kind)
        self._label.setBuddy(self.input)
        below = row(gap=Space.HAIR)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.note, 1)
        lines = column(self._label, self.input, gap=Space.HAIR)
        lines.addLayout(below)
        lines.addStretch(1)
        self.setLayout(lines)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.measure()
        self.retranslate()

    def text(self) -> str:
        """What is typed, or the code of what is chosen."""
        if isinstance(self.input, ChoiceBox):
            return str(self.input.currentData() or "")
        return self.input.text()

    def show_text(self, value: str) -> None:
        """Show another value; what was wrong with the one before is forgotten."""
        if isinstance(self.input, ChoiceBox):
            self.input.setCurrentIndex(max(0, self.input.findData(value)))
        else:
            self.input.show_value(value)
        self.show_error(None)

    def show_origin(self, origin: Origin, old: str = "") -> None:
        """Say where the value comes from, and what the card says if that is something else."""
        self._origin, self._old = origin, old
        self._show_note()

    def show_error(self, say: Say | None) -> None:
        """Say what is wrong with the value; None takes it back."""
        self._error = say
        tone(self.input, "bad" if say else "neutral")
        self._show_note()

    def show_doubt(self, say: Say | None) -> None:
        """Say why the value may be wrong, though it can be kept; None takes it back."""
        self._doubt = say
        self._show_note()

    def put_cursor(self) -> None:
        """Go into the field over what is there: what is typed takes its place."""
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if not isinstance(self.input, ChoiceBox):
            self.input.selectAll()

    def put_cursor_behind(self) -> None:
        """Go into the field behind what is there: it may be right but for a letter."""
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.input, ValueBlock):
            self.input.moveCursor(QTextCursor.MoveOperation.End)
        elif isinstance(self.input, ValueLine):
            self.input.end(False)

    def show_prominent(self) -> None:
        """Show the value large: it is read aloud."""
        mark(self.input, "role", "prominent")

    def show_example(self, value: str) -> None:
        """Show how a value is written, while there is none; no value is longer."""
        if not isinstance(self.input, ChoiceBox):
            self.input.setPlaceholderText(value)
        if isinstance(self.input, ValueLine):
            self.input.keep_whole(value)

    def measure(self) -> None:
        """Keep a line free for what may be said below, so that no other field moves then."""
        # Not the font of the note itself: it may still wear that of the look before.
        line = QFontMetrics(font(measures().small)).height()
        self.note.setMinimumHeight(max(_SIGN, line))
        self._widen()

    def retranslate(self) -> None:
        """Name the field and its choices."""
        name = self._name()
        self._label.setText(self.tr("{0} (nếu có)").format(name) if self._optional else name)
        self._widen()
        self.input.setAccessibleName(name)
        if isinstance(self.input, ChoiceBox):
            self.input.setItemText(0, self.tr("Chọn"))
            for index, (_code, say) in enumerate(self._choices, 1):
                self.input.setItemText(index, say())
        self._show_note()

    # -- inside ------------------------------------------------------------------------------

    def _made(self, kind: Kind) -> ValueLine | ValueBlock | ChoiceBox:
        if kind == "choice":
            box = ChoiceBox()
            box.addItem("", "")
            for code, _say in self._choices:
                box.addItem(code, code)
            box.currentIndexChanged.connect(self._changed)
            return box
        made = ValueBlock() if kind == "block" else ValueLine(grouped=kind == "number")
        if isinstance(made, ValueLine) and kind == "number":
            made.keep_whole(_NUMBER)
        made.textEdited.connect(self._changed)
        return made

    def _widen(self) -> None:
        """Hold the name on one line."""
        self._label.ensurePolished()
        name = self._label.fontMetrics().horizontalAdvance(self._label.text())
        self._label.setMinimumWidth(min(name + 1, _NAME_MOST))

    def _changed(self) -> None:
        self.show_error(None)
        self.edited.emit()

    def _show_note(self) -> None:
        if self._error is not None:
            sign: Sign | None = (STATE_ICONS["bad"], "bad")
            words = self._error()
        elif self._doubt is not None:
            sign = (STATE_ICONS["warn"], "warn")
            words = " · ".join(part for part in (self._doubt(), self._more()) if part)
        else:
            sign = SOURCE_SIGNS[self._origin] if self._origin else None
            words = " · ".join(part for part in (self._origin_words(), self._more()) if part)
        self._sign.setVisible(sign is not None)
        icon, how = sign or ("", "neutral")
        self._sign.show_icon(icon, STATE_INKS[how])
        tone(self.note, how)
        self.note.setText(words)
        self.input.setAccessibleDescription(words)

    def _origin_words(self) -> str:
        return {
            "": "",
            "card": self.tr("Đọc từ thẻ"),
            "typed": self.tr("Nhập tay"),
            "edited": self.tr("Đã sửa"),
        }[self._origin]

    def _more(self) -> str:
        if self._old:
            return self.tr("Trên thẻ: {0}").format(self._old)
        return self._hint() if self._hint else ""
