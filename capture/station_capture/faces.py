"""Finding faces and eyes: the protocol, and the finder that needs no model file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from station_capture.errors import PortraitError
from station_capture.images import Pixels, grey
from station_capture.opencv import cv2

Point = tuple[float, float]
"""(x, y) in pixels."""

_SEARCH_SIDE = 320
_SMALLEST_FACE = 0.25
_FACE_WIDTH_FOR_EYES = 140
# Where the eyes may lie in the box of the face: x from, x to (each side), y from, y to.
_EYE_COLUMNS = ((0.08, 0.53), (0.47, 0.92))
_EYE_ROWS = (0.18, 0.60)
_EYE_SIZES = (0.12, 0.42)
# Where they do lie on average; used for the crop only when the cascade missed one.
_EYES_IN_BOX = ((0.30, 0.39), (0.69, 0.39))


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its box (x, y, width, height) and eye centres, left in the picture first.

    `eyes_found` counts the eyes that were seen. Where it is below two, `eyes` are placed by the
    box (8 to 11 % of their distance off) and say nothing of a tilt.
    """

    box: tuple[int, int, int, int]
    eyes: tuple[Point, Point]
    eyes_found: int

    @property
    def area(self) -> int:
        """Size of the box in square pixels."""
        return self.box[2] * self.box[3]


class FaceFinder(Protocol):
    """Finds the faces in a picture."""

    def find(self, image: Pixels) -> tuple[Face, ...]:
        """Return the faces in a grey or BGR picture, the largest first."""


class HaarFaceFinder:
    """The cascades that ship with OpenCV 4: frontal faces, upright to about 10 degrees.

    Settings are those measured best on webcam-like frames: `frontalface_alt2` on an equalised
    picture 320 pixels long; `eye_tree_eyeglasses` (which sees through glasses) on the face
    scaled to 140 pixels and never equalised, with an error of 3 % of the eyes' distance.
    """

    def __init__(self) -> None:
        self._face = _cascade("haarcascade_frontalface_alt2.xml")
        self._eye = _cascade("haarcascade_eye_tree_eyeglasses.xml")
        self._contrast = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4))

    def find(self, image: Pixels) -> tuple[Face, ...]:
        """Return the faces in a grey or BGR picture, the largest first."""
        pixels = grey(image)
        scale = _SEARCH_SIDE / max(pixels.shape)
        rows, columns = (max(1, round(side * scale)) for side in pixels.shape)
        small = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA)
        smallest = round(_SMALLEST_FACE * small.shape[0])
        boxes = self._face.detectMultiScale(
            cv2.equalizeHist(small), 1.1, 4, minSize=(smallest, smallest)
        )
        faces = (self._with_eyes(pixels, [round(side / scale) for side in box]) for box in boxes)
        return tuple(sorted(faces, key=lambda face: face.area, reverse=True))

    def _with_eyes(self, pixels: Pixels, box: Sequence[int]) -> Face:
        x, y, width, height = box
        seen = [self._eye_in(pixels, box, columns) for columns in _EYE_COLUMNS]
        placed = [(x + u * width, y + v * height) for u, v in _EYES_IN_BOX]
        left, right = seen
        both = (left, right) if left and right else (placed[0], placed[1])
        return Face((x, y, width, height), both, sum(eye is not None for eye in seen))

    def _eye_in(
        self, pixels: Pixels, box: Sequence[int], columns: tuple[float, float]
    ) -> Point | None:
        x, y, width, height = box
        x0, x1 = (max(0, round(x + part * width)) for part in columns)
        y0, y1 = (max(0, round(y + part * height)) for part in _EYE_ROWS)
        region = pixels[y0:y1, x0:x1]
        if region.size == 0:
            return None
        scale = _FACE_WIDTH_FOR_EYES / width
        region = np.asarray(cv2.resize(region, None, fx=scale, fy=scale), np.uint8)
        least, most = (round(part * _FACE_WIDTH_FOR_EYES) for part in _EYE_SIZES)
        eyes, votes = self._eye.detectMultiScale2(
            self._contrast.apply(region), 1.04, 3, minSize=(least, least), maxSize=(most, most)
        )
        if len(eyes) == 0:
            return None
        ex, ey, ew, eh = eyes[int(np.argmax(votes))]
        return float(x0 + (ex + ew / 2) / scale), float(y0 + (ey + eh / 2) / scale)


@cache
def shipped_finder() -> FaceFinder:
    """Return the finder that works on every desk; one for the whole process.

    Raises:
        PortraitError: FACE_FINDER_MISSING.
    """
    return HaarFaceFinder()


def _cascade(name: str) -> cv2.CascadeClassifier:
    """Load a cascade through memory: OpenCV cannot open files below a folder with accents."""
    try:
        text = (Path(cv2.__file__).parent / "data" / name).read_text(encoding="utf-8")
        storage = cv2.FileStorage(text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
        cascade = cv2.CascadeClassifier()
        loaded = cascade.read(storage.getFirstTopLevelNode())
    except (AttributeError, OSError, cv2.error) as exc:
        raise PortraitError("FACE_FINDER_MISSING", "this OpenCV has no face cascades") from exc
    if not loaded:
        raise PortraitError("FACE_FINDER_MISSING", f"cannot load {name}")
    return cascade
