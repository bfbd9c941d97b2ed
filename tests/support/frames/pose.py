"""How a point of the card's plane comes to lie in the frame, and back.

The card's plane is measured in millimetres from the middle of the code, x right and y down. It
lies flat or bends like a cylinder under the code and goes on straight beside it. The camera is a
pinhole with the 65 degrees of a common webcam.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from frames.spec import FrameSpec

Floats = NDArray[np.float32]
Points = NDArray[np.float64]
"""(n, 2): x, y."""

_FIELD_OF_VIEW = math.radians(65)
# The way back is exact on a grid of this many pixels and straight between: errors below 0.02.
_GRID = 8
# Each round of finding the depth of a bent card shrinks the error to a third or less.
_ROUNDS = 8
# Where the bend ends, in widths of the code from its middle.
_BEND_ENDS = 0.6


class Pose(NamedTuple):
    """The card before the camera: x, y, z to the right, down and away, in millimetres."""

    focal: float
    principal: tuple[float, float]
    turn: Points
    middle: Points
    # Radians a millimetre of the surface, and the axis it runs along; then half the bent length.
    bend: float
    bend_half: float

    @classmethod
    def of(cls, spec: FrameSpec, modules: int) -> "Pose":
        """Place a code of so many modules a side as `spec` asks."""
        focal = spec.width / 2 / math.tan(_FIELD_OF_VIEW / 2)
        per_mm = spec.pixels_per_module * modules / spec.code_mm
        away = focal / per_mm
        middle = np.array([spec.right / per_mm, spec.down / per_mm, away])
        return cls(
            focal=focal,
            principal=((spec.width - 1) / 2, (spec.height - 1) / 2),
            turn=_turn(spec),
            middle=middle,
            bend=2 * math.radians(spec.curve) / spec.code_mm,
            bend_half=_BEND_ENDS * spec.code_mm,
        )

    def to_frame(self, plane: Points) -> Points:
        """Where points of the card, (n, 2) in millimetres, are seen, (n, 2) in pixels."""
        across, depth = self._profile(plane[:, 0])
        solid = np.column_stack([across, plane[:, 1], depth])
        seen = solid @ self.turn.T + self.middle
        return self.focal * seen[:, :2] / seen[:, 2:] + self.principal

    def to_plane(self, frame: Points) -> Points:
        """Which points of the card, (n, 2), points of the frame, (n, 2), show."""
        x, y = ((frame - self.principal) / self.focal).T
        rays = np.column_stack([x, y, np.ones_like(x)]) @ self.turn
        origin = -self.middle @ self.turn
        depth = np.zeros(len(frame))
        for _ in range(_ROUNDS if self.bend else 0):
            depth = self._profile(self._arc(_at(depth, origin, rays)[0]))[1]
        across, down = _at(depth, origin, rays)
        return np.column_stack([self._arc(across), down])

    def plane_map(self, box: tuple[int, int, int, int], fine: int) -> tuple[Floats, Floats]:
        """Millimetres of the card under each pixel of a part of the frame.

        Args:
            box: Left, top, width and height of the part.
            fine: Into how many parts each side of a pixel is split.

        Returns:
            x and y, each (height * fine, width * fine).
        """
        left, top, width, height = box
        rows, columns = (math.ceil(size / _GRID) + 1 for size in (height, width))
        grid_y, grid_x = np.mgrid[:rows, :columns] * float(_GRID)
        # The grid's points are corners of pixels, so half a pixel before the pixels' middles.
        points = np.column_stack([grid_x.ravel() + left - 0.5, grid_y.ravel() + top - 0.5])
        plane = self.to_plane(points).astype(np.float32).reshape(rows, columns, 2)
        # Resizing takes the grid's points for middles of cells: half a cell is cut off for that.
        cell, edge = _GRID * fine, _GRID * fine // 2
        full = cv2.resize(plane, None, fx=cell, fy=cell, interpolation=cv2.INTER_LINEAR)
        x, y = cv2.split(full[edge : edge + height * fine, edge : edge + width * fine])
        return np.asarray(x, np.float32), np.asarray(y, np.float32)

    def _profile(self, along: Points) -> tuple[Points, Points]:
        """Across and depth of the bent surface, by its length from the middle."""
        if not self.bend:
            return along, np.zeros_like(along)
        bent = np.clip(along, -self.bend_half, self.bend_half)
        beyond, angle = along - bent, bent * self.bend
        across = np.sin(angle) / self.bend + beyond * np.cos(angle)
        depth = (1 - np.cos(angle)) / self.bend + beyond * np.sin(angle)
        return across, depth

    def _arc(self, across: Points) -> Points:
        """The length of the bent surface from the middle, by how far across it lies."""
        if not self.bend:
            return across
        most = self.bend_half * self.bend
        edge = math.sin(most) / self.bend
        beyond = np.abs(across) - edge
        bent = np.arcsin(np.clip(across * self.bend, -1, 1)) / self.bend
        straight = np.sign(across) * (self.bend_half + beyond / math.cos(most))
        return np.asarray(np.where(beyond > 0, straight, bent))


def _at(depth: Points, origin: Points, rays: Points) -> tuple[Points, Points]:
    """Where rays, (n, 3) from one origin, are at these depths: x and y."""
    way = (depth - origin[2]) / rays[:, 2]
    return origin[0] + way * rays[:, 0], origin[1] + way * rays[:, 1]


def _turn(spec: FrameSpec) -> Points:
    """Turn the card in its plane, then tilt it about an axis across the line of sight."""
    axis = math.radians(spec.tilt_axis)
    tilt = np.array([math.cos(axis), math.sin(axis), 0]) * math.radians(spec.tilt)
    spin = np.array([0, 0, math.radians(spec.rotation)])
    return np.asarray(cv2.Rodrigues(tilt)[0] @ cv2.Rodrigues(spin)[0], np.float64)
