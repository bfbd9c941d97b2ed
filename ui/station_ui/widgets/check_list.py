"""What a person looks at: one line for each thing, marked where it is not as it should be."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from station_ui.icon import Icon
from station_ui.tokens import Space
from station_ui.widgets.button import Button, Look
from station_ui.widgets.part import Part, column, emptied, text

_OPEN: Final[Icon] = "circle-dashed"
_FAULT: Final[Icon] = "octagon-alert"
_KEYS: Final = 9

Say = Callable[[], str]
"""Words, asked for again when the language changes."""


class CheckList(Part):
    """Nothing is marked at first; the page's main action then says that all of it is well."""

    changed = Signal()
    """Something was marked, or no longer is."""

    def __init__(self) -> None:
        super().__init__()
        self._title = text("strong", wrap=True)
        self._lines = column(gap=Space.HAIR)
        self._words: dict[str, Say] = {}
        self.buttons: dict[str, Button] = {}
        self.setLayout(column(self._title, self._lines, gap=Space.HAIR))
        self._keys = [QShortcut(QKeySequence(str(at + 1)), self) for at in range(_KEYS)]
        for at, key in enumerate(self._keys):
            key.activated.connect(lambda at=at: list(self.buttons.values())[at].toggle())
        self.retranslate()

    @property
    def answers(self) -> dict[str, bool]:
        """By code: whether it is as it should be."""
        return {code: not button.isChecked() for code, button in self.buttons.items()}

    @property
    def marked(self) -> list[str]:
        """The codes that are not."""
        return [code for code, well in self.answers.items() if not well]

    def ask(self, checks: Sequence[tuple[str, Say]]) -> None:
        """Put these in place of the ones before, all of them open."""
        emptied(self._lines)
        self._words = dict(checks)
        self.buttons = {code: self._line(code) for code in self._words}
        for at, button in enumerate(self.buttons.values()):
            self._lines.addWidget(button)
            button.show_key(str(at + 1))
        for at, key in enumerate(self._keys):
            key.setEnabled(at < len(self.buttons))
        self.retranslate()

    def retranslate(self) -> None:
        """Name what is to be looked at."""
        self._title.setText(self.tr("Nhìn ảnh; bấm vào mục chưa đạt"))
        for code, button in self.buttons.items():
            button.setText(self._words[code]())

    def _line(self, code: str) -> Button:
        button = _Line("item", icon=_OPEN)
        button.setCheckable(True)
        button.toggled.connect(lambda marked: self._mark(code, marked=marked))
        return button

    def _mark(self, code: str, *, marked: bool) -> None:
        button = self.buttons[code]
        button.show_icon(_FAULT if marked else _OPEN)
        self.changed.emit()


class _Line(Button):
    """Its sign stands below the title, as far as the ring of the focus allows."""

    def _padding(self) -> int:
        return Space.HAIR

    def look(self) -> Look:
        """What is marked is bad, not chosen."""
        return Look("bad", "bad_soft") if self.isChecked() else super().look()
