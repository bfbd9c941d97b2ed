"""Handing over by a stick at the real window: what is copied, what is answered, what went wrong."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from station_capture import CardRead
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.signin import Session, sign_in
from station_queue.centre_keys import RECEIPT_KEY
from station_queue.packet import generate_signing_key, public_key, sign_card, sign_receipt
from station_queue.packet.lot import LIST_FILE, RECEIPTS_FILE, LotList, LotReceipts
from station_ui.screens.handing_over import HandingOver
from station_ui.tasks import Task
from window_operator import CARD, NAME, PASSWORD, Maker, Opener, Operator

CENTRE = generate_signing_key()


def session_of(folder: DeskFolder) -> Session:
    return sign_in(folder, NAME, PASSWORD)


def read() -> CardRead:
    """A card as the camera reads it."""
    return CardRead(
        raw=CARD.id_number.encode(),
        card=CARD,
        warnings=(),
        repaired=False,
        stage="whole",
        ms=20.0,
        corners=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    )


def fill(folder: DeskFolder, count: int) -> list[str]:
    """Records that wait, and a centre whose key is known."""
    with Desk(session_of(folder)) as desk:
        records = []
        for _ in range(count):
            visit = desk.begin("confirm_old_number", read(), again=True)
            records.append(desk.finish(desk.confirm_details(visit, {"old_id": "280990201"})))
    with session_of(folder).open_store() as store:
        store.put_secret(RECEIPT_KEY, public_key(CENTRE).encode())
    return records


def answer(stick: Path, *verdicts: str) -> None:
    """The centre has imported the stick, and says this of its packets in turn."""
    [file] = (stick / "cccd-handover").glob(f"*/{LIST_FILE}")
    told = LotList.parse(file.read_bytes())
    receipts = tuple(
        sign_receipt(
            record=entry.record,
            packet_sha256=entry.sha256,
            verdict="rejected" if verdict == "rejected" else "accepted",
            code="PORTRAIT_BLURRED" if verdict == "rejected" else None,
            issued_at=local_now(),
            signing_key=bytes(32) if verdict == "forged" else CENTRE,
        )
        for entry, verdict in zip(told.entries, verdicts, strict=True)
    )
    card = sign_card(
        recipient="age1" + "q" * 58, issued_at=datetime(2026, 1, 1, tzinfo=UTC), seed=CENTRE
    )
    written = LotReceipts(station_key=told.station_key, centre=card, receipts=receipts)
    file.with_name(RECEIPTS_FILE).write_text(written.model_dump_json())


def at_the_queue(desk: Operator, waiting: int) -> HandingOver:
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace)
    desk.place.go(desk.place.screens.indexOf(desk.place.queue))
    desk.wait(lambda: desk.place.queue.model.rowCount() == waiting)
    return desk.place.queue.handing_over


def at_rest(desk: Operator, screen: HandingOver) -> None:
    desk.wait(lambda: screen._work.handover.did and not screen._work.handover.doing)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


def test_what_waits_is_copied_and_what_comes_back_settles_it(
    open_desk: Opener, make_folder: Maker, wall: str, stick: Path
) -> None:
    folder = make_folder(camera=wall)
    fill(folder, 3)
    desk = open_desk(folder)
    screen = at_the_queue(desk, 3)
    assert not screen.isVisible()
    screen._work.handover.copy_to(stick)
    at_rest(desk, screen)
    assert screen.panel.state == "done"
    assert screen.panel.title.text() == "Đã chép 3 hồ sơ ra USB và đọc lại đúng"
    assert "KINGSTON" in screen.panel.detail.text()
    assert len(list(stick.rglob("*.cccd"))) == 3
    model = desk.place.queue.model
    desk.wait(lambda: "Đã chép ra USB" in (model.index(0, 5).data() or ""))

    answer(stick, "accepted", "rejected", "accepted")
    screen._work.handover.take_from(stick)
    at_rest(desk, screen)
    assert screen.panel.title.text() == "Trung tâm đã trả lời 3 hồ sơ"
    assert screen.panel.detail.text() == "được nhận: 2 · bị trả lại: 1"
    desk.wait(lambda: desk.place.queue.tiles["accepted"].number.text() == "2")
    assert desk.place.queue.tiles["rejected"].number.text() == "1"
    desk.wait(lambda: not screen.copy.isEnabled())
    assert screen.take.isEnabled()
    desk.place.go(0)
    desk.place.go(desk.place.screens.indexOf(desk.place.queue))
    assert not screen.isVisible(), "it was read"


def test_a_stick_that_fails_is_told_where_it_was_asked_for(
    open_desk: Opener, make_folder: Maker, wall: str, stick: Path
) -> None:
    folder = make_folder(camera=wall)
    fill(folder, 1)
    desk = open_desk(folder)
    screen = at_the_queue(desk, 1)
    screen._work.handover.copy_to(stick / "pulled out")
    at_rest(desk, screen)
    assert screen.problem.isVisible()
    assert not screen.panel.isVisible()
    assert "Không thấy thư mục" in screen.problem.what.text()
    assert "HANDOVER_FOLDER_MISSING" in screen.problem.code.text()
    screen._work.handover.take_from(stick)
    desk.wait(lambda: "HANDOVER_NONE" in screen.problem.code.text())
    screen._work.handover.copy_to(stick)
    desk.wait(lambda: screen.panel.state == "done" and screen.panel.isVisible())
    assert not screen.problem.isVisible()


def test_a_receipt_of_another_hand_is_told_beside_those_that_count(
    open_desk: Opener, make_folder: Maker, wall: str, stick: Path
) -> None:
    folder = make_folder(camera=wall)
    fill(folder, 2)
    desk = open_desk(folder)
    screen = at_the_queue(desk, 2)
    screen._work.handover.copy_to(stick)
    at_rest(desk, screen)
    answer(stick, "forged", "accepted")
    screen._work.handover.take_from(stick)
    desk.wait(lambda: "RECEIPT_FORGED" in screen.problem.code.text())
    assert screen.panel.detail.text() == "được nhận: 1"


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_key_asks_for_the_stick(
    open_desk: Opener, make_folder: Maker, wall: str, stick: Path
) -> None:
    folder = make_folder(camera=wall)
    fill(folder, 1)
    desk = open_desk(folder)
    screen = at_the_queue(desk, 1)
    desk.wait(screen.copy.isEnabled)
    QTest.keyClick(desk.place.queue, Qt.Key.Key_F2)
    dialog = desk.place.queue.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(stick))
    dialog.close()
    desk.wait(lambda: screen.panel.state == "done")
    assert len(list(stick.rglob("*.cccd"))) == 1


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Whatever runs on the lane of hand-over stands still where it asks whether to stop."""
    begun, go_on = threading.Event(), threading.Event()
    asked = Task.stopped

    def stopped(task: Task) -> bool:
        if threading.current_thread().name.startswith("handover"):
            begun.set()
            go_on.wait(20)
        return asked(task)

    monkeypatch.setattr(Task, "stopped", stopped)
    yield begun, go_on
    go_on.set()


def test_it_can_be_stopped_and_gone_on_with(
    open_desk: Opener,
    make_folder: Maker,
    wall: str,
    stick: Path,
    paused: tuple[threading.Event, threading.Event],
) -> None:
    begun, go_on = paused
    folder = make_folder(camera=wall)
    fill(folder, 2)
    desk = open_desk(folder)
    screen = at_the_queue(desk, 2)
    screen._work.handover.copy_to(stick)
    desk.wait(begun.is_set)
    assert screen.panel.isVisible()
    assert screen.panel.title.text() == "Đang chép hồ sơ ra KINGSTON"
    assert not any(one.isEnabled() for one in screen.acts)
    screen.panel.cancel.click()
    go_on.set()
    desk.wait(lambda: screen.panel.state == "cancelled")
    assert screen.problem.isHidden()
    screen._work.handover.copy_to(stick)
    desk.wait(lambda: screen.panel.state == "done")


def test_an_operator_is_not_offered_it(open_desk: Opener, make_folder: Maker, wall: str) -> None:
    folder = make_folder(camera=wall)
    with session_of(folder).open_store() as store:
        [one] = store.people()
        store.change_person(one.id, roles=frozenset({"operator"}))
    desk = open_desk(folder)
    screen = at_the_queue(desk, 0)
    assert not any(one.isVisible() for one in screen.acts)
