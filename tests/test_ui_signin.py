"""The sign-in, and what the window says right after it."""

from PySide6.QtWidgets import QLineEdit

from station_ui.autopilot import type_text
from window_operator import Maker, Opener


def test_wrong_password_is_told_with_its_code_and_the_right_one_opens(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    signin = desk.window.signin
    desk.sign_in("sai-mat-khau")
    desk.wait(signin.problem.isVisible)
    assert "SIGN_IN_WRONG" in signin.problem.code.text()
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    signin.password.setEchoMode(QLineEdit.EchoMode.Normal)  # Qt undoes only what can be read
    signin.password.undo()
    assert signin.password.text() == ""


def test_nothing_is_said_of_the_queue_before_it_has_been_looked_at(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    first: list[str] = []
    desk.window.working.connect(lambda: first.append(desk.place.status.queue.tone))
    desk.start()
    assert first == ["neutral"]
    desk.wait(lambda: desk.place.status.queue.tone == "good")


def test_the_language_chosen_at_the_sign_in_is_worn_at_once_and_remembered(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    signin = desk.window.signin
    type_text(signin.password, "abc")
    signin.languages.buttons["en"].click()
    desk.wait(lambda: signin.button.text() == "Start work")
    assert signin.password.text() == "abc"
    assert desk.services.preferences.language == "en"
    desk.language.switch("vi")
    desk.wait(lambda: signin.languages.code == "vi")
