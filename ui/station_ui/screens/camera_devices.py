"""The desk's camera, for the technician: what it delivers, and which others there are."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent

from station_capture import Phase
from station_core.portrait_kit import usable_rules
from station_ui.camera_choice import CameraChoice, Choosable
from station_ui.camera_measure import CameraMeasure
from station_ui.camera_words import say_camera
from station_ui.preview import preview
from station_ui.screens.camera_reading import CameraReading
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.aside import Aside
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.device_list import DeviceLine, DeviceList
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.problem import Problem
from station_ui.widgets.reading_order import put_before

if TYPE_CHECKING:
    from station_capture import Frame, PortraitProfile

_LOOK_MS: Final = 2_000
"""A camera that is plugged in is on the list so soon."""
_TURNS: Final = (0, 90, 180, 270)
_SIZES: Final = {(1920, 1080): "1080p", (1280, 720): "720p", (640, 480): "480p"}
"""What cameras commonly offer, as it stands on their box; settings may name another."""


class CameraDevices(Part):
    """The live picture, and beside it everything a technician sets or asks of the camera."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        runner, camera = work.services.runner, work.camera
        self.choice = CameraChoice(runner, camera, work.session)
        self.measure_camera = CameraMeasure(runner, camera, self._rules)
        self.picture, self.problem = CameraStage(), Problem("warn")
        self.cameras = DeviceList(
            "camera",
            lambda: self.tr("Chọn máy ảnh"),
            lambda: self.tr("Chưa thấy máy ảnh nào. Cắm máy ảnh vào cổng USB."),
        )
        self._turn_title, self._size_title = text("label"), text("label")
        self.reading = CameraReading(camera.settings)
        self.turns, self.sizes = ChoiceBox(), ChoiceBox()
        for turn in _TURNS:
            self.turns.addItem(f"{turn}°", turn)
        self.primary = action(self, self._act, *ENTER, icon="refresh-cw")
        self.others: list[QAction] = []
        self.panel = Aside("guide")
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._lay_out()
        self._wire()
        self.measure()
        self.retranslate()

    def _rules(self) -> "PortraitProfile":
        return usable_rules(self._work.session.settings.portrait, self._work.services.folder)[0]

    def measure(self) -> None:
        """The picture has what the panel leaves."""
        edge = Space(measures().edge)
        self._stage.setContentsMargins(edge, edge, edge, edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)
        self.panel.setFixedWidth(measures().guide)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._turn_title.setText(self.tr("Xoay hình"))
        self.turns.setAccessibleName(self._turn_title.text())
        self.turns.setCurrentIndex(_TURNS.index(self._work.camera.settings.rotate))
        self._size_title.setText(self.tr("Cỡ hình muốn có"))
        self.sizes.setAccessibleName(self._size_title.text())
        self._show_sizes()
        self._show_list()
        self._show_state()
        self._show_measured()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look at what is there now, and measure it."""
        self._looking.start()
        self.choice.look()
        self._begin()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Keep no picture behind the scenes, and leave the camera free."""
        self._looking.stop()
        self.measure_camera.stop()
        self.picture.show_image(None)
        super().hideEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._asked_size = framed(column(self._size_title, self.sizes))
        turn = framed(column(self._turn_title, self.turns))
        wishes = row(self._asked_size, turn, gap=Space.SMALL)
        for at in (0, 1):
            wishes.setStretch(at, 1)
        self._inner = column(
            *(self.problem, self.cameras, Space.SMALL, self.reading),
            *(Space.SMALL, wishes, None),
        )
        self.panel.setLayout(column(scrolled(framed(self._inner)), gap=Space.NONE))
        self._stage = column(self.picture)
        middle = row(framed(self._stage), self.panel, gap=Space.NONE)
        middle.setStretch(0, 1)
        self.setLayout(middle)

    def _wire(self) -> None:
        camera = self._work.camera
        camera.frame.connect(self._show_frame)
        camera.state_changed.connect(self._begin)
        self.choice.changed.connect(self.retranslate)
        self.measure_camera.changed.connect(self._show_measured)
        self._looking.timeout.connect(self.choice.look)
        self.cameras.chosen.connect(self.choice.choose)
        self.turns.activated.connect(lambda at: self.choice.turn(_TURNS[at]))
        self.sizes.activated.connect(lambda at: self.choice.size(*self.sizes.itemData(at)))
        self.panel.left.connect(self.setFocus)
        for part in (self.choice, self.measure_camera):
            part.failed.connect(self._work.services.note)

    def _act(self) -> None:
        if self._work.camera.live:
            self.measure_camera.start()
        else:
            self._work.camera.reopen()

    def _begin(self) -> None:
        """The camera came, went, or is looked at anew."""
        if self.isVisible():
            self.measure_camera.stop()
            if self._work.camera.live:
                self.measure_camera.start()
        self._show_state()
        self._show_measured()

    def _show_frame(self, frame: "Frame") -> None:
        if self.isVisible():
            self.picture.show_image(
                preview(frame, self.picture.size(), (0, 0, *_size(frame))).image
            )

    def _show_state(self) -> None:
        state = self._work.camera.state
        if state.phase is not Phase.LIVE:
            self.picture.show_image(None)
        say_camera(self.picture, state, self._work.services.words)

    def _show_measured(self) -> None:
        self.reading.show_found(self.measure_camera.found, self._work.camera.settings)
        self._show_problem()
        self.primary.setEnabled(not self.measure_camera.busy)
        if self.measure_camera.busy:
            self.primary.setText(self.tr("Đang đo"))
        elif self._work.camera.live:
            self.primary.setText(self.tr("Đo lại"))
        else:
            self.primary.setText(self.tr("Thử lại máy ảnh"))

    def _show_problem(self) -> None:
        words, measuring = self._work.services.words, self.measure_camera
        error = self.choice.error or measuring.error
        if error is not None:
            said = words.saying(error)
        elif measuring.found is not None and measuring.found.faults:
            said = words.coded(measuring.found.faults[0])
        else:
            self.problem.show_problem("")
            return
        self.problem.show_problem(said.what, said.next, said.code)

    def _show_sizes(self) -> None:
        """The common sizes, and the one of the settings if it is another."""
        settings = self._work.camera.settings
        now = settings.width, settings.height
        sizes = [*([now] if now not in _SIZES else []), *_SIZES]
        self.sizes.clear()
        for width, height in sizes:
            self.sizes.addItem(_SIZES.get((width, height), f"{width}×{height}"), (width, height))
        self.sizes.setCurrentIndex(sizes.index(now))
        # A file or a stream is as it is.
        self._asked_size.setVisible(settings.identity not in {"file", "stream"})

    def _show_list(self) -> None:
        lines = [
            DeviceLine(one.source, one.name, partial(self._standing, one), _tone(one))
            for one in self.choice.options
        ]
        self.cameras.show_devices(lines, self._work.camera.settings.source)
        put_before(self.sizes, self.cameras)

    def _standing(self, one: Choosable) -> str:
        if one.state == "away":
            return self.tr("Đang chọn, chưa thấy cắm")
        if one.in_use:
            return self.tr("Đang dùng")
        return {
            "busy": self.tr("Đang mở ở chương trình khác"),
            "denied": self.tr("Chưa được cấp quyền"),
        }.get(one.state, one.source)


def _tone(one: Choosable) -> Tone:
    return "neutral" if one.state == "present" else "warn"


def _size(frame: "Frame") -> tuple[int, int]:
    rows, columns = frame.image.shape[:2]
    return columns, rows
