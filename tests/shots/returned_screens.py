"""Records that the centre has returned: chosen in the list, opened, mended, sent again."""

from datetime import timedelta
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import desks
from photographer import wait
from stage import NOW, SEED, Stage, StandingClock
from station_capture.drawn import INVENTED_PEOPLE
from station_core.desk import Desk
from station_core.finger import FINGERS, Absence, finger_part
from station_core.folder import DeskFolder
from station_core.signin import sign_in
from station_core.visit import PORTRAIT_PART, Step
from station_queue.packet import sign_receipt

LONG = (
    "Ảnh bị mờ ở vùng mắt và nền phía sau không trắng đều; bên trái có bóng của một người khác. "
    "Mời công dân quay lại chụp ảnh mới, nhớ che cửa sổ sau lưng và bật thêm đèn."
)
REASONS = (
    (None, "RECORD_CONFLICT", "Another packet with this record and revision was accepted before."),
    ("address", "ADDRESS_INCOMPLETE", "Địa chỉ thiếu tên thôn, hỏi lại công dân rồi ghi đủ."),
    (finger_part(3), "PRINT_SMUDGED", "Vân tay bị nhòe một nửa."),
    (PORTRAIT_PART, "PORTRAIT_BLURRED", LONG),
)
"""What each reason is about, its code and its words; the last one comes first in the list."""
STEPS = (Step.PORTRAIT, Step.FINGERPRINTS, Step.DETAILS, Step.REVIEW)


def return_records(folder: DeskFolder) -> None:
    """Records of grown-ups with portrait and fingers, each of them returned for another reason."""
    session = sign_in(folder, desks.NAME, desks.PASSWORD)
    randbytes = Random(SEED + 2).randbytes
    for number, (about, code, words) in enumerate(REASONS):
        clock = StandingClock(NOW - timedelta(days=1, minutes=9 - number))
        with Desk(session, now=clock.now, randbytes=randbytes) as desk:
            card = desks.read_of(INVENTED_PEOPLE[number])
            visit = desk.begin("exchange", card, again=True)
            visit = desk.confirm_details(visit, {"phone": "0901234567"})
            visit = desk.keep_portrait(visit, desks.portrait_of(seed=number))
            for position in FINGERS:
                visit = desk.fingers.mark_missing(visit, position, Absence(reason="bandaged"))
            record = desk.finish(visit)
            sha256 = desk.queue.delivery(record).sha256
        receipt = sign_receipt(
            record=record,
            packet_sha256=sha256,
            verdict="rejected",
            code=code,
            text=words,
            field=about,
            issued_at=NOW,
            signing_key=bytes(32),
        )
        with session.open_store() as store:
            store.settle(receipt, at=NOW)


def returned(stage: Stage) -> None:
    """Each of them from the list to its step, the last one to its end."""
    queue = stage.place.queue
    for number, step in enumerate(STEPS):
        stage.place.go(stage.place.screens.indexOf(queue))
        stage.refresh()
        wait(lambda: queue.returned.can_open, "a returned record")
        stage.shot(f"returned-{number}-in-the-list")
        QTest.keyClick(queue, Qt.Key.Key_Return)
        wait(lambda: stage.flow.view is not None and not stage.flow.busy, "the visit")
        assert stage.flow.step is step, stage.flow.step
        stage.shot(f"returned-{number}-{step.value}")
        if step is Step.DETAILS:
            stage.enter()
            wait(lambda: stage.flow.step is Step.REVIEW, "the review")
            stage.shot("returned-mended")
        stage.flow.pause()
        stage.quiet()
    stage.place.go(0)
    stage.shot("returned-unfinished")
