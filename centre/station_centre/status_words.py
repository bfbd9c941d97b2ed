"""The words of the status page, in Vietnamese and English: labels, numbers, how long ago."""

from datetime import datetime
from typing import Final, Literal, get_args

from station_centre.archive import PROVINCE_TIME

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

WORDS: Final[dict[Language, dict[str, str]]] = {
    "vi": {
        "title": "Tình hình tiếp nhận hồ sơ",
        "other_language": "English",
        "since": "Tính từ",
        "received": "Đã tới trung tâm",
        "accepted": "Được nhận",
        "rejected": "Bị trả lại",
        "desk": "Bàn",
        "last_contact": "Liên lạc gần nhất",
        "total": "Cả tỉnh",
        "silent": "Im lặng",
        "silent_desks": "Im lặng đã lâu",
        "never": "chưa liên lạc lần nào",
        "all_heard": "Bàn nào cũng vừa liên lạc trong 4 giờ qua",
        "no_desks": "Chưa có bàn nào.",
        "no_desks_next": "Tạo mã đăng ký cho bàn đầu tiên bằng lệnh",
        "desk_code": "MÃ_BÀN",
        "chart": "Biểu đồ hồ sơ hôm nay",
        "note": "Mỗi lần gửi được tính một lần; hồ sơ sửa rồi gửi lại là một lần mới.",
        "refresh": "Tự cập nhật mỗi 30 giây",
        "at": "Cập nhật lúc",
    },
    "en": {
        "title": "Records received",
        "other_language": "Tiếng Việt",
        "since": "Since",
        "received": "Reached the centre",
        "accepted": "Accepted",
        "rejected": "Returned",
        "desk": "Desk",
        "last_contact": "Last contact",
        "total": "Whole province",
        "silent": "Silent",
        "silent_desks": "Silent for long",
        "never": "never in contact",
        "all_heard": "Every desk was in contact within the last 4 hours",
        "no_desks": "There is no desk yet.",
        "no_desks_next": "Make an enrolment code for the first one with",
        "desk_code": "CODE",
        "chart": "Chart of today's records",
        "note": "Each sending counts once; a record corrected and sent again is a new one.",
        "refresh": "Updates itself every 30 seconds",
        "at": "Updated at",
    },
}

_UNITS: Final[dict[Language, tuple[tuple[int, str, str], ...]]] = {
    "vi": (
        (86_400, "{} ngày trước", "{} ngày trước"),
        (3_600, "{} giờ trước", "{} giờ trước"),
        (60, "{} phút trước", "{} phút trước"),
    ),
    "en": (
        (86_400, "{} day ago", "{} days ago"),
        (3_600, "{} hour ago", "{} hours ago"),
        (60, "{} minute ago", "{} minutes ago"),
    ),
}
_JUST_NOW: Final[dict[Language, str]] = {"vi": "vừa xong", "en": "just now"}


def ago(moment: datetime, now: datetime, language: Language) -> str:
    """How long ago something was, in its largest unit; "just now" too for what is ahead of us."""
    seconds = int((now - moment).total_seconds())
    for unit, one, many in _UNITS[language]:
        count = seconds // unit
        if count >= 1:
            return (one if count == 1 else many).format(number(count, language))
    return _JUST_NOW[language]


def number(count: int, language: Language) -> str:
    """A whole number with its thousands apart."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def clock(moment: datetime) -> str:
    """A time of day in Vietnam, as 14:05."""
    return moment.astimezone(PROVINCE_TIME).strftime("%H:%M")


def day(moment: datetime) -> str:
    """A date in Vietnam, as 28/11/2026: so it is written there, whatever language is shown."""
    return moment.astimezone(PROVINCE_TIME).strftime("%d/%m/%Y")
