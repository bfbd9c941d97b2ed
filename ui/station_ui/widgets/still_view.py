"""A picture that stands still in a fixed place: the print of a finger, a portrait."""

from typing import Literal

from station_ui.theme import measures
from station_ui.widgets.camera_stage import CameraStage

Shape = Literal["print", "portrait"]


class StillView(CameraStage):
    """A stage as large as the window's measures say: square for a print, 2 by 3 for a portrait."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._shape: Shape = shape
        self._most: int | None = None
        self.measure()

    def keep_within(self, side: int) -> None:
        """A print is no larger than this."""
        self._most = side
        self.measure()

    def measure(self) -> None:
        """Smaller where there is little room."""
        sizes = measures()
        if self._shape == "print":
            side = sizes.print if self._most is None else min(self._most, sizes.print)
            self.setFixedSize(side, side)
        else:
            self.setFixedSize(sizes.portrait, sizes.portrait * 3 // 2)
