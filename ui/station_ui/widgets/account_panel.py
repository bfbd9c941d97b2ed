"""What is one's own: who one is here, the ways out, the password, and how the screen looks."""

from typing import Final

from PySide6.QtCore import Signal

from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.display_panel import DisplayPanel
from station_ui.widgets.part import ElidedText, Part, column, text

LOCK_KEY: Final = "Ctrl+L"
LEAVE_KEY: Final = "Ctrl+Shift+L"


class AccountPanel(Part):
    """Opens from the foot of the navigation; what is asked for most stands first."""

    lock_asked = Signal()
    """The screen is to be locked."""
    leave_asked = Signal()
    """The person wants to go."""
    password_asked = Signal()
    """The person wants another password."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._roles = ElidedText("heading"), text("muted", wrap=True)
        self.lock, self.leave = Button("item", "lock"), Button("item", "log-out")
        self.password, self.display = Button("item", "key-round"), DisplayPanel()
        for button, asked in (
            (self.lock, self.lock_asked),
            (self.leave, self.leave_asked),
            (self.password, self.password_asked),
        ):
            button.clicked.connect(lambda _checked, asked=asked: asked.emit())
        self.lock.show_key(LOCK_KEY)
        self.leave.show_key(LEAVE_KEY)
        self.setLayout(
            column(
                column(self._name, self._roles, gap=Space.HAIR),
                column(self.lock, self.leave, self.password, gap=Space.NONE),
                *(Part("line"), self.display),
                gap=Space.MEDIUM,
            )
        )
        self.retranslate()

    def show_person(self, name: str, roles: str) -> None:
        """Show who works here."""
        self._name.setText(name)
        self._roles.setText(roles)

    def retranslate(self) -> None:
        """Name what can be done."""
        self.lock.setText(self.tr("Khóa màn hình"))
        self.leave.setText(self.tr("Đăng xuất"))
        self.password.setText(self.tr("Đổi mật khẩu của bạn"))
