"""A whole form: what is read aloud first and largest, short values in short fields."""

from functools import partial

from station_ui.formats import shown_date, shown_id
from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.form_field import FormField
from station_ui.widgets.form_grid import FormGrid, Span
from station_ui.wording import Wording

Shape = tuple[FormField, Span]


def _fields(person: dict[str, str]) -> tuple[Shape, ...]:
    name = FormField(lambda: translate("Gallery", "Họ, chữ đệm và tên"), "block")
    number = FormField(lambda: translate("Gallery", "Số định danh"), "number")
    birth = FormField(lambda: translate("Gallery", "Ngày sinh"))
    gender = FormField(
        lambda: translate("Gallery", "Giới tính"),
        "choice",
        choices=(
            ("Nam", lambda: translate("Gallery", "Nam")),
            ("Nữ", lambda: translate("Gallery", "Nữ")),
        ),
    )
    address = FormField(lambda: translate("Gallery", "Nơi cư trú"), "block")
    birth.show_example("31/12/2000")
    old = FormField(lambda: translate("Gallery", "Số CMND cũ"), "number", optional=True)
    for field in (name, number):
        field.show_prominent()
    for field, value in (
        (name, person["full_name"]),
        (number, shown_id(person["id_number"])),
        (birth, shown_date(person["dob"])),
        (gender, person["gender"]),
        (address, person["address"]),
        (old, person["old_id"]),
    ):
        field.show_text(value)
        field.show_origin("card")
    return (
        (name, "full"),
        (number, "half"),
        (birth, "quarter"),
        (gender, "quarter"),
        (address, "full"),
        (old, "half"),
    )


def _form(person: str, _words: Wording) -> FormGrid:
    grid = FormGrid()
    grid.show_fields(_fields(people()[person]))
    return grid


PAGE = GalleryPage(
    "form_grid",
    lambda: translate("Gallery", "Biểu mẫu"),
    (
        Sample(
            lambda: translate("Gallery", "Thường gặp"), partial(_form, "usual"), 736, 480, wide=True
        ),
        Sample(
            lambda: translate("Gallery", "Dài nhất"), partial(_form, "longest"), 736, 480, wide=True
        ),
        Sample(
            lambda: translate("Gallery", "Ít chỗ, cuộn được"),
            partial(_form, "usual"),
            *(536, 280),
            wide=True,
        ),
    ),
)
