"""The verdict on one picture: everything that is measured on it, held against a profile."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from station_capture.images import Pixels, checked_pixels
from station_capture.opencv import cv2
from station_capture.portrait.aligned import align
from station_capture.portrait.background import background_of
from station_capture.portrait.detail import glasses, sharpness
from station_capture.portrait.faces import Face, FaceFinder
from station_capture.portrait.finding import Finding, findings_of
from station_capture.portrait.geometry import Window, geometry_of, window_of
from station_capture.portrait.haar import shipped_finder
from station_capture.portrait.light import glare, light_of, luminance
from station_capture.portrait.pose import mouth_opening, pose_of
from station_capture.portrait.profile import PortraitProfile, load_profile

# A second face counts from this part of the first one's area (OFIQ SingleFacePresent: 0.15).
_SECOND_FACE: Final = 0.15
_MEASURED: Final = {
    "FRONTAL": ("YAW", "PITCH"),
    "MOUTH_CLOSED": ("MOUTH",),
    "EYES_OPEN": ("EYES_FOUND",),
}
"""What a person need not look at where these have been measured and are well."""
_GLANCE: Final = (40, 60)
_LEAST_EYE_DISTANCE: Final = 1.0
"""Pixels; closer together nothing can be measured by the eyes."""


@dataclass(frozen=True, slots=True)
class PortraitAssessment:
    """What was measured on a picture, the face it was measured on, and the window of the crop.

    What could not be measured, or has no limit in the profile, is absent from `findings`; `checks`
    are the codes of what a person has to look at instead. Without a face there is FACE_COUNT, and,
    where it is dark, the LUMINANCE of where the face should be.
    """

    findings: tuple[Finding, ...]
    face: Face | None
    window: Window
    profile: str
    profile_version: str
    finder: str
    checks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no finding that blocks has failed."""
        return all(finding.ok for finding in self.findings if finding.blocks)

    @property
    def ready(self) -> bool:
        """Whether all is as it should be that the automatic shutter waits for."""
        return all(finding.ok for finding in self.findings if finding.awaited)

    def with_findings(self, findings: tuple[Finding, ...]) -> "PortraitAssessment":
        """The same picture with these findings."""
        return replace(self, findings=findings)


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
        PortraitError: PROFILE_UNKNOWN, PROFILE_INVALID, FACE_FINDER_MISSING.
    """
    rules = load_profile(profile) if isinstance(profile, str) else profile
    image = in_colour(frame)
    finder = finder or shipped_finder()
    return judged(image, finder.find(image), rules, finder.name)


def judged(
    image: Pixels,
    faces: tuple[Face, ...],
    rules: PortraitProfile,
    finder: str,
    more: dict[str, float] | None = None,
) -> PortraitAssessment:
    """The verdict on a BGR picture in which these faces were found, the largest first.

    `more` has values that one picture cannot tell, by code.
    """
    faces = tuple(one for one in faces if math.dist(*one.eyes) >= _LEAST_EYE_DISTANCE)
    face = faces[0] if faces else None
    window = window_of(image, face, rules.geometry)
    values = {"FACE_COUNT": float(sum(one.area > _SECOND_FACE * faces[0].area for one in faces))}
    if face is not None:
        values |= _measured(image, face, window, rules) | (more or {})
    else:
        values |= _darkness(image, window, rules)
    findings = findings_of(values, rules.limits)
    return PortraitAssessment(
        findings=findings,
        face=face,
        window=window,
        profile=rules.name,
        profile_version=rules.version,
        finder=finder,
        checks=tuple(check for check in rules.checks if not _is_well(check, findings)),
    )


def in_colour(frame: Pixels) -> Pixels:
    """The frame as (h, w, 3) BGR.

    Raises:
        ImageError: IMAGE_UNREADABLE for an array of another kind.
    """
    if checked_pixels(frame).ndim == 2:
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), np.uint8)
    return frame


def _measured(
    image: Pixels, face: Face, window: Window, rules: PortraitProfile
) -> dict[str, float]:
    values = geometry_of(face, window, rules.geometry)
    aligned = align(image, face.eyes)
    values |= light_of(aligned) | background_of(aligned)
    values |= {
        "SHARPNESS": sharpness(aligned),
        "GLARE": glare(aligned),
        "GLASSES": glasses(aligned),
    }
    if face.landmarks is not None:
        yaw, pitch = pose_of(face.eyes, face.landmarks)
        values |= {
            "YAW": yaw,
            "PITCH": pitch,
            "MOUTH": mouth_opening(image, face, face.landmarks),
            # Turned away, the eyes look closer together than they are (OFIQ InterEyeDistance).
            "EYE_DISTANCE": values["EYE_DISTANCE"] / max(0.5, math.cos(math.radians(yaw))),
        }
    return values


def _darkness(image: Pixels, window: Window, rules: PortraitProfile) -> dict[str, float]:
    """LUMINANCE of where the face should be, if it is too dark there for one to be seen."""
    x, y, width, height = window
    small = cv2.resize(image[y : y + height, x : x + width], _GLANCE, interpolation=cv2.INTER_AREA)
    mean = float(luminance(np.asarray(small, np.uint8)).mean())
    limit = rules.limits.get("LUMINANCE")
    dark = limit is not None and limit.low is not None and mean < limit.low
    return {"LUMINANCE": mean} if dark else {}


def _is_well(check: str, findings: tuple[Finding, ...]) -> bool:
    well = {one.code for one in findings if one.ok}
    measures = _MEASURED.get(check)
    return measures is not None and all(code in well for code in measures)
