"""A question that takes the stage: a few large answers with their numbers, or one line to type."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSizePolicy

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.check import Check
from station_ui.widgets.part import Part, column, emptied, framed, row, scrolled, text
from station_ui.widgets.value_line import ValueLine

Say = Callable[[], str]
"""Words, asked for again when the language changes."""

_WIDEST: Final = 560
_KEYS: Final = 9
_DIGITS_MS: Final = 200
"""A digit with no other after it for so long was pressed by a person."""


@dataclass(frozen=True)
class Asked:
    """What a sheet asks."""

    title: Say
    why: Say
    choices: tuple[tuple[str, Say], ...] = ()
    """Code and words of each answer; none: the answer is typed."""
    own: str = ""
    """The code of the answer that is typed instead."""
    for_all: Say | None = None
    """The words of a box that extends the answer to all that is left."""
    mark: Say | None = None
    """The words of a box that says more about the answer."""
    marks: tuple[str, ...] = ()
    """The answers of which it is asked."""
    first: str = ""
    """The answer that is chosen from the beginning."""


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    code: str
    """Of the choice; empty where there are none."""
    text: str
    """What was typed instead, or with it."""
    for_all: bool
    marked: bool

    @property
    def reason(self) -> str:
        """The code, or the own words that stand for it."""
        return self.text or self.code


class ConfirmSheet(Part):
    """Opens no window of its own: the page that shows it carries the keys to confirm and go back.

    The cursor stands on the sheet itself, so that numbers choose and Enter confirms.
    """

    changed = Signal()
    """There may be an answer now."""
    answered = Signal(object)
    """The `Answer`."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: Asked | None = None
        self._title, self._why = text("title", wrap=True), text("lead", wrap=True)
        self._label = text("label")
        self.line = ValueLine()
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self._label.setBuddy(self.line)
        self.for_all, self.mark = Check(), Check()
        self.choices: dict[str, Button] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.SMALL)
        self._grid.setContentsMargins(*(Space.NONE,) * 4)
        self._keys = [QShortcut(QKeySequence(str(at + 1)), self) for at in range(_KEYS)]
        for at, key in enumerate(self._keys):
            key.activated.connect(lambda at=at: self._choose_by_number(at))
        self._typed = framed(column(self._label, self.line, gap=Space.HAIR))
        body = column(self._title, self._why, gap=Space.SMALL)
        body.addSpacing(Space.SMALL)
        body.addWidget(framed(self._grid))  # holds its place for the Tab key: answers come later
        self._boxes = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._boxes.setSpacing(Space.NONE)
        self._boxes.setContentsMargins(*(Space.NONE,) * 4)
        for box in (self.mark, self.for_all):
            self._boxes.addWidget(box)
        self._boxes.addStretch(1)
        for part in (self._typed, framed(self._boxes)):
            body.addWidget(part)
        body.addStretch(1)
        self._body = framed(body)
        self._body.setMaximumWidth(_WIDEST)
        self._body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._room = row(self._body, gap=Space.NONE)
        self._room.setStretch(0, 1)
        self._room.addStretch(0)
        self._area = scrolled(framed(self._room))
        self.setLayout(column(self._area))
        self.measure()
        self.retranslate()

    def ask(self, asked: Asked) -> None:
        """Put a question."""
        self._asked = asked
        emptied(self._grid)
        self.choices = {
            code: self._choice(code, at) for at, (code, _say) in enumerate(asked.choices)
        }
        for at, key in enumerate(self._keys):
            key.setEnabled(at < len(asked.choices))
        self._empty_line()
        if asked.first:
            self.choices[asked.first].setChecked(True)
        self._show_line()
        self.for_all.setVisible(asked.for_all is not None)
        for box in (self.for_all, self.mark):
            box.setChecked(False)
        self._lay_out()
        self.retranslate()
        self.changed.emit()

    def put_cursor(self) -> None:
        """Where the answer is given; the choices are taken by their numbers."""
        (self if self.choices else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self) -> str:
        """The code or the typed line; empty while there is none."""
        chosen = self._chosen()
        return self.line.text().strip() if self._is_typed(chosen) else chosen

    def confirm(self) -> None:
        """Give the answer, if there is one."""
        chosen = self._chosen()
        if self.answer():
            text = self.answer() if self._is_typed(chosen) else ""
            marked = not self.mark.isHidden() and self.mark.isChecked()
            self.answered.emit(Answer(chosen, text, self.for_all.isChecked(), marked))

    def forget(self) -> None:
        """Drop the question and what was typed: it may be about a citizen."""
        self._asked = None
        self._empty_line()

    def retranslate(self) -> None:
        """Put the question in the current language."""
        self._label.setText(self.tr("Lý do"))
        self.line.setAccessibleName(self._label.text())
        if self._asked is None:
            return
        self._title.setText(self._asked.title())
        self.setAccessibleName(self._title.text())
        self._why.setText(self._asked.why())
        self.for_all.setText(self._asked.for_all() if self._asked.for_all else "")
        self.mark.setText(self._asked.mark() if self._asked.mark else "")
        for code, say in self._asked.choices:
            self.choices[code].setText(say())

    def measure(self) -> None:
        """Answers stand side by side where there is little height."""
        edge = Space(measures().edge)
        self._room.setContentsMargins(edge, edge, edge, Space.SMALL)
        self._lay_out()

    # -- inside ------------------------------------------------------------------------------

    def _chosen(self) -> str:
        return next((code for code, button in self.choices.items() if button.isChecked()), "")

    def _is_typed(self, chosen: str) -> bool:
        """Whether the answer is what stands in the line."""
        return not self.choices or (self._asked is not None and chosen == self._asked.own != "")

    def _show_line(self) -> None:
        chosen, asked = self._chosen(), self._asked
        self._typed.setVisible(self._is_typed(chosen))
        self.mark.setVisible(asked is not None and chosen in asked.marks)

    def _bring_line(self) -> None:
        self._area.ensureWidgetVisible(self.line, 0, Space.MEDIUM)

    def _empty_line(self) -> None:
        self.line.setText("")  # clear() could be undone: by the next citizen's operator

    def _choice(self, code: str, at: int) -> Button:
        button = Button("choice")
        button.setCheckable(True)
        if at < _KEYS:
            button.show_key(str(at + 1))
        button.clicked.connect(lambda _checked: self._choose(code))
        return button

    def _lay_out(self) -> None:
        columns = 1 if measures().roomy else 2
        way = QBoxLayout.Direction
        self._boxes.setDirection(way.LeftToRight if measures().roomy else way.TopToBottom)
        for at, button in enumerate(self.choices.values()):
            self._grid.addWidget(button, at // columns, at % columns)

    def _choose(self, code: str) -> None:
        self._check(code)
        if self._is_typed(code):
            self._put_into_line(code)

    def _check(self, code: str) -> None:
        for other, button in self.choices.items():
            button.setChecked(other == code)
        self._show_line()
        self.changed.emit()

    def _put_into_line(self, code: str) -> None:
        """Put the cursor where the answer is typed, if it still is the answer."""
        if self.isVisible() and self._chosen() == code:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self._bring_line)  # once it has its place

    def _choose_by_number(self, at: int) -> None:
        code = list(self.choices)[at]
        self.choices[code].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._check(code)
        if self._is_typed(code):
            # Not at once: a scanner's digits go on, and would be typed.
            QTimer.singleShot(_DIGITS_MS, self, partial(self._put_into_line, code))
