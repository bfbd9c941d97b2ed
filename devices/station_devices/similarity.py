"""Whether two prints may be of the same finger, to ask a person about it; no identification.

Patches of one print are looked for in the other. Two fingers can have the same run of ridges, but
not the same ridges: where a patch is found, its lines lie on the other's lines with few breaks.
First the whole print is laid over the other at each turn, by correlation, to know where to look.

Tried on drawn prints only, whose skin gives way less than real skin: ``SAME_FINGER`` is a start
value. The prints must share about a third of their area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Spectrum = NDArray[np.complexfloating]

SAME_FINGER = 0.68
"""From this likeness on it is worth a question. Of 1,560 pairs of different drawn fingers the most
alike came to 0.644; of 160 pairs of one finger, half of them wet, five stayed below."""

_DPI = 250
"""Ridges are 4 to 5 pixels apart: all that is needed to tell them, at a quarter of the work."""
_SIDE = 256
"""Of the plane prints are laid on: 26 mm, more than any window here."""
_RIDGE = 4.5
_TURNS = tuple(range(-24, 25, 4))  # degrees
_PATCH, _STRIDE = 32, 16
"""3.3 mm: seven ridges, and small enough that skin does not bend within it."""
_GIVE = 9
"""How far skin moves a patch from where the rest lies, pixels."""
_LEAST_PATCHES = 4
_LEAST_OVERLAP = 0.3
_PATCH_SKIN, _AROUND_SKIN = 0.8, 0.7
"""Least share of ridges in a patch, and around the place where it is looked for."""
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
        return float(np.mean(matches)) if len(matches) >= _LEAST_PATCHES else 0.0

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


def _patch_matches(other: PrintTemplate, turned: _Turned, shift: tuple[int, int]) -> list[float]:
    """For each patch that both prints have: the correlation where it fits best nearby."""
    reach = _PATCH + 2 * _GIVE
    matches = []
    for top in range(0, _SIDE - _PATCH + 1, _STRIDE):
        for left in range(0, _SIDE - _PATCH + 1, _STRIDE):
            here = slice(top, top + _PATCH), slice(left, left + _PATCH)
            if other.mask[here].mean() < _PATCH_SKIN:
                continue
            y = (np.arange(reach) + top + shift[0] - _GIVE) % _SIDE
            x = (np.arange(reach) + left + shift[1] - _GIVE) % _SIDE
            there = np.ix_(y, x)
            if turned.mask[there].mean() >= _AROUND_SKIN:
                matches.append(_best_fit(other.ridges[here], turned.ridges[there]))
    return matches


def _best_fit(patch: Floats, around: NDArray[np.floating]) -> float:
    """The highest correlation of a patch with any place in what is around it."""
    size = around.shape[0] * 2
    spectrum = np.fft.rfft2(around, (size, size))
    alike = np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(patch, (size, size))), (size, size))
    box = np.conj(np.fft.rfft2(np.ones_like(patch), (size, size)))
    energy = np.fft.irfft2(np.fft.rfft2(around * around, (size, size)) * box, (size, size))
    room = slice(0, 2 * _GIVE + 1)
    norm = np.sqrt(np.maximum(energy[room, room], 1.0) * float((patch * patch).sum()))
    return float((alike[room, room] / np.maximum(norm, 1e-6)).max())
