"""Faces with landmarks by the YuNet network, where a technician has installed its file."""

import hashlib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from station_capture.errors import PortraitError
from station_capture.images import Pixels, grey
from station_capture.opencv import cv2
from station_capture.portrait.faces import Face, FaceFinder, Landmarks
from station_capture.portrait.haar import EyeFinder, shipped_finder

_SEARCH_SIDE: Final = 320
_SURE: Final = 0.8
_OVERLAP: Final = 0.3
_MOST_FACES: Final = 20
_MOST_BYTES: Final = 8 * 1024 * 1024
"""The file has 233 kB; what is far larger is something else."""
_STRIDES: Final = (8, 16, 32)
_OUTPUTS: Final = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
"""Values of each anchor, by the kind of output."""
_VALUES: Final = 14
"""Of a face: a box and five points."""
_LEAST_EYE_DISTANCE: Final = 1.0

Row = NDArray[np.float64]


class LandmarkFinder:
    """YuNet (MIT licence), through `cv2.FaceDetectorYN`.

    It places the eyes of closed lids too; whether they are open, the cascade of the eyes tells.
    """

    def __init__(self, model: bytes) -> None:
        """Load a model.

        Raises:
            PortraitError: LANDMARKS_UNUSABLE if it is no such network.
        """
        self.name = f"yunet {hashlib.sha256(model).hexdigest()[:12]}"
        self._eyes = EyeFinder()
        try:
            self._net = _detector_of(np.frombuffer(model, np.uint8))
        except cv2.error as exc:
            raise PortraitError("LANDMARKS_UNUSABLE", "the file is no YuNet network") from exc

    def find(self, image: Pixels) -> tuple[Face, ...]:
        """Return the faces in a grey or BGR picture, the largest first."""
        pixels = grey(image)
        colours = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
        scale = _SEARCH_SIDE / max(pixels.shape)
        rows, columns = (max(1, round(side * scale)) for side in pixels.shape)
        self._net.setInputSize((columns, rows))
        small = cv2.resize(colours, (columns, rows), interpolation=cv2.INTER_AREA)
        _count, found = self._net.detect(small)
        if found is None:
            return ()
        # Pairs of across and down; a side may have been rounded to whole pixels.
        back = np.tile([pixels.shape[1] / columns, pixels.shape[0] / rows], _VALUES // 2)
        faces = (self._face(pixels, row) for row in found[:, :_VALUES] * back if _is_sound(row))
        return tuple(sorted(faces, key=lambda face: face.area, reverse=True))

    def find_near(self, image: Pixels, face: Face) -> Face | None:
        """Find a face again that was seen a moment ago: the network is quick enough to search."""
        x, y = _middle(face)
        near = (
            one
            for one in self.find(image)
            if max(abs(_middle(one)[0] - x), abs(_middle(one)[1] - y)) < face.box[2] / 2
        )
        return next(near, None)

    def _face(self, pixels: Pixels, row: Row) -> Face:
        """One row: box, right eye (left in the picture), left eye, nose, corners of the mouth."""
        x, y, width, height = (round(float(each)) for each in row[:4])
        points = [(float(px), float(py)) for px, py in row[4:14].reshape(5, 2)]
        box, eyes = (x, y, max(1, width), max(1, height)), (points[0], points[1])
        seen = self._eyes.find_near(pixels, box, eyes)
        return Face(
            box,
            eyes,
            sum(eye is not None for eye in seen),
            Landmarks(points[2], (points[3], points[4])),
        )


def _detector_of(model: Pixels) -> cv2.FaceDetectorYN:
    """Load a network.

    Raises:
        cv2.error: It is none, or one with other outputs.
    """
    _check_outputs(cv2.dnn.readNetFromONNX(model))
    size = (_SEARCH_SIDE, _SEARCH_SIDE)
    nothing = np.zeros(0, np.uint8)
    net = cv2.FaceDetectorYN.create("onnx", model, nothing, size, _SURE, _OVERLAP, _MOST_FACES)
    net.detect(np.zeros((*size, 3), np.uint8))
    return net


def _check_outputs(net: cv2.dnn.Net) -> None:
    """FaceDetectorYN reads as many values as a YuNet has, also beyond the end of fewer."""
    net.setInput(np.zeros((1, 3, _SEARCH_SIDE, _SEARCH_SIDE), np.float32))
    wanted = {
        f"{kind}_{stride}": (_SEARCH_SIDE // stride) ** 2 * width
        for kind, width in _OUTPUTS.items()
        for stride in _STRIDES
    }
    outputs = net.forward(list(wanted))
    if any(one.size < size for one, size in zip(outputs, wanted.values(), strict=True)):
        raise cv2.error("an output has too few values")


def _is_sound(row: Row) -> bool:
    """Whether it can be a face at all: nothing can be laid by eyes that lie in one place."""
    apart = row[6:8] - row[4:6]
    return bool(np.isfinite(row).all()) and float(np.hypot(*apart)) >= _LEAST_EYE_DISTANCE


def finder_with(model: Path | None) -> FaceFinder:
    """The finder that uses a model file if there is one, else the one that ships.

    Raises:
        PortraitError: LANDMARKS_UNUSABLE; FACE_FINDER_MISSING.
    """
    return LandmarkFinder(read_model(model)) if model and model.is_file() else shipped_finder()


def read_model(file: Path) -> bytes:
    """Read a model file.

    Raises:
        PortraitError: LANDMARKS_MISSING; LANDMARKS_UNUSABLE if it is empty or far too large.
    """
    try:
        with file.open("rb") as opened:
            model = opened.read(_MOST_BYTES + 1)
    except OSError as exc:
        raise PortraitError("LANDMARKS_MISSING", "the file cannot be read") from exc
    if not 0 < len(model) <= _MOST_BYTES:
        raise PortraitError("LANDMARKS_UNUSABLE", "the file is no YuNet network")
    return model


def _middle(face: Face) -> tuple[float, float]:
    x, y, width, height = face.box
    return x + width / 2, y + height / 2
