"""The status bar on a good day, on a bad one, and in little room."""

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.icon import Icon
from station_ui.notices import Saying
from station_ui.tokens import Tone
from station_ui.widgets.status_bar import StatusBar
from station_ui.widgets.status_chip import Standing
from station_ui.wording import Wording

_NARROW = 620


def _standing(tone: Tone, icon: Icon, word: str) -> Standing:
    return Standing(tone, icon, word, Saying(word))


def _bar(*, well: bool, who: str = "An", demo: bool = False) -> Build:
    def build(_words: Wording) -> StatusBar:
        bar = StatusBar()
        waiting = translate("Gallery", "12 hồ sơ chờ gửi")
        scanner = translate("Gallery", "Máy vân tay")
        bar.stand(bar.queue, _standing("neutral", "inbox", waiting))
        bar.stand(bar.scanner, _standing("good", "fingerprint-pattern", scanner))
        bar.stand(bar.clock, _standing("neutral", "clock", "14:05"))
        online, offline = translate("Gallery", "Có mạng"), translate("Gallery", "Mất mạng")
        camera, lost = translate("Gallery", "Máy ảnh"), translate("Gallery", "Mất máy ảnh")
        placed, unplaced = translate("Gallery", "GPS"), translate("Gallery", "Chờ GPS")
        if well:
            bar.stand(bar.gps, _standing("good", "satellite", placed))
            bar.stand(bar.network, _standing("good", "wifi", online))
            bar.stand(bar.camera, _standing("good", "camera", camera))
            bar.stand(
                bar.battery, _standing("good", "battery-full", translate("Gallery", "Pin 85%"))
            )
        else:
            bar.stand(bar.gps, _standing("neutral", "satellite", unplaced))
            bar.stand(bar.network, _standing("warn", "wifi-off", offline))
            bar.stand(bar.camera, _standing("bad", "camera-off", lost))
            bar.stand(
                bar.battery, _standing("warn", "battery-low", translate("Gallery", "Pin 12%"))
            )
        if demo:
            bar.stand(bar.demo, _standing("warn", "info", translate("Gallery", "Bản dùng thử")))
        bar.show_place(translate("Gallery", "Bàn 03 · Tổ 1 · {0}").format(who))
        return bar

    return build


PAGE = GalleryPage(
    "status_bar",
    lambda: translate("Gallery", "Thanh tình trạng"),
    (
        Sample(lambda: translate("Gallery", "Mọi thứ đều ổn"), _bar(well=True), wide=True),
        Sample(
            lambda: translate("Gallery", "Có việc cần để ý"), _bar(well=False, demo=True), wide=True
        ),
        Sample(
            lambda: translate("Gallery", "Ít chỗ: phần ổn thu lại thành hình"),
            _bar(well=True),
            width=_NARROW,
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Dài nhất"),
            _bar(well=False, who=people()["longest"]["full_name"], demo=True),
            wide=True,
        ),
    ),
)
