"""`stationctl camera test`."""

import argparse
from typing import Any

from station_capture import (
    CameraSource,
    Checkup,
    Wishes,
    encode_picture,
    enlargement,
    examine,
    faults_of,
    usb_address,
    without_password,
)
from station_core.cli.access import folder_of
from station_core.cli.files import write_out
from station_core.errors import CommandError
from station_core.messages import sentence
from station_core.portrait_kit import usable_rules
from station_core.settings import CameraSettings, PortraitSettings, load_settings
from station_queue.atomic import PRIVATE

_PICTURES = (".png", ".jpg", ".jpeg")


def test(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a camera; one that is slow or small is an answer, one that is not there an error."""
    if arguments.out is not None and arguments.out.suffix.lower() not in _PICTURES:
        raise CommandError("OUT_FORMAT_UNKNOWN")
    camera, portrait = _wanted(arguments)
    rules, _troubles = usable_rules(portrait, folder_of(arguments))
    wishes = Wishes(camera.width, camera.height, camera.fps)
    with CameraSource(camera.source, wishes=wishes, rotate=camera.rotate, loop=True) as source:
        found = examine(source, arguments.seconds)
    if arguments.out is not None:
        picture = encode_picture(found.image, arguments.out.suffix)
        write_out(arguments.out, picture, mode=PRIVATE)  # whoever stood before it
    scale = enlargement(rules.geometry, found.width, found.height)
    codes = faults_of(found, rules.geometry)
    return {
        "camera": without_password(camera.source),
        "rotate": camera.rotate,
        **_measured(found),
        **_asked_and_got(found, wishes),
        "portrait": {
            "profile": rules.name,
            "needs": [rules.geometry.width, rules.geometry.height],
            "enlargement": round(scale, 2),
            "enlarged": scale > 1,
        },
        "faults": [_fault(code, arguments) for code in codes],
        "file": str(arguments.out) if arguments.out is not None else None,
    }


def _wanted(arguments: argparse.Namespace) -> tuple[CameraSettings, PortraitSettings]:
    """The desk's camera or the one that was named; the latter needs no desk.

    Raises:
        CameraError: CAMERA_ADDRESS.
    """
    path = folder_of(arguments).settings
    usb_address(arguments.camera or "")
    if arguments.camera is not None and not path.exists():
        return CameraSettings(source=arguments.camera), PortraitSettings()
    settings = load_settings(path)
    named = {} if arguments.camera is None else {"source": arguments.camera}
    return settings.camera.model_copy(update=named), settings.portrait


def _measured(found: Checkup) -> dict[str, Any]:
    lockable = found.lockable
    return {
        "width": found.width,
        "height": found.height,
        "fps": round(found.fps, 1),
        "frames": found.frames,
        "lockable": {
            "exposure": lockable.exposure,
            "white_balance": lockable.white_balance,
            "focus": lockable.focus,
        },
    }


def _asked_and_got(found: Checkup, wishes: Wishes) -> dict[str, Any]:
    """Of a file or stream nothing was asked."""
    facts = found.facts
    if facts is None:
        return {"name": "", "interface": "", "asked": None, "got": None, "dropped": 0}
    asked = {"format": "MJPG", "width": wishes.width, "height": wishes.height, "fps": wishes.fps}
    got = {
        "format": facts.format,
        "width": facts.width,
        "height": facts.height,
        "fps": round(facts.fps, 1),
    }
    return {
        "name": facts.name,
        "interface": facts.interface,
        "asked": asked,
        "got": got,
        "dropped": facts.dropped,
    }


def _fault(code: str, arguments: argparse.Namespace) -> dict[str, str]:
    said = sentence(code, arguments.lang)
    return {"code": code, "message": said.what, "next": said.next}
