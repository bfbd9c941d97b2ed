"""Which prints of a visit are compared: not damaged ones, and new ones always."""

from datetime import UTC, datetime

from structlog.testing import capture_logs

from station_core.finger import AlikeNote, FingerNote, finger_part
from station_core.likeness import PrintMemory
from station_core.visit import Visit
from station_devices import encode_wsq
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print

PRINT = measured_print(draw_print(1, 192, 192), 500, 8, driver="ef01")
WSQ = encode_wsq(PRINT.pixels, 500)
TAKEN = FingerNote(outcome="taken", quality=80)
APART = TAKEN.model_copy(update={"alike": AlikeNote(finger=2, likeness=0.9, answer="this")})


def visit_with(fingers: dict[int, FingerNote]) -> Visit:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    return Visit(id="v", procedure="exchange", operator="An", started_at=at, fingers=fingers)


def test_a_damaged_print_holds_up_no_other_finger() -> None:
    parts = {finger_part(2): b"\xff\xa0 damaged", finger_part(3): WSQ}
    memory = PrintMemory(lambda _visit, name: parts[name])
    with capture_logs() as logs:
        like = memory.like(visit_with({2: TAKEN, 3: TAKEN}), 7, PRINT)
    assert like is not None
    assert like.finger == 3
    assert [(one["event"], one["visit"], one["finger"]) for one in logs] == [
        ("print_unreadable", "v", 2)
    ]


def test_what_was_said_of_a_finger_says_nothing_of_a_new_print_of_the_other() -> None:
    memory = PrintMemory(lambda _visit, _name: WSQ)
    visit = visit_with({2: TAKEN, 7: APART})
    assert memory.like(visit, 7, PRINT) is None
    again = memory.like(visit, 2, PRINT)
    assert again is not None
    assert again.finger == 7
