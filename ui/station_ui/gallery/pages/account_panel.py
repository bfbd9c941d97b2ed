"""What is one's own, as a panel and hanging on its button."""

from PySide6.QtGui import QShowEvent

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.tokens import Space
from station_ui.widgets.account_panel import AccountPanel
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, row
from station_ui.widgets.popover import Popover
from station_ui.wording import Wording

_HIGH = 560


def _panel(name: str, roles: str) -> AccountPanel:
    panel = AccountPanel()
    panel.show_person(name, roles)
    panel.display.show_choice("vi", "system")
    return panel


class _Window(Part):
    """A window with the panel open."""

    def __init__(self, _words: Wording) -> None:
        super().__init__("card")
        self._button = Button("plain", "user-round")
        self._button.setText(translate("Gallery", "Tài khoản"))
        self._panel = _panel("An", translate("Gallery", "cán bộ thu nhận"))
        line = row(self._button, None)
        self.setLayout(column(None, line, margins=Space.LARGE))
        self._popover = Popover(self)
        self._button.clicked.connect(lambda _checked: self._open())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Open the panel once there is a place for it."""
        super().showEvent(event)
        if self._popover.anchor is None:
            self._open()

    def _open(self) -> None:
        self._popover.open(self._button, self._panel)


def _longest(_words: Wording) -> AccountPanel:
    roles = translate("Gallery", "cán bộ thu nhận, giám sát, kỹ thuật")
    return _panel(people()["longest"]["full_name"], roles)


PAGE = GalleryPage(
    "account_panel",
    lambda: translate("Gallery", "Tài khoản"),
    (
        Sample(lambda: translate("Gallery", "Người có mọi vai trò"), _longest),
        Sample(
            lambda: translate("Gallery", "Mở ra từ nút của nó"), _Window, height=_HIGH, wide=True
        ),
    ),
)
