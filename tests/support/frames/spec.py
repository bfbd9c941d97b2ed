"""What one drawn frame looks like: a value that names every influence on it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """All that shapes a frame; the defaults are the base cell, a card held well at 720p.

    Lengths are pixels of the frame unless the name says otherwise, angles are degrees. What is
    left to chance beside it (noise, dirt, the texture of the desk) comes from the generator that
    is handed to the drawing.
    """

    width: int = 1280
    height: int = 720

    # The card and its code. A code on a card is 11 to 13.5 mm wide.
    face: int = 0
    code_mm: float = 13.5
    error_level: Literal["L", "M"] = "M"
    quiet_modules: int = 2
    contrast: float = 1.0

    # The pose. Pixels a module are counted at the middle of the code, across the line of sight.
    pixels_per_module: float = 3.0
    rotation: float = 0.0
    tilt: float = 10.0
    tilt_axis: float = 0.0
    # How far the card's surface has turned away at either edge of the code.
    curve: float = 0.0
    # Where the middle of the code lies, from the middle of the frame.
    right: float = 0.0
    down: float = 0.0

    # The optics: the radius of the disc that defocus makes of a point, the length of a shake.
    lens_sigma: float = 0.55
    defocus: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0

    # The light: part of a full exposure; the code's share that a mirrored lamp covers (diameter
    # by side of the code); part of the light that a shadow takes; depth of the moire.
    light: float = 1.0
    glare: float = 0.0
    glare_right: float = 0.0
    glare_down: float = 0.0
    shadow: float = 0.0
    shadow_angle: float = 0.0
    moire: float = 0.0
    moire_period: float = 4.0
    # Part of the code's area that lies under dirt.
    dirt: float = 0.0

    # The camera's own work; noise is the standard deviation in levels of 0 to 255.
    sharpening: float = 0.6
    noise: float = 1.5
    jpeg_quality: int = 90
