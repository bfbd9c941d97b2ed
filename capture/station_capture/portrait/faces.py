"""A face in a picture, and the protocol of what finds it."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from station_capture.images import Pixels

Point = tuple[float, float]
"""(x, y) in pixels."""

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


class Landmarks(NamedTuple):
    """Tip of the nose and corners of the mouth, left in the picture first."""

    nose: Point
    mouth: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its box and eye centres, left in the picture first.

    `eyes_found` counts the eyes that were seen open. Without landmarks, where it is below two,
    `eyes` are placed by the box (8 to 11 % of their distance off) and say nothing of a tilt.
    """

    box: Box
    eyes: tuple[Point, Point]
    eyes_found: int
    landmarks: Landmarks | None = None

    @property
    def area(self) -> int:
        """Size of the box in square pixels."""
        return self.box[2] * self.box[3]

    @property
    def eyes_known(self) -> bool:
        """Whether `eyes` were seen and not only placed by the box."""
        return self.eyes_found == 2 or self.landmarks is not None


class FaceFinder(Protocol):
    """Finds the faces in a picture."""

    @property
    def name(self) -> str:
        """Kind and version of the finder, for the record."""

    def find(self, image: Pixels) -> tuple[Face, ...]:
        """Return the faces in a grey or BGR picture, the largest first."""

    def find_near(self, image: Pixels, face: Face) -> Face | None:
        """Find a face again that was seen a moment ago, in a fraction of the time of a search."""


class NoFaceFinder:
    """Finds nothing: where no finder can be loaded, a person judges every picture."""

    name = "none"

    def find(self, _image: Pixels) -> tuple[Face, ...]:
        """Return no face."""
        return ()

    def find_near(self, _image: Pixels, _face: Face) -> Face | None:
        """Return no face."""
        return None
