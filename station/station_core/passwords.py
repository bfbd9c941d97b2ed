"""Whether a password is good enough: not by its signs, but by how many guesses it takes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from station_core.errors import SettingsError

_LEAST: Final = 8
_LEAST_SCORE: Final = 3
"""Of zxcvbn: more than 10^8 guesses, half a year of one core at what a guess costs at least."""
_JUDGED: Final = 72
"""Letters that are looked at: what is longer costs time, and is not the weaker for it."""
# What people at a Vietnamese desk think of first; zxcvbn knows English words.
_USUAL: Final = (
    "matkhau mat khau canbo congan cong an canhsat cancuoc can cuoc cccd cmnd vneid dinhdanh"
    " thunhan dangnhap khongbiet xinchao admin station"
    " vietnam hanoi saigon hochiminh haiphong danang cantho thanhpho"
    " anhyeuem emyeuanh yeuem yeuanh tinhyeu conyeu giadinh sinhnhat bongda"
    " nguyen tran pham hoang huynh phan dang duong thi van"
    " hoanganh tuananh minhanh thanhtrung thuytrang"
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
    plain = _plain(password)
    judged = zxcvbn(plain[:_JUDGED], user_inputs=[*_USUAL.split(), *_words(about)])
    if judged["score"] < _LEAST_SCORE or _SHOWN in "".join(re.findall(r"\w", plain.lower())):
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
