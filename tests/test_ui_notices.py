"""What the operator is told: notices that stay, news that go, and neither in the way."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from station_core.errors import NotAllowedError
from station_core.roles import Act, require
from station_core.visit import Step
from station_queue import Person
from station_queue.errors import DiskFullError
from station_ui.language import LanguageSwitch
from station_ui.notices import Notice, Offer, Saying
from station_ui.tokens import WINDOW_LEAST
from station_ui.wording import Wording
from window_operator import CARD, Maker, Opener, Operator


def _notice(what: str = "Mất mạng.", offer: Offer | None = None) -> Notice:
    return Notice("bad", lambda: Saying(what, "Gọi kỹ thuật.", "CODE"), offer=offer)


def _working(desk: Operator) -> Operator:
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    return desk


@pytest.mark.usefixtures("qapp")
def test_who_may_not_do_something_is_told_who_may(translations: Path) -> None:
    language = LanguageSwitch("vi", translations)
    words = Wording(language)
    somebody = Person(id="1", name="An", roles=frozenset({"operator"}))

    def said(act: Act) -> str:
        with pytest.raises(NotAllowedError) as refused:
            require(somebody, act)
        return words.saying(refused.value).what

    assert said(Act.BACKUP).endswith("Việc đó dành cho giám sát hoặc kỹ thuật.")
    assert said(Act.PEOPLE).endswith("Việc đó dành cho giám sát.")
    language.switch("en")
    assert said(Act.BACKUP).endswith("It takes the role of supervisor or technician.")
    language.switch("vi")


def test_a_notice_covers_nothing_and_its_key_puts_it_away(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    place, page = desk.place, desk.details
    before = _top(page, place), page.height(), QApplication.focusWidget()
    desk.services.notices.show(_notice())
    desk.wait(lambda: page.height() < before[1])
    assert place.notice.next.text() == "Gọi kỹ thuật."
    assert (_top(page, place), QApplication.focusWidget()) == (before[0], before[2])
    assert _top(page, place) + page.height() <= _top(place.notice, place)
    QTest.keyClick(desk.window, Qt.Key.Key_F12)
    assert not place.notice.isVisible()
    assert desk.services.notices.current is None
    desk.wait(lambda: page.height() == before[1])


def test_a_page_that_cannot_shrink_is_covered_rather_than_crushed(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    desk.window.resize(*WINDOW_LEAST)
    page = desk.details
    page.setMinimumHeight(page.height())
    desk.services.notices.show(_notice())
    desk.wait(desk.place.notice.isVisible)
    stack = page.parentWidget()
    assert stack is not None
    assert stack.height() >= page.minimumHeight()
    assert _top(stack, desk.place) + stack.height() > _top(desk.place.notice, desk.place)


def _top(part: QWidget, place: QWidget) -> int:
    return part.mapTo(place, part.rect().topLeft()).y()


def test_enter_on_a_notice_presses_its_own_button_and_the_cursor_returns(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    done: list[str] = []
    offer = Offer(lambda: "Thử lại", lambda: done.append("again"))
    desk.services.notices.show(_notice(offer=offer))
    button = desk.place.notice.offer
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert done == ["again"]
    assert desk.step is Step.DETAILS
    focus = QApplication.focusWidget()
    assert focus is not None
    assert desk.place.visit.isAncestorOf(focus)


def test_news_go_by_themselves_and_leave_the_notice(open_desk: Opener, make_folder: Maker) -> None:
    desk = _working(open_desk(make_folder()))
    toast = desk.place.notices.toast
    desk.services.notices.show(_notice())
    desk.services.notices.show(Notice("good", lambda: Saying("Đã lưu."), seconds=0.2))
    assert toast.isVisible()
    desk.wait(lambda: not toast.isVisible())
    assert desk.place.notice.isVisible()


def test_news_wait_while_the_cursor_is_on_them(open_desk: Opener, make_folder: Maker) -> None:
    desk = _working(open_desk(make_folder()))
    toast = desk.place.notices.toast
    offer = Offer(lambda: "Hoàn tác", lambda: None)
    notice = Notice("good", lambda: Saying("Đã bỏ."), seconds=60.0, offer=offer)
    desk.services.notices.show(notice)
    toast.offer.setFocus()
    assert toast.paused
    desk.place.put_cursor()
    assert not toast.paused
    assert toast.isVisible()


def test_a_paused_visit_can_be_taken_up_again_from_the_news(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    visit = desk.place.visit.flow.visit
    assert visit is not None
    desk.press(Qt.Key.Key_F9)
    toast = desk.place.notices.toast
    assert toast.isVisible()
    assert CARD.full_name in toast.what.text()
    toast.offer.click()
    desk.wait(lambda: desk.step is Step.DETAILS)
    again = desk.place.visit.flow.visit
    assert again is not None
    assert again.id == visit.id
    assert not toast.isVisible()


def test_news_of_one_citizen_are_gone_when_the_next_begins(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    desk.press(Qt.Key.Key_F9)
    assert desk.services.notices.news is not None
    desk.press(Qt.Key.Key_F4)
    desk.wait(lambda: desk.step is Step.DETAILS)
    assert desk.services.notices.news is None
    assert not desk.place.notices.toast.isVisible()


def test_what_the_page_tried_is_past_with_the_page_and_what_the_desk_must_hear_stays(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = _working(open_desk(make_folder()))
    desk.services.tell_page(DiskFullError("no room"))
    assert desk.place.notice.isVisible()
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    assert not desk.place.notice.isVisible()
    desk.services.tell(DiskFullError("no room"))
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    assert desk.place.notice.isVisible()
