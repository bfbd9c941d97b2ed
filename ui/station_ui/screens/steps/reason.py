"""The page that asks for a reason: a few large choices, or one line to type."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal

from station_ui.screens.page import Page, Question
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.confirm_sheet import Answer, Asked, ConfirmSheet
from station_ui.widgets.part import column


class ReasonPage(Page):
    """Takes the stage for one question and gives it back with the answer, or without."""

    closed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._question: Question | None = None
        self.sheet = ConfirmSheet()
        self.line, self.for_all = self.sheet.line, self.sheet.for_all
        self.setLayout(column(self.sheet))
        self.guide.body.addStretch(1)
        self.primary = action(self, self.sheet.confirm, *ENTER)
        self._back = action(self, self.closed.emit, Qt.Key.Key_Escape, icon="undo-2")
        self.others = [self._back]
        self.sheet.changed.connect(self.refresh)
        self.sheet.answered.connect(self._answer)
        self.retranslate()

    def ask(self, question: Question) -> None:
        """Put a question."""
        self._question = question
        self.sheet.ask(
            Asked(
                title=question.title,
                why=question.why,
                choices=tuple((code, self._words_of(question, code)) for code in question.choices),
                own=question.own,
                for_all=question.for_all,
                mark=question.mark,
                marks=question.marks,
                first=question.first,
            )
        )
        self.retranslate()

    def take_back(self) -> None:
        """Put the question anew, if it has choices: a scanner's digits chose among them."""
        if self._question is not None and self._question.choices:
            self.ask(self._question)

    @property
    def deletes(self) -> bool:
        """Whether the answer deletes something."""
        return self._question is not None and self._question.deed is not None

    def enter(self) -> None:
        """Put the cursor where the answer goes."""
        self.sheet.put_cursor()

    def forget(self) -> None:
        """Drop the question; what was typed may be about its citizen."""
        self._question = None
        self.sheet.forget()

    def refresh(self) -> None:
        """The answer can be given once there is one."""
        self.offer_primary(bool(self.sheet.answer()))

    def retranslate(self) -> None:
        """Name the ways on and back; the sheet sees to the question."""
        if self.primary is not None:
            deed = self._question.deed if self._question is not None else None
            self.primary.setText(deed() if deed is not None else self.tr("Xác nhận"))
        self._back.setText(self.tr("Quay lại"))
        if self._question is not None and self._question.guide is not None:
            self.guide.say(*self._question.guide())
        else:
            self.guide.say(self.tr("Cần một lý do"), self.tr("Lý do được ghi lại cùng lượt này."))

    def _words_of(self, question: Question, code: str) -> Callable[[], str]:
        if question.says is not None:
            return question.says[code]
        return lambda: self.words.word(question.table, code)

    def _answer(self, answer: Answer) -> None:
        question = self._question
        if question is not None:
            question.answer(answer)
            self.closed.emit()
