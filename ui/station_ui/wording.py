"""Words that are data: labels of the catalogue, error sentences, findings, reasons, states."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.language import LanguageSwitch
from station_ui.notices import Notice, Saying
from station_ui.role_words import any_of

if TYPE_CHECKING:
    from station_core.catalogue import Label
    from station_core.messages import Kind

translate = QCoreApplication.translate


class Wording:
    """Looks words up in the language of the screen.

    The table is loaded with the first word asked for: the sign-in screen does not wait for it.
    """

    def __init__(self, language: LanguageSwitch) -> None:
        self._language = language

    def label(self, label: "Label") -> str:
        """A label of the catalogue."""
        return label.en if self._language.code == "en" else label.vi

    def word(self, kind: "Kind", code: str) -> str:
        """The short word of a code."""
        from station_core import messages  # noqa: PLC0415 - see the class

        return messages.word(kind, code, self._language.code)

    def saying(self, error: BaseException) -> Saying:
        """What happened and what to do next, for an error; one without a code is a bug."""
        said = self.coded(getattr(error, "code", "BUG"))
        if said.code == "NOT_ALLOWED":
            roles = any_of(getattr(error, "details", {}).get("roles", ()))
            whose = translate("Wording", "Việc đó dành cho {0}.").format(roles)
            return said._replace(what=f"{said.what} {whose}") if roles else said
        return said

    def coded(self, code: str) -> Saying:
        """What happened and what to do next, for the code of an error."""
        from station_core import messages  # noqa: PLC0415 - see the class

        sentence = messages.sentence(code, self._language.code)
        return Saying(sentence.what, sentence.next, sentence.code)

    def returned(self, code: str) -> Saying:
        """Why the centre has returned a record and what to do next, for its code."""
        from station_core import messages  # noqa: PLC0415 - see the class

        sentence = messages.returned(code, self._language.code)
        return Saying(sentence.what, sentence.next, sentence.code)

    def notice(self, error: BaseException, *, of_page: bool = False) -> Notice:
        """The notice of an error."""
        return Notice("bad", lambda: self.saying(error), of_page=of_page)
