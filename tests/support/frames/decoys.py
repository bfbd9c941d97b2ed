"""Frames without a card's code, though in some of them much looks like one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import zxingcpp

from frames import surface
from frames.drawing import draw_symbol, photograph
from frames.pose import Pose
from frames.spec import FrameSpec
from frames.symbols import Modules, qr_modules
from frames.textures import TEXTURES, Texture
from station_capture import Pixels

_TEXTS: Final = (
    "https://vneid.gov.vn/abc?so=074085990101",
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA",
    "Phiếu hẹn trả kết quả số 12, ngày 23/11/2026, Phường Thủ Dầu Một",
    "HC4790200000001|4e677579e1bb856e|14/03/1985|1|5468e1bba720|79 - 024|-|01/01/2026|-|-",
    "074085990201|280990201|Nguyễn Văn Lợi",
)
_KINDS: Final = ("Code128", "EAN13", "DataMatrix")
_STRIPES: Final = 0.4
"""Height of a barcode by its width."""


def _nothing(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    nowhere = np.zeros((4, 2))
    return photograph(surface.bare_desk(spec, rng), _plain(spec), nowhere, rng)


def _card_without_code(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    scene = surface.bare_desk(spec, rng)
    surface.lay_card(scene, spec, Pose.of(spec, 49))
    return photograph(scene, _plain(spec), np.zeros((4, 2)), rng)


def _other_code(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    text = _TEXTS[int(rng.integers(len(_TEXTS)))]
    return draw_symbol(spec, qr_modules(text.encode(), spec.error_level), rng).image


def _barcode(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    kind = _KINDS[int(rng.integers(len(_KINDS)))]
    digits = "893" + "".join(str(digit) for digit in rng.integers(0, 10, 9))
    made = zxingcpp.create_barcode(digits, zxingcpp.barcode_format_from_str(kind))
    dark = np.asarray(made.to_image(scale=1)) < 128
    if kind != "DataMatrix":
        dark = np.repeat(dark[:1], round(dark.shape[1] * _STRIPES), axis=0)
    return draw_symbol(spec, dark, rng).image


def _clutter(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
    """Chance with three eyes: all of a code but its sense."""
    return draw_symbol(spec, _senseless(17 + 4 * int(rng.integers(5, 11)), rng), rng).image


def _senseless(side: int, rng: np.random.Generator) -> Modules:
    modules = rng.integers(0, 2, (side, side)).astype(bool)
    rings = np.maximum(*np.abs(np.mgrid[-4:5, -4:5]))
    eye = ~np.isin(rings, (2, 4))
    modules[:8, :8], modules[:8, -8:], modules[-8:, :8] = eye[1:, 1:], eye[1:, :-1], eye[:-1, 1:]
    return modules


def _plain(spec: FrameSpec) -> FrameSpec:
    """What is placed by the code has no place here."""
    return replace(spec, glare=0.0, shadow=0.0)


def _full_of(texture: Texture) -> Callable[[FrameSpec, np.random.Generator], Pixels]:
    """Frames that show a texture from edge to edge."""

    def draw(spec: FrameSpec, rng: np.random.Generator) -> Pixels:
        return photograph(texture(spec, rng), _plain(spec), np.zeros((4, 2)), rng)

    return draw


DECOYS: Final[dict[str, Callable[[FrameSpec, np.random.Generator], Pixels]]] = {
    "nothing": _nothing,
    "card without code": _card_without_code,
    "other code": _other_code,
    "barcode": _barcode,
    "clutter": _clutter,
    **{name: _full_of(texture) for name, texture in TEXTURES.items()},
}
"""By what is seen; each draws a frame, (height, width, 3) BGR."""
