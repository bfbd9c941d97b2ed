"""How the screen looks: its language and its colours."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal

from station_ui.language import LANGUAGE_NAMES, LanguageCode
from station_ui.theme import Choice
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.segmented import Segmented

translate = QCoreApplication.translate


class DisplayPanel(Part):
    """Both are changed at once, and remembered by whoever hears the signals."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._language_name, self._scheme_name = text("label"), text("label")
        self.languages, self.schemes = language_choice("vi"), scheme_choice("system")
        self.languages.chosen.connect(self.language_chosen)
        self.schemes.chosen.connect(self.scheme_chosen)
        lines = column(gap=Space.SMALL)
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
        self._language_name.setText(self.tr("Ngôn ngữ"))
        self._scheme_name.setText(self.tr("Màu"))
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
