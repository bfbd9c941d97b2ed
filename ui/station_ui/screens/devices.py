"""What the desk is connected to, for the technician: camera, fingerprint scanner, centre."""

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from station_core.roles import Act
from station_ui.screens.camera_devices import CameraDevices
from station_ui.screens.centre_devices import CentreDevices
from station_ui.screens.scanner_devices import ScannerDevices
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ActionBar
from station_ui.widgets.part import Part, column, framed
from station_ui.widgets.segmented import Segmented


class DevicesScreen(Part):
    """One device at a time; the one that is not looked at is left free.

    Who collects nothing has the devices open here only.
    """

    def __init__(self, work: Work) -> None:
        super().__init__("screen")
        self._work = work
        self._only_here = not work.session.may(Act.COLLECT)
        self.camera, self.scanner = CameraDevices(work), ScannerDevices(work)
        self.centre = CentreDevices(work)
        self._pages: dict[str, CameraDevices | ScannerDevices | CentreDevices] = {
            "camera": self.camera,
            "scanner": self.scanner,
            "centre": self.centre,
        }
        self.kinds = Segmented(
            [
                ("camera", lambda: self.tr("Máy ảnh")),
                ("scanner", lambda: self.tr("Máy vân tay")),
                ("centre", lambda: self.tr("Trung tâm")),
            ]
        )
        self.kinds.chosen.connect(self.show_kind)
        self.bar = ActionBar()
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._head = column(self.kinds, gap=Space.NONE)
        whole = column(framed(self._head), gap=Space.NONE)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.bar)
        self.setLayout(whole)
        self.measure()
        self.show_kind("camera")

    def measure(self) -> None:
        """Stand in line with what is below."""
        edge = measures().edge
        self._head.setContentsMargins(edge, Space.SMALL, edge, Space.SMALL)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the devices open."""
        if self._only_here and not event.spontaneous():
            self._work.open_devices()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leave them free."""
        super().hideEvent(event)
        if self._only_here and not event.spontaneous():
            self._work.rest_devices()

    def show_kind(self, kind: str) -> None:
        """Look at another device."""
        page = self._pages[kind]
        self.kinds.choose(kind)
        self._stack.setCurrentWidget(page)
        self.bar.show_actions(page.others, page.primary)
