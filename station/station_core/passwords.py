"""Whether a password is good enough: not by its signs, but by how many guesses it takes."""

import re
from collections.abc import Iterable
from typing import Final

from station_core.errors import SettingsError

_LEAST: Final = 8
_LEAST_SCORE: Final = 3
"""Of zxcvbn: more than 10^8 guesses, half a year of one core at what a guess costs at least."""
_JUDGED: Final = 72
"""Letters that are looked at: what is longer costs time, and is not the weaker for it."""
# What people at a Vietnamese desk think of first; zxcvbn knows English words.
_USUAL: Final = (
    "matkhau",
    "mat",
    "khau",
    "canbo",
    "congan",
    "cong",
    "an",
    "cancuoc",
    "can",
    "cuoc",
    "cccd",
    "cmnd",
    "vneid",
    "dinhdanh",
    "vietnam",
    "hanoi",
    "saigon",
    "hochiminh",
    "danang",
    "anhyeuem",
    "emyeuanh",
    "khongbiet",
    "nguyen",
    "tran",
    "admin",
    "station",
)


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password that somebody with a copy of the disk would find.

    Args:
        password: As it was typed.
        about: Names and words of this desk, which are guessed first.

    Raises:
        SettingsError: PASSWORD_SHORT, PASSWORD_WEAK.
    """
    # Loaded here: it is needed when a password is made, and takes its time.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    if len(password) < _LEAST:
        raise SettingsError("PASSWORD_SHORT", f"a password has at least {_LEAST} characters")
    words = [word for text in about for word in re.findall(r"\w+", text.lower())]
    judged = zxcvbn(password[:_JUDGED], user_inputs=[*_USUAL, *words])
    if judged["score"] < _LEAST_SCORE:
        raise SettingsError("PASSWORD_WEAK", "it would be guessed too soon")
