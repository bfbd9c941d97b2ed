"""The cameras that are plugged in, by name and by an identity that another plug does not change."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from station_capture.addresses import UsbAddress, usb_address
from station_capture.errors import CameraError
from station_capture.opencv import cv2

# After ours: it imports OpenCV, whose environment must be set before.
from cv2_enumerate_cameras import CameraInfo, enumerate_cameras  # isort: skip

BACKENDS: Final = {
    "linux": (cv2.CAP_V4L2,),
    # DirectShow opens in a fraction of the time; Media Foundation knows cameras it does not.
    "win32": (cv2.CAP_DSHOW, cv2.CAP_MSMF),
}.get(sys.platform, (cv2.CAP_ANY,))
"""What opens a camera on this system, in the order it is tried."""

_WINDOWS_PATH: Final = re.compile(
    r"usb#vid_[0-9a-f]{4}&pid_[0-9a-f]{4}(?:&mi_([0-9a-f]+))?#([^#]+)", re.IGNORECASE
)
_NODE: Final = re.compile(r"/dev/video(\d+)")


Lister = Callable[[int], Iterable[CameraInfo]]


@dataclass(frozen=True, slots=True)
class CameraIdentity:
    """What is known of a camera without opening it.

    Attributes:
        name: As its maker calls it.
        vendor: USB vendor; None where there is no USB.
        product: USB product of that vendor.
        serial: Serial number of its USB interface; empty if none is known.
        place: Where it is plugged in, and which of the cameras in one housing it is: `1-1.4:1.0` on
            Linux, `6&2c3ab5d1&0:00` on Windows; empty if unknown.
        index: What OpenCV opens now, with `backend`.
        backend: OpenCV's number of the interface.
        path: Device node or path of the system.
        address: What the settings keep: `usb:VVVV:PPPP` or `usb:VVVV:PPPP:SERIAL`, either with
            `@PLACE` where there is a second one like it; without USB the node or the index.
    """

    name: str
    vendor: int | None
    product: int | None
    serial: str
    place: str
    index: int
    backend: int
    path: str
    address: str = ""

    @property
    def plug(self) -> str:
        """The plug alone: the cameras of one housing share it."""
        return self.place.partition(":")[0]

    def answers_to(self, address: UsbAddress) -> bool:
        """Whether this one is meant."""
        serial, place = address.serial, address.place
        return (
            (self.vendor, self.product) == (address.vendor, address.product)
            and (serial is None or serial.lower() == self.serial.lower())
            and (place is None or place.lower() == self.place.lower())
        )


def list_cameras(
    backend: int = BACKENDS[0], lister: Lister = enumerate_cameras, system: Path = Path("/sys")
) -> list[CameraIdentity]:
    """List the cameras of this computer, by index; none is opened.

    Args:
        backend: OpenCV's number of the interface; indices differ between two of them.
        lister: Asks the system.
        system: Where Linux tells of devices.

    Raises:
        CameraError: CAMERA_MISSING if the system does not answer.
    """
    try:
        listed = sorted(lister(backend), key=lambda one: one.index)
    except (OSError, NotImplementedError, ValueError) as exc:
        raise CameraError("CAMERA_MISSING", "the system does not list its cameras") from exc
    found = [_identity(one, system) for one in listed if not _is_of_notes(one, system)]
    return [replace(camera, address=_address(camera, found)) for camera in found]


def find_camera(address: UsbAddress, among: Sequence[CameraIdentity]) -> CameraIdentity:
    """The camera of a USB identity, wherever the system put it.

    With a place it is the one plugged in there and no other; without, the first of its kind.

    Raises:
        CameraError: CAMERA_MISSING while it is away.
    """
    for camera in among:
        if camera.answers_to(address):
            return camera
    raise CameraError("CAMERA_MISSING", "no such camera is plugged in")


def camera_meant(source: str, among: Sequence[CameraIdentity]) -> CameraIdentity | None:
    """Which of these cameras a setting means, by identity, index or node; None if it is none.

    Raises:
        CameraError: CAMERA_ADDRESS.
    """
    identity = usb_address(source)
    index = int(source) if source.isdecimal() else index_of(source)
    for camera in among:
        if camera.answers_to(identity) if identity is not None else camera.index == index:
            return camera
    return None


def index_of(path: str) -> int | None:
    """The index of a camera's node, also by a link to it as in /dev/v4l/by-id; None: no node."""
    if not path.startswith("/dev/"):
        return None
    parts = _NODE.fullmatch(os.path.realpath(path))
    return int(parts[1]) if parts else None


_ONLOOKERS: Final = frozenset({"pipewire", "wireplumber"})
"""They keep every camera open without using it."""


def state_of(camera: CameraIdentity, processes: Path = Path("/proc")) -> str:
    """Whether a camera could be used: `present`, `denied`, or `busy` with another program.

    Programs of other people are not seen, and on Windows none is: there it counts as present.
    """
    node = Path(camera.path)
    if not sys.platform.startswith("linux") or not node.exists():
        return "present"
    if not os.access(node, os.R_OK | os.W_OK):
        return "denied"
    return "busy" if _is_held(node, processes) else "present"


def _is_held(node: Path, processes: Path) -> bool:
    for held in processes.glob("[0-9]*/fd/*"):
        try:
            if held.readlink() == node and _program(held.parents[1]) not in _ONLOOKERS:
                return True
        except OSError:  # closed meanwhile, or another person's
            continue
    return False


def _program(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _identity(one: CameraInfo, system: Path) -> CameraIdentity:
    on_windows = _WINDOWS_PATH.search(one.path or "")
    serial, place = _of_windows(on_windows) if on_windows else _of_linux(one, system)
    return CameraIdentity(
        name=one.name or "",
        vendor=one.vid,
        product=one.pid,
        serial="" if "@" in serial else serial,
        place=place,
        index=one.index,
        backend=one.backend,
        path=one.path or "",
    )


def _of_windows(parts: re.Match[str]) -> tuple[str, str]:
    """Serial and place from a path; a name the system made up, from the plug, has an ampersand."""
    interface, instance = parts.groups()
    if interface is None:
        return ("", f"{instance}:00") if "&" in instance else (instance, "")
    return "", f"{instance.rpartition('&')[0] or instance}:{interface}"


def _of_linux(one: CameraInfo, system: Path) -> tuple[str, str]:
    """Serial and place from the tree of devices."""
    device = (_node(one, system) / "device").resolve()
    if one.vid is None or ":" not in device.name:
        return "", ""
    number = _number_of_node(one, system)
    return _line(device.parent / "serial"), f"{device.name}.{number}" if number else device.name


def _is_of_notes(one: CameraInfo, system: Path) -> bool:
    """A camera's second node, which brings no pictures, cannot be told without permission."""
    node = Path(one.path or "-")
    denied = node.exists() and not os.access(node, os.R_OK)
    return denied and _number_of_node(one, system) > 0


def _number_of_node(one: CameraInfo, system: Path) -> int:
    """Which node of one device this is."""
    number = _line(_node(one, system) / "index")
    return int(number) if number.isdecimal() else 0


def _node(one: CameraInfo, system: Path) -> Path:
    return system / "class" / "video4linux" / Path(one.path or "-").name


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _address(camera: CameraIdentity, among: Sequence[CameraIdentity]) -> str:
    if camera.vendor is None or camera.product is None:
        return camera.path if index_of(camera.path) is not None else str(camera.index)
    plain = UsbAddress(camera.vendor, camera.product, camera.serial or None)
    alike = [other for other in among if other.answers_to(plain)]
    alone = all(other.plug == camera.plug for other in alike)
    # Of the cameras in one housing (a colour one and one for infrared) the first needs no place.
    plain_is_enough = not camera.place or (alone and alike[0] is camera)
    return str(plain if plain_is_enough else plain._replace(place=camera.place))
