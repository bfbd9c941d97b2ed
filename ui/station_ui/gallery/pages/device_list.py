"""Devices to choose from: none, one, and several of which not all can be used."""

from collections.abc import Callable

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.tokens import Tone
from station_ui.widgets.device_list import DeviceLine, DeviceList

_WIDTH = 272


def _line(source: str, name: str, say: Callable[[], str], tone: Tone = "neutral") -> DeviceLine:
    return DeviceLine(source, name, say, tone)


_USED = _line("usb:046d:0825", "HD Webcam C270", lambda: translate("Gallery", "Đang dùng"))
_OTHER = _line("usb:0bda:58b0@1-2:1.0", "USB 2.0 Camera", lambda: "usb:0bda:58b0@1-2:1.0")
_BUSY = _line(
    "usb:1bcf:2284",
    "Full HD 1080P PC Camera",
    lambda: translate("Gallery", "Đang mở ở chương trình khác"),
    "warn",
)


def _list(*cameras: DeviceLine) -> Build:
    def build(_words: object) -> DeviceList:
        made = DeviceList(
            "camera",
            lambda: translate("Gallery", "Chọn máy ảnh"),
            lambda: translate("Gallery", "Chưa thấy máy ảnh nào. Cắm máy ảnh vào cổng USB."),
        )
        made.show_devices(cameras, _USED.source)
        return made

    return build


PAGE = GalleryPage(
    "device-list",
    lambda: translate("Gallery", "Danh sách thiết bị"),
    (
        Sample(lambda: translate("Gallery", "Chưa có máy ảnh"), _list(), width=_WIDTH),
        Sample(lambda: translate("Gallery", "Một máy ảnh"), _list(_USED), width=_WIDTH),
        Sample(
            lambda: translate("Gallery", "Nhiều máy ảnh"),
            _list(_USED, _OTHER, _BUSY),
            width=_WIDTH,
        ),
    ),
)
