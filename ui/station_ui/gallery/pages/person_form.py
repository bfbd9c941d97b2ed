"""Who somebody is: all of it, roles alone, a password alone, and what is wrong with each."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.person_form import PersonForm
from station_ui.wording import Wording


def _whole(_words: Wording) -> PersonForm:
    form = PersonForm()
    form.ask("name", "roles", "password")
    form.show_roles({"operator"})
    return form


def _roles(_words: Wording) -> PersonForm:
    form = PersonForm()
    form.ask("roles")
    form.show_roles({"operator", "technician"})
    return form


def _password(_words: Wording) -> PersonForm:
    form = PersonForm()
    form.ask("password")
    return form


def _wrong(words: Wording) -> PersonForm:
    form = _whole(words)
    form.show_error("name", lambda: words.coded("PERSON_NAME_TAKEN").what)
    form.show_error("password", lambda: words.coded("PASSWORD_WEAK").what)
    form.show_error("roles", lambda: words.coded("ROLE_MISSING").what)
    return form


PAGE = GalleryPage(
    "person-form",
    lambda: translate("Gallery", "Người dùng"),
    (
        Sample(lambda: translate("Gallery", "Thêm người"), _whole, wide=True),
        Sample(lambda: translate("Gallery", "Chỉ vai trò"), _roles, wide=True),
        Sample(lambda: translate("Gallery", "Chỉ mật khẩu"), _password, wide=True),
        Sample(lambda: translate("Gallery", "Sai"), _wrong, wide=True),
    ),
)
