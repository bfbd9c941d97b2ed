"""How everything the work needs stands: network, queue, devices, battery and clock, in words."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_capture import Phase
from station_core.roles import Act
from station_core.sending_hours import next_opening, within
from station_devices import NoFix
from station_queue.reach import Reach
from station_ui.formats import shown_day, shown_moment, shown_time, shown_zone
from station_ui.notices import Offer, Saying
from station_ui.overview import Overview
from station_ui.services import Work
from station_ui.widgets.status_chip import Standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from station_core.clock_watch import Skew
    from station_core.power import Battery
    from station_devices import Fix
    from station_ui.icon import Icon

LANE: Final = "power"
_TICK_MS: Final = 1_000
_BATTERY_MS: Final = 30_000
_LOW: Final = 20
_EMPTY: Final = 10
_SLACK: Final = timedelta(minutes=1)
"""A clock that is set right moves by seconds; that is no reason to call anybody."""


def _battery() -> "Battery | None":
    from station_core.power import battery  # noqa: PLC0415 - asks the system, so on its lane

    return battery()


class DeskStatus(QObject):
    """Asked by whatever shows it; each answer is in the language of the screen."""

    changed = Signal()
    list_asked = Signal()
    """The waiting list is wanted: something on it is to be looked at."""
    centre_asked = Signal()
    """The page of the centre is wanted: the desk has to be let in again."""

    def __init__(
        self,
        work: Work,
        overview: Overview,
        power: "Callable[[], Battery | None]" = _battery,
    ) -> None:
        super().__init__()
        self._work, self._overview, self._power = work, overview, power
        self._battery: Battery | None = None
        self._time = ""
        # Made once: a standing that says the same as before is then the same, and draws nothing.
        self._send = Offer(lambda: self.tr("Gửi ngay"), work.outbox.send_now, "send")
        self._open_list = Offer(lambda: self.tr("Xem hồ sơ"), self.list_asked.emit, "inbox")
        self._open_centre = Offer(
            lambda: self.tr("Mở trang Trung tâm"), self.centre_asked.emit, "arrow-right"
        )
        self._open_camera = Offer(
            lambda: self.tr("Thử lại máy ảnh"), work.camera.reopen, "rotate-ccw"
        )
        self._open_scanner = Offer(
            lambda: self.tr("Thử lại máy vân tay"), work.scanner.reconnect, "rotate-ccw"
        )
        for news in (
            work.outbox.changed,
            work.camera.state_changed,
            work.scanner.state_changed,
            work.handheld.state_changed,
            work.gps.state_changed,
            work.clock.changed,
            overview.changed,
        ):
            news.connect(self.changed)
        self._tick, self._charge = QTimer(self), QTimer(self)
        self._tick.timeout.connect(self._look_at_clock)
        self._charge.timeout.connect(self._ask_battery)
        self._tick.start(_TICK_MS)
        self._charge.start(_BATTERY_MS)
        self._ask_battery()

    # -- what stands how ---------------------------------------------------------------------

    def place(self) -> str:
        """The desk and who works at it."""
        desk, person = self._work.session.settings.desk, self._work.session.person
        return self.tr("Bàn {0} · {1} · {2}").format(desk.code, desk.team, person.name)

    def network(self) -> Standing:
        """Whether records reach the centre."""
        outbox = self._work.outbox
        if outbox.sending is not None:
            why = Saying(self.tr("Đang gửi hồ sơ về trung tâm."))
            return Standing("accent", "cloud-upload", self.tr("Đang gửi"), why)
        if outbox.reach is Reach.UNKNOWN:
            why = Saying(self.tr("Chưa hỏi trung tâm lần nào từ khi đăng nhập."))
            return Standing("neutral", "wifi", self.tr("Chưa rõ mạng"), why)
        if not outbox.code:
            why = Saying(self.tr("Trung tâm vừa trả lời."))
            return Standing("good", "wifi", self.tr("Có mạng"), why)
        why = self._work.services.words.coded(outbox.code)
        if outbox.reach is Reach.NO_LINK:
            return Standing("warn", "wifi-off", self.tr("Mất mạng"), why, self._send_offer())
        if outbox.reach is Reach.REFUSED:
            offer = self._open_centre if self._work.session.may(Act.DEVICES) else None
            return Standing("bad", "wifi-off", self.tr("Trung tâm không nhận bàn này"), why, offer)
        word = self.tr("Trung tâm chưa nhận")
        if outbox.reach is Reach.LINK:
            word = self.tr("Chưa tới trung tâm")
        return Standing("warn", "wifi-off", word, why, self._send_offer())

    def queue(self) -> Standing:
        """How many records are not with the centre yet."""
        glance = self._overview.glance
        if glance is None:
            why = Saying(self.tr("Chưa đếm xong hồ sơ trên máy này."))
            return Standing("neutral", "inbox", self.tr("Đang đếm hồ sơ chờ"), why)
        waiting = glance.totals.waiting + glance.totals.sending
        if glance.totals.rejected:
            return self._returned(glance.totals.rejected, waiting)
        if not waiting:
            why = Saying(self.tr("Mọi hồ sơ đã tới trung tâm."))
            return Standing("good", "inbox", self.tr("Không có hồ sơ chờ"), why)
        why = Saying(self.tr("%n hồ sơ nằm an toàn trên máy này.", "", waiting), self._sent_when())
        word = self.tr("%n hồ sơ chờ gửi", "", waiting)
        return Standing("neutral", "inbox", word, why, self._send_offer())

    def camera(self) -> Standing | None:
        """Whether pictures come in; None while nobody works with it."""
        if not self._work.camera.wanted:
            return None
        state = self._work.camera.state
        if state.phase is Phase.LIVE:
            why = Saying(self.tr("Máy ảnh đang chạy."))
            return Standing("good", "camera", self.tr("Máy ảnh"), why)
        if state.code is None:
            why = Saying(self.tr("Đang mở máy ảnh."))
            return Standing("neutral", "camera", self.tr("Đang mở máy ảnh"), why)
        why = self._work.services.words.coded(state.code)
        return Standing("bad", "camera-off", self.tr("Mất máy ảnh"), why, self._open_camera)

    def scanner(self) -> Standing | None:
        """Whether fingers can be taken; None while nobody works with it."""
        scanner = self._work.scanner
        icon: Icon = "fingerprint-pattern"
        if not scanner.wanted:
            return None
        if not scanner.present:
            why = Saying(self.tr("Bàn này chưa gắn máy vân tay."))
            return Standing("neutral", icon, self.tr("Không có máy vân tay"), why)
        if scanner.error is not None:
            why = self._work.services.words.saying(scanner.error)
            return Standing("bad", icon, self.tr("Mất máy vân tay"), why, self._open_scanner)
        if scanner.ready:
            why = Saying(self.tr("Máy vân tay sẵn sàng."))
            return Standing("good", icon, self.tr("Máy vân tay"), why)
        why = Saying(self.tr("Đang kết nối máy vân tay."))
        return Standing("neutral", icon, self.tr("Đang nối máy vân tay"), why)

    def handheld(self) -> Standing | None:
        """Whether cards can be scanned by hand; None: there is no scanner, or nobody uses it."""
        handheld = self._work.handheld
        icon: Icon = "scan-line"
        if not handheld.listening:
            return None
        if handheld.error is not None:
            why = self._work.services.words.saying(handheld.error)
            return Standing("bad", icon, self.tr("Mất máy quét thẻ"), why)
        if handheld.ready:
            why = Saying(self.tr("Máy quét thẻ sẵn sàng, quét ở màn hình nào cũng được."))
            return Standing("good", icon, self.tr("Máy quét thẻ"), why)
        why = Saying(self.tr("Đang kết nối máy quét thẻ."))
        return Standing("neutral", icon, self.tr("Đang nối máy quét thẻ"), why)

    def gps(self) -> Standing | None:
        """Whether records will say where they were made; None: this desk has no receiver."""
        gps = self._work.gps
        icon: Icon = "satellite"
        if not gps.present:
            return None
        if gps.error is not None:
            why = self._work.services.words.saying(gps.error)
            return Standing("warn", icon, self.tr("Mất GPS"), why)
        if gps.report is None:
            why = Saying(self.tr("Đang kết nối máy thu GPS."))
            return Standing("neutral", icon, self.tr("Đang nối GPS"), why)
        if isinstance(gps.report, NoFix) or gps.last is None:
            return Standing("neutral", icon, self.tr("Chờ GPS"), self._waiting(gps.report))
        if gps.last.clock_is_wrong:
            told, here = gps.last.fix.at, gps.last.heard_at
            why = Saying(
                self.tr("Vệ tinh báo {0}, đồng hồ máy chỉ {1}.").format(
                    shown_moment(told), shown_moment(here)
                ),
                self.tr("Nhờ kỹ thuật chỉnh giờ máy, hoặc thay máy thu GPS đã cũ."),
            )
            return Standing("warn", icon, self.tr("GPS khác giờ máy"), why)
        why = Saying(self.tr("Đã biết vị trí. Hồ sơ hoàn tất bây giờ sẽ ghi kèm."))
        return Standing("good", icon, self.tr("GPS"), why)

    def battery(self) -> Standing | None:
        """How long the machine goes on; None without a battery."""
        now = self._battery
        if now is None:
            return None
        word = self.tr("Pin {0}%").format(now.percent)
        if now.plugged:
            why = Saying(self.tr("Máy đang cắm điện."))
            return Standing("good", "battery-charging", word, why)
        left = self._shown_left(now.minutes_left)
        if now.percent >= _LOW:
            icon: Icon = "battery-full" if now.percent >= 60 else "battery-medium"
            return Standing("good", icon, word, Saying(left))
        if now.percent >= _EMPTY:
            why = Saying(left, self.tr("Cắm sạc trước khi mời công dân tiếp theo."))
            return Standing("warn", "battery-low", word, why)
        why = Saying(left, self.tr("Cắm sạc ngay. Những gì đã lưu vẫn còn nguyên."))
        return Standing("bad", "battery-warning", word, why)

    def demo(self) -> Standing | None:
        """The mark of a demo."""
        if not self._work.services.demo_password:
            return None
        why = Saying(
            self.tr("Mọi người ở đây đều là hư cấu."),
            self.tr("Không thu nhận công dân thật trên bản dùng thử."),
        )
        return Standing("warn", "info", self.tr("Bản dùng thử"), why)

    def clock(self) -> Standing:
        """The time, and how far to believe it; a wrong one is told and stops nobody."""
        now = self._work.services.now()
        skew, jump_s = self._work.clock.skew, self._work.clock.view.jump_s
        if skew is not None:
            wrong = skew.over(self._work.session.settings.clock.skew_s)
            return self._skewed(now, skew) if wrong else self._plain(now)
        if jump_s is not None:
            return self._changed(now, jump_s)
        glance = self._overview.glance
        newest = glance.newest if glance else None
        if newest is not None and now < newest - _SLACK:
            why = Saying(
                self.tr("Đồng hồ máy chạy sau hồ sơ mới nhất, lưu lúc {0}.").format(
                    shown_moment(newest)
                ),
                self.tr("Nhờ kỹ thuật chỉnh lại ngày giờ. Những gì đã lưu vẫn còn nguyên."),
            )
            return Standing("warn", "clock", self.tr("{0}, sai giờ").format(shown_time(now)), why)
        return self._plain(now)

    # -- inside ------------------------------------------------------------------------------

    def _returned(self, returned: int, waiting: int) -> Standing:
        """What needs a person comes before what goes by itself."""
        word = self.tr("%n hồ sơ bị trả lại", "", returned)
        why = Saying(
            self.tr("Trung tâm trả lại %n hồ sơ.", "", returned),
            self.tr("Mở lại trong danh sách, sửa theo lý do rồi hoàn tất."),
        )
        if waiting:
            word = f"{self.tr('%n hồ sơ chờ gửi', '', waiting)} · {word}"
        return Standing("warn", "octagon-alert", word, why, self._open_list)

    def _sent_when(self) -> str:
        hours, now = self._work.session.settings.upload.hours, self._work.services.now()
        if within(hours, now):
            return self.tr("Hồ sơ tự gửi khi có mạng.")
        opens = shown_time(next_opening(hours, now))
        return self.tr("Tự gửi từ {0}; bấm Gửi ngay để gửi luôn.").format(opens)

    def _send_offer(self) -> Offer | None:
        return None if self._work.outbox.busy else self._send

    def _plain(self, now: "datetime") -> Standing:
        day = self._weekdays()[now.weekday()]
        date = shown_day(now)
        why = Saying(self.tr("{0}, ngày {1}. Múi giờ {2}.").format(day, date, shown_zone(now)))
        return Standing("neutral", "clock", shown_time(now), why)

    def _skewed(self, now: "datetime", skew: "Skew") -> Standing:
        much, fast = self._shown_much(abs(skew.seconds)), skew.seconds > 0
        if skew.source == "centre":
            fast_what = self.tr("Đồng hồ máy nhanh {0} so với trung tâm.")
            slow_what = self.tr("Đồng hồ máy chậm {0} so với trung tâm.")
        else:
            fast_what = self.tr("Đồng hồ máy nhanh {0} so với vệ tinh GPS.")
            slow_what = self.tr("Đồng hồ máy chậm {0} so với vệ tinh GPS.")
        why = Saying(
            (fast_what if fast else slow_what).format(much),
            self.tr("Cứ thu nhận tiếp: hồ sơ ghi kèm độ lệch này. Nhờ kỹ thuật chỉnh giờ máy."),
        )
        word = self.tr("{0}, nhanh {1}") if fast else self.tr("{0}, chậm {1}")
        return Standing("warn", "clock", word.format(shown_time(now), much), why)

    def _changed(self, now: "datetime", jump_s: float) -> Standing:
        on = self.tr("Giờ máy vừa bị chỉnh nhanh lên {0}, chưa hỏi được trung tâm giờ nào đúng.")
        back = self.tr("Giờ máy vừa bị lùi lại {0}, chưa hỏi được trung tâm giờ nào đúng.")
        why = Saying(
            (on if jump_s > 0 else back).format(self._shown_much(abs(jump_s))),
            self.tr("Cứ thu nhận tiếp: hồ sơ ghi kèm việc này. Nếu giờ sai, nhờ kỹ thuật chỉnh."),
        )
        return Standing("warn", "clock", self.tr("{0}, giờ bị đổi").format(shown_time(now)), why)

    def _shown_much(self, seconds: float) -> str:
        """So much that it is understood at a glance."""
        if seconds < 60:
            return self.tr("%n giây", "", round(seconds))
        if seconds < 3600:
            return self.tr("%n phút", "", round(seconds / 60))
        if seconds < 48 * 3600:
            return self.tr("%n giờ", "", round(seconds / 3600))
        return self.tr("%n ngày", "", round(seconds / 86_400))

    def _waiting(self, report: "Fix | NoFix") -> Saying:
        seen = self.tr("Máy thu GPS chưa biết đang ở đâu.")
        if report.satellites:
            seen = self.tr(
                "Máy thu GPS mới thấy %n vệ tinh, chưa biết đang ở đâu.", "", report.satellites
            )
        return Saying(
            seen, self.tr("Cứ thu nhận tiếp; đặt máy thu ngoài trời hoặc sát cửa sổ vài phút.")
        )

    def _shown_left(self, minutes: int | None) -> str:
        if minutes is None:
            return self.tr("Máy đang chạy bằng pin.")
        hours, rest = divmod(minutes, 60)
        parts = [self.tr("%n giờ", "", hours)] if hours else []
        parts += [self.tr("%n phút", "", rest)] if rest or not hours else []
        return self.tr("Máy đang chạy bằng pin, còn khoảng {0}.").format(" ".join(parts))

    def _weekdays(self) -> tuple[str, ...]:
        return (
            self.tr("Thứ Hai"),
            self.tr("Thứ Ba"),
            self.tr("Thứ Tư"),
            self.tr("Thứ Năm"),
            self.tr("Thứ Sáu"),
            self.tr("Thứ Bảy"),
            self.tr("Chủ Nhật"),
        )

    def _look_at_clock(self) -> None:
        time = shown_time(self._work.services.now())
        if time != self._time:
            self._time = time
            self.changed.emit()

    def _ask_battery(self) -> None:
        self._work.services.runner.submit(LANE, lambda _task: self._power(), self._note_battery)

    def _note_battery(self, battery: "Battery | None") -> None:
        if battery != self._battery:
            self._battery = battery
            self.changed.emit()
