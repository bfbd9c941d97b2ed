"""Fields of a form, wherever their values come from and whatever is wrong with them."""

from collections.abc import Callable
from functools import partial

from station_ui.formats import shown_date, shown_id
from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.gallery.people import people
from station_ui.widgets.form_field import FormField
from station_ui.widgets.part import Part, framed, row
from station_ui.wording import Wording


def _phone() -> FormField:
    return FormField(
        lambda: translate("Gallery", "Số điện thoại"),
        hint=lambda: translate("Gallery", "Số chính chủ, 10 chữ số"),
        optional=True,
    )


def _birth() -> FormField:
    return FormField(lambda: translate("Gallery", "Ngày sinh"))


def _gender() -> FormField:
    return FormField(
        lambda: translate("Gallery", "Giới tính"),
        "choice",
        choices=(
            ("m", lambda: translate("Gallery", "Nam")),
            ("f", lambda: translate("Gallery", "Nữ")),
        ),
    )


def _empty(_words: Wording) -> FormField:
    return _phone()


def _from_card(_words: Wording) -> FormField:
    field = _birth()
    field.show_text(shown_date(people()["usual"]["dob"]))
    field.show_origin("card")
    return field


def _typed(_words: Wording) -> FormField:
    field = _phone()
    field.show_text("0912345678")
    field.show_origin("typed")
    return field


def _edited(_words: Wording) -> FormField:
    field = _birth()
    field.show_text(shown_date(people()["longest"]["dob"]))
    field.show_origin("edited", shown_date(people()["usual"]["dob"]))
    return field


def _wrong(_words: Wording) -> FormField:
    field = _birth()
    field.show_text("31/02/1990")
    field.show_error(lambda: translate("Gallery", "Ghi ngày/tháng/năm đã qua, ví dụ 31/12/2000"))
    return field


def _missing(_words: Wording) -> FormField:
    field = _gender()
    field.show_error(lambda: translate("Gallery", "Cần có"))
    return field


def _chosen(_words: Wording) -> FormField:
    field = _gender()
    field.show_text("f")
    field.show_origin("card")
    return field


def _off(_words: Wording) -> FormField:
    field = _from_card(_words)
    field.setEnabled(False)
    return field


def _number(person: str, _words: Wording) -> FormField:
    field = FormField(lambda: translate("Gallery", "Số định danh"), "number")
    field.show_prominent()
    field.show_text(shown_id(people()[person]["id_number"]))
    field.show_origin("card")
    return field


def _name(person: str, _words: Wording) -> FormField:
    field = FormField(lambda: translate("Gallery", "Họ, chữ đệm và tên"), "block")
    field.show_prominent()
    field.show_text(people()[person]["full_name"])
    field.show_origin("card")
    return field


def _address(person: str, _words: Wording) -> FormField:
    field = FormField(lambda: translate("Gallery", "Nơi cư trú"), "block")
    field.show_text(people()[person]["address"])
    field.show_origin("edited", people()["usual"]["address"])
    return field


def _placed(width: int, build: Callable[[Wording], FormField], words: Wording) -> Part:
    """A field with the width it has in a form."""
    field = build(words)
    field.setFixedWidth(width)
    return framed(row(field, None))


PAGE = GalleryPage(
    "form_field",
    lambda: translate("Gallery", "Ô nhập"),
    (
        Sample(lambda: translate("Gallery", "Trống, có gợi ý"), partial(_placed, 332, _empty)),
        Sample(lambda: translate("Gallery", "Nhập tay"), partial(_placed, 332, _typed)),
        Sample(lambda: translate("Gallery", "Đọc từ thẻ"), partial(_placed, 332, _from_card)),
        Sample(lambda: translate("Gallery", "Đã sửa"), partial(_placed, 332, _edited)),
        Sample(lambda: translate("Gallery", "Sai"), partial(_placed, 332, _wrong)),
        Sample(lambda: translate("Gallery", "Còn thiếu"), partial(_placed, 332, _missing)),
        Sample(lambda: translate("Gallery", "Chọn một"), partial(_placed, 332, _chosen)),
        Sample(lambda: translate("Gallery", "Chưa nhập được"), partial(_placed, 332, _off)),
        Sample(
            lambda: translate("Gallery", "Số đọc to"),
            partial(_placed, 332, partial(_number, "usual")),
        ),
        Sample(
            lambda: translate("Gallery", "Tên đọc to"),
            partial(_placed, 332, partial(_name, "usual")),
        ),
        Sample(
            lambda: translate("Gallery", "Tên dài nhất"),
            partial(_placed, 512, partial(_name, "longest")),
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Địa chỉ dài nhất, đã sửa"),
            partial(_placed, 512, partial(_address, "longest")),
            wide=True,
        ),
    ),
)
