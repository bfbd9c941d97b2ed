"""The language of the screen: Vietnamese is the source, English a compiled translation.

Qt's own words, such as those of its file dialog, are the other way round.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QObject, QTranslator, Signal

LanguageCode = Literal["vi", "en"]
_COMPILED: Final[dict[LanguageCode, str]] = {"vi": "qt_vi.qm", "en": "en.qm"}
"""What Qt does not say in a language by itself."""
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
        self._use(self._loaded("vi"))
        self.switch(code)

    @property
    def other(self) -> LanguageCode:
        """The one it would be switched to."""
        return "en" if self.code == "vi" else "vi"

    def switch(self, code: LanguageCode) -> None:
        """Show everything in another language from now on, if its translation is there.

        Vietnamese needs none: without it, only Qt's own dialogs stay English.
        """
        if code == self.code:
            return
        translator = self._loaded(code)
        if translator is None and code != "vi":
            return
        self.code = code
        self._use(translator)
        self.changed.emit(code)

    def _loaded(self, code: LanguageCode) -> QTranslator | None:
        translator = QTranslator(self)
        if translator.load(str(self._folder / _COMPILED[code])):
            return translator
        import structlog  # noqa: PLC0415 - the sign-in screen does not wait for it

        structlog.get_logger().error("translation_missing", language=code)
        return None

    def _use(self, translator: QTranslator | None) -> None:
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._translator = translator
        if translator is not None:
            QCoreApplication.installTranslator(translator)
