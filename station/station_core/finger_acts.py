"""The acts of the fingers as pure functions: the best of several tries, exceptions, doubts."""

from dataclasses import dataclass
from datetime import datetime

from station_core.catalogue import PrintRules
from station_core.errors import VisitError
from station_core.finger import Absence, AlikeNote, FingerNote
from station_core.visit import Visit
from station_devices.quality import NO_PRINT


@dataclass(frozen=True)
class Kept:
    """A visit after a try, and whether the print of this try is now the finger's."""

    visit: Visit
    used: bool


def keep(
    visit: Visit,
    position: int,
    note: FingerNote,
    *,
    rules: PrintRules,
    at: datetime,
    anyway: bool = False,
) -> Kept:
    """The visit after one more try of a finger.

    While a finger is taken for the first time, the best of its tries stands, and it is done with
    the first good one or with the last one allowed.

    A finger that was done before and is deliberately taken again is another matter: whoever asks
    for another print expects to get it, be it because the first was weak or because it was the
    wrong finger. So a good new print takes the place of any old one. A weak one does so only when
    it is better; otherwise nothing would be easier than to lose a good print by one bad press. It
    can still be had with `anyway`, which is how a wrong finger with worn ridges is mended.

    Args:
        visit: the visit.
        position: the finger.
        note: of the new print.
        rules: how good it has to be.
        at: local time of the act.
        anyway: take the new print as it is, whatever stands there.

    Raises:
        VisitError: FINGER_UNKNOWN.
    """
    if NO_PRINT in note.weak_points:  # an empty glass is no finger, however often it is tried
        return Kept(visit, used=False)
    standing = visit.fingers.get(position)
    old = standing if standing is not None and standing.outcome == "taken" else None
    again = old is not None and position not in visit.unsettled
    attempts = old.attempts + 1 if old is not None else 1
    used = anyway or old is None or _takes_over(note, old, again=again)
    done = again or anyway or not note.below or attempts >= rules.attempts
    stands = note if used or old is None else old
    # What a person said of this finger holds for its next print, too.
    alike = note.alike or (old.alike if old is not None else None)
    counted = stands.model_copy(update={"attempts": attempts, "alike": alike})
    after = _of_new_print(visit, position) if used else visit
    return Kept(after.with_finger(position, counted, at, settled=done), used)


def _of_new_print(visit: Visit, position: int) -> Visit:
    """That others are not this finger was said beside its old print, and holds no longer."""

    def told_apart(note: FingerNote) -> bool:
        alike = note.alike
        return alike is not None and alike.finger == position and alike.answer == "this"

    fingers = {
        one: note.model_copy(update={"alike": None}) if told_apart(note) else note
        for one, note in visit.fingers.items()
    }
    return visit.model_copy(update={"fingers": fingers})


def _takes_over(new: FingerNote, old: FingerNote, *, again: bool) -> bool:
    if again and not new.below:
        return True
    return (new.quality or 0) > (old.quality or 0)


def settle(visit: Visit, position: int, at: datetime) -> Visit:
    """The visit with the best print so far taken as it is.

    Raises:
        VisitError: FINGER_UNKNOWN when there is no print of it.
    """
    note = visit.fingers.get(position)
    if note is None or note.outcome != "taken":
        raise VisitError("FINGER_UNKNOWN", str(position), finger=position)
    return visit.with_finger(position, note, at)


def mark_missing(visit: Visit, position: int, absence: Absence, at: datetime) -> Visit:
    """The visit with the reason why there is no print of a finger.

    A picture of the exception that is there already stays with the corrected reason.

    Raises:
        VisitError: FINGER_UNKNOWN or REASON_UNKNOWN.
    """
    before = visit.fingers.get(position)
    photo = before is not None and before.outcome == "missing" and before.photo
    note = absence.note().model_copy(update={"photo": photo})
    return _undoubted(visit, position).with_finger(position, note, at)


def keep_exception_photo(visit: Visit, position: int, at: datetime) -> Visit:
    """The visit with a picture of a finger that has no print.

    Raises:
        VisitError: FINGER_UNKNOWN when no reason is given for it.
    """
    note = visit.fingers.get(position)
    if note is None or note.outcome != "missing":
        raise VisitError("FINGER_UNKNOWN", str(position), finger=position)
    return visit.with_finger(position, note.model_copy(update={"photo": True}), at)


def answer_doubt(visit: Visit, answer: str, *, rules: PrintRules, at: datetime) -> Kept:
    """The visit after somebody said whose print it is that looks like another finger's.

    Args:
        visit: the visit with its doubt.
        answer: of `SAME_FINGER_ANSWERS`. "again" drops the print, "this" keeps it with a note;
            "earlier" does so, too, and has the other finger taken anew: its print is dropped.
        rules: how good a print has to be.
        at: local time of the act.

    Raises:
        VisitError: REASON_UNKNOWN.
    """
    doubt, free = visit.doubt, visit.with_doubt(None)
    if doubt is None or answer == "again":
        return Kept(free, used=False)
    if answer not in {"this", "earlier"}:
        raise VisitError("REASON_UNKNOWN", answer, reason=answer)
    said = AlikeNote(
        finger=doubt.other,
        likeness=round(doubt.likeness, 3),
        answer="this" if answer == "this" else "earlier",
    )
    note = doubt.note.model_copy(update={"alike": said})
    if answer == "earlier":
        free = free.without_finger(doubt.other)
    # Of a finger taken again a person has now said which print is right: that one stands.
    again = doubt.finger in free.fingers and doubt.finger not in free.unsettled
    return keep(free, doubt.finger, note, rules=rules, at=at, anyway=again)


def _undoubted(visit: Visit, position: int) -> Visit:
    """Of a finger that is not taken at all no print is in doubt, nor any beside its own."""
    doubt = visit.doubt
    concerned = doubt is not None and position in {doubt.finger, doubt.other}
    return visit.with_doubt(None) if concerned else visit
