"""One's own password: the one there is, and a new one twice."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy

from station_ui.accounts import Accounts
from station_ui.notices import Notice, Saying
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, text
from station_ui.widgets.problem import Problem
from station_ui.widgets.secret_field import SecretField


class OwnPassword(Part):
    """Hangs on the button it was opened from; what was typed goes when it is closed.

    Who closes it while the password is being changed is told on the page what became of it.
    """

    done = Signal()
    """There is a new one."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._error: BaseException | None = None
        self._left = False
        """Whether it was closed before the answer came."""
        services = work.services
        self.accounts = Accounts(services.runner, work.session, services.now)
        self._title = text("heading")
        self.old = SecretField(lambda: self.tr("Mật khẩu hiện tại"))
        self.new = SecretField(
            lambda: self.tr("Mật khẩu mới"),
            lambda: self.tr("Từ 8 ký tự. Vài từ không liên quan nhau là tốt."),
        )
        self.repeat = SecretField(lambda: self.tr("Gõ lại mật khẩu mới"))
        self.problem = Problem()
        self.button = Button("primary")
        self.button.show_key("⏎")
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda _checked: self._change())
        self._fields = (self.old, self.new, self.repeat)
        lines = column(self._title, *self._fields, gap=Space.SMALL)
        for part in (self.problem, self.button):
            lines.addWidget(part)
        self.setLayout(lines)
        for field in self._fields:
            field.edited.connect(self._typed)
            field.submitted.connect(self._change)
        self.accounts.changed.connect(self._follow)
        self.accounts.failed.connect(services.note)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Đổi mật khẩu của bạn"))
        self._show_problem()
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing that was typed waits behind the scenes."""
        for field in self._fields:
            field.forget()
        self._error = None
        self._left = self.accounts.busy
        self._show_problem()
        super().hideEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _change(self) -> None:
        if not self.button.isEnabled():
            return
        if self.new.text() != self.repeat.text():
            self._refuse_field(self.repeat, "PASSWORDS_DIFFER")
            return
        self._left = False
        self.accounts.change_own(self.old.text(), self.new.text(), self._changed, self._refuse)

    def _changed(self) -> None:
        self._work.services.notices.good(lambda: self.tr("Đã đổi mật khẩu của bạn."))
        if not self._left:
            self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        code = str(getattr(error, "code", ""))
        if self._left:
            self._tell(error)
        elif code.startswith("PASSWORD_"):
            self._refuse_field(self.new, code)
        elif code == "SIGN_IN_WRONG":
            self.old.show_error(lambda: self.tr("Mật khẩu này không đúng."))
            self.old.put_cursor()
        else:
            self._error = error
            self._show_problem()

    def _tell(self, error: BaseException) -> None:
        """Nobody sees the fields any more."""

        def say() -> Saying:
            said = self._work.services.words.saying(error)
            what = said.what
            if said.code == "SIGN_IN_WRONG":
                what = self.tr("Mật khẩu hiện tại gõ không đúng.")
            return said._replace(what=self.tr("Chưa đổi mật khẩu của bạn. {0}").format(what))

        self._work.services.notices.show(Notice("bad", say))

    def _refuse_field(self, field: SecretField, code: str) -> None:
        def say() -> str:
            if code == "PASSWORDS_DIFFER":
                return self.tr("Hai lần gõ không giống nhau.")
            said = self._work.services.words.coded(code)
            return f"{said.what} {said.next}".strip()

        field.show_error(say)
        field.put_cursor()

    def _show_problem(self) -> None:
        if self._error is None:
            self.problem.show_problem("")
            return
        said = self._work.services.words.saying(self._error)
        self.problem.show_problem(said.what, said.next, said.code)

    def _typed(self) -> None:
        self._error = None
        self._show_problem()
        self._follow()

    def _follow(self) -> None:
        busy = self.accounts.busy
        self.button.setText(self.tr("Đang đổi") if busy else self.tr("Đổi mật khẩu"))
        self.button.setEnabled(not busy and all(field.text() for field in self._fields))
