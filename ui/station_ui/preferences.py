"""What this desk's screen remembers between two starts: language, scheme, usual procedure."""

from pathlib import Path

from PySide6.QtCore import QSettings

from station_ui.language import LANGUAGE_NAMES, LanguageCode
from station_ui.theme import CHOICES, Choice


class Preferences:
    """A small INI file in the desk's folder; without one, everything has its usual value."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / "screen.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> LanguageCode | None:
        """The language chosen last, if one was."""
        value = self._settings.value("language")
        return next((code for code in LANGUAGE_NAMES if code == value), None)

    @language.setter
    def language(self, code: LanguageCode) -> None:
        self._settings.setValue("language", code)

    @property
    def scheme(self) -> Choice:
        """The colours chosen last; those of the system until somebody chose."""
        value = self._settings.value("scheme")
        return next((choice for choice in CHOICES if choice == value), "system")

    @scheme.setter
    def scheme(self, choice: Choice) -> None:
        self._settings.setValue("scheme", choice)

    @property
    def procedure(self) -> str:
        """The procedure new visits begin with, or an empty string."""
        return str(self._settings.value("procedure", ""))

    @procedure.setter
    def procedure(self, code: str) -> None:
        self._settings.setValue("procedure", code)

    @property
    def name(self) -> str:
        """Who signed in last, or an empty string."""
        return str(self._settings.value("name", ""))

    @name.setter
    def name(self, name: str) -> None:
        self._settings.setValue("name", name)
