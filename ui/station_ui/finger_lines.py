"""What a reader of the record has to know of the fingers: missing, weak, and alike ones."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_core.finger import FingerNote
    from station_ui.flow import VisitView
    from station_ui.wording import Wording

NAMED: Final = 3
"""More fingers than these are only counted: the map shows which."""

translate = QCoreApplication.translate


def finger_lines(view: "VisitView", words: "Wording") -> list[str]:
    """A line for each reason, one for what is weak, one for each print like another's."""
    notes = {one: view.visit.fingers[one] for one in view.fingers if one in view.visit.fingers}
    return [*_missing(notes, words), *_weak(notes), *_alike(notes)]


def named(fingers: "Sequence[int]") -> str:
    """The fingers by name, or how many they are."""
    if len(fingers) > NAMED:
        return translate("FingerLines", "{0} ngón tay").format(len(fingers))
    return ", ".join(finger_names()[one].lower() for one in fingers)


def _missing(notes: "dict[int, FingerNote]", words: "Wording") -> list[str]:
    by_reason: dict[str, list[int]] = {}
    for position, note in notes.items():
        if note.outcome == "missing":
            by_reason.setdefault(_reason(note, words), []).append(position)
    return [f"{reason}: {named(fingers)}" for reason, fingers in by_reason.items()]


def _reason(note: "FingerNote", words: "Wording") -> str:
    reason = note.text or words.word("reason", note.reason or "other")
    if note.lasting == "permanent" and note.reason != "amputated":
        return translate("FingerLines", "{0} (lâu dài)").format(reason)
    return reason


def _weak(notes: "dict[int, FingerNote]") -> list[str]:
    weak = [position for position, note in notes.items() if note.weak]
    if not weak:
        return []
    if len(weak) == 1:
        note = notes[weak[0]]
        return [
            translate("FingerLines", "Chưa đủ rõ: {0}, chất lượng {1} sau {2} lần").format(
                named(weak), note.quality, note.attempts
            )
        ]
    return [translate("FingerLines", "Chưa đủ rõ: {0}").format(named(weak))]


def _alike(notes: "dict[int, FingerNote]") -> list[str]:
    names = finger_names()
    return [
        translate("FingerLines", "Giống nhau, đã xem lại: {0}, {1}").format(
            names[position].lower(), names[note.alike.finger].lower()
        )
        for position, note in notes.items()
        if note.alike is not None and note.alike.answer == "this"
    ]
