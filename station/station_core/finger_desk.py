"""What the desk does with fingers: every print is on disk before the next one is asked for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from station_core import finger_acts
from station_core.catalogue import Catalogue, PrintRules
from station_core.errors import VisitError
from station_core.finger import (
    FINGERS,
    Absence,
    Doubt,
    FingerNote,
    doubt_part,
    doubt_parts,
    exception_part,
    lossless_doubt_part,
    print_parts,
)
from station_core.likeness import PrintMemory
from station_core.visit import Visit, kept_parts
from station_devices import EncodedPrint, FingerImage

MAX_PHOTO_BYTES = 2 << 20


class Saver(Protocol):
    """Writes a visit with parts new, replaced or dropped: all of it or nothing."""

    def __call__(
        self, visit: Visit, *, parts: Mapping[str, bytes] | None = None, drop: Iterable[str] = ()
    ) -> Visit:
        """Write, and give the visit back."""


class Encoder(Protocol):
    """Compresses a print; see `station_devices.encode_print`."""

    def __call__(self, image: FingerImage, *, png: bool = False) -> EncodedPrint:
        """As WSQ, and without loss where that is wanted too."""


class FingerDesk:
    """The acts of the fingers on one desk."""

    def __init__(
        self,
        catalogue: Catalogue,
        now: Callable[[], datetime],
        part: Callable[[Visit, str], bytes],
        save: Saver,
        encode: Encoder,
        *,
        png: bool,
    ) -> None:
        self._catalogue = catalogue
        self._now = now
        self._part = part
        self._save = save
        self._encode = encode
        self._png = png
        self._memory = PrintMemory(part)

    def rules(self, visit: Visit) -> PrintRules:
        """How good the prints of this visit have to be."""
        return self._catalogue.print_rules(visit.procedure)

    def keep(
        self, visit: Visit, position: int, image: FingerImage, *, anyway: bool = False
    ) -> Visit:
        """Keep one more print of a finger, if it is the one to stand; see `finger_acts.keep`.

        A print that is like another finger's is held as a doubt until `answer`.

        Raises:
            VisitError: FINGER_UNKNOWN.
            DeviceError: the image cannot be compressed.
        """
        if position not in FINGERS:
            raise VisitError("FINGER_UNKNOWN", str(position), finger=position)
        rules = self.rules(visit)
        note = FingerNote.of(image, threshold=rules.threshold, png=self._png)
        encoded = self._encode(image, png=self._png)
        like = None if anyway else self._memory.like(visit, position, image)
        if like is not None:
            doubt = Doubt(finger=position, other=like.finger, likeness=like.likeness, note=note)
            return self._write(visit, visit.with_doubt(doubt), doubt_parts(position, encoded))
        kept = finger_acts.keep(visit, position, note, rules=rules, at=self._now(), anyway=anyway)
        return self._write(visit, kept.visit, print_parts(position, encoded) if kept.used else {})

    def settle(self, visit: Visit, position: int) -> Visit:
        """Take the best print so far as it is.

        Raises:
            VisitError: FINGER_UNKNOWN when there is none.
        """
        return self._write(visit, finger_acts.settle(visit, position, self._now()))

    def answer(self, visit: Visit, answer: str) -> Visit:
        """Say whose print it is that looks like another finger's; see `finger_acts.answer_doubt`.

        Raises:
            VisitError: REASON_UNKNOWN.
        """
        doubt = visit.doubt
        kept = finger_acts.answer_doubt(visit, answer, rules=self.rules(visit), at=self._now())
        if doubt is None or not kept.used:
            return self._write(visit, kept.visit)
        return self._write(visit, kept.visit, print_parts(doubt.finger, self._held(visit, doubt)))

    def mark_missing(self, visit: Visit, position: int, absence: Absence) -> Visit:
        """Record why there is no print of a finger.

        Raises:
            VisitError: FINGER_UNKNOWN or REASON_UNKNOWN.
        """
        return self.mark_all_missing(visit, (position,), absence)

    def mark_all_missing(self, visit: Visit, positions: tuple[int, ...], absence: Absence) -> Visit:
        """Record for several fingers why there are no prints: for all of them, or for none.

        Raises:
            VisitError: FINGER_UNKNOWN or REASON_UNKNOWN.
        """
        after, at = visit, self._now()
        for position in positions:
            after = finger_acts.mark_missing(after, position, absence, at)
        return self._write(visit, after)

    def keep_exception_photo(self, visit: Visit, position: int, jpeg: bytes) -> Visit:
        """Keep a picture of a finger that has no print.

        Args:
            visit: the visit.
            position: the finger.
            jpeg: at most `MAX_PHOTO_BYTES`.

        Raises:
            VisitError: FINGER_UNKNOWN when no reason is given for it; PHOTO_TOO_LARGE.
        """
        if len(jpeg) > MAX_PHOTO_BYTES:
            raise VisitError("PHOTO_TOO_LARGE", f"above {MAX_PHOTO_BYTES} bytes")
        after = finger_acts.keep_exception_photo(visit, position, self._now())
        return self._write(visit, after, {exception_part(position): jpeg})

    def _held(self, visit: Visit, doubt: Doubt) -> EncodedPrint:
        png = lossless_doubt_part(doubt.finger) if doubt.note.png else None
        return EncodedPrint(
            self._part(visit, doubt_part(doubt.finger)),
            None if png is None else self._part(visit, png),
        )

    def _write(
        self, before: Visit, after: Visit, parts: Mapping[str, bytes] | None = None
    ) -> Visit:
        """Write a visit, and drop the parts it does not have any more."""
        gone = set(kept_parts(before)) - set(kept_parts(after))
        return self._save(after, parts=parts or {}, drop=sorted(gone))
