"""The words for why the centre has returned a record; what somebody wrote there is only quoted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_core.returning import finger_about
from station_core.visit import PORTRAIT_PART
from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from station_core.catalogue import Catalogue
    from station_core.visit import ReturnedNote
    from station_ui.wording import Wording

translate = QCoreApplication.translate


def reason(code: str | None, text: str | None, words: "Wording") -> str:
    """Why: in our words for a code of the centre's program, else as a person wrote it there."""
    said = words.returned(code or "")
    return f"“{text}”" if text and said.code == "OTHER" else said.what


def beside(note: "ReturnedNote", words: "Wording") -> str:
    """The reason where it is read beside what it is about."""
    said = reason(note.code, note.text, words)
    if said.startswith("“"):
        return translate("ReturnedWords", "Trung tâm trả lại: {0}").format(said)
    return said


def about(field: str | None, catalogue: "Catalogue", words: "Wording") -> str:
    """The name of the field or part a reason is about; empty for one the screen does not show."""
    if field == PORTRAIT_PART:
        return translate("ReturnedWords", "Ảnh chân dung")
    if position := finger_about(field):
        return finger_names().get(position, "")
    labels = {one.code: one.label for one in catalogue.fields}
    return words.label(labels[field]) if field in labels else ""
