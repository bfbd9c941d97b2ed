"""Whether a print is like one of another finger of the same citizen: one finger placed twice."""

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

import structlog

from station_core.finger import FingerNote, finger_part
from station_core.visit import Visit
from station_devices import DeviceError, FingerImage, decode_wsq
from station_devices.encoding import WSQ_DPI
from station_devices.similarity import SAME_FINGER, Comparison, PrintTemplate, template_of

log = structlog.get_logger()


class Like(NamedTuple):
    """Another finger whose print is like this one."""

    finger: int
    likeness: float


class PrintMemory:
    """Compares prints within one visit; what it knows of one citizen goes with the next.

    Templates are known by the bytes of the kept print they were made of, so that a print taken
    anew is never compared by its old template. After a restart they are made from those bytes.
    """

    def __init__(self, part: Callable[[Visit, str], bytes]) -> None:
        self._part = part
        self._visit = ""
        self._templates: dict[bytes, PrintTemplate] = {}

    def like(self, visit: Visit, position: int, image: FingerImage) -> Like | None:
        """The other finger this print is most like, if it is so alike that it may be the same.

        A finger of which a person has said that it is not the other one is not asked about again;
        the other one is, when it gets a new print: of that print nobody has said anything.
        """
        if visit.id != self._visit:
            self._visit, self._templates = visit.id, {}
        new = Comparison(template_of(image.pixels, image.dpi))
        found = [
            Like(other, new.likeness(template))
            for other in self._others(visit, position)
            if (template := self._template(visit, other)) is not None
        ]
        best = max(found, key=lambda one: one.likeness, default=None)
        return best if best is not None and best.likeness >= SAME_FINGER else None

    def _others(self, visit: Visit, position: int) -> list[int]:
        own = visit.fingers.get(position)
        return [
            other
            for other, note in visit.fingers.items()
            if other != position and note.outcome == "taken" and not _told_apart(own, other)
        ]

    def _template(self, visit: Visit, position: int) -> PrintTemplate | None:
        """None where the kept print is damaged: it holds up no other finger."""
        kept = self._part(visit, finger_part(position))
        name = sha256(kept).digest()
        if name not in self._templates:
            try:
                pixels = decode_wsq(kept)
            except DeviceError as error:
                log.warning("print_unreadable", visit=visit.id, finger=position, code=error.code)
                return None
            self._templates[name] = template_of(pixels, WSQ_DPI)
        return self._templates[name]


def _told_apart(note: FingerNote | None, other: int) -> bool:
    """Whether a person said of this print that it is this finger's, beside the other's."""
    alike = note.alike if note is not None else None
    return alike is not None and alike.finger == other and alike.answer == "this"
