"""How dates, times and numbers are written for a reader in Viet Nam."""

import re
from datetime import date, datetime, timedelta

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_CODE_END = 12
_SMALL = 10_000_000  # bytes
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")


def shown_date(iso: str) -> str:
    """An ISO date as dd/mm/yyyy; anything else as it is."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def shown_day(at: datetime) -> str:
    """The day of a moment at this place, as dd/mm/yyyy."""
    return f"{at.astimezone():%d/%m/%Y}"


def kept_date(typed: str) -> str:
    """A typed dd/mm/yyyy (or eight digits) as ISO; anything else as it is, to be refused."""
    text = typed.strip()
    match = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return text
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def shown_id(number: str) -> str:
    """A twelve-digit number grouped 3-3-6, as it is read aloud."""
    if len(number) == 12 and number.isdigit():
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    return number


def shown_record(code: str) -> str:
    """The end of a record's code: by it one is told from another."""
    return f"…{code[-_CODE_END:]}"


def shown_time(at: datetime) -> str:
    """Hours and minutes at this place."""
    return f"{at.astimezone():%H:%M}"


def shown_moment(at: datetime) -> str:
    """Day and time at this place."""
    return f"{at.astimezone():%d/%m/%Y %H:%M}"


def shown_count(number: int) -> str:
    """A number of things; thousands stand apart, without a sign that one language reads as ours."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def shown_span(seconds: float) -> str:
    """A short span as m:ss."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def shown_zone(at: datetime) -> str:
    """How far the clock of this place is from Greenwich: UTC+7."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


def shown_size(number: int) -> str:
    """So many bytes in whole kilobytes or megabytes: a fraction's sign differs by language."""
    unit, one = ("KB", 1_000) if number < _SMALL else ("MB", 1_000_000)
    return f"{shown_count(max(1, round(number / one)))} {unit}"
