"""What was measured of a camera, in figures and in what can be held still."""

from typing import TYPE_CHECKING

from station_ui.formats import shown_count
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, framed, row, text
from station_ui.widgets.sign_list import Line, SignList

if TYPE_CHECKING:
    from station_capture import CameraFacts
    from station_core.settings import CameraSettings
    from station_ui.camera_measure import Measured


class CameraReading(Part):
    """Dashes while nothing is known."""

    def __init__(self, wanted: "CameraSettings") -> None:
        super().__init__()
        self._found: Measured | None = None
        self._wanted = wanted
        self._extent_label, self.extent = text("label"), text("heading")
        self._pace_label, self.pace = text("label"), text("heading")
        self.format = text("small", wrap=True)
        self._lock_title, self.locks = text("label"), SignList()
        self._held = framed(column(Space.SMALL, self._lock_title, self.locks))
        figures = row(
            column(self._extent_label, self.extent, gap=Space.NONE),
            column(self._pace_label, self.pace, gap=Space.NONE),
            gap=Space.LARGE,
        )
        self.setLayout(column(figures, self.format, self._held))
        self.retranslate()

    def show_found(self, found: "Measured | None", wanted: "CameraSettings") -> None:
        """Show this in place of what was measured before, beside what was asked for."""
        self._found, self._wanted = found, wanted
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        found = self._found
        self._extent_label.setText(self.tr("Cỡ hình"))
        self._pace_label.setText(self.tr("Hình mỗi giây"))
        self._lock_title.setText(self.tr("Giữ được khi chụp"))
        self.extent.setText(f"{found.width} × {found.height}" if found else "–")
        self.pace.setText(shown_count(round(found.fps)) if found else "–")
        self.format.setText(self._asked_and_got(found.facts) if found and found.facts else "")
        self.format.setVisible(bool(self.format.text()))
        lines = self._holds(found) if found else []
        self.locks.show_lines(lines)
        self._held.setVisible(bool(lines))

    def _asked_and_got(self, facts: "CameraFacts") -> str:
        words = self.tr("Yêu cầu {0} × {1}, {2} hình/giây. Nhận {3} qua {4}, bỏ {5} hình đầu.")
        wanted = self._wanted
        return words.format(
            *(wanted.width, wanted.height, wanted.fps),
            *(facts.format or "?", facts.interface, facts.dropped),
        )

    def _holds(self, found: "Measured") -> list[Line]:
        if found.facts is None:
            return [("neutral", self.tr("Tệp và luồng mạng không có gì để giữ."))]
        return [
            self._hold(self.tr("Độ sáng"), well=found.lockable.exposure),
            self._hold(self.tr("Màu"), well=found.lockable.white_balance),
            self._hold(self.tr("Lấy nét"), well=found.lockable.focus),
        ]

    def _hold(self, word: str, *, well: bool) -> Line:
        return ("good", word) if well else ("neutral", self.tr("{0}: máy không cho").format(word))
