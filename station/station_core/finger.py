"""What a visit knows of one finger: its print or why there is none, and where that is kept."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from station_core.errors import VisitError
from station_devices import EncodedPrint, FingerImage

FINGERS = range(1, 11)
"""Positions of ISO/IEC 19794-2: 1 right thumb to 5 right little, 6 left thumb to 10 left little."""

Lasting = Literal["temporary", "permanent"]

MISSING_REASONS = ("amputated", "bandaged", "worn", "refused", "other")
LASTING: Mapping[str, Lasting] = {"amputated": "permanent", "bandaged": "temporary"}
"""How long a reason lasts, where the reason itself says so; of the others a person is asked."""

SAME_FINGER_ANSWERS = ("again", "this", "earlier")
"""What a person says of a print that is like another finger's: take it again; it really is this
finger; the earlier one was wrong."""


class _Value(BaseModel):
    # A store may hold what a newer version wrote; what is not known here is let be.
    model_config = ConfigDict(frozen=True, extra="ignore")


class AlikeNote(_Value):
    """A print that was found like another finger's, and what a person said of it."""

    finger: int
    likeness: float
    answer: Literal["this", "earlier"]


class FingerNote(_Value):
    """One finger: its print was taken, or the reason why there is none."""

    outcome: Literal["taken", "missing"]
    reason: str | None = None
    lasting: Lasting | None = None
    """How long there will be none; None where nobody said."""
    text: str | None = None
    """The reason in somebody's own words."""
    photo: bool = False
    """Whether a picture of the exception is kept beside it."""
    quality: int | None = None
    """0..100, see `station_devices.quality`."""
    weak_points: tuple[str, ...] = ()
    below: bool = False
    """Whether the print is below the quality asked for, and was taken all the same."""
    attempts: int = 1
    """How many prints of this finger were taken, those that were not kept included."""
    nfiq2: int | None = None
    """The NIST score 0..100, where its program is there."""
    dpi: int | None = None
    bits: int | None = None
    width: int | None = None
    height: int | None = None
    driver: str | None = None
    family: str = ""
    model: str = ""
    serial: str = ""
    id_grade: bool | None = None
    """Whether the scanner meets what identity enrolment asks for; None where it was a file."""
    notes: tuple[str, ...] = ()
    """Codes of why it does not."""
    png: bool = False
    """Whether it is kept without loss too, at `dpi`; the WSQ beside it is always of 500 ppi."""
    alike: AlikeNote | None = None

    @classmethod
    def of(cls, image: FingerImage, *, threshold: int, png: bool = False) -> Self:
        """The note of a print as it came from the scanner.

        Args:
            image: the print.
            threshold: the quality that is asked for.
            png: whether it is kept without loss too.
        """
        scanner = image.scanner
        return cls(
            outcome="taken",
            quality=image.quality,
            weak_points=image.weak_points,
            below=image.quality < threshold,
            dpi=image.dpi,
            bits=image.bits,
            width=image.width,
            height=image.height,
            driver=image.driver,
            family=scanner.family if scanner else "",
            model=scanner.model if scanner else "",
            serial=scanner.serial if scanner else "",
            id_grade=scanner.id_grade if scanner else None,
            notes=scanner.notes if scanner else (),
            png=png,
        )

    @property
    def weak(self) -> bool:
        """Whether there is a print, but not as good as is asked for."""
        return self.outcome == "taken" and self.below


class Absence(_Value):
    """Why there is no print of a finger, as somebody says it."""

    reason: str
    lasting: Lasting | None = None
    text: str | None = None

    def note(self) -> FingerNote:
        """The note of a finger without a print; what the reason itself says is not asked.

        Raises:
            VisitError: REASON_UNKNOWN.
        """
        if self.reason not in MISSING_REASONS:
            raise VisitError("REASON_UNKNOWN", self.reason, reason=self.reason)
        text = " ".join((self.text or "").split())[:_LONGEST_TEXT]
        return FingerNote(
            outcome="missing",
            reason=self.reason,
            lasting=LASTING.get(self.reason, self.lasting),
            text=text or None,
        )


class Doubt(_Value):
    """A print that looks like another finger's, held until a person says whose it is.

    It lies beside the others as `doubt_part`, so that neither print is lost with the power.
    """

    finger: int
    """Whose print was asked for."""
    other: int
    """Whose kept print it is like."""
    likeness: float
    """0..1, see `station_devices.similarity`."""
    note: FingerNote


_LONGEST_TEXT = 300


def finger_part(position: int) -> str:
    """The name of a print among the visit's parts."""
    return f"fingerprints/{position:02d}.wsq"


def lossless_part(position: int) -> str:
    """The name of the same print without loss, where it is kept."""
    return f"fingerprints/{position:02d}.png"


def exception_part(position: int) -> str:
    """The name of the picture of a finger that has no print."""
    return f"fingerprints/{position:02d}-exception.jpg"


def doubt_part(position: int) -> str:
    """The name of a print of which nobody has said yet whose it is."""
    return f"fingerprints/{position:02d}-doubt.wsq"


def lossless_doubt_part(position: int) -> str:
    """The name of that print without loss, where it is kept."""
    return f"fingerprints/{position:02d}-doubt.png"


def print_parts(position: int, encoded: EncodedPrint) -> dict[str, bytes]:
    """The parts of a print."""
    lossless = {} if encoded.png is None else {lossless_part(position): encoded.png}
    return {finger_part(position): encoded.wsq, **lossless}


def doubt_parts(position: int, encoded: EncodedPrint) -> dict[str, bytes]:
    """The parts of a print of which nobody has said yet whose it is."""
    lossless = {} if encoded.png is None else {lossless_doubt_part(position): encoded.png}
    return {doubt_part(position): encoded.wsq, **lossless}
