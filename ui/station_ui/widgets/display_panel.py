"""How the screen looks: its language and its colours."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from station_ui.language import LANGUAGE_NAMES
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable

    Option = tuple[str, Callable[[], str]]

_LANGUAGES: Final = tuple((code, lambda name=name: name) for code, name in LANGUAGE_NAMES.items())


class DisplayPanel(Part):
    """Both are changed at once, and remembered by whoever hears the signals."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._title = text("heading")
        self._language_name, self._scheme_name = text("label"), text("label")
        schemes: tuple[Option, ...] = (
            ("system", lambda: self.tr("Theo máy")),
            ("light", lambda: self.tr("Sáng")),
            ("dark", lambda: self.tr("Tối")),
            ("contrast", lambda: self.tr("Tương phản cao")),
        )
        self.languages, self.schemes = Segmented(_LANGUAGES), Segmented(schemes)
        self.languages.chosen.connect(self.language_chosen)
        self.schemes.chosen.connect(self.scheme_chosen)
        lines = column(self._title, Space.SMALL, gap=Space.SMALL)
        lines.addWidget(self._language_name)
        lines.addLayout(row(self.languages, None))
        lines.addSpacing(Space.SMALL)
        lines.addWidget(self._scheme_name)
        lines.addLayout(row(self.schemes, None))
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
        self.languages.setAccessibleName(self._language_name.text())
        self.schemes.setAccessibleName(self._scheme_name.text())
        self.measure()

    def measure(self) -> None:
        """No choice is cut: they stand beside each other to be compared."""
        self.setMinimumWidth(self.schemes.sizeHint().width())
