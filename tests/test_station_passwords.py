"""Which passwords are refused."""

import subprocess
import sys

import pytest

from station_core.errors import SettingsError
from station_core.passwords import check_password


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "password1",
        "matkhau1",
        "Matkhau@123",
        "canbo123",
        "congan2026",
        "cccd2026",
        "qwertyuiop",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "20101985",
        "vietnam1975",
        "MyDuyen1",
        "myduyen2026",
        "mỹ duyên 1",
        "tuananh123",
        "đăngnhập1",
        "mèo-leo-cầu-thang",
        "meo leo cau thang 1",
        "Thuhuong89",
        "Haiyen123",
        "Maiphuong@2000",
        "nguyenvanan1985",
        "nguyenthimai",
        "Bacninh@2023",
        "Nghean1234",
        "chucmungnammoi",
        "toiyeuvietnam",
        "congdanvietnam",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_password(password, ("Mỹ Duyên", "B03", "Tổ 1", "26506"))
    assert caught.value.code == "PASSWORD_WEAK"


@pytest.mark.parametrize(
    "password",
    [
        "mat-khau-thu-nghiem",
        "vịt bơi quanh giếng",
        "xe dap ngoai vuon chanh",
        "q7!Vd0z#pL",
        "một câu dài của riêng mình thì dễ nhớ mà khó đoán" * 40,
    ],
)
def test_a_few_words_that_have_nothing_to_do_with_each_other_pass(password: str) -> None:
    check_password(password, ("Mỹ Duyên", "B03"))


@pytest.mark.parametrize("password", ["", "a", "7 chars", "nga\u0306\u0301n qu"])
def test_what_is_short_is_told_to_be(password: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_password(password)
    assert caught.value.code == "PASSWORD_SHORT"


def test_a_sign_in_does_not_wait_for_the_judge() -> None:
    code = "import sys; import station_core.signin; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
