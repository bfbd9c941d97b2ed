"""Frames, QR code, card and portrait: what the desk captures with a camera.

The names below are loaded when first used, because the image libraries behind some of them take
longer to import than the sign-in screen may take to appear.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station_capture.addresses import usb_address, without_password
    from station_capture.cameras import (
        CameraIdentity,
        camera_meant,
        index_of,
        list_cameras,
        state_of,
    )
    from station_capture.card import Card, ParsedCard, card_as_dict, format_card, parse_card
    from station_capture.checks import number_warnings
    from station_capture.checkup import Checkup, enlargement, examine, faults_of
    from station_capture.codes import texts_in
    from station_capture.device import CameraFacts, Wishes
    from station_capture.errors import (
        CameraError,
        CaptureError,
        CardError,
        ImageError,
        PortraitError,
    )
    from station_capture.frames import CameraSource, CameraState, Frame, Phase
    from station_capture.guidance import Guidance, Hint
    from station_capture.handheld import KeysFault, card_of_keys, card_of_scan
    from station_capture.images import Pixels, encode_picture, load_image, shrunk, small_jpeg
    from station_capture.locks import Locked
    from station_capture.portrait.assessment import PortraitAssessment, assess_portrait
    from station_capture.portrait.burst import BURST, best_of_burst
    from station_capture.portrait.faces import Face, FaceFinder, NoFaceFinder
    from station_capture.portrait.finding import Finding
    from station_capture.portrait.geometry import Window
    from station_capture.portrait.live import LivePortrait
    from station_capture.portrait.output import Portrait, take_portrait
    from station_capture.portrait.profile import (
        DEFAULT_PROFILE,
        Geometry,
        PortraitProfile,
        load_profile,
        profile_text,
    )
    from station_capture.portrait.shutter import Shutter
    from station_capture.portrait.yunet import LandmarkFinder, finder_with, read_model
    from station_capture.reader import CardRead, CardReader, Source, read_card_file, read_card_image

__all__ = [
    "BURST",
    "DEFAULT_PROFILE",
    "CameraError",
    "CameraFacts",
    "CameraIdentity",
    "CameraSource",
    "CameraState",
    "CaptureError",
    "Card",
    "CardError",
    "CardRead",
    "CardReader",
    "Checkup",
    "Face",
    "FaceFinder",
    "Finding",
    "Frame",
    "Geometry",
    "Guidance",
    "Hint",
    "ImageError",
    "KeysFault",
    "LandmarkFinder",
    "LivePortrait",
    "Locked",
    "NoFaceFinder",
    "ParsedCard",
    "Phase",
    "Pixels",
    "Portrait",
    "PortraitAssessment",
    "PortraitError",
    "PortraitProfile",
    "Shutter",
    "Source",
    "Window",
    "Wishes",
    "assess_portrait",
    "best_of_burst",
    "camera_meant",
    "card_as_dict",
    "card_of_keys",
    "card_of_scan",
    "encode_picture",
    "enlargement",
    "examine",
    "faults_of",
    "finder_with",
    "format_card",
    "index_of",
    "list_cameras",
    "load_image",
    "load_profile",
    "number_warnings",
    "parse_card",
    "profile_text",
    "read_card_file",
    "read_card_image",
    "read_model",
    "shrunk",
    "small_jpeg",
    "state_of",
    "take_portrait",
    "texts_in",
    "usb_address",
    "without_password",
]

_HOMES = {
    "addresses": ("usb_address", "without_password"),
    "cameras": ("CameraIdentity", "camera_meant", "index_of", "list_cameras", "state_of"),
    "card": ("Card", "ParsedCard", "card_as_dict", "format_card", "parse_card"),
    "checks": ("number_warnings",),
    "checkup": ("Checkup", "enlargement", "examine", "faults_of"),
    "codes": ("texts_in",),
    "device": ("CameraFacts", "Wishes"),
    "errors": ("CameraError", "CaptureError", "CardError", "ImageError", "PortraitError"),
    "frames": ("CameraSource", "CameraState", "Frame", "Phase"),
    "guidance": ("Guidance", "Hint"),
    "handheld": ("KeysFault", "card_of_keys", "card_of_scan"),
    "images": ("Pixels", "encode_picture", "load_image", "shrunk", "small_jpeg"),
    "locks": ("Locked",),
    "portrait.assessment": ("PortraitAssessment", "assess_portrait"),
    "portrait.burst": ("BURST", "best_of_burst"),
    "portrait.faces": ("Face", "FaceFinder", "NoFaceFinder"),
    "portrait.finding": ("Finding",),
    "portrait.geometry": ("Window",),
    "portrait.live": ("LivePortrait",),
    "portrait.output": ("Portrait", "take_portrait"),
    "portrait.profile": (
        "DEFAULT_PROFILE",
        "Geometry",
        "PortraitProfile",
        "load_profile",
        "profile_text",
    ),
    "portrait.shutter": ("Shutter",),
    "portrait.yunet": ("LandmarkFinder", "finder_with", "read_model"),
    "reader": ("CardRead", "CardReader", "Source", "read_card_file", "read_card_image"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module that holds `name` on its first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
