"""The sign-in."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.sign_in_card import SignInCard
from station_ui.wording import Wording

_LEFT_S = 45


def _empty(_words: Wording) -> SignInCard:
    return SignInCard()


def _ready(_words: Wording) -> SignInCard:
    card = SignInCard()
    card.show_names([people()["usual"]["full_name"]])
    card.password.setText("mat-khau-thu")
    return card


def _busy(words: Wording) -> SignInCard:
    card = _ready(words)
    card.show_busy(True)
    return card


def _wrong(words: Wording) -> SignInCard:
    card = _ready(words)
    saying = words.coded("SIGN_IN_WRONG")
    code = translate("Gallery", "Mã: {0}").format(saying.code)
    card.show_problem(lambda: (saying.what, saying.next, code))
    return card


def _waiting(words: Wording) -> SignInCard:
    card = _ready(words)
    saying = words.coded("SIGN_IN_WAIT")
    code = translate("Gallery", "Mã: {0}").format(saying.code)
    card.show_problem(lambda: (saying.what, saying.next, code))
    card.show_wait(_LEFT_S)
    return card


def _demo(_words: Wording) -> SignInCard:
    card = SignInCard()
    card.show_names([people()["longest"]["full_name"]])
    card.show_demo("thu-nghiem")
    return card


PAGE = GalleryPage(
    "sign_in_card",
    lambda: translate("Gallery", "Đăng nhập"),
    (
        Sample(lambda: translate("Gallery", "Trống"), _empty, wide=True, width=776),
        Sample(lambda: translate("Gallery", "Đã nhập đủ"), _ready, wide=True, width=776),
        Sample(lambda: translate("Gallery", "Đang mở"), _busy, wide=True, width=776),
        Sample(lambda: translate("Gallery", "Sai mật khẩu"), _wrong, wide=True, width=776),
        Sample(lambda: translate("Gallery", "Phải đợi"), _waiting, wide=True, width=776),
        Sample(lambda: translate("Gallery", "Bản dùng thử, tên dài"), _demo, wide=True, width=776),
    ),
)
