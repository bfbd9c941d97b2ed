"""Faces and eyes by the cascades that ship with OpenCV 4: no model file is needed."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np

from station_capture.errors import PortraitError
from station_capture.images import Pixels, grey
from station_capture.opencv import cv2
from station_capture.portrait.faces import Box, Face, FaceFinder, Point

_SEARCH_SIDE: Final = 320
_SMALLEST_FACE: Final = 0.25
_SCALE_STEP: Final = 1.1
# A face that was seen a moment ago: how far it may have moved and by how much have grown.
_STRAY: Final = 0.3
_GROWTH: Final = 1.3
_FACE_WIDTH_FOR_EYES: Final = 140
# Where the eyes may lie in the box of the face: x from, x to (each side), y from, y to.
_EYE_COLUMNS: Final = ((0.08, 0.53), (0.47, 0.92))
_EYE_ROWS: Final = (0.18, 0.60)
_EYE_SIZES: Final = (0.12, 0.42)
_EYE_STEP: Final = 1.04
# An eye that was seen a moment ago, in widths of the face: half of where to look for it.
_EYE_STRAY: Final = 0.19
_EYE_SIZES_NEAR: Final = (0.2, 0.38)
_EYE_STEP_NEAR: Final = 1.08
# Where they do lie on average; used for the crop only when the cascade missed one.
_EYES_IN_BOX: Final = ((0.30, 0.39), (0.69, 0.39))


class EyeFinder:
    """Finds the open eyes of a face.

    `eye_tree_eyeglasses` sees through glasses; on the face scaled to 140 pixels, never equalised,
    its error is 3 % of the eyes' distance.
    """

    def __init__(self) -> None:
        self._eye = _cascade("haarcascade_eye_tree_eyeglasses.xml")
        self._contrast = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4))

    def find(self, pixels: Pixels, box: Box) -> tuple[Point | None, Point | None]:
        """Look for both eyes in the box of a face; `pixels` is grey."""
        face = _Face(pixels, box)
        left, right = (self._eye_in(face, _Search.wide(columns)) for columns in _EYE_COLUMNS)
        return left, right

    def find_near(
        self, pixels: Pixels, box: Box, eyes: tuple[Point, Point]
    ) -> tuple[Point | None, Point | None]:
        """Look for both eyes where they must be, and wherever they may be if they are not there."""
        face = _Face(pixels, box)
        left, right = (
            self._eye_in(face, _Search.near(face.part_of(eye)))
            or self._eye_in(face, _Search.wide(columns))
            for eye, columns in zip(eyes, _EYE_COLUMNS, strict=True)
        )
        return left, right

    def _eye_in(self, face: "_Face", search: "_Search") -> Point | None:
        region, (x0, y0) = face.region(search.part)
        if region.size == 0:
            return None
        scale = _FACE_WIDTH_FOR_EYES / face.width
        region = np.asarray(cv2.resize(region, None, fx=scale, fy=scale), np.uint8)
        least, most = (round(size * _FACE_WIDTH_FOR_EYES) for size in search.sizes)
        eyes, votes = self._eye.detectMultiScale2(
            self._contrast.apply(region),
            search.step,
            3,
            minSize=(least, least),
            maxSize=(most, most),
        )
        if len(eyes) == 0:
            return None
        ex, ey, ew, eh = eyes[int(np.argmax(votes))]
        return float(x0 + (ex + ew / 2) / scale), float(y0 + (ey + eh / 2) / scale)


class _Search(NamedTuple):
    """Where in the box of a face to look for an eye, of which sizes, and how finely."""

    part: tuple[float, float, float, float]
    """Left, top, right, bottom in widths and heights of the box."""
    sizes: tuple[float, float]
    step: float

    @classmethod
    def wide(cls, columns: tuple[float, float]) -> Self:
        part = columns[0], _EYE_ROWS[0], columns[1], _EYE_ROWS[1]
        return cls(part, _EYE_SIZES, _EYE_STEP)

    @classmethod
    def near(cls, eye: Point) -> Self:
        x, y = eye
        part = x - _EYE_STRAY, y - _EYE_STRAY, x + _EYE_STRAY, y + _EYE_STRAY
        return cls(part, _EYE_SIZES_NEAR, _EYE_STEP_NEAR)


class _Face:
    """The box of a face in a grey picture."""

    def __init__(self, pixels: Pixels, box: Box) -> None:
        self._pixels = pixels
        self._x, self._y, self.width, self._height = box

    def part_of(self, point: Point) -> Point:
        """A point in widths and heights of the box."""
        return (point[0] - self._x) / self.width, (point[1] - self._y) / self._height

    def region(self, part: tuple[float, float, float, float]) -> tuple[Pixels, tuple[int, int]]:
        """Part of the box as pixels, and where its first one lies in the picture."""
        x0, x1 = (max(0, round(self._x + each * self.width)) for each in part[::2])
        y0, y1 = (max(0, round(self._y + each * self._height)) for each in part[1::2])
        return self._pixels[y0:y1, x0:x1], (x0, y0)


class HaarFaceFinder:
    """The cascades that ship with OpenCV 4: frontal faces, upright to about 10 degrees.

    Settings are those measured best on webcam-like frames: `frontalface_alt2` on a picture 320
    pixels long. It is not equalised: before a plain wall that takes the face's contrast, and the
    cascade evens out the light of each place by itself.
    """

    def __init__(self) -> None:
        self._face = _cascade("haarcascade_frontalface_alt2.xml")
        self._eyes = EyeFinder()

    @property
    def name(self) -> str:
        """Kind and version of the finder, for the record."""
        return f"haar {cv2.__version__}"

    def find(self, image: Pixels) -> tuple[Face, ...]:
        """Return the faces in a grey or BGR picture, the largest first."""
        pixels = grey(image)
        small, scale = _for_search(pixels)
        least = round(_SMALLEST_FACE * small.shape[0])
        boxes = self._face.detectMultiScale(small, _SCALE_STEP, 4, minSize=(least, least))
        found = (_box(box, scale) for box in boxes)
        faces = (_face_of(box, self._eyes.find(pixels, box)) for box in found)
        return tuple(sorted(faces, key=lambda face: face.area, reverse=True))

    def find_near(self, image: Pixels, face: Face) -> Face | None:
        """Find a face again that was seen a moment ago, in a fraction of the time of a search."""
        pixels = grey(image)
        box = self._box_near(pixels, face.box)
        if box is None:
            return None
        return _face_of(box, self._eyes.find_near(pixels, box, _carried(face, box)))

    def _box_near(self, pixels: Pixels, before: Box) -> Box | None:
        small, scale = _for_search(pixels)
        x, y, width, height = (side * scale for side in before)
        x0, y0 = max(0, round(x - _STRAY * width)), max(0, round(y - _STRAY * height))
        region = small[y0 : round(y + (1 + _STRAY) * height), x0 : round(x + (1 + _STRAY) * width)]
        if region.size == 0:
            return None
        least, most = round(width / _GROWTH), round(width * _GROWTH)
        boxes, votes = self._face.detectMultiScale2(
            region, _SCALE_STEP, 2, minSize=(least, least), maxSize=(most, most)
        )
        if len(boxes) == 0:
            return None
        bx, by, bw, bh = boxes[int(np.argmax(votes))]
        return _box((bx + x0, by + y0, bw, bh), scale)


def _carried(face: Face, box: Box) -> tuple[Point, Point]:
    """Where the eyes of a face are when its box has moved here."""
    (x0, y0, width, height), (x1, y1, *_size) = face.box, box
    wider, higher = box[2] / width, box[3] / height
    left, right = ((x1 + (ex - x0) * wider, y1 + (ey - y0) * higher) for ex, ey in face.eyes)
    return left, right


def _for_search(pixels: Pixels) -> tuple[Pixels, float]:
    """The picture as the cascade of faces wants it, and its pixels for one of the picture."""
    scale = _SEARCH_SIDE / max(pixels.shape)
    rows, columns = (max(1, round(side * scale)) for side in pixels.shape)
    small = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale


def _box(found: Sequence[int], scale: float) -> Box:
    x, y, width, height = (round(side / scale) for side in found)
    return x, y, width, height


def _face_of(box: Box, seen: tuple[Point | None, Point | None]) -> Face:
    x, y, width, height = box
    left, right = seen
    placed = [(x + u * width, y + v * height) for u, v in _EYES_IN_BOX]
    both = (left, right) if left and right else (placed[0], placed[1])
    return Face(box, both, sum(eye is not None for eye in seen))


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
