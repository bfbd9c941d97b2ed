"""The pages of the people's screen: the list, a form, a question before what cannot be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QModelIndex, Qt, Signal

from station_queue import KeySlotError
from station_queue.recovery_code import read_recovery_code
from station_ui.icon import Icon
from station_ui.role_words import roles_of
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.code_card import CodeCard
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.form_field import FormField
from station_ui.widgets.paged_model import Cell, Column
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.person_form import Field, PersonForm
from station_ui.widgets.sign_list import Line, SignList

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from station_core.people import People
    from station_queue import Person

translate = QCoreApplication.translate

Say = Callable[[], str]
"""Words, asked for again when the language changes."""


@dataclass(frozen=True)
class Typed:
    """What a form holds when it is sent off."""

    name: str
    roles: frozenset[str]
    password: str


@dataclass(frozen=True)
class Asking:
    """What a form asks for, and what is done with it."""

    title: Say
    lead: Say
    deed: Say
    fields: tuple[Field, ...]
    act: "Callable[[People, Typed], object]"
    done: Callable[[str], str]
    """What is told when it is done, of the name that was typed."""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sure:
    """A question that is answered by doing it or by going back."""

    title: Say
    lead: Say
    lines: Callable[[], Sequence[Line]]
    deed: Say
    act: Callable[[], None]
    deletes: bool


class PersonPage(Part):
    """One page: its main action and the others, as the bar shows them."""

    taken = Signal()
    """The main action."""

    def __init__(self, icon: Icon) -> None:
        super().__init__()
        self.primary = action(self, self.taken.emit, *ENTER, icon=icon)
        self.others: list[QAction] = []

    def put_cursor(self) -> None:
        """Where it is worked on first."""
        self.setFocus()

    def show_busy(self, busy: bool) -> None:
        """Whether something is being done."""
        self.primary.setEnabled(not busy)
        for one in self.others:
            one.setEnabled(not busy)


class ListPage(PersonPage):
    """Everybody, and what can be done to the one that is chosen."""

    roles_asked = Signal()
    password_asked = Signal()
    closing_asked = Signal()
    """That the one who is chosen signs in no more, or again."""
    code_asked = Signal()

    def __init__(self, own: str) -> None:
        """`own` is the id of who looks at it."""
        super().__init__("user-round-plus")
        self._own = own
        self._people: list[Person] = []
        self._busy = False
        self._title, self._lead = text("title"), text("muted", wrap=True)
        self.table: DataTable[Person] = DataTable(self._columns(), self._fetch, "users-round")
        self.table.model.arrived.connect(self._choose_first)
        self.table.view.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self.roles = action(self, self.roles_asked.emit, Qt.Key.Key_F2, icon="pencil")
        self.password = action(self, self.password_asked.emit, Qt.Key.Key_F3, icon="lock")
        self.closing = action(self, self.closing_asked.emit, Qt.Key.Key_F4, icon="ban")
        self.code = action(self, self.code_asked.emit, Qt.Key.Key_F6, icon="key-round")
        self.others = [self.roles, self.password, self.closing, self.code]
        self._inner = column(self._title, self._lead, Space.SMALL, gap=Space.SMALL)
        self._inner.addWidget(self.table, 1)
        self.setLayout(self._inner)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """The rows come first where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)
        self._lead.setVisible(measures().roomy)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Người dùng"))
        self._lead.setText(
            self.tr("Mỗi người một mật khẩu riêng. Việc đã làm ghi theo tên trong nhật ký.")
        )
        self.table.show_name(self._title.text())
        self.primary.setText(self.tr("Thêm người"))
        self.roles.setText(self.tr("Đổi vai trò"))
        self.password.setText(self.tr("Đặt mật khẩu mới"))
        self.code.setText(self.tr("Mã khôi phục"))
        self._offer()

    @property
    def person(self) -> "Person | None":
        """The one that is chosen."""
        at = self.table.view.currentIndex().row()
        return self._people[at] if 0 <= at < len(self._people) else None

    def show_people(self, people: "Sequence[Person]") -> None:
        """Show these in place of the ones before; who may sign in comes first."""
        chosen = self.person
        self._people = sorted(people, key=lambda one: (not one.active, one.name.casefold()))
        self.table.show_count(len(self._people))
        ids = [one.id for one in self._people]
        self._choose(ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self._offer()

    def put_cursor(self) -> None:
        """On the list, where the arrows move."""
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        """Whether something is being done."""
        self._busy = busy
        self._offer()

    # -- inside ------------------------------------------------------------------------------

    def _columns(self) -> "tuple[Column[Person], ...]":
        return (
            Column(lambda: self.tr("Tên"), self._name, 22, grows=True),
            Column(lambda: self.tr("Vai trò"), lambda one: Cell(roles_of(one)), 30, grows=True),
            Column(lambda: self.tr("Đăng nhập"), self._state, 18),
        )

    def _name(self, one: "Person") -> Cell:
        return Cell(self.tr("{0} (bạn)").format(one.name) if one.id == self._own else one.name)

    def _state(self, one: "Person") -> Cell:
        if one.active:
            return Cell(self.tr("Được"), ("circle-check", "good"))
        return Cell(self.tr("Đã ngừng"), ("ban", "neutral"))

    def _fetch(self, first: int, limit: int, done: "Callable[[Sequence[Person]], None]") -> None:
        done(self._people[first : first + limit])

    def _choose_first(self) -> None:
        if self.person is None:
            self._choose(0)

    def _choose(self, at: int) -> None:
        model = self.table.view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        where: QModelIndex = self.table.model.index(at, 0)
        model.setCurrentIndex(where, flags.ClearAndSelect | flags.Rows)

    def _offer(self) -> None:
        person = self.person
        active = person is not None and person.active
        self.primary.setEnabled(not self._busy)
        self.code.setEnabled(not self._busy)
        self.roles.setEnabled(active and not self._busy)
        self.password.setEnabled(active and not self._busy)
        own = person is not None and person.id == self._own
        self.closing.setEnabled(person is not None and not own and not self._busy)
        closing = person is None or person.active
        words = self.tr("Ngừng đăng nhập") if closing else self.tr("Cho đăng nhập lại")
        self.closing.setText(words)


class FormPage(PersonPage):
    """Asks for what is needed; an error is said beside its field, and nothing typed is lost."""

    sent = Signal(object, object)
    """The `Asking`, and what was `Typed`."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__("check")
        self._asking: Asking | None = None
        self._busy = False
        self._title, self._lead = text("title", wrap=True), text("lead", wrap=True)
        self.form = PersonForm()
        self.taken.connect(self._send)
        self.back = action(self, self.left.emit, Qt.Key.Key_Escape, icon="undo-2")
        self.others = [self.back]
        beside = row(self.form)
        beside.setStretch(0, 1)
        beside.addStretch(0)
        self._inner = column(self._title, self._lead, Space.SMALL, beside, None, gap=Space.SMALL)
        self.setLayout(column(scrolled(framed(self._inner))))
        self.measure()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.back.setText(self.tr("Quay lại"))
        if self._asking is None:
            return
        self._title.setText(self._asking.title())
        self._lead.setText(self._asking.lead())
        self.primary.setText(self.tr("Đang lưu") if self._busy else self._asking.deed())

    def ask(self, asking: Asking) -> None:
        """Ask for something else, anew."""
        self._asking = asking
        self.form.ask(*asking.fields)
        self.form.show_roles(asking.roles)
        self.retranslate()

    def asks(self, field: Field | None) -> bool:
        """Whether this field is in view."""
        return self._asking is not None and field in {*self._asking.fields, "repeat"}

    def forget(self) -> None:
        """Drop what was typed."""
        self._asking = None
        self.form.forget()

    def put_cursor(self) -> None:
        """Into the first field."""
        self.form.put_cursor()

    def show_busy(self, busy: bool) -> None:
        """Whether it is being done."""
        self._busy = busy
        super().show_busy(busy)
        self.form.setEnabled(not busy)
        self.retranslate()

    def _send(self) -> None:
        if self._asking is not None:
            form = self.form
            form.forgive()
            typed = Typed(form.name.text().strip(), form.chosen(), form.password.text())
            self.sent.emit(self._asking, typed)


class SurePage(PersonPage):
    """Says what will be, before it is."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__("check")
        self._sure: Sure | None = None
        self._title, self._lead = text("title", wrap=True), text("lead", wrap=True)
        self._lines = SignList()
        self.taken.connect(self._do)
        self.back = action(self, self.left.emit, Qt.Key.Key_Escape, icon="undo-2")
        self.others = [self.back]
        said = framed(column(self._lead, self._lines, gap=Space.LARGE, margins=Space.GROUP), "card")
        self._inner = column(self._title, Space.SMALL, said, None, gap=Space.SMALL)
        self.setLayout(column(scrolled(framed(self._inner))))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.measure()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)

    @property
    def deletes(self) -> bool:
        """Whether the deed takes something away."""
        return self._sure is not None and self._sure.deletes

    def ask(self, sure: Sure) -> None:
        """Put another question."""
        self._sure = sure
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.back.setText(self.tr("Quay lại"))
        if self._sure is not None:
            self._title.setText(self._sure.title())
            self.setAccessibleName(self._title.text())
            self._lead.setText(self._sure.lead())
            self._lines.show_lines(self._sure.lines())
            self.primary.setText(self._sure.deed())

    def _do(self) -> None:
        if self._sure is not None:
            self._sure.act()


class CodePage(PersonPage):
    """Shows a new recovery code, this once; it counts when its last group is typed again."""

    copied = Signal(str)
    """The code that is written down."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__("check")
        self._code = ""
        self._busy = False
        self._title, self._lead = text("title", wrap=True), text("lead", wrap=True)
        self.card, self._lines = CodeCard(), SignList()
        self.again = FormField(
            lambda: self.tr("Gõ lại nhóm cuối"), hint=lambda: self.tr("Nhìn từ giấy mà gõ.")
        )
        self.taken.connect(self._confirm)
        self.back = action(self, self.left.emit, Qt.Key.Key_Escape, icon="undo-2")
        self.others = [self.back]
        beside = row(self.card, Space.LARGE, self.again, None)
        beside.setStretchFactor(self.again, 1)  # as wide with an error below it as without
        self._inner = column(
            *(self._title, self._lead, Space.SMALL, beside),
            *(Space.SMALL, self._lines, None),
            gap=Space.SMALL,
        )
        self.setLayout(column(scrolled(framed(self._inner))))
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)

    def show_code(self, code: str) -> None:
        """Show a code."""
        self._code = code
        self.card.show_code(code)
        self.again.show_text("")

    def forget(self) -> None:
        """Show it no more, and keep it nowhere."""
        self.show_code("")

    def put_cursor(self) -> None:
        """Where the last group is typed."""
        self.again.put_cursor()

    def show_busy(self, busy: bool) -> None:
        """Whether the code is being made the only one."""
        self._busy = busy
        super().show_busy(busy)
        self.again.setEnabled(not busy)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("Mã khôi phục mới"))
        self.setAccessibleName(self._title.text())
        self._lead.setText(
            self.tr(
                "Khi mọi mật khẩu đều quên, chỉ mã này mở được dữ liệu của bàn. Chép ra giấy ngay."
            )
        )
        self._lines.show_lines(
            [
                ("warn", self.tr("Mã chỉ hiện một lần, rời màn hình này là không xem lại được.")),
                ("warn", self.tr("Bấm Đã chép lại thì các mã trước đây hết dùng được.")),
                ("accent", self.tr("Cất giấy ở nơi khóa, không để cùng máy, không chụp ảnh.")),
            ]
        )
        self.back.setText(self.tr("Quay lại"))
        self.primary.setText(self.tr("Đang lưu") if self._busy else self.tr("Đã chép lại"))

    def _confirm(self) -> None:
        if not self._code:
            return
        if not is_last_group(self.again.text(), self._code):
            self.again.show_error(
                lambda: self.tr("Không giống nhóm cuối của mã. Xem lại giấy vừa chép.")
            )
            self.again.put_cursor()
            return
        self.copied.emit(self._code)


def is_last_group(typed: str, code: str) -> bool:
    """Whether somebody typed the end of a code, read as the code is read when it is used."""
    try:
        read = read_recovery_code(f"{code.rpartition('-')[0]} {typed}")
    except KeySlotError:
        return False
    return read == read_recovery_code(code)
