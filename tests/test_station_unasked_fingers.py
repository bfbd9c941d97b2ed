"""Fingers the procedure does not ask for any more leave no question and no word behind."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station_core.acts import only_asked
from station_core.catalogue import shipped_catalogue
from station_core.desk import Desk
from station_core.finger import AlikeNote, FingerNote, doubt_part
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_core.visit import FormValue, Provenance, Visit
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue import QueueError
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "mat-khau-1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    cheap = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=START, cost=cheap)
    with Desk(sign_in(folder, "An", PASSWORD)) as desk:
        yield desk


@pytest.mark.parametrize(("finger", "stays"), [(3, False), (7, True)])
def test_a_doubt_goes_with_the_procedure_that_asked_for_its_finger(
    desk: Desk, finger: int, stays: bool
) -> None:
    image = measured_print(draw_print(1, 192, 192), 508, 8, driver="ef01")
    visit = desk.fingers.keep(desk.begin("exchange"), 2, image)
    visit = desk.fingers.keep(visit, finger, image)
    assert visit.doubt is not None
    visit = desk.change_procedure(visit, "eid_level2")
    assert (visit.doubt is not None) is stays
    assert desk.open_visits() == [visit]
    if stays:
        assert desk.part(visit, doubt_part(finger))
    else:
        with pytest.raises(QueueError, match="no part of this name"):
            desk.part(visit, doubt_part(finger))


@pytest.mark.parametrize(("other", "stays"), [(3, False), (2, True)])
def test_a_note_names_only_fingers_of_the_record(other: int, stays: bool) -> None:
    said = AlikeNote(finger=other, likeness=0.9, answer="this")
    taken = FingerNote(outcome="taken", quality=80)
    fingers = {2: taken, 3: taken, 7: taken.model_copy(update={"alike": said})}
    born = FormValue(value="1985-03-14", provenance=Provenance.TYPED)
    visit = Visit(
        id="0",
        procedure="eid_level2",
        operator="An",
        started_at=START,
        form={"dob": born},
        fingers=fingers,
    )
    kept = only_asked(visit, shipped_catalogue(), START.date())
    assert set(kept.fingers) == {2, 7}
    assert kept.fingers[7].alike == (said if stays else None)
