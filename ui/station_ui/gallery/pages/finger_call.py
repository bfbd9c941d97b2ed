"""The call for a finger, in each state of the scanner."""

from collections.abc import Callable

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.icon import Icon
from station_ui.tokens import Tone
from station_ui.widgets.finger_call import FingerCall
from station_ui.wording import Wording

_WIDTH = 420
_TWO_LINES = 248
_WITH_HINT = 304


def _call(
    state: Callable[[], str],
    icon: Icon,
    how: Tone,
    *,
    done: int = 3,
    finger: Callable[[], str] | None = None,
    progress: float | None = None,
    hint: Callable[[], str] | None = None,
) -> Build:
    def build(_words: Wording) -> FingerCall:
        call = FingerCall()
        call.show_count(done, 10)
        name = finger() if finger else translate("Fingers", "Ngón áp út phải")
        call.show_finger(name, state(), icon, how)
        call.show_progress(progress)
        if hint is not None:
            call.show_try(2, 3)
            call.show_hint(hint())
        return call

    return build


PAGE = GalleryPage(
    "finger-call",
    lambda: translate("Gallery", "Gọi ngón tay"),
    (
        Sample(
            lambda: translate("Gallery", "Chờ đặt ngón"),
            _call(
                lambda: translate("FingerprintsPage", "Đặt ngón tay lên kính"),
                "fingerprint-pattern",
                "accent",
            ),
            width=_WIDTH,
        ),
        Sample(
            lambda: translate("Gallery", "Đang nhận ảnh"),
            _call(
                lambda: translate("FingerprintsPage", "Giữ yên"),
                "circle-dot",
                "accent",
                progress=0.6,
            ),
            width=_WIDTH,
        ),
        Sample(
            lambda: translate("Gallery", "Lấy lại vì chưa đủ rõ"),
            _call(
                lambda: translate("FingerprintsPage", "Đặt lại ngón này"),
                "fingerprint-pattern",
                "accent",
                hint=lambda: translate("Gallery", "Ngón khô: thấm ẩm ngón rồi đặt lại"),
            ),
            width=_WIDTH,
            height=_WITH_HINT,
        ),
        Sample(
            lambda: translate("Gallery", "Máy báo lỗi"),
            _call(
                lambda: translate("FingerprintsPage", "Máy chưa lấy được"), "octagon-alert", "bad"
            ),
            width=_WIDTH,
        ),
        Sample(
            lambda: translate("Gallery", "Đã đủ"),
            _call(
                lambda: translate("FingerprintsPage", "Bấm Tiếp tục để kiểm tra hồ sơ."),
                "circle-check",
                "good",
                done=10,
                finger=lambda: translate("FingerprintsPage", "Đủ vân tay"),
            ),
            width=_WIDTH,
            height=_TWO_LINES,
        ),
    ),
)
