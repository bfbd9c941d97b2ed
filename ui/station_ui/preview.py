"""A frame as the screen shows it: as large as its place allows, and cheap to paint."""

from typing import TYPE_CHECKING, NamedTuple, Self

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from station_capture import shrunk

if TYPE_CHECKING:
    from station_capture import Frame, Window

Place = tuple[float, float, float, float]
"""x, y, width, height."""


class Preview(NamedTuple):
    """The middle of a frame, shrunk for the screen."""

    image: QImage
    left: int
    """The frame's first column that is shown."""
    scale: float
    """The image's pixels for one of the frame."""
    mirror: bool = False

    def place_of(self, window: "Window") -> Place:
        """Where part of the frame lies in the image."""
        x, y, width, height = (self.scale * side for side in window)
        x -= self.scale * self.left
        return (self.image.width() - x - width if self.mirror else x), y, width, height

    def mirrored(self) -> Self:
        """The same as in a mirror."""
        turned = self.image.flipped(Qt.Orientation.Horizontal)
        return self._replace(image=turned, mirror=not self.mirror)


def preview(frame: "Frame", room: QSize, keep: "Window | None" = None) -> Preview:
    """The frame's picture to fill `room`.

    A frame that is wider than the room loses its sides, which no portrait needs: the head is shown
    larger. `keep` is not cut off.

    Scaling here takes a millisecond; left to the painter it takes eight, thirty times a second.
    """
    rows, columns = frame.image.shape[:2]
    x, _y, wide, _high = keep or (columns // 2, 0, 0, 0)
    width = min(columns, max(1, wide, round(rows * room.width() / max(1, room.height()))))
    left = max(min((columns - width) // 2, x), x + wide - width)
    left = max(0, min(left, columns - width))  # `keep` may be of a frame of another size
    part = frame.image[:, left : left + width]
    pixels, scale = shrunk(part, (room.width(), room.height()))
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return Preview(image.copy(), left, scale)
