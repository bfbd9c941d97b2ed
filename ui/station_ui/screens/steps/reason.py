"""The page that asks for a reason: a few large choices, or one line to type."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout

from station_ui.screens.page import Page, Question
from station_ui.services import Work
from station_ui.style import EDGE, GRID
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.part import column, text


class ReasonPage(Page):
    """Takes the stage for one question and gives it back with the answer, or without."""

    closed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._question: Question | None = None
        self._title = text("title", wrap=True)
        self._why = text("lead", wrap=True)
        self.line = QLineEdit()
        self.line.setMaxLength(200)
        self.line.setMaximumWidth(80 * GRID)
        self.for_all = QCheckBox()
        self.choices: dict[str, QPushButton] = {}
        self._choice_column = column(gap=GRID)
        self.setLayout(self._laid_out())
        self.guide.body.addStretch(1)
        self.primary = action(self, self._answer, *ENTER)
        self._back = action(self, self.closed.emit, Qt.Key.Key_Escape)
        self.others = [self._back]
        self.line.textChanged.connect(lambda _text: self.refresh())
        self._keys = [QShortcut(QKeySequence(str(number)), self) for number in range(1, 10)]
        for index, key in enumerate(self._keys):
            key.activated.connect(lambda index=index: self._choose_by_number(index))
        self.retranslate()

    def ask(self, question: Question) -> None:
        """Put a question."""
        self._question = question
        for button in self.choices.values():
            self._choice_column.removeWidget(button)
            button.deleteLater()
        self.choices = {code: self._choice(code) for code in question.choices}
        for key in self._keys:
            key.setEnabled(bool(question.choices))
        self.line.setVisible(not question.choices)
        self.line.clear()
        self.for_all.setVisible(question.for_all is not None)
        self.for_all.setChecked(False)
        self.retranslate()
        self.refresh()

    def enter(self) -> None:
        """Put the cursor where the answer goes; the choices are taken by their numbers."""
        (self if self.choices else self.line).setFocus()

    def forget(self) -> None:
        """Drop the question; what was typed may be about its citizen."""
        self._question = None
        self.line.clear()

    def refresh(self) -> None:
        """The answer can be given once there is one."""
        self.offer_primary(bool(self._reason()))

    def retranslate(self) -> None:
        """Put the question in the current language."""
        if self.primary is not None:
            self.primary.setText(self.tr("Xác nhận"))
        self._back.setText(self.tr("Quay lại"))
        self.line.setPlaceholderText(self.tr("Lý do"))
        question = self._question
        if question is None:
            return
        self._title.setText(question.title())
        self._why.setText(question.why())
        self.for_all.setText(question.for_all() if question.for_all else "")
        for number, (code, button) in enumerate(self.choices.items(), 1):
            button.setText(f"{number}    {self.words.word('reason', code)}")
        self.guide.headline.setText(self.tr("Cần một lý do"))
        self.guide.lead.setText(self.tr("Lý do được ghi lại cùng lượt này."))

    def _laid_out(self) -> QVBoxLayout:
        layout = column(self._title, self._why, gap=2 * GRID)
        layout.addLayout(self._choice_column)
        for widget in (self.line, self.for_all):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        return layout

    def _choice(self, code: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "choice")
        button.setCheckable(True)
        button.setMaximumWidth(60 * GRID)
        button.clicked.connect(lambda _checked: self._choose(code))
        self._choice_column.addWidget(button)
        return button

    def _choose(self, code: str) -> None:
        for other, button in self.choices.items():
            button.setChecked(other == code)
        self.refresh()

    def _choose_by_number(self, index: int) -> None:
        codes = list(self.choices)
        if index < len(codes):
            self._choose(codes[index])
            self.choices[codes[index]].setFocus()

    def _reason(self) -> str:
        if not self.choices:
            return self.line.text().strip()
        return next((code for code, button in self.choices.items() if button.isChecked()), "")

    def _answer(self) -> None:
        question, reason = self._question, self._reason()
        if question is not None and reason:
            question.answer(reason, self.for_all.isChecked())
            self.closed.emit()
