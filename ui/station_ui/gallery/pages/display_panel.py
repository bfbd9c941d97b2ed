"""The choices of language and colours, as a panel and hanging on its button."""

from PySide6.QtGui import QShowEvent

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.tokens import Space
from station_ui.widgets.button import Button
from station_ui.widgets.display_panel import DisplayPanel
from station_ui.widgets.part import Part, column, row
from station_ui.widgets.popover import Popover
from station_ui.wording import Wording

_HIGH = 480


def _panel(_words: Wording) -> DisplayPanel:
    panel = DisplayPanel()
    panel.show_choice("vi", "system")
    return panel


class _Window(Part):
    """A window with the panel open."""

    def __init__(self, words: Wording) -> None:
        super().__init__("card")
        self._button = Button("plain", "palette")
        self._button.setText(translate("Gallery", "Hiển thị"))
        self._panel = _panel(words)
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


PAGE = GalleryPage(
    "display_panel",
    lambda: translate("Gallery", "Hiển thị"),
    (
        Sample(lambda: translate("Gallery", "Ngôn ngữ và màu"), _panel),
        Sample(
            lambda: translate("Gallery", "Mở ra từ nút của nó"), _Window, height=_HIGH, wide=True
        ),
    ),
)
