"""Three mixtures of frames as a hand before a webcam makes them: easy, moderate and hard."""

from dataclasses import dataclass, replace

import numpy as np

from frames.spec import FrameSpec

Range = tuple[float, float]

# Most cards of the mixtures have codes of level M; some have L (nobody has published which).
_LEVEL_L = 0.2
_CODE_MM = (11.0, 13.5)
_FACES = 8


@dataclass(frozen=True, slots=True)
class _Mix:
    """From where to where each influence goes, and how often the rarer ones occur at all."""

    pixels_per_module: Range
    tilt: Range
    # The most of what is often slight: evenly spread by its square root.
    defocus: float
    motion: float
    # Parts of a full exposure, evenly spread by their logarithm.
    light: Range
    noise: Range
    jpeg_quality: tuple[int, int]
    contrast: Range
    # Each at random up to its most, in this part of all frames.
    rarely: float
    glare: float
    shadow: float
    moire: float
    dirt: float
    curve: float


_EASY = _Mix(
    pixels_per_module=(3.0, 4.5),
    tilt=(0, 15),
    defocus=0.6,
    motion=0.8,
    light=(0.3, 1),
    noise=(1, 3),
    jpeg_quality=(75, 95),
    contrast=(0.8, 1),
    rarely=0.1,
    glare=0.08,
    shadow=0.4,
    moire=0.08,
    dirt=0.005,
    curve=5,
)
_MODERATE = _Mix(
    pixels_per_module=(2.2, 4.5),
    tilt=(0, 35),
    defocus=1.5,
    motion=3.5,
    light=(0.03, 1),
    noise=(1, 6),
    jpeg_quality=(40, 95),
    contrast=(0.5, 1),
    rarely=0.15,
    glare=0.3,
    shadow=0.8,
    moire=0.3,
    dirt=0.03,
    curve=15,
)
_HARD = _Mix(
    pixels_per_module=(1.8, 4.5),
    tilt=(0, 48),
    defocus=2.5,
    motion=5,
    light=(0.015, 1),
    noise=(1, 10),
    jpeg_quality=(20, 90),
    contrast=(0.35, 1),
    rarely=0.2,
    glare=0.4,
    shadow=0.9,
    moire=0.5,
    dirt=0.05,
    curve=25,
)


def easy(rng: np.random.Generator) -> FrameSpec:
    """A card held well: near, almost flat and still, in good light."""
    return _drawn(_EASY, rng)


def moderate(rng: np.random.Generator) -> FrameSpec:
    """A card as hurried people hold it."""
    return _drawn(_MODERATE, rng)


def hard(rng: np.random.Generator) -> FrameSpec:
    """A card that is far, tilted, blurred or in the dark, often several of these."""
    return _drawn(_HARD, rng)


def in_full_hd(spec: FrameSpec) -> FrameSpec:
    """The same code, as large in pixels, in a frame of 1920 by 1080."""
    return replace(spec, width=1920, height=1080)


def _drawn(mix: _Mix, rng: np.random.Generator) -> FrameSpec:
    def rare(most: float) -> float:
        return float(rng.uniform(0, most)) if rng.random() < mix.rarely else 0.0

    def mostly_small(most: float) -> float:
        return float(most * rng.uniform() ** 2)

    return FrameSpec(
        face=int(rng.integers(_FACES)),
        code_mm=float(rng.uniform(*_CODE_MM)),
        error_level="L" if rng.random() < _LEVEL_L else "M",
        contrast=float(rng.uniform(*mix.contrast)),
        pixels_per_module=float(rng.uniform(*mix.pixels_per_module)),
        rotation=float(rng.uniform(0, 360)),
        tilt=float(rng.uniform(*mix.tilt)),
        tilt_axis=float(rng.uniform(0, 360)),
        curve=rare(mix.curve),
        right=float(rng.uniform(-300, 300)),
        down=float(rng.uniform(-120, 120)),
        defocus=mostly_small(mix.defocus),
        motion=mostly_small(mix.motion),
        motion_angle=float(rng.uniform(0, 180)),
        light=float(np.exp(rng.uniform(*np.log(mix.light)))),
        glare=rare(mix.glare),
        glare_right=float(rng.uniform(-0.4, 0.4)),
        glare_down=float(rng.uniform(-0.4, 0.4)),
        shadow=rare(mix.shadow),
        shadow_angle=float(rng.uniform(0, 360)),
        moire=rare(mix.moire),
        moire_period=float(rng.uniform(2.5, 8)),
        dirt=rare(mix.dirt),
        noise=float(rng.uniform(*mix.noise)),
        jpeg_quality=int(rng.integers(*mix.jpeg_quality)),
    )
