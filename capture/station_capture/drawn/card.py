"""A drawn chip card: invented data, a plain face of its own design, and a real QR code."""

import textwrap
from functools import cache

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from station_capture.card import Card, format_card
from station_capture.images import Pixels
from station_capture.opencv import cv2

# ISO/IEC 7810 ID-1, 85.6 x 54 mm, at 300 dpi.
_SIZE = (1012, 638)
_PAPER = (232, 240, 236)
_INK = (30, 44, 60)
_FAINT = (120, 138, 150)
_PIXELS_PER_MODULE = 4
_MARGIN = 36
_PHOTO = (_MARGIN, 190, _MARGIN + 220, 190 + 330)
_TEXT_LEFT = 296
_ADDRESS_COLUMNS = 60
# Found by name in the folders where the system keeps its fonts; all have Vietnamese letters.
_FONTS = ("Inter-Medium.otf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "segoeui.ttf", "arial.ttf")
_BAR_PER_LETTER = 0.5


def draw_card(card: Card) -> Pixels:
    """Draw a card whose QR code (error correction M) holds what `format_card` writes.

    Returns:
        (638, 1012, 3) BGR. Where the system has no suitable font, grey bars stand for the text.
    """
    face = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(face)
    pen.rectangle((0, 0, _SIZE[0] - 1, _SIZE[1] - 1), outline=_FAINT, width=3)
    _write(pen, (_MARGIN, _MARGIN), "THẺ MẪU", 40)
    _write(pen, (_MARGIN, _MARGIN + 56), "Dữ liệu hư cấu, không có giá trị", 22)
    _draw_photo(pen)
    _write_fields(pen, card)
    code = Image.fromarray(draw_code(format_card(card)))
    face.paste(code, (_SIZE[0] - code.width - 12, 12))
    return np.asarray(cv2.cvtColor(np.asarray(face), cv2.COLOR_RGB2BGR), np.uint8)


def draw_code(text: str, pixels_per_module: int = _PIXELS_PER_MODULE) -> Pixels:
    """Draw a QR code of UTF-8 text without an encoding mark, as cards have; (h, w) grey."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.array(code.to_image(scale=pixels_per_module), np.uint8)


def _write_fields(pen: ImageDraw.ImageDraw, card: Card) -> None:
    lines = (
        ("Số", card.id_number, 44),
        ("Họ và tên", card.full_name, 32),
        ("Ngày sinh", f"{card.dob:%d/%m/%Y}", 28),
        ("Giới tính", card.gender, 28),
        ("Nơi thường trú", textwrap.fill(card.address, _ADDRESS_COLUMNS), 20),
    )
    top = 190
    for label, value, size in lines:
        _write(pen, (_TEXT_LEFT, top), label, 17, _FAINT)
        _write(pen, (_TEXT_LEFT, top + 22), value, size)
        top += size + 46


def _draw_photo(pen: ImageDraw.ImageDraw) -> None:
    left, top, right, bottom = _PHOTO
    middle = (left + right) // 2
    pen.rectangle(_PHOTO, fill=(208, 218, 222))
    pen.ellipse((middle - 60, top + 60, middle + 60, top + 210), fill=(196, 164, 140))
    pen.chord((left + 14, top + 220, right - 14, bottom + 90), 180, 360, fill=(86, 104, 128))


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    ink: tuple[int, int, int] = _INK,
) -> None:
    if (font := _font(size)) is not None:
        pen.text(at, text, fill=ink, font=font)
        return
    right = at[0] + round(_BAR_PER_LETTER * size * len(text))
    pen.rectangle((*at, right, at[1] + size), fill=_FAINT)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None
