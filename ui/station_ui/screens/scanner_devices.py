"""The desk's fingerprint scanner, for the technician: what it is, a print to try, and others."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent

from station_devices import FingerState
from station_ui.camera import qimage
from station_ui.scanner_choice import ScannerChoice
from station_ui.scanner_words import size_words
from station_ui.screens.scanner_reading import ScannerReading
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.aside import Aside
from station_ui.widgets.device_list import DeviceLine, DeviceList
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.print_view import PrintView
from station_ui.widgets.problem import Problem

if TYPE_CHECKING:
    from station_devices import FingerImage
    from station_ui.scanner_choice import Answer
    from station_ui.tasks import Task


class ScannerDevices(Part):
    """A print of the technician's own finger, kept nowhere, and beside it what took it."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work, self._scanner = work, work.scanner
        services = work.services
        self.choice = ScannerChoice(services.runner, work.scanner, work.session)
        self.print, self.saying, self.hint = (
            PrintView(),
            text("heading", wrap=True),
            text("muted", wrap=True),
        )
        self.problem, self.reading, self.panel = Problem("warn"), ScannerReading(), Aside("guide")
        self.scanners = DeviceList(
            "fingerprint-pattern",
            lambda: self.tr("Máy khác tìm thấy"),
            self._say_none,
        )
        self._trial: Task | None = None
        self._state: FingerState | None = None
        self._image: FingerImage | None = None
        self.primary = action(self, self._try, *ENTER, icon="fingerprint-pattern")
        self.search = action(self, self.choice.look, Qt.Key.Key_F5, icon="refresh-cw")
        self.others = [self.search]
        self._lay_out()
        work.scanner.state_changed.connect(self._show)
        work.scanner.finger_state.connect(self._follow)
        self.choice.changed.connect(self._show)
        self.choice.failed.connect(services.note)
        self.scanners.chosen.connect(self.choice.choose)
        self.panel.left.connect(self.setFocus)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """The print has what the panel leaves."""
        edge = measures().edge
        for part in (self._stage, self._inner):
            part.setContentsMargins(edge, edge, edge, edge)
        self.panel.setFixedWidth(measures().guide)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.search.setText(self.tr("Tìm máy"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look once for what is plugged in."""
        if not self.choice.asked:
            self.choice.look()
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Wait for no finger behind the scenes, and keep no print."""
        self._end_trial()
        self.choice.stop()
        self._image = None
        super().hideEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = column(self.saying, self.hint, None, gap=Space.SMALL)
        self._stage = row(self.print, words, gap=Space.LARGE)
        self._stage.setStretch(1, 1)
        self._inner = column(self.problem, self.reading, self.scanners, None)
        self.panel.setLayout(column(scrolled(framed(self._inner)), gap=Space.NONE))
        middle = row(framed(self._stage), self.panel, gap=Space.NONE)
        middle.setStretch(0, 1)
        self.setLayout(middle)

    def _try(self) -> None:
        if self._trial is not None:
            self._end_trial()
        elif not self._scanner.ready:
            self._scanner.reconnect()
        else:
            self._image = None
            self._state = None
            self._trial = task = self._scanner.try_out(
                lambda image: self._tried(task, image),
                lambda _error: self._tried(task, None),  # the scanner says how it stands
            )
        self._show()

    def _tried(self, task: "Task", image: "FingerImage | None") -> None:
        if task is self._trial:
            self._trial, self._image = None, image
            self._show()

    def _end_trial(self) -> None:
        if self._trial is not None:
            self._scanner.stop()
            self._trial.stop()
            self._trial = None

    def _follow(self, state: FingerState, _progress: float) -> None:
        if self._trial is not None and state is not self._state:
            self._state = state
            self._show()

    def _show(self) -> None:
        self.primary.setText(self._main_word())
        self.primary.setEnabled(self._scanner.present)
        self.search.setEnabled(not self.choice.busy and self._trial is None)
        self.saying.setText(self._what_now())
        self._show_print()
        self.reading.show_scanner(self._scanner.identity if self._scanner.ready else None)
        self._show_problem()
        self.scanners.show_devices(
            [self._line(one) for one in self.choice.answers], self._scanner.settings.port
        )

    def _main_word(self) -> str:
        if self._trial is not None:
            return self.tr("Dừng")
        return self.tr("Thử một ngón") if self._scanner.ready else self.tr("Nối lại máy")

    def _what_now(self) -> str:
        if self._trial is not None:
            return {
                FingerState.HOLD: self.tr("Giữ yên"),
                FingerState.LIFT: self.tr("Nhấc ngón tay lên"),
            }.get(self._state or FingerState.PLACE, self.tr("Đặt ngón tay lên kính"))
        if not self._scanner.present:
            return self.tr("Bàn này chưa chọn máy vân tay")
        if self._scanner.ready:
            return self.tr("Máy sẵn sàng")
        return self.tr("Chưa nối được máy") if self._scanner.error else self.tr("Đang nối máy")

    def _show_print(self) -> None:
        image = self._image
        if image is None:
            self.print.clear()
            self.hint.setText(self.tr("Ảnh thử chỉ hiện ở đây, không lưu."))
            return
        self.print.show_print(qimage(image.pixels), self.tr("Ngón thử"), image.quality)
        words = self._work.services.words
        taken = self.tr("Nhận trong {0} giây.").format(f"{image.transfer_s:.1f}")
        hints = [words.word("hint", code) for code in image.hints]
        self.hint.setText("\n".join([taken, *hints]))

    def _show_problem(self) -> None:
        error = self.choice.error or self._scanner.error
        if error is None:
            self.problem.show_problem("")
        else:
            said = self._work.services.words.saying(error)
            self.problem.show_problem(said.what, said.next, said.code)

    def _say_none(self) -> str:
        if self.choice.busy:
            return self.tr("Đang hỏi các cổng USB…")
        return self.tr("Không thấy máy nào khác. Cắm máy vào cổng USB rồi bấm Tìm máy.")

    def _line(self, one: "Answer") -> DeviceLine:
        tone: Tone = "neutral" if one.found is not None else "warn"
        return DeviceLine(one.url, one.name, partial(self._standing, one), tone)

    def _standing(self, one: "Answer") -> str:
        if one.found is not None:
            return size_words(one.found.identity)
        return {
            "DEVICE_SILENT": self.tr("Không phải máy vân tay đã biết"),
            "PORT_BUSY": self.tr("Đang mở ở chương trình khác"),
            "PORT_DENIED": self.tr("Chưa được cấp quyền"),
        }.get(one.code, one.code)
