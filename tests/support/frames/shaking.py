"""The same card from frame to frame, in a hand that shakes and seeks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from frames.spec import FrameSpec

_AWAY_PX: Final = 2.0
_TURN_DEG: Final = 0.5
_TILT_DEG: Final = 1.5


def shaken(spec: FrameSpec, frames: int, rng: np.random.Generator) -> Iterator[FrameSpec]:
    """So many frames around a spec: place, turn, tilt, focus and the way of a shake change."""
    for _ in range(frames):
        right, down = rng.normal(0, _AWAY_PX, 2)
        yield replace(
            spec,
            right=spec.right + right,
            down=spec.down + down,
            rotation=spec.rotation + rng.normal(0, _TURN_DEG),
            tilt=abs(spec.tilt + rng.normal(0, _TILT_DEG)),
            defocus=spec.defocus * rng.uniform(0.85, 1.1),
            motion=spec.motion * rng.uniform(0.5, 1.2),
            motion_angle=rng.uniform(0, 180),
            glare_right=spec.glare_right + rng.normal(0, 0.03),
            glare_down=spec.glare_down + rng.normal(0, 0.03),
        )
