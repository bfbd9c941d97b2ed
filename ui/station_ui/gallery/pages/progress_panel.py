"""Work under way and how it ends."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.progress_panel import ProgressPanel, State
from station_ui.wording import Wording


def _panel(spent: float, done: int, total: int = 128, detail: str = "") -> ProgressPanel:
    """At `done` of `total` after so many seconds."""
    now = [0.0]
    panel = ProgressPanel(lambda: now[0], "cloud-upload")
    panel.begin(total)
    now[0] = spent
    panel.show_progress(done)
    panel.show_words(translate("Gallery", "Đang gửi hồ sơ"), detail)
    return panel


def _ended(state: State, title: str, detail: str) -> ProgressPanel:
    panel = _panel(60, 90)
    panel.end(state)
    panel.show_words(title, detail)
    return panel


def _begun(_words: Wording) -> ProgressPanel:
    return _panel(1, 0)


def _minutes(_words: Wording) -> ProgressPanel:
    return _panel(60, 43, detail="…d09dd83bf12a")


def _seconds(_words: Wording) -> ProgressPanel:
    return _panel(60, 126)


def _unknown(_words: Wording) -> ProgressPanel:
    return _panel(1, 0, total=0)


def _done(_words: Wording) -> ProgressPanel:
    return _ended("done", translate("Gallery", "Đã gửi xong"), "")


def _failed(words: Wording) -> ProgressPanel:
    return _ended(
        "failed",
        translate("Gallery", "Chưa gửi hết"),
        words.coded("CENTRE_UNREACHABLE").what,
    )


def _stopped(_words: Wording) -> ProgressPanel:
    detail = translate("Gallery", "Hồ sơ còn lại vẫn chờ, không mất gì.")
    return _ended("cancelled", translate("Gallery", "Đã dừng gửi"), detail)


PAGE = GalleryPage(
    "progress-panel",
    lambda: translate("Gallery", "Tiến độ"),
    (
        Sample(lambda: translate("Gallery", "Mới bắt đầu"), _begun, wide=True),
        Sample(lambda: translate("Gallery", "Còn vài phút"), _minutes, wide=True),
        Sample(lambda: translate("Gallery", "Sắp xong"), _seconds, wide=True),
        Sample(lambda: translate("Gallery", "Chưa biết bao nhiêu"), _unknown, wide=True),
        Sample(lambda: translate("Gallery", "Xong"), _done, wide=True),
        Sample(lambda: translate("Gallery", "Không xong"), _failed, wide=True),
        Sample(lambda: translate("Gallery", "Đã dừng"), _stopped, wide=True),
    ),
)
