"""A handheld scanner on a port while somebody works: scans from any screen, cables in and out."""

from collections.abc import Iterator

import pytest

from station_capture import format_card
from station_capture.drawn import INVENTED_PEOPLE
from station_core.visit import Step
from station_devices.emulator import serve_tcp
from station_devices.emulator.barcode import BarcodeModule
from window_operator import CARD, Maker, Opener, Operator

SCAN = format_card(CARD).encode()
OTHER = format_card(INVENTED_PEOPLE[1]).encode()


class Gun:
    """An emulated scanner in somebody's hand."""

    def __init__(self) -> None:
        self._module = BarcodeModule()
        self.server = serve_tcp(0, self._module, baud=None)

    def scan(self, *payloads: bytes) -> None:
        self._module.scan(*payloads)
        self.server.nudge()


@pytest.fixture
def gun() -> Iterator[Gun]:
    held = Gun()
    with held.server:
        yield held


@pytest.fixture
def desk(open_desk: Opener, make_folder: Maker, gun: Gun) -> Operator:
    desk = open_desk(make_folder(camera="khong-co.avi", handheld=gun.server.address))
    desk.start("exchange")
    desk.wait(lambda: chip_tone(desk) == "good")
    return desk


def chip_tone(desk: Operator) -> str:
    return desk.place.status.handheld.standing.tone


def test_a_scan_begins_a_visit_and_says_what_it_came_through(desk: Operator, gun: Gun) -> None:
    gun.scan(SCAN)
    desk.wait(lambda: desk.step is Step.DETAILS)
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.card is not None
    assert (visit.card.source, visit.value("full_name")) == ("handheld", CARD.full_name)


def test_two_cards_one_right_after_the_other_are_two_citizens(desk: Operator, gun: Gun) -> None:
    gun.scan(SCAN, OTHER)
    desk.wait(lambda: desk.place.notice.code.text().endswith("CARD_OF_ANOTHER"))
    visit = desk.place.visit.flow.visit
    assert visit is not None
    assert visit.value("id_number") == CARD.id_number


def test_damage_is_told_with_what_to_do_next(desk: Operator, gun: Gun) -> None:
    gun.scan(SCAN.replace("ễ".encode(), b"?"))
    desk.wait(lambda: desk.place.notice.code.text().endswith("NAME_CHARS"))
    assert desk.place.visit.flow.visit is None


def test_a_scan_without_an_end_is_told(desk: Operator, gun: Gun) -> None:
    gun.scan(b"0" * 9_000)
    desk.wait(lambda: desk.place.notice.code.text().endswith("SCAN_TOO_LONG"))


def test_a_cable_that_is_pulled_and_put_back_costs_no_visit(desk: Operator, gun: Gun) -> None:
    gun.server.unplug()
    desk.wait(lambda: chip_tone(desk) == "bad")
    assert desk.place.status.handheld.standing.why.next
    gun.server.plug()
    desk.wait(lambda: chip_tone(desk) == "good")
    gun.scan(SCAN)
    desk.wait(lambda: desk.step is Step.DETAILS)


def test_a_desk_without_such_a_scanner_says_nothing_of_it(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder(camera="khong-co.avi"))
    desk.start("exchange")
    assert desk.place.status.handheld.isHidden()
