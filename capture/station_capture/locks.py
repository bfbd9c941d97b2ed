"""Holding a camera's exposure, white balance and focus still, as far as its driver allows."""

from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from station_capture.opencv import cv2


@dataclass(frozen=True, slots=True)
class Locked:
    """What is held still; what the driver refused, or did not confirm, is not."""

    exposure: bool = False
    white_balance: bool = False
    focus: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything is."""
        return self.exposure or self.white_balance or self.focus


class Controls(Protocol):
    """The settings of an open camera, as `cv2.VideoCapture` has them."""

    def get(self, setting: int, /) -> float:
        """Return a value, -1 where there is no such setting."""

    def set(self, setting: int, value: float, /) -> bool:
        """Change a value; whether the driver took it."""


class _Way(NamedTuple):
    """How one interface is told to hold something still."""

    switch: int
    held: float
    """What is written to `switch`."""
    free: float
    read_when_held: float
    """What `switch` then reads."""
    value: int | None = None
    """The setting that must be written again, or the camera takes an older value of it."""


_DSHOW_FLAG: Final = 2.0  # CameraControl_Flags_Manual; DirectShow answers with flags
_WAYS: Final[dict[int, dict[str, _Way]]] = {
    cv2.CAP_V4L2: {
        "exposure": _Way(cv2.CAP_PROP_AUTO_EXPOSURE, 1, 3, 1, cv2.CAP_PROP_EXPOSURE),
        "white_balance": _Way(cv2.CAP_PROP_AUTO_WB, 0, 1, 0, cv2.CAP_PROP_WB_TEMPERATURE),
        "focus": _Way(cv2.CAP_PROP_AUTOFOCUS, 0, 1, 0, cv2.CAP_PROP_FOCUS),
    },
    # Of DirectShow only what its answer proves: exposure cannot be asked for there, and to hold the
    # white balance writes the camera's default into it.
    cv2.CAP_DSHOW: {"focus": _Way(cv2.CAP_PROP_AUTOFOCUS, 0, 1, _DSHOW_FLAG)},
    # Media Foundation answers with the value where it is asked for the switch: what it did cannot
    # be read back, so nothing is claimed of it.
}
_ABSENT: Final = -1.0


class CameraLock:
    """The lock of one open camera; only the thread that reads the camera may use it."""

    def __init__(self, controls: Controls, backend: int) -> None:
        self._controls = controls
        self._ways = _WAYS.get(backend, {})
        self._ours: dict[int, float] = {}
        """By switch: what lets go again."""

    def lock(self) -> Locked:
        """Hold what can be held; answers with what the driver confirms."""
        return Locked(**{name: self._hold(way) for name, way in self._ways.items()})

    def unlock(self) -> Locked:
        """Let go of what this lock holds, not of what a technician fixed before it."""
        for switch, free in self._ours.items():
            self._controls.set(switch, free)
        self._ours.clear()
        return Locked()

    def _hold(self, way: _Way) -> bool:
        before = self._controls.get(way.switch)
        if before == _ABSENT:
            return False
        if before == way.read_when_held:
            return True
        value = self._controls.get(way.value) if way.value is not None else _ABSENT
        # A camera has several ways to be free (V4L2: 0, 2 and 3 for exposure).
        self._ours[way.switch] = way.free if way.value is None else before
        self._controls.set(way.switch, way.held)
        if self._controls.get(way.switch) != way.read_when_held:
            # Some drivers heed a change only from the other state (opencv 9738).
            self._controls.set(way.switch, way.free)
            self._controls.set(way.switch, way.held)
        if way.value is not None and value != _ABSENT:
            self._controls.set(way.value, value)
        return self._controls.get(way.switch) == way.read_when_held


NOTHING_LOCKED: Final = Locked()
