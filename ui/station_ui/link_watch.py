"""Tells at once when a network comes up: by the machine's interfaces and the system's word."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

from station_core.network import NetworkWatch

_LOOK_EVERY_MS: Final = 500
Reachability = QNetworkInformation.Reachability


class LinkWatch(QObject):
    """Looks twice a second; where the system tells of its networks, it is heard, too.

    The interfaces show a cable that is plugged in; that a hot spot lets one through only after a
    while, the system knows alone.
    """

    came_up = Signal()

    def __init__(self, watch: NetworkWatch | None = None) -> None:
        super().__init__()
        self.watch = watch or NetworkWatch()
        self._changes = self.watch.changes
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_EVERY_MS)
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            told = QNetworkInformation.instance()
            told.reachabilityChanged.connect(self._told)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self.blockSignals(True)

    def _look(self) -> None:
        changes = self.watch.changes
        if changes != self._changes:
            self._changes = changes
            self.came_up.emit()

    def _told(self, reachability: Reachability) -> None:
        if reachability in {Reachability.Online, Reachability.Site}:
            self.came_up.emit()
