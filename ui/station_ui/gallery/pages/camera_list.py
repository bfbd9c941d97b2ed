"""The cameras to choose from: none, one, and several of which not all can be used."""

from collections.abc import Callable

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.tokens import Tone
from station_ui.widgets.camera_list import CameraLine, CameraList

_WIDTH = 272


def _line(source: str, name: str, say: Callable[[], str], tone: Tone = "neutral") -> CameraLine:
    return CameraLine(source, name, say, tone)


_USED = _line("usb:046d:0825", "HD Webcam C270", lambda: translate("Gallery", "Đang dùng"))
_OTHER = _line("usb:0bda:58b0@1-2:1.0", "USB 2.0 Camera", lambda: "usb:0bda:58b0@1-2:1.0")
_BUSY = _line(
    "usb:1bcf:2284",
    "Full HD 1080P PC Camera",
    lambda: translate("Gallery", "Đang mở ở chương trình khác"),
    "warn",
)


def _list(*cameras: CameraLine) -> Build:
    def build(_words: object) -> CameraList:
        made = CameraList()
        made.show_cameras(cameras, _USED.source)
        return made

    return build


PAGE = GalleryPage(
    "camera-list",
    lambda: translate("Gallery", "Danh sách máy ảnh"),
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
