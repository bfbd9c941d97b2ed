"""A line for a password."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.password_line import PasswordLine
from station_ui.wording import Wording


def _made(typed: str = "mat-khau-thu", *, shown: bool = False) -> PasswordLine:
    made = PasswordLine()
    made.line.setText(typed)
    made.show_typed(shown)
    return made


def _empty(_words: Wording) -> PasswordLine:
    return _made("")


def _hidden(_words: Wording) -> PasswordLine:
    return _made()


def _shown(_words: Wording) -> PasswordLine:
    return _made(shown=True)


def _off(_words: Wording) -> PasswordLine:
    made = _made()
    made.setEnabled(False)
    return made


PAGE = GalleryPage(
    "password_line",
    lambda: translate("Gallery", "Ô mật khẩu"),
    (
        Sample(lambda: translate("Gallery", "Trống"), _empty, width=360),
        Sample(lambda: translate("Gallery", "Đang ẩn"), _hidden, width=360),
        Sample(lambda: translate("Gallery", "Đang hiện"), _shown, width=360),
        Sample(lambda: translate("Gallery", "Chưa nhập được"), _off, width=360),
    ),
)
