"""The rules a card's fields must pass, and those that only deserve a warning."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple, NoReturn

from station_capture import repertoire
from station_capture.errors import CardError

# The first chip cards were collected in January 2021 (Circular 06/2021/TT-BCA).
_CHIP_ERA = date(2021, 1, 1)
_FIRST_COUNTRY = 100
_ID_NUMBER = re.compile(r"[0-9]{12}")
_OLD_ID = re.compile(r"[0-9]{9,12}")
_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


class Prefixes(NamedTuple):
    """First three digits of the number: province of registration, or country of birth."""

    provinces: dict[str, str]
    countries: dict[str, str]


@cache
def prefixes() -> Prefixes:
    """The 63 provinces and the countries that a number may begin with, by their names.

    Source: Circular 07/2016/TT-BCA, annexes I and II. The codes of the 34 provinces since 2025
    are another list and must not be used here.
    """
    source = resources.files("station_capture").joinpath("codes.json")
    return Prefixes(**json.loads(source.read_text(encoding="utf-8")))


def check_id_number(id_number: str) -> None:
    """Refuse what is not 12 digits or begins with an unknown province or country."""
    if not _ID_NUMBER.fullmatch(id_number):
        _refuse("ID_FORMAT", "the ID number is not 12 digits")
    if (code := _unknown_prefix(id_number[:3])) is not None:
        raise CardError(code, "unknown province or country", overridable=True)


def _unknown_prefix(prefix: str) -> str | None:
    """The code of a beginning that is in neither list."""
    if int(prefix) < _FIRST_COUNTRY:
        return None if prefix in prefixes().provinces else "ID_PROVINCE"
    return None if prefix in prefixes().countries else "ID_COUNTRY"


def checked_old_id(old_id: str) -> str:
    """Return the old number, 9 digits (seen with up to 12), or refuse it.

    A number of 12 digits is accepted without a warning although only one other parser is known to
    take it: a citizen whose previous card had the number of 12 digits has nothing to correct, and
    a warning that an officer can do nothing about teaches them to pass over warnings.
    """
    if not _OLD_ID.fullmatch(old_id):
        _refuse("OLD_ID_FORMAT", "the old ID number is not 9 to 12 digits")
    return old_id


def check_not_keyboard_damage(texts: Iterable[str]) -> None:
    """Refuse text whose letters a keyboard wedge cut: several letters share what is left."""
    if any(repertoire.has_keyboard_traces(text) for text in texts):
        _refuse("WEDGE_ALT_OEM437", "letters were lost by a keyboard-wedge scanner")


def check_name(name: str) -> None:
    """Refuse an empty name and one with characters that no name has."""
    if not name:
        _refuse("NAME_EMPTY", "the name is empty")
    if not repertoire.is_name_text(name):
        _refuse("NAME_CHARS", "the name holds characters that names do not have")


def check_gender(gender: str) -> None:
    """Refuse anything but the two words printed on cards."""
    if gender not in ("Nam", "Nữ"):
        _refuse("GENDER", "the gender is neither of the two words on cards")


def check_address(address: str) -> None:
    """Refuse an address with traces of damage; an empty one is only warned about."""
    if repertoire.has_decimal_bytes(address):
        _refuse("WEDGE_DECIMAL_UTF8", "the address holds letters typed as decimal bytes")
    if not repertoire.is_address_text(address):
        _refuse("ADDRESS_CHARS", "the address holds characters that addresses do not have")


def date_of_birth(text: str, *, today: date) -> date:
    """Read ddmmyyyy; refuse what is no date or lies ahead of `today`."""
    born = _date_of(text, code="DOB")
    if born > today:
        _refuse("DOB_FUTURE", "the date of birth is in the future")
    return born


def date_of_issue(text: str, *, dob: date, today: date) -> date:
    """Read ddmmyyyy; refuse what is no date, before the birth, or ahead of `today`."""
    issued = _date_of(text, code="ISSUE_DATE")
    if issued < dob:
        _refuse("ISSUE_BEFORE_DOB", "the card was issued before the birth")
    if issued > today:
        _refuse("ISSUE_FUTURE", "the date of issue is in the future")
    return issued


def warnings_for(
    *, id_number: str, full_name: str, dob: date, gender: str, address: str, issue_date: date
) -> list[str]:
    """Codes of what is odd but happens on genuine cards."""
    odd = {
        "NAME_ONE_WORD": len(full_name.split()) == 1,
        "ADDRESS_EMPTY": not address,
        "ISSUE_BEFORE_CHIP_ERA": issue_date < _CHIP_ERA,
    }
    return [
        *number_warnings(id_number, dob=dob, gender=gender),
        *(code for code, found in odd.items() if found),
    ]


def number_warnings(id_number: str, *, dob: date | None, gender: str) -> list[str]:
    """Codes of what is odd about a number, scanned or typed, beside the rest of the form.

    The fourth digit gives century and gender, the next two the year of birth (Decree 137/2015,
    article 13). Numbers can predate a correction, so a contradiction does not refuse.

    Args:
        id_number: As far as it is typed; one that is not 12 digits says nothing yet.
        dob: None while it is not known.
        gender: As cards print it; empty while it is not known.
    """
    if not _ID_NUMBER.fullmatch(id_number):
        return []
    century_and_gender = int(id_number[3])
    year = 1900 + 100 * (century_and_gender // 2) + int(id_number[4:6])
    odd = {
        "ID_YEAR_MISMATCH": dob is not None and year != dob.year,
        "ID_GENDER_MISMATCH": bool(gender) and (century_and_gender % 2 == 1) != (gender == "Nữ"),
    }
    unknown = [] if (code := _unknown_prefix(id_number[:3])) is None else [code]
    return [*unknown, *(code for code, found in odd.items() if found)]


def _date_of(text: str, *, code: str) -> date:
    digits = _DATE.fullmatch(text)
    if not digits:
        _refuse(code, "the date is not 8 digits")
    day, month, year = (int(group) for group in digits.groups())
    try:
        return date(year, month, day)
    except ValueError as exc:
        raise CardError(code, "there is no such day") from exc


def _refuse(code: str, message: str) -> NoReturn:
    raise CardError(code, message)
