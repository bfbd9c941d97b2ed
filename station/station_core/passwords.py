"""Whether a password is good enough: not by its signs, but by how many guesses it takes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from station_core.errors import SettingsError

_LEAST: Final = 8
_LEAST_SCORE: Final = 3
"""Of zxcvbn: more than 10^8 guesses by its estimate, half a year of one core at what a guess costs
at least. It knows English, and of Vietnamese what stands below."""
_LEAST_OF_STEM: Final = 2
"""What is left without the figures at the end, which many add and everybody tries."""
_JUDGED: Final = 72
"""Letters that are looked at: what is longer costs time, and is not the weaker for it."""
# What people at a Vietnamese desk think of first; zxcvbn knows English words. The most likely
# first: their order counts. Syllables of names, then places, then what is said every day.
_USUAL: Final = (
    "matkhau mat khau canbo congan cong an canhsat cancuoc can cuoc cccd cmnd vneid dinhdanh"
    " congdan thunhan dangnhap khongbiet xinchao admin station"
    " vietnam hanoi saigon hochiminh haiphong danang cantho thanhpho"
    " anhyeuem emyeuanh toiyeu yeuem yeuanh tinhyeu conyeu giadinh sinhnhat bongda"
    " chucmung nammoi chucmungnammoi hanhphuc thanhcong mayman nhonho"
    " motngay mothai haibabon nguyen tran pham hoang huynh phan dang duong truong trinh dinh"
    " trung quoc quang thanh hong hung huong thuy thuong thang thao hien hieu hanh minh nhung"
    " nhat ngoc ngan nghia khanh khoa kien lien linh long loan mai phuong phuc phong phuoc quan"
    " quyen quynh son tam tuan tuyen tuyet trang tram trinh tung uyen vinh xuan yen binh bich"
    " chau chien cuong dung duyen giang hoai hue lan nga anh duc dat huy lam nam thu tien vy"
    " bacninh bacgiang backan baclieu bentre binhdinh binhduong binhphuoc binhthuan camau caobang"
    " daklak daknong dienbien dongnai dongthap gialai hagiang hanam hatinh haiduong haugiang"
    " hoabinh hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh"
    " nghean ninhbinh ninhthuan phutho phuyen quangbinh quangnam quangngai quangninh quangtri"
    " soctrang sonla tayninh thaibinh thainguyen thanhhoa thuathienhue tiengiang travinh"
    " tuyenquang vinhlong vinhphuc yenbai angiang baria vungtau dalat nhatrang"
    " hoanganh tuananh minhanh thanhtrung thuytrang nguyenvan nguyenthi tranvan tranthi levan lethi"
    " phamvan phamthi hoangvan hoangthi buivan buithi dangvan dangthi dovan dothi vuvan vuthi"
)
_SHOWN: Final = "meoleocauthang"
"""What the program itself shows as an example."""


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password that somebody with a copy of the disk would find.

    It is judged without the marks over its letters: few type them in a password, and who guesses
    tries a word in both ways.

    Args:
        password: As it was typed.
        about: Names and words of this desk, which are guessed first.

    Raises:
        SettingsError: PASSWORD_SHORT, PASSWORD_WEAK.
    """
    # Loaded here: it is needed when a password is made, and takes its time.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    if len(unicodedata.normalize("NFC", password)) < _LEAST:
        raise SettingsError("PASSWORD_SHORT", f"a password has at least {_LEAST} characters")
    plain = _plain(password)[:_JUDGED]
    # A name and a year are three parts to zxcvbn, which counts each part dear.
    stem = re.sub(r"[\W\d_]+$", "", plain)
    usual = [*_USUAL.split(), *_words(about)]
    scores = [zxcvbn(text, user_inputs=usual)["score"] for text in (plain, stem or plain)]
    shown = _SHOWN in "".join(re.findall(r"\w", plain.lower()))
    if scores[0] < _LEAST_SCORE or scores[1] < _LEAST_OF_STEM or shown:
        raise SettingsError("PASSWORD_WEAK", "it would be guessed too soon")


def _words(about: Iterable[str]) -> Iterator[str]:
    """The words of each text, and all of them in one in the ways a name is typed."""
    for text in about:
        words = re.findall(r"\w+", _plain(text.lower()))
        yield from words
        yield from (between.join(words) for between in ("", " ", "-", "_", "."))


def _plain(text: str) -> str:
    """The letters without their marks."""
    parts = unicodedata.normalize("NFD", text).translate(str.maketrans("đĐ", "dD"))
    return "".join(part for part in parts if not unicodedata.combining(part))
