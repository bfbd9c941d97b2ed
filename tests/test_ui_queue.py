"""The waiting list and the day's totals."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import station_core.outbox
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.desk_queue import DeskQueue
from station_core.figures import Figures
from station_core.folder import DeskFolder
from station_core.settings import UploadSettings, load_settings, save_settings
from station_core.signin import sign_in
from station_core.visit import FormValue, Provenance, Step
from station_queue import Delivery, FoundVisit
from station_queue.database import Database
from station_queue.delivery_report import DeliveryReport, Failure
from station_queue.errors import StoreError
from station_queue.reach import Reach
from station_ui.autopilot import type_text
from station_ui.formats import shown_count
from station_ui.language import LanguageSwitch
from station_ui.screens.delivery_columns import delivery_columns
from station_ui.screens.finding import Finding
from station_ui.theme import Theme
from station_ui.wording import Wording
from window_operator import NAME, PASSWORD, Maker, Opener, Operator

MANY = 250


def fill(folder: DeskFolder, count: int) -> list[str]:
    """Records that wait, the oldest first."""
    session = sign_in(folder, NAME, PASSWORD)
    with Desk(session) as desk:
        drafts = [desk.draft("exchange") for _ in range(count)]
    with session.open_store() as store:
        for one in drafts:
            at, document = one.started_at, one.model_dump_json()
            day = at.date()
            store.start_visit(
                visit=one.id, procedure="exchange", operator="1", day=day, at=at, document=document
            )
            store.finish_visit(one.id, at=at, document=document, sealed=b"sealed")
    return [one.id for one in drafts]


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> "Link":
    made = Link()
    monkeypatch.setattr(station_core.outbox, "send_due", made.send_due)
    return made


class Link:
    """Passes over the queue that send nothing, until a test lets one tell of something."""

    def __init__(self) -> None:
        self.report = DeliveryReport()
        self.tells: tuple[tuple[str, int, int], ...] = ()
        self.go_on = threading.Event()
        self.go_on.set()

    def send_due(
        self, *_session: object, on_progress: Callable[[str, int, int], None], **_how: object
    ) -> DeliveryReport:
        for told in self.tells:
            on_progress(*told)
        self.go_on.wait(20)
        return self.report


def start(desk: Operator) -> None:
    """Until the card before the camera has begun its visit: nothing leads away any more."""
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)


def at_the_queue(desk: Operator) -> None:
    start(desk)
    desk.place.go(1)
    desk.wait(desk.place.queue.model.rowCount)


def test_the_waiting_list_shows_state_attempts_and_reason(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    start(desk)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.place.go(1)
    model = desk.place.queue.model
    desk.wait(lambda: model.rowCount() == 1 and model.index(0, 3).data() == "1")
    desk.wait(lambda: model.index(0, 5).data())
    assert model.index(0, 2).data() == "Chờ gửi"
    assert desk.place.queue.tiles["waiting"].number.text() == "1"
    assert desk.place.status.network.tone == "warn"
    assert desk.place.status.queue.text().endswith("1 hồ sơ chờ gửi")


def test_a_long_list_is_fetched_as_it_is_looked_at(open_desk: Opener, make_folder: Maker) -> None:
    folder = make_folder()
    records = fill(folder, MANY)
    desk = open_desk(folder)
    at_the_queue(desk)
    queue = desk.place.queue
    assert queue.model.rowCount() == MANY
    assert queue.tiles["waiting"].number.text() == shown_count(MANY)
    queue.table.view.scrollToBottom()
    oldest = queue.model.index(MANY - 1, 1)
    desk.wait(lambda: oldest.data() == f"…{records[0][-12:]}")


def test_sending_is_told_while_it_goes_on_and_how_it_ended(
    open_desk: Opener, make_folder: Maker, link: Link
) -> None:
    folder = make_folder()
    first, second = fill(folder, 2)
    desk = open_desk(folder)
    at_the_queue(desk)
    panel = desk.place.queue.sending.panel
    assert not panel.isVisible()
    link.tells = ((first, 6, 6), (second, 3, 6))
    link.go_on.clear()
    link.report = DeliveryReport(sent=2)
    press_send(desk)
    desk.wait(lambda: panel.count.text() == "2 trên 2")
    assert panel.title.text() == "Đang gửi hồ sơ"
    assert panel.detail.text() == f"…{second[-12:]}"
    assert panel.bar.value() / panel.bar.maximum() == pytest.approx(0.75)
    link.go_on.set()
    desk.wait(lambda: panel.state == "done")
    assert panel.title.text() == "Đã gửi xong 2 hồ sơ"
    assert panel.isVisible()


def test_a_pass_that_failed_says_why(open_desk: Opener, make_folder: Maker, link: Link) -> None:
    folder = make_folder()
    fill(folder, 1)
    desk = open_desk(folder)
    at_the_queue(desk)
    panel = desk.place.queue.sending.panel
    link.report = DeliveryReport(failures=[Failure("CENTRE_UNREACHABLE")], reach=Reach.LINK)
    press_send(desk)
    desk.wait(lambda: panel.state == "failed" and panel.isVisible())
    assert panel.title.text() == "Chưa gửi hết"
    assert panel.detail.text().startswith("Có mạng nhưng trung tâm không trả lời.")


@pytest.mark.usefixtures("link")
def test_outside_the_hours_of_sending_it_is_said_when_they_begin(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    fill(folder, 12)
    settings = load_settings(folder.settings)
    upload = UploadSettings(hours="18:00-06:00")
    save_settings(folder.settings, settings.model_copy(update={"upload": upload}))
    at = local_now().replace(hour=14, minute=5)
    desk = open_desk(folder, lambda: at)
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace is not None)
    chip = desk.place.status.queue
    desk.wait(lambda: chip.text().endswith("12 hồ sơ chờ gửi") and chip.standing.offer)
    assert chip.standing.why.next == "Tự gửi từ 18:00; bấm Gửi ngay để gửi luôn."
    at = at.replace(hour=18)
    desk.wait(lambda: chip.standing.why.next == "Hồ sơ tự gửi khi có mạng.")


def test_in_little_room_the_state_says_when_it_is_tried_again_and_how_often_it_was(
    theme: Theme, translations: Path
) -> None:
    state = delivery_columns(Wording(LanguageSwitch("vi", translations)))[2].cell
    again = datetime(2026, 11, 23, 14, 10, tzinfo=UTC).astimezone().replace(hour=14)
    one = delivery(attempts=1, next_attempt=again)
    assert state(one).words == "Chờ gửi"
    theme.fit(911, 512)
    assert state(one).words.replace("\N{NO-BREAK SPACE}", " ") == "Chờ gửi · 14:10 · lần 1"


def test_a_returned_record_says_why_in_our_words_and_quotes_the_centre(translations: Path) -> None:
    language = LanguageSwitch("vi", translations)
    reason = delivery_columns(Wording(language))[5].cell
    one = delivery(state="rejected", code="BLURRED", text="Ảnh mờ.")
    language.switch("en")
    assert reason(one).words == "“Ảnh mờ.” (BLURRED)"
    assert reason(replace(one, text=None)).words == "The centre returned this record. (BLURRED)"
    known = reason(replace(one, code="RECORD_CONFLICT", text="of its program"))
    assert known.words.startswith("The centre has taken another packet")
    assert known.whole == "of its program"
    language.switch("vi")


def delivery(**how: object) -> Delivery:
    """A row of the list."""
    at = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    given: dict[str, Any] = {
        "record": "a" * 32,
        "state": "waiting",
        "attempts": 0,
        "next_attempt": None,
        "offset": 0,
        "size": 1,
        "sha256": "b" * 64,
        "barren": 0,
        "revision": 1,
        "field": None,
        "handed_over_at": None,
        "upload_url": None,
        "code": None,
        "text": None,
        "queued_at": at,
        "changed_at": at,
    }
    return Delivery(**given | how)


def test_a_list_that_cannot_be_read_says_so_and_is_read_again(
    open_desk: Opener, make_folder: Maker, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    del link
    folder = make_folder()
    fill(folder, 1)
    desk = open_desk(folder)
    start(desk)
    with monkeypatch.context() as broken:

        def busy(_figures: Figures) -> None:
            raise StoreError("STORE_BUSY", "another program writes")

        broken.setattr(Figures, "totals", busy)
        desk.place.go(1)
        problem = desk.place.queue.table.problem
        desk.wait(problem.isVisible)
        said = problem.headline.text()
        desk.language.switch("en")
        desk.wait(lambda: problem.headline.text() != said)
    problem.action.click()
    desk.wait(desk.place.queue.table.view.isVisible)
    desk.wait(lambda: desk.place.queue.model.index(0, 2).data() == "Waiting")


def press_send(desk: Operator) -> None:
    """Enter, as soon as it can be pressed."""
    queue = desk.place.queue
    desk.wait(queue.actions()[0].isEnabled)
    QTest.keyClick(queue, Qt.Key.Key_Return)


def test_totals_add_up_and_are_written_for_excel(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    desk = open_desk(make_folder())
    start(desk)
    desk.place.go(2)
    totals = desk.place.totals
    assert totals is not None
    desk.wait(lambda: totals.verdict.text() == "An toàn")
    assert totals.tiles["created"].number.text() == "1"
    desk.wait(lambda: totals.chart.canvas.accessibleDescription().endswith(": 1"))
    target = tmp_path / "hom-nay.csv"
    totals.export(target)
    desk.wait(target.exists)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Đang làm" in target.read_text(encoding="utf-8-sig")


def test_totals_that_do_not_add_up_stop_the_work(open_desk: Opener, make_folder: Maker) -> None:
    folder = make_folder()
    database = Database.connect(folder.store, sign_in(folder, NAME, PASSWORD).key)
    database.run("UPDATE tallies SET visits = 7 WHERE name = 'created'")
    database.close()
    desk = open_desk(folder)
    start(desk)
    desk.place.go(2)
    assert desk.place.totals is not None
    verdict = desk.place.totals.verdict
    desk.wait(lambda: verdict.text() == "Số không khớp")
    assert verdict.property("tone") == "bad"


# -- looking for somebody's record -------------------------------------------------------------

LONG_NAME = "NGUYỄN HOÀNG THỊ PHƯƠNG THẢO TRƯỜNG GIANG THIÊN THANH"


def register(folder: DeskFolder, *people: tuple[str, str]) -> None:
    """Finished records of these people, the first one oldest."""
    session = sign_in(folder, NAME, PASSWORD)
    with Desk(session) as desk:
        drafts = [desk.draft("exchange") for _ in people]
    with session.open_store() as store:
        for one, (name, number) in zip(drafts, people, strict=True):
            form = {"full_name": FormValue(value=name, provenance=Provenance.TYPED)}
            document = one.model_copy(update={"form": form}).model_dump_json()
            at = one.started_at
            store.start_visit(
                visit=one.id,
                procedure="exchange",
                operator="1",
                day=at.date(),
                at=at,
                document=document,
                citizen=number,
            )
            store.finish_visit(one.id, at=at, document=document, sealed=b"sealed")


def looking(desk: Operator, words: str) -> Finding:
    """Press Ctrl+F and type."""
    QTest.keyClick(desk.place.queue, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    finding = desk.place.queue.finding
    assert finding is not None
    desk.wait(finding.line.hasFocus)
    type_text(finding.line, words)
    return finding


def rows_of(finding: Finding) -> list[list[str]]:
    model = finding.table.model
    return [[model.index(row, at).data() for at in range(3)] for row in range(model.rowCount())]


def test_a_record_is_found_while_its_name_is_typed(open_desk: Opener, make_folder: Maker) -> None:
    folder = make_folder()
    register(folder, ("ĐẶNG THỊ ĐÀO", "075190000017"), (LONG_NAME, "079199000123"))
    desk = open_desk(folder)
    at_the_queue(desk)
    finding = looking(desk, "dang d")
    desk.wait(finding.table.view.isVisible)
    assert rows_of(finding) == [["ĐẶNG THỊ ĐÀO", "075 190 000017", "Chờ gửi"]]
    assert finding.note.text() == "1 hồ sơ"
    assert not desk.place.queue.table.isVisible()
    finding.line.selectAll()
    type_text(finding.line, "079 199")
    desk.wait(lambda: rows_of(finding) == [[LONG_NAME, "079 199 000123", "Chờ gửi"]])
    QTest.keyClick(finding.line, Qt.Key.Key_Escape)
    desk.wait(desk.place.queue.table.view.isVisible)
    assert finding.note.text() == finding.line.text() == ""
    QTest.keyClick(finding.line, Qt.Key.Key_Escape)
    assert not finding.line.hasFocus()


def test_where_nobody_is_found_it_is_said_in_words(open_desk: Opener, make_folder: Maker) -> None:
    desk = open_desk(make_folder())
    start(desk)
    desk.place.go(1)
    finding = looking(desk, "nobody of this name")
    desk.wait(finding.table.empty.isVisible)
    assert finding.table.empty.headline.text() == "Không tìm thấy hồ sơ nào"
    desk.language.switch("en")
    desk.wait(lambda: finding.table.empty.headline.text() == "No record found")


def test_enter_asks_at_once_and_sends_nothing(
    open_desk: Opener, make_folder: Maker, link: Link
) -> None:
    folder = make_folder()
    register(folder, ("ĐẶNG THỊ ĐÀO", "075190000017"))
    desk = open_desk(folder)
    at_the_queue(desk)
    send = desk.place.queue.bar.primary
    assert send is not None
    desk.wait(send.isEnabled)
    finding = looking(desk, "đào")
    link.go_on.clear()
    QTest.keyClick(finding.line, Qt.Key.Key_Return)
    desk.wait(finding.table.view.isVisible)
    assert send.text() == "Gửi ngay"
    link.go_on.set()


def test_the_answer_to_an_older_question_is_never_shown(
    open_desk: Opener, make_folder: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder()
    register(folder, ("ĐẶNG THỊ ĐÀO", "075190000017"), ("TRẦN VĂN BÌNH", "079199000123"))
    desk = open_desk(folder)
    at_the_queue(desk)
    asked: list[str] = []
    go_on = threading.Event()
    found = DeskQueue.find

    def slow(self: DeskQueue, text: str, limit: int) -> list[FoundVisit]:
        asked.append(text)
        go_on.wait(20)
        return found(self, text, limit)

    monkeypatch.setattr(DeskQueue, "find", slow)
    finding = looking(desk, "dao")
    shown: list[list[list[str]]] = []
    finding.changed.connect(lambda: shown.append(rows_of(finding)))
    QTest.keyClick(finding.line, Qt.Key.Key_Return)
    desk.wait(lambda: asked)
    for words in ("tran", "binh"):
        finding.line.selectAll()
        type_text(finding.line, words)
        QTest.keyClick(finding.line, Qt.Key.Key_Return)
    go_on.set()
    desk.wait(lambda: shown)
    assert asked == ["dao", "binh"]  # what was typed over meanwhile is not asked at all
    assert shown == [[["TRẦN VĂN BÌNH", "079 199 000123", "Chờ gửi"]]]


def test_who_was_looked_for_is_gone_when_the_screen_comes_back(
    open_desk: Opener, make_folder: Maker
) -> None:
    folder = make_folder()
    register(folder, ("ĐẶNG THỊ ĐÀO", "075190000017"))
    desk = open_desk(folder)
    at_the_queue(desk)
    finding = looking(desk, "dang")
    desk.wait(finding.table.view.isVisible)
    desk.place.go(0)
    desk.place.go(1)
    assert (finding.line.text(), finding.line.isUndoAvailable()) == ("", False)
    assert rows_of(finding) == []
    assert desk.place.queue.table.isVisible()


def test_a_search_that_fails_says_so_and_is_tried_again(
    open_desk: Opener, make_folder: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder()
    register(folder, ("ĐẶNG THỊ ĐÀO", "075190000017"))
    desk = open_desk(folder)
    at_the_queue(desk)
    with monkeypatch.context() as broken:

        def busy(_queue: DeskQueue, _text: str, _limit: int) -> None:
            raise StoreError("STORE_BUSY", "another program writes")

        broken.setattr(DeskQueue, "find", busy)
        finding = looking(desk, "dang")
        desk.wait(finding.table.problem.isVisible)
    finding.table.problem.action.click()
    desk.wait(finding.table.view.isVisible)
    assert len(rows_of(finding)) == 1


@pytest.mark.parametrize(
    ("role", "finds"), [("operator", True), ("supervisor", True), ("technician", False)]
)
def test_names_are_looked_for_by_those_who_may_see_them(
    open_desk: Opener, make_folder: Maker, role: str, finds: bool
) -> None:
    folder = make_folder()
    session = sign_in(folder, NAME, PASSWORD)
    with session.open_store() as store:
        store.change_person(session.person.id, roles=frozenset({role}))
    desk = open_desk(folder)
    desk.sign_in()
    desk.wait(lambda: desk.window.workplace)
    assert (desk.place.queue.finding is not None) is finds
