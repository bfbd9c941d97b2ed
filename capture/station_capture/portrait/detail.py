"""Fine detail of a face: how sharp it is, and whether something like glasses lies over it."""

from typing import Final

import numpy as np

from station_capture.images import Pixels
from station_capture.opencv import cv2
from station_capture.portrait.aligned import (
    EYE_DISTANCE,
    LEFT_EYE,
    Aligned,
    Floats,
    skin_of,
    square,
)

_SLOW: Final = 15.0
"""Sigma in pixels of OFIQ's picture: what changes more slowly is light, not detail."""
_BRIDGE_HALF: Final = 0.12
"""Half of the part of the nose's bridge that is free of eyes and brows, in eye distances."""


def sharpness(aligned: Aligned) -> float:
    """Energy of the gradient across its weaker direction, over the variance of the fine detail.

    The weaker of across and down, doubled, because a smear takes one of them away. Both are held
    against the grey levels without what changes slowly, so that light from one side, which adds to
    the variance and not to the detail, is no blur; neither brightness nor contrast changes it, as
    they change the plain variance of the Laplacian. No measure of OFIQ: its sharpness is a random
    forest that comes as a model file.
    """
    smooth = _smooth(aligned.skin)
    fine = smooth - cv2.GaussianBlur(smooth, (0, 0), _SLOW)
    inside = skin_of(aligned)
    energies = (
        float(np.mean(np.square(cv2.Sobel(smooth, cv2.CV_32F, across, 1 - across))[inside]))
        for across in (0, 1)
    )
    spread = float(np.var(fine[inside]))
    return 2 * min(energies) / spread if spread > 0 else 0.0


def glasses(aligned: Aligned) -> float:
    """The strongest edge across the bridge of the nose over its mean grey level.

    A frame runs there as a line from eye to eye; skin has none. Thin metal frames go unseen, so
    that this can only ask.
    """
    middle = LEFT_EYE[0] + EYE_DISTANCE / 2, LEFT_EYE[1]
    bridge = _smooth(square(aligned, middle, 2 * _BRIDGE_HALF * EYE_DISTANCE))
    level = float(bridge.mean())
    edges = np.abs(cv2.Sobel(bridge, cv2.CV_32F, 0, 1)).mean(axis=1)
    return float(edges.max()) / level if level > 0 else 0.0


def _smooth(pixels: Pixels) -> Floats:
    return np.asarray(
        cv2.blur(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), (3, 3)).astype(np.float32), np.float32
    )
