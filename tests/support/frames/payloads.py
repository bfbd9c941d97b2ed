"""Texts of cards of invented people; the free digits of their numbers are not in use."""

from datetime import date, timedelta

import numpy as np

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Lý")
_MIDDLES = {
    "Nam": ("Văn", "Hữu", "Đức", "Minh", "Quốc", "Xuân", "Công", "Thành"),
    "Nữ": ("Thị", "Thị Mỹ", "Ngọc", "Thị Hồng", "Thị Bích", "Thu", "Kim", "Xuân"),
}
_GIVEN = {
    "Nam": ("Thiện", "Mạnh", "Trường", "Quân", "Lợi", "Hoàng Phúc", "Tuấn", "Đạt", "Khải", "Tấn"),
    "Nữ": ("Duyên", "Ánh", "Nhung", "Quỳnh", "Tuyết", "Diễm", "Hằng", "Phượng", "Ngân", "Thảo"),
}
_STREETS = (
    "Tổ 5, Khu phố 3",
    "Ấp 1B, Đường Lê Lợi",
    "Số 8 ngõ 35 phố Hàng Bột",
    "Thôn Đông Hòa, Xóm Mới",
    "12 kiệt 4 Lê Thánh Tôn",
    "Số 21/193 Văn Cao, Tổ dân phố Số 7",
    "Căn hộ 12.05, Chung cư Bình Minh",
    "Khóm 2, Đường Nguyễn Thị Minh Khai",
    "Tổ dân phố Số 7, Đường Quang Trung",
    "Thôn Yên Lạc",
)
# Prefix of the number, and places as addresses before and after July 2025 name them.
_PLACES = (
    ("001", "Cát Linh, Đống Đa, Hà Nội", "Đại Thanh, Hà Nội"),
    ("026", "Đồng Văn, Yên Lạc, Vĩnh Phúc", "Yên Lạc, Phú Thọ"),
    ("031", "Đằng Giang, Ngô Quyền, Hải Phòng", "Ngô Quyền, Hải Phòng"),
    ("038", "Hoằng Lộc, Hoằng Hóa, Thanh Hóa", "Hoằng Lộc, Thanh Hóa"),
    ("046", "Thuận Thành, Huế, Thừa Thiên Huế", "Phú Xuân, Huế"),
    ("066", "Cư M'gar, Buôn Ma Thuột, Đắk Lắk", "Quảng Phú, Đắk Lắk"),
    ("074", "Phú Hòa, Thủ Dầu Một, Bình Dương", "Thủ Dầu Một, TP. Hồ Chí Minh"),
    ("092", "Hưng Lợi, Ninh Kiều, Cần Thơ", "Ninh Kiều, Cần Thơ"),
)
_OLD_LAYOUT_FROM, _NEW_LAYOUT_FROM = date(2021, 2, 1), date(2024, 7, 1)
_LAST_ISSUE = date(2026, 6, 1)
# From 14 to 70 years, so that the card holds at any reading date after its issue.
_AGES_IN_DAYS = (14 * 366, 70 * 365)


def invent_payload(rng: np.random.Generator) -> str:
    """Invent a person and write what the code of their card says.

    Both layouts occur; most payloads are 110 to 160 bytes long, as those seen on cards.
    """
    new_layout = bool(rng.random() < 0.35)
    first, last = (
        (_NEW_LAYOUT_FROM, _LAST_ISSUE) if new_layout else (_OLD_LAYOUT_FROM, _NEW_LAYOUT_FROM)
    )
    issued = first + timedelta(days=int(rng.integers((last - first).days)))
    born = issued - timedelta(days=int(rng.integers(*_AGES_IN_DAYS)))
    gender = ("Nam", "Nữ")[int(rng.integers(2))]
    prefix, old_place, new_place = _PLACES[int(rng.integers(len(_PLACES)))]
    century = 2 * (born.year // 100 - 19) + (gender == "Nữ")
    free = int(rng.integers(10_000))
    had_old_id = born.year < 2000 and rng.random() < 0.7
    fields = (
        f"{prefix}{century}{born.year % 100:02}99{free:04}",
        f"{prefix}99{free:04}" if had_old_id else "",
        " ".join(_one_of(rng, part) for part in (_SURNAMES, _MIDDLES[gender], _GIVEN[gender])),
        f"{born:%d%m%Y}",
        gender,
        f"{_one_of(rng, _STREETS)}, {new_place if new_layout else old_place}",
        f"{issued:%d%m%Y}",
    )
    return "|".join(fields) + ("||||" if new_layout else "")


def _one_of(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]
