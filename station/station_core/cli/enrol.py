"""`stationctl enrol`."""

import argparse
import sys
import time
from typing import Any, Final

from station_core.cli.access import session_of
from station_core.enrolling import enrol_desk
from station_core.network import NetworkWatch
from station_core.settings import CameraSettings
from station_queue.packet import EnrolmentCode

_MOST_PIPED: Final = 4096
_CAMERA_S: Final = 120.0
_LOOK_S: Final = 0.5


def enrol(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make this desk known at the centre whose code is given."""
    session = session_of(arguments)
    code = EnrolmentCode.parse(_text(arguments, session.settings.camera))
    done = enrol_desk(session, code, force=arguments.force, network=NetworkWatch())
    return {"desk": session.settings.desk.code, **done._asdict()}


def code_of(text_or_file: str) -> EnrolmentCode:
    """A code given as itself, or as a picture of it.

    Raises:
        QueueError: ENROL_CODE_WRONG.
        ImageError: The file cannot be read as a picture.
    """
    if text_or_file.startswith("CCCD-ENROL:"):
        return EnrolmentCode.parse(text_or_file)
    return EnrolmentCode.parse(_in_picture(text_or_file))


def _text(arguments: argparse.Namespace, camera: CameraSettings) -> str:
    if arguments.code == "-":
        return sys.stdin.read(_MOST_PIPED)
    if arguments.code is not None:
        return str(arguments.code)
    if arguments.image is not None:
        return _in_picture(arguments.image)
    return _before_camera(camera)


def _in_picture(file: str) -> str:
    from station_capture import load_image, texts_in  # noqa: PLC0415 - pictures only

    return _first(texts_in(load_image(file)))


def _before_camera(camera: CameraSettings) -> str:
    from station_capture import (  # noqa: PLC0415 - camera only
        CameraError,
        CameraSource,
        Wishes,
        texts_in,
    )

    until = time.monotonic() + _CAMERA_S
    wishes = Wishes(camera.width, camera.height, camera.fps)
    with CameraSource(camera.source, wishes=wishes, rotate=camera.rotate, loop=True) as source:
        number = 0
        while (left := until - time.monotonic()) > 0:
            frame = source.wait(number, min(left, _LOOK_S))
            if frame is not None:
                number = frame.number
                if found := texts_in(frame.image):
                    return _first(found)
            elif source.state.code is not None:
                raise CameraError(source.state.code, "the camera delivers nothing")
    return ""


def _first(texts: list[str]) -> str:
    """The code among whatever else is in the picture; the first text if none is one."""
    codes = [text for text in texts if text.startswith("CCCD-ENROL:")]
    return (codes or texts or [""])[0]
