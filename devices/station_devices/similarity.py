"""Whether two prints may be of the same finger, to ask a person about it; no identification.

Patches of one print are looked for in the other. Two fingers can have the same run of ridges, but
not the same ridges: where a patch is found, its lines lie on the other's lines with few breaks.
First the whole print is laid over the other at each turn, by correlation, to know where to look.

Tried on drawn prints only, where real skin bends more: ``SAME_FINGER`` is a start value. Shifts of
4 mm (2.5 mm in a window of 10 mm) and turns of 20 degrees are noticed. Skin bent by
0.4 ridge periods (root mean square) is noticed half the time, by 0.7 one time in ten; in a window
of 10 mm a wet, blurred or partial print is often missed too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Spectrum = NDArray[np.complexfloating]

SAME_FINGER = 0.53
"""From this likeness on it is worth a question. Chosen on 6,320 pairs of different drawn fingers,
in two windows and four in ten dry, wet, weak or partial (highest 0.506); of 9,900 pairs drawn
afterwards to check it, one was above it (0.550, a weak print): about one question too many in 200
sets of ten fingers, by a single case."""

_DPI = 250
"""Ridges are 4 to 5 pixels apart: all that is needed to tell them, at a quarter of the work."""
_SIDE = 256
"""Of the plane prints are laid on: 26 mm, more than any window here."""
_RIDGE = 4.5
_TURNS = tuple(range(-24, 25, 4))  # degrees
_PATCH, _STRIDE = 40, 10
"""4 mm: nine ridges. Smaller ones are found by chance in fingers whose ridges only run alike,
larger ones bend too much to be found again."""
_GIVE = 10
"""How far skin moves a patch from where the rest lies, pixels."""
_LEAST_PATCHES = 4
_ALIKE_PATCHES = 2.5
"""So many patches that overlap say no more than one that stands alone."""
_DOUBT = 1.5
"""How much few patches take off: what is missing to a whole match, by the root of their number.
Without it weak and partial prints, which share little, raise the most false questions."""
_LEAST_OVERLAP = 0.3
_PATCH_SKIN, _PLACE_SKIN = 0.8, 0.7
"""Least share of ridges in a patch, and in the place where it should lie."""
_FLAT = 6.0
"""Standard deviation below which there are no ridges, grey levels."""


@dataclass(frozen=True, slots=True, eq=False)
class PrintTemplate:
    """What is kept of a print to compare it: 0.3 MB.

    Attributes:
        ridges: Mean 0 and deviation 1 where there are ridges, else 0; float32, shape (256, 256).
        mask: Where there are ridges; bool.
    """

    ridges: Floats
    mask: NDArray[np.bool_]


class _Turned(NamedTuple):
    """A print at one turn: its ridges and where they are, and the spectra of both."""

    ridges: Floats
    mask: Floats
    ridge_waves: Spectrum
    mask_waves: Spectrum


def template_of(pixels: NDArray[np.uint8], dpi: int) -> PrintTemplate:
    """Prepare a print.

    Args:
        pixels: Grey, uint8, shape (height, width), ridges dark.
        dpi: Pixels per inch.
    """
    ridges, mask = _ridges(_on_plane(pixels, dpi))
    return PrintTemplate(ridges, mask > 0)


class Comparison:
    """One print, laid ready at every turn to have others looked for in it: 20 MB, not to be kept.

    Args:
        template: Of the print.
    """

    def __init__(self, template: PrintTemplate) -> None:
        mask = template.mask.astype(np.float32)
        self._area = float(mask.sum())
        self._turned = tuple(_turned(template.ridges, mask, turn) for turn in _TURNS)

    def likeness(self, other: PrintTemplate) -> float:
        """How much of the other print is found in this one, 0..1."""
        if not self._area or not other.mask.any():
            return 0.0
        turn, shift = self._best_lie(other)
        matches = _patch_matches(other, self._turned[turn], shift)
        if len(matches) < _LEAST_PATCHES:
            return 0.0
        match = float(np.mean(matches))
        doubt = _DOUBT * (1 - match) * math.sqrt(_ALIKE_PATCHES / len(matches))
        return min(1.0, max(0.0, match - doubt))

    def _best_lie(self, other: PrintTemplate) -> tuple[int, tuple[int, int]]:
        """At which turn and shift of this print the prints lie on each other best."""
        ridges = np.conj(np.fft.rfft2(other.ridges))
        mask = np.conj(np.fft.rfft2(other.mask))
        least = _LEAST_OVERLAP * min(self._area, float(other.mask.sum()))
        best, lie = -1.0, (0, (0, 0))
        for at, turned in enumerate(self._turned):
            shared = np.fft.irfft2(turned.mask_waves * mask, (_SIDE, _SIDE))
            alike = np.fft.irfft2(turned.ridge_waves * ridges, (_SIDE, _SIDE))
            # A large overlap counts for more than a small one that is as good by chance.
            score = np.where(shared > least, alike / np.sqrt(np.maximum(shared, 1.0)), -1.0)
            top = int(score.argmax())
            if score.flat[top] > best:
                best, lie = float(score.flat[top]), (at, (top // _SIDE, top % _SIDE))
        return lie


def _on_plane(pixels: NDArray[np.uint8], dpi: int) -> Floats:
    image = Image.fromarray(pixels)
    scale = min(_DPI / dpi, _SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = np.asarray(image.resize(size, Image.Resampling.BOX), np.float32)
    plane = np.full((_SIDE, _SIDE), float(np.median(small)), np.float32)
    top, left = (_SIDE - size[1]) // 2, (_SIDE - size[0]) // 2
    plane[top : top + size[1], left : left + size[0]] = small
    return plane


def _ridges(plane: Floats) -> tuple[Floats, Floats]:
    """Ridges of even strength, and where there are any."""
    fy = np.fft.fftfreq(_SIDE)[:, None]
    fx = np.fft.rfftfreq(_SIDE)[None, :]
    far = np.hypot(fy, fx) * _RIDGE
    band = np.exp(-(np.log2(np.maximum(far, 1e-3)) ** 2) / (2 * 0.45**2))
    waves = np.fft.irfft2(np.fft.rfft2(plane) * band, (_SIDE, _SIDE))
    soft = np.exp(-2 * (np.pi * 7.0) ** 2 * (fx * fx + fy * fy))
    strength = np.sqrt(np.maximum(np.fft.irfft2(np.fft.rfft2(waves**2) * soft, waves.shape), 0))
    usual = float(np.percentile(strength, 95))
    mask = (strength > max(_FLAT, 0.35 * usual)).astype(np.float32)
    even = np.clip(waves / np.maximum(strength, 1e-3), -2, 2) * mask
    return even.astype(np.float32), mask


def _turned(ridges: Floats, mask: Floats, turn: int) -> _Turned:
    lain, there = _turn(ridges, turn), _turn(mask, turn)
    return _Turned(lain, there, np.fft.rfft2(lain), np.fft.rfft2(there))


def _turn(values: Floats, degrees: int) -> Floats:
    turned = Image.fromarray(values).rotate(degrees, Image.Resampling.BILINEAR)
    return np.asarray(turned, np.float32)


def _patch_matches(other: PrintTemplate, turned: _Turned, shift: tuple[int, int]) -> Floats:
    """For each patch that both prints have: the correlation where it fits best nearby."""
    reach = _PATCH + 2 * _GIVE
    place = slice(_GIVE, _GIVE + _PATCH)
    patches, around = [], []
    for top in range(0, _SIDE - _PATCH + 1, _STRIDE):
        for left in range(0, _SIDE - _PATCH + 1, _STRIDE):
            here = slice(top, top + _PATCH), slice(left, left + _PATCH)
            if other.mask[here].mean() < _PATCH_SKIN:
                continue
            y = (np.arange(reach) + top + shift[0] - _GIVE) % _SIDE
            x = (np.arange(reach) + left + shift[1] - _GIVE) % _SIDE
            there = np.ix_(y, x)
            if turned.mask[there][place, place].mean() >= _PLACE_SKIN:
                patches.append(other.ridges[here])
                around.append(turned.ridges[there])
    return _best_fits(np.stack(patches), np.stack(around)) if patches else np.zeros(0, np.float32)


def _best_fits(patches: Floats, around: Floats) -> Floats:
    """The highest correlation of each patch with any place in what is around it.

    Args:
        patches: Shape (count, _PATCH, _PATCH).
        around: Shape (count, _PATCH + 2 * _GIVE, _PATCH + 2 * _GIVE).
    """
    size, places = around.shape[1:], 2 * _GIVE + 1
    # No place reaches beyond what is around, so that nothing comes in again from the other side.
    spectra = np.fft.rfft2(around) * np.conj(np.fft.rfft2(patches, size))
    alike = np.fft.irfft2(spectra, size)[:, :places, :places]
    sums = np.pad((around * around).cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
    rows = sums[:, _PATCH:, :] - sums[:, :places, :]
    energy = rows[:, :, _PATCH:] - rows[:, :, :places]
    own = (patches * patches).sum((1, 2))[:, None, None]
    norm = np.sqrt(np.maximum(energy, 1.0) * np.maximum(own, 1.0))
    best: Floats = (alike / norm).max((1, 2)).astype(np.float32)
    return best
