"""The words for why the centre has returned a record; what was written there is only quoted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_core.returning import finger_about
from station_core.visit import PORTRAIT_PART
from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from station_core.catalogue import Catalogue
    from station_ui.wording import Wording

translate = QCoreApplication.translate


def quoted(text: str | None, code: str | None, words: "Wording") -> str:
    """The reason beside what it is about: what somebody wrote, or our words for the code."""
    if not text:
        return words.returned(code or "").what
    return translate("ReturnedWords", "Trung tâm trả lại: “{0}”").format(text)


def about(field: str | None, catalogue: "Catalogue", words: "Wording") -> str:
    """The name of the field or part a reason is about; empty for one the screen does not show."""
    if field == PORTRAIT_PART:
        return translate("ReturnedWords", "Ảnh chân dung")
    if position := finger_about(field):
        return finger_names().get(position, "")
    labels = {one.code: one.label for one in catalogue.fields}
    return words.label(labels[field]) if field in labels else ""
