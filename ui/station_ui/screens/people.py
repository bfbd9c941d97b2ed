"""Who may work here: a list, and a page for each thing that is done to it; Enter adds."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from station_ui.accounts import Accounts
from station_ui.screens.people_pages import (
    Asking,
    CodePage,
    FormPage,
    ListPage,
    PersonPage,
    Sure,
    SurePage,
    Typed,
)
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.actions import ActionBar
from station_ui.widgets.part import Part, column
from station_ui.widgets.reading_order import in_reading_order

if TYPE_CHECKING:
    from station_queue import Person
    from station_ui.widgets.person_form import Field

_FIELDS: Final[dict[str, "Field"]] = {
    "NAME_INVALID": "name",
    "NAME_LENGTH": "name",
    "PERSON_NAME_TAKEN": "name",
    "PASSWORD_EMPTY": "password",
    "PASSWORD_SHORT": "password",
    "PASSWORD_WEAK": "password",
    "PASSWORD_INVALID": "password",
    "PASSWORDS_DIFFER": "repeat",
    "ROLE_MISSING": "roles",
    "PERSON_ONESELF": "roles",
}
"""Beside which field an error is said; any other is a notice of the page."""


class PeopleScreen(Part):
    """One thing at a time; what is done here holds no visit up."""

    def __init__(self, work: Work) -> None:
        super().__init__("screen")
        self._work = work
        self.accounts = Accounts(work.services.runner, work.session, work.services.now)
        self.list, self.form = ListPage(work.session.person.id), FormPage()
        self.sure, self.code = SurePage(), CodePage()
        self.bar = ActionBar()
        self._stack = QStackedWidget()
        for page in (self.list, self.form, self.sure, self.code):
            self._stack.addWidget(page)
        whole = column(gap=Space.NONE)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.bar)
        self.setLayout(whole)
        self._wire()
        self._show(self.list)

    @property
    def page(self) -> PersonPage:
        """What is in view."""
        page = self._stack.currentWidget()
        assert isinstance(page, PersonPage)  # noqa: S101 - there is no other
        return page

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come into view with what is true now."""
        self._ask()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Passwords and codes wait for nobody; a name that was typed does."""
        self.form.form.forget_passwords()
        if not event.spontaneous() and self.page is self.code:
            self._leave_code()
        elif not event.spontaneous() and self.page is not self.form:
            self.back()
        super().hideEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The cursor belongs to the page in view."""
        super().focusInEvent(event)
        self.page.put_cursor()

    def back(self) -> None:
        """To the list; what was typed is dropped."""
        self.form.forget()
        self.code.forget()
        self._show(self.list)

    # -- what can be done --------------------------------------------------------------------

    def add(self) -> None:
        """Ask who is to work here, too."""
        self._ask_for(
            Asking(
                lambda: self.tr("Thêm người"),
                lambda: self.tr("Người này tự gõ mật khẩu của mình, bạn không cần biết."),
                lambda: self.tr("Thêm người này"),
                ("name", "roles", "password"),
                lambda people, typed: people.add(typed.name, typed.password, typed.roles),
                lambda name: self.tr("Đã thêm {0}, đăng nhập được ngay.").format(name),
                frozenset({"operator"}),
            )
        )

    def change_roles(self) -> None:
        """Ask for other roles of the one that is chosen."""
        person = self.list.person
        if person is None:
            return
        name = person.name
        self._ask_for(
            Asking(
                lambda: self.tr("Vai trò của {0}").format(name),
                lambda: self.tr(
                    "Vai trò thêm có từ lần đăng nhập tới; vai trò bỏ đi hết hiệu lực ngay."
                ),
                lambda: self.tr("Lưu vai trò"),
                ("roles",),
                lambda people, typed: people.set_roles(name, typed.roles),
                lambda _name: self.tr("Đã đổi vai trò của {0}.").format(name),
                person.roles,
            )
        )

    def give_password(self) -> None:
        """Ask for a new password of the one that is chosen."""
        person = self.list.person
        if person is None:
            return
        name = person.name
        self._ask_for(
            Asking(
                lambda: self.tr("Mật khẩu mới cho {0}").format(name),
                lambda: self.tr("Mật khẩu cũ không dùng được nữa. Mời người đó tự gõ."),
                lambda: self.tr("Đặt mật khẩu này"),
                ("password",),
                lambda people, typed: people.reset_password(name, typed.password),
                lambda _name: self.tr("Đã đặt mật khẩu mới cho {0}.").format(name),
            )
        )

    def close_or_open(self) -> None:
        """Let the one that is chosen sign in no more; or again."""
        person = self.list.person
        if person is None:
            return
        if person.active:
            self._ask_to_close(person)
        else:
            self._ask_to_open(person.name)

    def make_code(self) -> None:
        """Ask whether there shall be a new recovery code."""
        self._ask_sure(
            Sure(
                lambda: self.tr("Tạo mã khôi phục mới?"),
                lambda: self.tr("Mã mở được bàn khi không ai còn nhớ mật khẩu."),
                lambda: (
                    ("good", self.tr("Mã trước đây còn dùng được tới khi bạn báo đã chép mã mới.")),
                    ("accent", self.tr("Chuẩn bị giấy bút: mã chỉ hiện một lần.")),
                ),
                lambda: self.tr("Tạo mã mới"),
                self._make_code,
                deletes=False,
            )
        )

    # -- inside ------------------------------------------------------------------------------

    def _wire(self) -> None:
        for asked, act in (
            (self.list.taken, self.add),
            (self.list.roles_asked, self.change_roles),
            (self.list.password_asked, self.give_password),
            (self.list.closing_asked, self.close_or_open),
            (self.list.code_asked, self.make_code),
        ):
            asked.connect(act)
        for page in (self.form, self.sure):
            page.left.connect(self.back)
        self.code.left.connect(self._leave_code)
        self.code.copied.connect(self._keep_code)
        self.form.sent.connect(self._send)
        self.accounts.changed.connect(lambda: self.page.show_busy(self.accounts.busy))
        self.accounts.failed.connect(self._work.services.note)

    def _ask(self) -> None:
        if self.isVisible():
            self.accounts.everybody(self.list.show_people, self._work.services.tell_page)

    def _show(self, page: PersonPage) -> None:
        self._work.services.notices.clear_page()
        self._stack.setCurrentWidget(page)
        self.bar.show_actions(page.others, page.primary)
        if self.bar.primary is not None and page is self.sure and self.sure.deletes:
            self.bar.primary.show_tone("bad")
        page.show_busy(self.accounts.busy)
        in_reading_order(page, self.bar)
        if self.isVisible():
            page.put_cursor()

    def _ask_for(self, asking: Asking) -> None:
        self.form.ask(asking)
        self._show(self.form)

    def _ask_sure(self, sure: Sure) -> None:
        self.sure.ask(sure)
        self._show(self.sure)

    def _ask_to_close(self, person: "Person") -> None:
        name = person.name
        self._ask_sure(
            Sure(
                lambda: self.tr("Ngừng cho {0} đăng nhập?").format(name),
                lambda: self.tr("Mật khẩu của người này không mở được bàn nữa."),
                lambda: (
                    ("good", self.tr("Hồ sơ và nhật ký của người này giữ nguyên.")),
                    ("good", self.tr("Cho đăng nhập lại lúc nào cũng được, với mật khẩu mới.")),
                ),
                lambda: self.tr("Ngừng đăng nhập"),
                partial(self._close, name),
                deletes=True,
            )
        )

    def _ask_to_open(self, name: str) -> None:
        self._ask_for(
            Asking(
                lambda: self.tr("Cho {0} đăng nhập lại").format(name),
                lambda: self.tr("Mật khẩu trước đây đã bỏ. Mời người đó tự gõ mật khẩu mới."),
                lambda: self.tr("Cho đăng nhập lại"),
                ("password",),
                lambda people, typed: people.enable(name, typed.password),
                lambda _name: self.tr("{0} lại đăng nhập được.").format(name),
            )
        )

    def _close(self, name: str) -> None:
        def closed(_none: None) -> None:
            self._work.services.notices.good(
                lambda: self.tr("{0} không đăng nhập được nữa.").format(name)
            )
            self._changed()

        self.accounts.act(lambda people: people.disable(name), closed, self._refused)

    def _make_code(self) -> None:
        def made(code: str) -> None:
            if self.isVisible() and self.page is self.sure:
                self.code.show_code(code)
                self._show(self.code)
            else:
                self._tell_unseen()

        self.accounts.act(lambda people: people.new_recovery_code(), made, self._refused)

    def _tell_unseen(self) -> None:
        """Somebody left while it was made: nobody can know it any more."""
        self._work.services.notices.tell(
            lambda: self.tr("Mã vừa tạo chưa ai xem, mã trước đây vẫn dùng được. Cần thì tạo lại."),
            "warn",
        )

    def _keep_code(self, code: str) -> None:
        def kept(_none: None) -> None:
            self._work.services.notices.good(
                lambda: self.tr("Từ nay chỉ mã khôi phục vừa chép dùng được.")
            )
            if self.page is self.code:
                self.back()

        self.accounts.act(lambda people: people.keep_recovery_code(code), kept, self._refused)

    def _leave_code(self) -> None:
        """What is being made the only code will be told of; else the one before still counts."""
        self.back()
        if not self.accounts.busy:
            self._work.services.notices.tell(
                lambda: self.tr("Bạn chưa báo đã chép mã mới, nên mã trước đây vẫn dùng được."),
                "warn",
            )

    def _send(self, asking: Asking, typed: Typed) -> None:
        form = self.form.form
        if "password" in asking.fields:
            if not typed.password:
                self._refused_field("PASSWORD_EMPTY")
                return
            if typed.password != form.repeat.text():
                self._refused_field("PASSWORDS_DIFFER")
                return

        def done(_answer: object) -> None:
            self._work.services.notices.good(lambda: asking.done(typed.name))
            self._changed()

        self.accounts.act(lambda people: asking.act(people, typed), done, self._refused)

    def _changed(self) -> None:
        self.back()
        self._ask()

    def _refused(self, error: BaseException) -> None:
        code = str(getattr(error, "code", ""))
        if self.page is self.form and self.form.asks(_FIELDS.get(code)):
            self._refused_field(code)
        else:
            self._work.services.notices.show(self._work.services.words.notice(error, of_page=True))

    def _refused_field(self, code: str) -> None:
        def say() -> str:
            if code == "PASSWORDS_DIFFER":
                return self.tr("Hai lần gõ không giống nhau.")
            if code == "PASSWORD_EMPTY":
                return self.tr("Chưa gõ mật khẩu.")
            said = self._work.services.words.coded(code)
            return f"{said.what} {said.next}".strip()

        self.form.form.show_error(_FIELDS[code], say)
