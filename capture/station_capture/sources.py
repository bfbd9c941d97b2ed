"""Where frames come from: cameras, video files, image sequences and network streams."""

import mimetypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from station_capture.addresses import UsbAddress, usb_address
from station_capture.cameras import (
    BACKENDS,
    CameraIdentity,
    find_camera,
    index_of,
    list_cameras,
)
from station_capture.device import Wishes, open_camera
from station_capture.errors import CameraError, ImageError
from station_capture.images import Pixels
from station_capture.opencv import cv2

_STREAM = "://"
_OPEN_TIMEOUT_MS = 3000
_READ_TIMEOUT_MS = 1500
_FPS_WHERE_UNKNOWN = 25.0
_FPS_MOST = 120.0


class Source(Protocol):
    """An open source of frames."""

    @property
    def pace(self) -> float | None:
        """Frames per second to read at; None if the source itself delivers in time."""

    def read(self) -> Pixels | None:
        """Return the next frame in an array of its own, or None if there was none."""

    def release(self) -> None:
        """Give the device or file back."""


Opener = Callable[[str], Source]


_NO_WISHES: Final = Wishes()


def open_source(spec: str, wishes: Wishes = _NO_WISHES) -> Source:
    """Open a camera by identity, index or node, a stream by its address, else a video or sequence.

    Args:
        spec: "usb:046d:0825", "0", "/dev/video2", "http://...", "rtsp://...", "walk.avi" or
            "img_%03d.png". An identity is looked for anew each time.
        wishes: What a camera is asked for; files and streams are as they are.

    Raises:
        CameraError: CAMERA_MISSING, CAMERA_DENIED, CAMERA_BUSY, or CAMERA_ADDRESS for an identity
            that means nothing.
    """
    try:
        return _opened(spec, wishes)
    except cv2.error as exc:
        raise CameraError("CAMERA_MISSING", "OpenCV cannot open the source") from exc


def _opened(spec: str, wishes: Wishes) -> Source:
    identity = usb_address(spec)
    if identity is not None:
        return _open_identity(identity, wishes)
    index = int(spec) if spec.isdecimal() else index_of(spec)
    if index is not None:
        return _open_camera([(index, backend) for backend in BACKENDS], wishes)
    if _STREAM in spec:
        timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_TIMEOUT_MS]
        timeouts += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_TIMEOUT_MS]
        capture = cv2.VideoCapture(spec, cv2.CAP_FFMPEG, timeouts)
        return _checked(capture, CameraError("CAMERA_MISSING", "the stream does not answer"))
    capture = cv2.VideoCapture(spec)
    absent = CameraError("CAMERA_MISSING", "the video file is missing or no video")
    return _checked(capture, absent, pace=_file_pace(capture))


def frames_of(path: Path) -> Iterator[Pixels]:
    """Yield the frames of a video file or image sequence as fast as they decode.

    A file that exists is that file, whatever its name means elsewhere: `0` is no camera, and
    neither a `%` nor a number in the name makes a sequence of it.

    Raises:
        ImageError: IMAGE_UNREADABLE if it is no video or has no frame.
    """
    try:
        source = _open_file(path) if path.is_file() else open_source(str(path.absolute()))
    except (CameraError, cv2.error) as exc:
        raise ImageError("IMAGE_UNREADABLE", "neither a picture nor a video") from exc
    came = False
    try:
        while (frame := source.read()) is not None:
            came = True
            yield frame
    finally:
        source.release()
    if not came:
        raise ImageError("IMAGE_UNREADABLE", "the video has no frame that can be decoded")


def _open_file(path: Path) -> Source:
    """Open a video by FFmpeg alone: the reader of sequences counts up any number in a name."""
    named_as_picture = (mimetypes.guess_type(path.name)[0] or "").startswith("image/")
    if named_as_picture and "%" in path.name:  # the one kind of name that FFmpeg expands
        raise CameraError("CAMERA_MISSING", "the file is no video")
    capture = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG)
    return _checked(capture, CameraError("CAMERA_MISSING", "the file is no video"))


def why_not_opened(index: int, devices: Path = Path("/dev")) -> CameraError:
    """Tell why a camera that could not be opened could not be: absent, no permission, or in use.

    Only Linux shows a device node to look at; elsewhere such a camera counts as missing.
    """
    node = devices / f"video{index}"
    if not sys.platform.startswith("linux") or not node.exists():
        return CameraError("CAMERA_MISSING", f"there is no camera {index}")
    if not os.access(node, os.R_OK | os.W_OK):
        return CameraError("CAMERA_DENIED", f"no permission to use camera {index}")
    return CameraError("CAMERA_BUSY", f"camera {index} is held by another program")


class _OpenCvSource:
    """A source that OpenCV reads."""

    def __init__(self, capture: cv2.VideoCapture, pace: float | None) -> None:
        self._capture = capture
        self._pace = pace

    @property
    def pace(self) -> float | None:
        return self._pace

    def read(self) -> Pixels | None:
        try:
            delivered, image = self._capture.read()
        except cv2.error:  # some decoders raise on a frame that the cable garbled
            return None
        return np.asarray(image, np.uint8) if delivered else None

    def release(self) -> None:
        self._capture.release()


def _open_camera(indices: list[tuple[int, int]], wishes: Wishes, name: str = "") -> Source:
    device = open_camera(indices, wishes, name)
    if device is None:
        raise why_not_opened(indices[0][0])
    return device


def _open_identity(identity: UsbAddress, wishes: Wishes) -> Source:
    found: list[CameraIdentity] = []
    away = CameraError("CAMERA_MISSING", "no such camera is plugged in")
    for backend in BACKENDS:  # each has indices of its own
        try:
            found.append(find_camera(identity, list_cameras(backend)))
        except CameraError as exc:
            away = exc
    if not found:
        raise away
    return _open_camera([(one.index, one.backend) for one in found], wishes, found[0].name)


def _checked(
    capture: cv2.VideoCapture, absent: CameraError, pace: float | None = None
) -> _OpenCvSource:
    if not capture.isOpened():
        capture.release()
        raise absent
    return _OpenCvSource(capture, pace)


def _file_pace(capture: cv2.VideoCapture) -> float:
    fps = capture.get(cv2.CAP_PROP_FPS)
    return fps if 0 < fps <= _FPS_MOST else _FPS_WHERE_UNKNOWN
