"""Camera frames of invented cards, drawn from a description, a payload and a source of chance."""

import math
from typing import NamedTuple

import numpy as np

from frames import optics, surface
from frames.pose import Floats, Points, Pose
from frames.sensor import expose
from frames.spec import FrameSpec
from frames.symbols import Modules, qr_modules
from station_capture import Pixels


class DrawnFrame(NamedTuple):
    """A frame, (height, width, 3) BGR, and where its code truly lies.

    The corners are (4, 2): x, y of the symbol's outer corners, from the top left one clockwise as
    the code itself is turned; the middle of the frame's first pixel is 0, 0.
    """

    image: Pixels
    corners: Points


def draw_frame(spec: FrameSpec, payload: str, rng: np.random.Generator) -> DrawnFrame:
    """Draw a card whose code holds the payload as UTF-8; equal arguments give equal frames."""
    return draw_symbol(spec, qr_modules(payload.encode(), spec.error_level), rng)


def draw_symbol(spec: FrameSpec, modules: Modules, rng: np.random.Generator) -> DrawnFrame:
    """Draw a card with any symbol in the place of its code."""
    pose = Pose.of(spec, modules.shape[1])
    corners = pose.to_frame(_outline(spec, modules, 0))
    box = _box(spec, pose.to_frame(_outline(spec, modules, spec.quiet_modules)))
    scene = surface.bare_desk(spec, rng)
    surface.lay_card(scene, spec, pose)
    if box[2] > 0 and box[3] > 0:
        surface.print_code(scene, spec, pose, modules, box)
        if spec.dirt:
            surface.soil(scene, spec, pose, box, rng)
    return DrawnFrame(photograph(scene, spec, corners, rng), corners)


def photograph(scene: Floats, spec: FrameSpec, corners: Points, rng: np.random.Generator) -> Pixels:
    """Light a scene of linear light (height, width) and take its picture.

    Glare and shadow fall where the code's `corners`, (4, 2), are.
    """
    middle, side = (float(corners[:, 0].mean()), float(corners[:, 1].mean())), _side(corners)
    if spec.shadow:
        optics.cast_shadow(scene, spec, middle, side)
    if spec.glare:
        optics.mirror_lamp(scene, spec, middle, side)
    seen = optics.blur(scene, spec)
    if spec.moire:
        optics.lay_moire(seen, spec, *rng.uniform(0, 2 * math.pi, 2))
    return expose(seen, spec, rng)


def _outline(spec: FrameSpec, modules: Modules, margin: int) -> Points:
    """The corners of a symbol with a margin of some modules, in millimetres of the card."""
    rows, columns = modules.shape
    module = spec.code_mm / columns
    x, y = (columns / 2 + margin) * module, (rows / 2 + margin) * module
    return np.array([[-x, -y], [x, -y], [x, y], [-x, y]])


def _box(spec: FrameSpec, corners: Points) -> surface.Box:
    """The part of the frame that holds all corners, with a little more for a bent card's edges."""
    spare = 2 + 0.05 * _side(corners)
    low = np.floor(corners.min(axis=0) - spare).clip(0, (spec.width, spec.height)).astype(int)
    high = np.ceil(corners.max(axis=0) + spare).clip(0, (spec.width, spec.height)).astype(int)
    left, top, width, height = (int(value) for value in (*low, *(high - low)))
    return left, top, width, height


def _side(corners: Points) -> float:
    return float(np.linalg.norm(np.roll(corners, 1, axis=0) - corners, axis=1).mean())
