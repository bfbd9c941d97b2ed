"""What handheld scanners bring, on a port or as keys: a card, or the reason why it is none."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from station_capture import CaptureError, card_of_keys, card_of_scan
from station_core.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from station_capture import CardRead, KeysFault


class Scans(QObject):
    """Makes cards of scans; it takes no longer than a thousandth of a second.

    While it is shut, as behind a curtain, no scan is looked at.
    """

    read = Signal(object)
    """A `CardRead`."""
    refused = Signal(object)
    """Why a scan is no card: a `CaptureError`, or a `DeviceError` of one that had no end."""
    turned_away = Signal()
    """There was a scan while it is shut."""

    def __init__(self, now: Clock) -> None:
        super().__init__()
        self._now = now
        self._shut = False

    def shut(self) -> None:
        """Turn all scans away from now on."""
        self._shut = True

    def open(self) -> None:
        """Take scans again."""
        self._shut = False

    def refuse(self, error: BaseException) -> None:
        """A scanner says why it has dropped a scan."""
        if self._shut:
            self.turned_away.emit()
        else:
            self.refused.emit(error)

    def take_keys(self, text: str, fault: "KeysFault") -> None:
        """What a scanner typed, and what was seen to happen to it on its way."""
        self._judge(lambda today: card_of_keys(text, today=today, fault=fault))

    def take_bytes(self, scan: bytes) -> None:
        """What a scanner on a port sent."""
        self._judge(lambda today: card_of_scan(scan, today=today))

    def _judge(self, card: "Callable[[date], CardRead]") -> None:
        if self._shut:
            self.turned_away.emit()
            return
        try:
            read = card(self._now().date())
        except CaptureError as error:
            self.refused.emit(error)
        else:
            self.read.emit(read)
