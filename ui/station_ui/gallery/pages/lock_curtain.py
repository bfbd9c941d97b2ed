"""The curtain of a locked screen."""

from datetime import datetime

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.lock_curtain import LockCurtain
from station_ui.wording import Wording

_SINCE = datetime(2026, 11, 23, 14, 5)  # noqa: DTZ001 - shown as it stands, at any place
_LEFT_S = 45


def _made(person: str = "usual", *, kept: bool = True) -> LockCurtain:
    curtain = LockCurtain()
    curtain.show_locked(people()[person]["full_name"], _SINCE, visit_kept=kept)
    return curtain


def _idle(_words: Wording) -> LockCurtain:
    return _made(kept=False)


def _visit(_words: Wording) -> LockCurtain:
    return _made()


def _longest(_words: Wording) -> LockCurtain:
    return _made("longest")


def _wrong(words: Wording) -> LockCurtain:
    curtain = _made()
    curtain.password.setText("mat-khau-sai")
    saying = words.coded("SIGN_IN_WRONG")
    code = translate("Gallery", "Mã: {0}").format(saying.code)
    what = translate("ScreenLock", "Mật khẩu không đúng.")
    curtain.show_problem(lambda: (what, saying.next, code))
    return curtain


def _waiting(words: Wording) -> LockCurtain:
    curtain = _made()
    curtain.password.setText("mat-khau-sai")
    saying = words.coded("SIGN_IN_WAIT")
    code = translate("Gallery", "Mã: {0}").format(saying.code)
    curtain.show_problem(lambda: (saying.what, saying.next, code))
    curtain.show_wait(_LEFT_S)
    return curtain


def _demo(_words: Wording) -> LockCurtain:
    curtain = _made(kept=False)
    curtain.show_demo("thu-nghiem")
    return curtain


def _busy(_words: Wording) -> LockCurtain:
    curtain = _made()
    curtain.password.setText("mat-khau-thu")
    curtain.show_busy(True)
    return curtain


PAGE = GalleryPage(
    "lock_curtain",
    lambda: translate("Gallery", "Màn khóa"),
    (
        Sample(lambda: translate("Gallery", "Không có lượt nào"), _idle, 880, 480, wide=True),
        Sample(lambda: translate("Gallery", "Đang có lượt"), _visit, 880, 480, wide=True),
        Sample(lambda: translate("Gallery", "Tên dài nhất"), _longest, 880, 480, wide=True),
        Sample(lambda: translate("Gallery", "Sai mật khẩu"), _wrong, 880, 512, wide=True),
        Sample(lambda: translate("Gallery", "Phải đợi"), _waiting, 880, 576, wide=True),
        Sample(lambda: translate("Gallery", "Bản dùng thử"), _demo, 880, 512, wide=True),
        Sample(lambda: translate("Gallery", "Đang mở khóa"), _busy, 880, 480, wide=True),
    ),
)
