"""Who somebody is at this desk: name, roles, and a password that is typed twice."""

from collections.abc import Callable, Iterable
from typing import Final, Literal, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.check import Check
from station_ui.widgets.form_field import FormField
from station_ui.widgets.part import Part, column, framed, row, text
from station_ui.widgets.problem import Problem
from station_ui.widgets.secret_field import SecretField

Field = Literal["name", "roles", "password", "repeat"]
Say = Callable[[], str]
"""Words, asked for again when the language changes."""

ROLES: Final = ("operator", "supervisor", "technician")
_WIDE: Final = 960
_NARROW: Final = 464


class PersonForm(Part):
    """Asks for some of it, as it is told; keeps no password longer than it is needed."""

    changed = Signal()
    """Something else is typed or ticked."""

    def __init__(self) -> None:
        super().__init__("card")
        self._roles_error: Say | None = None
        self.name = FormField(
            lambda: self.tr("Tên đăng nhập"), hint=lambda: self.tr("Như mọi người gọi ở bàn này.")
        )
        self._roles_title = text("label")
        self.roles = {role: Check() for role in ROLES}
        self.problem = Problem("bad")
        self.password = SecretField(
            lambda: self.tr("Mật khẩu mới"),
            lambda: self.tr("Từ 8 ký tự. Vài từ không liên quan nhau là tốt."),
        )
        self.repeat = SecretField(lambda: self.tr("Gõ lại mật khẩu"))
        self.name.edited.connect(self.changed)
        for secret in (self.password, self.repeat):
            secret.edited.connect(self.changed)
        for check in self.roles.values():
            check.clicked.connect(lambda _checked: self._tick())
        self._who = framed(
            column(self._roles_title, self.problem, *self.roles.values(), gap=Space.HAIR)
        )
        self._left = framed(column(self.name, self._who, None, gap=Space.SMALL))
        self._right = framed(column(self.password, self.repeat, None, gap=Space.SMALL))
        self._inner = row(self._left, self._right, gap=Space.WIDE)
        for at in (0, 1):
            self._inner.setStretch(at, 1)
        self.setLayout(self._inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.measure()
        self.retranslate()

    def ask(self, *fields: Field) -> None:
        """Ask for these and nothing else, anew."""
        self.name.setVisible("name" in fields)
        self._who.setVisible("roles" in fields)
        left = "name" in fields or "roles" in fields
        self._left.setVisible(left)
        self._right.setVisible("password" in fields)
        self.setMaximumWidth(_WIDE if left and "password" in fields else _NARROW)
        self.forget()

    def show_roles(self, roles: Iterable[str]) -> None:
        """Tick these."""
        given = set(roles)
        for role, check in self.roles.items():
            check.setChecked(role in given)

    def chosen(self) -> frozenset[str]:
        """The roles that are ticked."""
        return frozenset(role for role, check in self.roles.items() if check.isChecked())

    def forget(self) -> None:
        """Drop what was typed and what was wrong with it."""
        self.name.show_text("")
        self.show_roles(())
        self.forget_passwords()
        self.forgive()

    def forgive(self) -> None:
        """Take back what was said to be wrong."""
        for field in get_args(Field):
            self.show_error(field, None)

    def forget_passwords(self) -> None:
        """Drop the passwords alone."""
        for secret in (self.password, self.repeat):
            secret.forget()

    def show_error(self, field: Field, say: Say | None) -> None:
        """Say what is wrong with a field, and go there."""
        if field == "roles":
            self._roles_error = say
            self.problem.show_problem(say() if say else "")
            if say:
                self.roles[ROLES[0]].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        places: dict[str, FormField | SecretField] = {
            "name": self.name,
            "password": self.password,
            "repeat": self.repeat,
        }
        place = places[field]
        place.show_error(say)
        if say:
            place.put_cursor()

    def put_cursor(self) -> None:
        """Into the first field that is asked for."""
        if not self.name.isHidden():
            self.name.put_cursor()
        elif not self._who.isHidden():
            self.roles[ROLES[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.put_cursor()

    def retranslate(self) -> None:
        """Name the roles, with what they are for."""
        self._roles_title.setText(self.tr("Vai trò"))
        words = {
            "operator": self.tr("Cán bộ thu nhận: làm hồ sơ"),
            "supervisor": self.tr("Giám sát: số liệu, người dùng, nhật ký"),
            "technician": self.tr("Kỹ thuật: thiết bị, sao lưu"),
        }
        for role, check in self.roles.items():
            check.setText(words[role])
        self.problem.show_problem(self._roles_error() if self._roles_error else "")

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space.GROUP if measures().roomy else Space.MEDIUM
        self._inner.setContentsMargins(edge, edge, edge, edge)

    # -- inside ------------------------------------------------------------------------------

    def _tick(self) -> None:
        self.show_error("roles", None)
        self.changed.emit()
