"""The language of the screen: Vietnamese is the source, English a compiled translation."""

from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QObject, QTranslator, Signal

LanguageCode = Literal["vi", "en"]
LANGUAGE_NAMES: Final[dict[LanguageCode, str]] = {"vi": "Tiếng Việt", "en": "English"}


def translations() -> Path:
    """Where the compiled translations lie."""
    return Path(str(files("station_ui") / "i18n"))


class LanguageSwitch(QObject):
    """Switches the running program from one language to the other.

    Qt then sends a LanguageChange event to every widget; those of ours answer it in `retranslate`.
    """

    changed = Signal(str)

    def __init__(self, code: LanguageCode, folder: Path | None = None) -> None:
        super().__init__()
        self._folder = folder or translations()
        self._translator: QTranslator | None = None
        self.code: LanguageCode = "vi"
        self.switch(code)

    @property
    def other(self) -> LanguageCode:
        """The one it would be switched to."""
        return "en" if self.code == "vi" else "vi"

    def switch(self, code: LanguageCode) -> None:
        """Show everything in another language from now on, if its translation is there."""
        if code == self.code:
            return
        translator = None
        if code != "vi":
            translator = QTranslator(self)
            if not translator.load(str(self._folder / f"{code}.qm")):
                import structlog  # noqa: PLC0415 - the sign-in screen does not wait for it

                structlog.get_logger().error("translation_missing", language=code)
                return
        self.code = code
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._translator = translator
        if translator is not None:
            QCoreApplication.installTranslator(translator)
        self.changed.emit(code)
