"""The finished portrait: cropped by the eyes, written as JPEG, and judged again as written."""

import io
import math
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageCms

from station_capture.errors import PortraitError
from station_capture.images import Pixels, load_image
from station_capture.opencv import cv2
from station_capture.portrait.assessment import PortraitAssessment, assess_portrait, in_colour
from station_capture.portrait.faces import FaceFinder
from station_capture.portrait.finding import findings_of
from station_capture.portrait.geometry import Window
from station_capture.portrait.profile import PortraitProfile, load_profile

_KB: Final = 1000


@dataclass(frozen=True, slots=True)
class Portrait:
    """A finished portrait: the file, and the verdict on what the file shows.

    `scale` is the number of output pixels per camera pixel; above 1 the picture was enlarged, and
    the verdict's ENLARGEMENT says so. Its EYE_DISTANCE is in camera pixels: enlarging adds pixels
    but nothing to see.
    """

    jpeg: bytes
    width: int
    height: int
    scale: float
    assessment: PortraitAssessment


def take_portrait(
    frame: Pixels,
    profile: PortraitProfile | str,
    *,
    accept_without_face: bool = False,
    finder: FaceFinder | None = None,
) -> Portrait:
    """Crop the portrait out of a frame by the eyes and write it as the profile asks.

    The pixels are scaled but neither turned nor retouched. The JPEG holds an sRGB profile, its
    resolution and nothing else about where it comes from. The assessment is that of the file, but
    with what the camera saw of EYE_DISTANCE, ENLARGEMENT and FACE_COUNT: of two people before the
    camera the file shows only one, and not who it is. A frame of the profile's shape is
    not cropped; see `assess_portrait`.

    Args:
        frame: uint8, (h, w) grey or (h, w, 3) BGR.
        profile: The rules, or the name of a profile that ships with the product.
        accept_without_face: Crop the middle of the frame where no face is found, so that nobody
            is turned away; the caller asks for the reason and keeps it.
        finder: Finds the faces; by default the one that ships.

    Raises:
        PortraitError: NO_FACE, PROFILE_UNKNOWN, PROFILE_INVALID.
        ImageError: IMAGE_UNREADABLE for an array that is no picture.
    """
    rules = load_profile(profile) if isinstance(profile, str) else profile
    image = in_colour(frame)
    seen = assess_portrait(image, rules, finder=finder)
    if seen.face is None and not accept_without_face:
        raise PortraitError("NO_FACE", "no face was found")
    jpeg = _encoded(_cropped(image, seen.window, rules), rules)
    scale = rules.geometry.height / seen.window[3]
    verdict = assess_portrait(load_image(jpeg), rules, finder=finder)
    known = {"ENLARGEMENT": scale, "FILE_SIZE": len(jpeg) / _KB}
    if (people := _value(seen, "FACE_COUNT")) > 1:
        known["FACE_COUNT"] = people
    return Portrait(
        jpeg,
        rules.geometry.width,
        rules.geometry.height,
        scale,
        _completed(verdict, scale, known, rules),
    )


def _cropped(image: Pixels, window: Window, rules: PortraitProfile) -> Pixels:
    x, y, width, height = window
    size = rules.geometry.width, rules.geometry.height
    way = cv2.INTER_AREA if size[1] < height else cv2.INTER_CUBIC
    sized = cv2.resize(image[y : y + height, x : x + width], size, interpolation=way)
    return np.asarray(sized, np.uint8)


def _value(seen: PortraitAssessment, code: str) -> float:
    return next(one.value for one in seen.findings if one.code == code)


def _completed(
    verdict: PortraitAssessment, scale: float, known: dict[str, float], rules: PortraitProfile
) -> PortraitAssessment:
    """The verdict on the file with what is not seen in it, and with the eyes' distance as taken."""
    values = {one.code: one.value for one in verdict.findings}
    if "EYE_DISTANCE" in values:
        known = {**known, "EYE_DISTANCE": values["EYE_DISTANCE"] / scale}
    return verdict.with_findings(findings_of({**values, **known}, rules.limits))


def _encoded(image: Pixels, rules: PortraitProfile) -> bytes:
    """Write the picture at the highest quality that keeps the file within its limit.

    Where none does, it is written at the lowest; FILE_SIZE then fails.
    """
    picture = Image.fromarray(np.ascontiguousarray(image[:, :, ::-1]))
    limit, encoding = rules.limits.get("FILE_SIZE"), rules.encoding
    most = math.inf if limit is None or limit.high is None else limit.high * _KB
    best = _jpeg(picture, encoding.quality, encoding.dpi)
    if len(best) <= most:
        return best
    lower = range(min(encoding.least_quality, encoding.quality), encoding.quality + 1)
    fitting = bisect_right(lower, most, key=lambda each: len(_jpeg(picture, each, encoding.dpi)))
    return _jpeg(picture, lower[max(0, fitting - 1)], encoding.dpi)


def _jpeg(picture: Image.Image, quality: int, dpi: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), icc_profile=_srgb_profile())
    return out.getvalue()


@cache
def _srgb_profile() -> bytes:
    """The sRGB profile with a fixed date in its header (ICC.1, 7.2.8): same pixels, same file."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + profile[36:]
