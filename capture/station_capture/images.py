"""Pictures from files and pipes, made safe: 8-bit BGR arrays of bounded size."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from station_capture.errors import ImageError
from station_capture.opencv import cv2

Pixels = NDArray[np.uint8]
"""An image: (h, w) grey or (h, w, 3) BGR."""

MAX_PIXELS = 120_000_000
# Limits that keep the memory of one picture below 400 MB: a JPEG is decoded at half size from
# its file, unless it is progressive and all of it is held at once; other formats must be decoded
# whole first, some from files as large as the picture; and laying on white takes a copy.
_MAX_PIXELS_PROGRESSIVE = 40_000_000
_MAX_PIXELS_WHOLE = 60_000_000
_MAX_PIXELS_BULKY = 20_000_000
_MAX_PIXELS_TRANSPARENT = 16_000_000
_HALVED_FROM = 40_000_000
_HALVED_FROM_PROGRESSIVE = 25_000_000
MAX_BYTES = 256 * 1024 * 1024
_LOOK_QUALITY = 85

_FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF", "PPM")

# Pillow's guard writes a warning at another limit; `_checked_header` refuses instead.
Image.MAX_IMAGE_PIXELS = None


def load_image(source: str | Path | bytes) -> Pixels:
    """Load a picture as 8-bit BGR, turned upright by its EXIF mark, laid on white if transparent.

    Args:
        source: A file, or the bytes of one. File names may hold any characters.

    Returns:
        (h, w, 3); pictures of more than 40 megapixels come at half their size, progressive JPEGs
        of more than 25. The most is 120 megapixels as JPEG, 40 as progressive JPEG, 60 as PNG or
        WebP, 20 in other formats, 16 with transparency.

    Raises:
        ImageError: IMAGE_MISSING, NOT_A_PICTURE, IMAGE_UNREADABLE (damaged), or IMAGE_TOO_LARGE.
    """
    octets = source if isinstance(source, bytes) else _octets_of(Path(source))
    if len(octets) > MAX_BYTES:
        raise ImageError("IMAGE_TOO_LARGE", "the picture is larger than 256 MB")
    halve, transparent = _checked_header(octets)
    return _on_white(octets) if transparent else _opaque(octets, halve=halve)


def checked_pixels(image: Pixels) -> Pixels:
    """Return `image` if it is grey or BGR of 8 bits and not empty.

    Raises:
        ImageError: IMAGE_UNREADABLE.
    """
    shaped = image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)
    if not shaped or image.dtype != np.uint8 or image.size == 0:
        raise ImageError("IMAGE_UNREADABLE", "expected a grey or BGR image of 8 bits")
    return image


def grey(image: Pixels) -> Pixels:
    """Return the picture as (h, w) grey, contiguous in memory."""
    if checked_pixels(image).ndim == 2:
        return np.ascontiguousarray(image)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def shrunk(image: Pixels, room: tuple[int, int]) -> tuple[Pixels, float]:
    """Fit a picture into `room` (width, height) pixels without enlarging it.

    Args:
        image: (h, w, 3) BGR.
        room: At least as much of it is filled in one direction, if the picture is larger.

    Returns:
        (h, w, 4) BGRX as a screen stores it, and its pixels for one of `image`.
    """
    rows, columns = image.shape[:2]
    scale = min(1.0, max(room[0], 1) / columns, max(room[1], 1) / rows)
    if scale < 1:
        size = max(1, round(columns * scale)), max(1, round(rows * scale))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8), scale


def _octets_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:  # a device or a pipe has no size: count what comes
            octets = file.read(MAX_BYTES + 1)
    except FileNotFoundError as exc:
        raise ImageError("IMAGE_MISSING", "there is no such file") from exc
    except OSError as exc:
        raise ImageError("IMAGE_UNREADABLE", f"cannot read the file: {exc.strerror}") from exc
    return octets


def _checked_header(octets: bytes) -> tuple[bool, bool]:
    """Whether to halve it and whether it is transparent, read without decoding.

    Refuses what is no sound picture.
    """
    try:
        with Image.open(io.BytesIO(octets), formats=_FORMATS) as picture:
            pixel_count = picture.width * picture.height
            transparent = picture.has_transparency_data
            progressive = bool(picture.info.get("progressive"))
            limit = _limit_for(picture.format, transparent=transparent, progressive=progressive)
            if pixel_count <= limit:
                picture.verify()
    except UnidentifiedImageError as exc:
        raise ImageError("NOT_A_PICTURE", "the file is not a picture") from exc
    except Exception as exc:  # readers raise whatever a damaged file leads them to
        raise ImageError("IMAGE_UNREADABLE", "the picture is damaged") from exc
    if pixel_count > limit:
        raise ImageError("IMAGE_TOO_LARGE", f"{pixel_count} pixels; the limit is {limit}")
    halved_from = _HALVED_FROM_PROGRESSIVE if progressive else _HALVED_FROM
    return pixel_count > halved_from, transparent


def _limit_for(kind: str | None, *, transparent: bool, progressive: bool) -> int:
    if transparent:
        return _MAX_PIXELS_TRANSPARENT
    if kind == "JPEG":
        return _MAX_PIXELS_PROGRESSIVE if progressive else MAX_PIXELS
    return _MAX_PIXELS_WHOLE if kind in ("PNG", "WEBP") else _MAX_PIXELS_BULKY


def _opaque(octets: bytes, *, halve: bool) -> Pixels:
    flag = cv2.IMREAD_REDUCED_COLOR_2 if halve else cv2.IMREAD_COLOR
    try:
        image = cv2.imdecode(np.frombuffer(octets, np.uint8), flag)
    except cv2.error as exc:
        raise ImageError("IMAGE_UNREADABLE", "the picture cannot be decoded") from exc
    if image is None:
        raise ImageError("IMAGE_UNREADABLE", "the picture cannot be decoded")
    return np.asarray(image, np.uint8)


def _on_white(octets: bytes) -> Pixels:
    """Where a picture shows nothing, its stored colour is arbitrary; paper is white."""
    try:
        with Image.open(io.BytesIO(octets)) as picture:
            colours = ImageOps.exif_transpose(picture).convert("RGBA")
            white = Image.new("RGB", colours.size, "white")
            white.paste(colours, mask=colours.getchannel("A"))
    except (OSError, ValueError, SyntaxError) as exc:
        raise ImageError("IMAGE_UNREADABLE", "the picture cannot be decoded") from exc
    return np.ascontiguousarray(np.asarray(white)[:, :, ::-1])


def encode_picture(image: Pixels, suffix: str) -> bytes:
    """Return a picture, grey or BGR, as the bytes of a file of this kind.

    Args:
        image: (h, w) or (h, w, 3).
        suffix: ".png", ".jpg" or ".jpeg".
    """
    return bytes(cv2.imencode(suffix.lower(), checked_pixels(image))[1])


def small_jpeg(image: Pixels, longest: int = 1280) -> bytes:
    """Return a picture as a JPEG to look at, some hundred kilobytes at most.

    Args:
        image: (h, w) or (h, w, 3) BGR.
        longest: Pixels of the longer side; a larger picture is shrunk.
    """
    image = checked_pixels(image)
    share = longest / max(image.shape[:2])
    if share < 1:
        height, width = (max(1, round(share * side)) for side in image.shape[:2])
        image = np.asarray(
            cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8
        )
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _LOOK_QUALITY])[1])
