"""What is one's own: how the screen looks, the password, and the ways out."""

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal

from station_ui.language import LANGUAGE_NAMES, LanguageCode
from station_ui.theme import Choice
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.segmented import Segmented

translate = QCoreApplication.translate

LOCK_KEY: Final = "Ctrl+L"
LEAVE_KEY: Final = "Ctrl+Shift+L"


class DisplayPanel(Part):
    """Both are changed at once, and remembered by whoever hears the signals."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(str)
    password_asked = Signal()
    """The person wants another password."""
    lock_asked = Signal()
    """The screen is to be locked."""
    leave_asked = Signal()
    """The person wants to go."""

    def __init__(self) -> None:
        super().__init__()
        self._title = text("heading")
        self._language_name, self._scheme_name = text("label"), text("label")
        self._account_name = text("label")
        self.languages, self.schemes = language_choice("vi"), scheme_choice("system")
        self.languages.chosen.connect(self.language_chosen)
        self.schemes.chosen.connect(self.scheme_chosen)
        self.password, self.lock = Button("item", "key-round"), Button("item", "lock")
        self.leave = Button("item", "log-out")
        for button, asked in (
            (self.password, self.password_asked),
            (self.lock, self.lock_asked),
            (self.leave, self.leave_asked),
        ):
            button.clicked.connect(lambda _checked, asked=asked: asked.emit())
        self.lock.show_key(LOCK_KEY)
        self.leave.show_key(LEAVE_KEY)
        lines = column(self._title, Space.SMALL, gap=Space.SMALL)
        lines.addWidget(self._language_name)
        lines.addLayout(row(self.languages, None))
        lines.addSpacing(Space.SMALL)
        lines.addWidget(self._scheme_name)
        lines.addLayout(row(self.schemes, None))
        lines.addSpacing(Space.SMALL)
        lines.addWidget(self._account_name)
        lines.addLayout(column(self.password, self.lock, self.leave, gap=Space.NONE))
        self.setLayout(lines)
        self.retranslate()

    def show_choice(self, language: str, scheme: str) -> None:
        """Show what is worn now."""
        self.languages.choose(language)
        self.schemes.choose(scheme)

    def retranslate(self) -> None:
        """Name the choices."""
        self._title.setText(self.tr("Hiển thị"))
        self._language_name.setText(self.tr("Ngôn ngữ"))
        self._scheme_name.setText(self.tr("Màu"))
        self._account_name.setText(self.tr("Tài khoản"))
        self.password.setText(self.tr("Đổi mật khẩu của bạn"))
        self.lock.setText(self.tr("Khóa màn hình"))
        self.leave.setText(self.tr("Đăng xuất"))
        self.languages.setAccessibleName(self._language_name.text())
        self.schemes.setAccessibleName(self._scheme_name.text())


def language_choice(chosen: LanguageCode) -> Segmented:
    """The languages of the screen, each by its own name."""
    return Segmented([(code, partial(str, name)) for code, name in LANGUAGE_NAMES.items()], chosen)


def scheme_choice(chosen: Choice) -> Segmented:
    """The colours of the screen."""
    return Segmented(
        (
            ("system", lambda: translate("DisplayPanel", "Theo máy")),
            ("light", lambda: translate("DisplayPanel", "Sáng")),
            ("dark", lambda: translate("DisplayPanel", "Tối")),
            ("contrast", lambda: translate("DisplayPanel", "Tương phản cao")),
        ),
        chosen,
    )
