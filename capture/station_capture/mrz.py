"""The first line of the machine-readable zone: the only place of a card with a check digit.

The line holds the whole ID number twice over, so a number that was typed or read from the back of a
card can be verified there. ICAO Doc 9303-5 (TD1) and 9303-3, 4.9.
"""

import re
from itertools import cycle
from typing import Final

from station_capture.errors import CardError

_WEIGHTS: Final = (7, 3, 1)
_FILLER: Final = "<"
_LINE: Final = re.compile(r"IDVNM(\d{9})(\d)(\d{12})<<(\d)", re.ASCII)


def check_digit(field: str) -> int:
    """The check digit of a field: digits, capital letters and fillers.

    Raises:
        ValueError: Another character is in the field.
    """
    return (
        sum(_worth(char) * weight for char, weight in zip(field, cycle(_WEIGHTS), strict=False))
        % 10
    )


def first_line(id_number: str) -> str:
    """The first line of the card with this number of 12 digits."""
    document = id_number[3:]
    return f"IDVNM{document}{check_digit(document)}{id_number}<<{check_digit(id_number)}"


def id_number_of(line: str) -> str:
    """The ID number in a first line, verified; spaces and small letters do not matter.

    Raises:
        CardError: MRZ_FORMAT if it is no such line, MRZ_CHECK if a digit in it is wrong.
    """
    found = _LINE.fullmatch("".join(line.split()).upper())
    if found is None:
        raise CardError("MRZ_FORMAT", "not the first line of a Vietnamese card")
    document, document_check, number, number_check = found.groups()
    agrees = (
        number.endswith(document)
        and check_digit(document) == int(document_check)
        and check_digit(number) == int(number_check)
    )
    if not agrees:
        raise CardError("MRZ_CHECK", "a digit of the line is wrong")
    return number


def _worth(char: str) -> int:
    if char == _FILLER:
        return 0
    if char.isascii() and (char.isdigit() or char.isupper()):
        return int(char, 36)
    raise ValueError("only digits, capital letters and fillers have a check digit")
