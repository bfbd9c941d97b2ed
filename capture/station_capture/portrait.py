"""The portrait: judged in the frame, cropped by the eyes, written as JPEG, judged again."""

import io
import math
import struct
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from PIL import Image, ImageCms

from station_capture import measures
from station_capture.errors import PortraitError
from station_capture.faces import Face, FaceFinder, shipped_finder
from station_capture.images import Pixels, checked_pixels, load_image
from station_capture.opencv import cv2
from station_capture.profile import Geometry, Limit, PortraitProfile, load_profile

# Length of a head from chin to crown, measured on three photographs.
_HEAD_IN_EYE_DISTANCES = 3.7
# A second face counts from this part of the first one's area (OFIQ SingleFacePresent: 0.15).
_SECOND_FACE = 0.15
_SAME_SHAPE = 0.01  # in width over height: a pixel lost in rounding is no other shape

Window = tuple[int, int, int, int]
"""x, y, width, height in pixels, within the picture."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured value and its limits; a failed finding that `blocks` asks for a decision."""

    code: str
    value: float
    low: float | None
    high: float | None
    ok: bool
    blocks: bool


@dataclass(frozen=True, slots=True)
class PortraitAssessment:
    """What was measured on a picture, the face it was measured on, and the window of the crop.

    What could not be measured, or has no limit in the profile, is absent from `findings`.
    """

    findings: tuple[Finding, ...]
    face: Face | None
    window: Window
    profile: str
    profile_version: str

    @property
    def ok(self) -> bool:
        """Whether no finding that blocks has failed."""
        return all(finding.ok for finding in self.findings if finding.blocks)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A finished portrait: the file, and the verdict on what the file shows.

    `scale` is the number of output pixels per camera pixel; above 1 the picture was enlarged. The
    verdict's EYE_DISTANCE is in camera pixels: enlarging adds pixels but nothing to see.
    """

    jpeg: bytes
    width: int
    height: int
    scale: float
    assessment: PortraitAssessment


def assess_portrait(
    frame: Pixels, profile: PortraitProfile | str, *, finder: FaceFinder | None = None
) -> PortraitAssessment:
    """Judge a camera frame or a finished portrait.

    Position and head size refer to the crop that would be taken of the frame. A picture that has
    the profile's shape already is taken as it stands, as a finished portrait: cropped
    again by the eyes, its faults of position would be gone before they were measured. Webcams
    deliver 4:3 or 16:9, upright or not; a photograph of 2:3 that nobody has cropped yet is judged
    whole, and HEAD_HEIGHT says that its head is too small.

    Args:
        frame: uint8, (h, w) grey or (h, w, 3) BGR.
        profile: The rules, or the name of a profile that ships with the product.
        finder: Finds the faces; by default the one that ships.

    Raises:
        ImageError: IMAGE_UNREADABLE for an array of another kind.
        PortraitError: PROFILE_UNKNOWN.
    """
    rules = load_profile(profile) if isinstance(profile, str) else profile
    image = _in_colour(frame)
    faces = (finder or shipped_finder()).find(image)
    values = {"FACE_COUNT": float(sum(f.area > _SECOND_FACE * faces[0].area for f in faces))}
    if faces:
        window = _window_of(image, faces[0], rules.geometry)
        values |= _geometry_of(faces[0], window) | _light_of(image, faces[0])
    else:
        window = _central_window(image, rules.geometry)
    return PortraitAssessment(
        findings=tuple(
            _finding(code, value, rules.limits[code])
            for code, value in values.items()
            if code in rules.limits
        ),
        face=faces[0] if faces else None,
        window=window,
        profile=rules.name,
        profile_version=rules.version,
    )


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
    with the eyes' distance that the camera saw. A frame of the profile's shape is not cropped; see
    `assess_portrait`.

    Args:
        frame: uint8, (h, w) grey or (h, w, 3) BGR.
        profile: The rules, or the name of a profile that ships with the product.
        accept_without_face: Crop the middle of the frame where no face is found, so that nobody
            is turned away; the caller asks for the reason and keeps it.
        finder: Finds the faces; by default the one that ships.

    Raises:
        PortraitError: NO_FACE, PROFILE_UNKNOWN.
        ImageError: IMAGE_UNREADABLE for an array that is no picture.
    """
    rules = load_profile(profile) if isinstance(profile, str) else profile
    image = _in_colour(frame)
    seen = assess_portrait(image, rules, finder=finder)
    if seen.face is None and not accept_without_face:
        raise PortraitError("NO_FACE", "no face was found")
    x, y, width, height = seen.window
    size = rules.geometry.width, rules.geometry.height
    scale = size[1] / height
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(image[y : y + height, x : x + width], size, interpolation=way)
    jpeg = _encoded(np.asarray(sized, np.uint8), rules)
    verdict = assess_portrait(load_image(jpeg), rules, finder=finder)
    return Portrait(jpeg, *size, scale, _in_camera_pixels(verdict, scale, rules))


def _in_camera_pixels(
    verdict: PortraitAssessment, scale: float, rules: PortraitProfile
) -> PortraitAssessment:
    """State the distance of the eyes as the camera saw it; all other values are proportions."""
    findings = (
        _finding(found.code, found.value / scale, rules.limits[found.code])
        if found.code == "EYE_DISTANCE"
        else found
        for found in verdict.findings
    )
    return replace(verdict, findings=tuple(findings))


def _in_colour(frame: Pixels) -> Pixels:
    if checked_pixels(frame).ndim == 2:
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), np.uint8)
    return frame


def _finding(code: str, value: float, limit: Limit) -> Finding:
    return Finding(
        code=code,
        value=round(value, 4),
        low=limit.low,
        high=limit.high,
        ok=limit.holds(value),
        blocks=limit.blocks,
    )


def _geometry_of(face: Face, window: Window) -> dict[str, float]:
    (lx, ly), (rx, ry) = face.eyes
    x, y, width, height = window
    distance = math.hypot(rx - lx, ry - ly)
    values = {
        "EYES_FOUND": float(face.eyes_found),
        "EYE_DISTANCE": distance,
        "HEAD_HEIGHT": _HEAD_IN_EYE_DISTANCES * distance / height,
        "EYE_LINE": ((ly + ry) / 2 - y) / height,
        "CENTRING": ((lx + rx) / 2 - x) / width,
    }
    if face.eyes_found == 2:
        values["ROLL"] = math.degrees(math.atan2(ry - ly, rx - lx))
    return values


def _light_of(image: Pixels, face: Face) -> dict[str, float]:
    aligned = measures.aligned(image, face.eyes)
    light = measures.luminance(aligned)
    return {
        "SHARPNESS": measures.sharpness(aligned),
        "LUMINANCE": float(light.mean()),
        "OVEREXPOSED": measures.overexposed(light),
        "UNDEREXPOSED": measures.underexposed(light),
    }


def _window_of(image: Pixels, face: Face, geometry: Geometry) -> Window:
    """Where the crop lies: placed by the eyes, moved and shrunk as little as the frame demands."""
    rows, columns = image.shape[:2]
    shape = geometry.width / geometry.height
    if abs(columns / rows - shape) < _SAME_SHAPE:
        return 0, 0, columns, rows
    (lx, ly), (rx, ry) = face.eyes
    wished = geometry.height_in_eye_distances * math.hypot(rx - lx, ry - ly)
    height = min(wished, rows, columns / shape)
    width = height * shape
    x = min(max((lx + rx) / 2 - width / 2, 0), columns - width)
    y = min(max((ly + ry) / 2 - geometry.eye_line * height, 0), rows - height)
    return _rounded(x, y, width, height)


def _central_window(image: Pixels, geometry: Geometry) -> Window:
    rows, columns = image.shape[:2]
    shape = geometry.width / geometry.height
    height = min(rows, columns / shape)
    width = height * shape
    return _rounded((columns - width) / 2, (rows - height) / 2, width, height)


def _rounded(x: float, y: float, width: float, height: float) -> Window:
    return int(x), int(y), max(1, int(width)), max(1, int(height))


def _encoded(image: Pixels, rules: PortraitProfile) -> bytes:
    picture = Image.fromarray(np.ascontiguousarray(image[:, :, ::-1]))
    out = io.BytesIO()
    picture.save(
        out,
        "JPEG",
        quality=rules.encoding.quality,
        dpi=(rules.encoding.dpi, rules.encoding.dpi),
        icc_profile=_srgb_profile(),
    )
    return out.getvalue()


@cache
def _srgb_profile() -> bytes:
    """The sRGB profile with a fixed date in its header (ICC.1, 7.2.8): same pixels, same file."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + profile[36:]
