"""No network at all: packets go to the real centre on a stick, and its receipts come back on it."""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.typing import EventDict

from station_centre.__main__ import main as centre_main
from station_core.cli import run
from station_core.errors import NotAllowedError, StationError
from station_core.folder import DeskFolder
from station_core.handover import Answers, export_packets, import_receipts
from station_core.outbox import send_due
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_queue import QueueError, Totals, uuid7
from station_queue.centre_keys import RECEIPT_KEY
from station_queue.kdf import KdfCost
from station_queue.packet import seal, sign_receipt
from station_queue.packet.lot import LIST_FILE, RECEIPTS_FILE, LotReceipts

PASSWORD = "mat-khau-1"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Ctl = Callable[..., tuple[int, dict[str, Any]]]


class Centre:
    """A centre that is asked by its commands, and serves only while a test wants it to."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.recipient: str = self.ask("keygen")[1]["recipient"]

    def ask(self, *words: object) -> tuple[int, dict[str, Any]]:
        code = centre_main([*map(str, words), "--data", str(self.folder), "--json"])
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, answer

    def records(self) -> dict[str, str]:
        return {row["record"]: row["state"] for row in self.ask("list")[1]["records"]}

    def packets(self) -> int:
        return len(list((self.folder / "store" / "packets").rglob("*.cccd")))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address."""
        serve = [sys.executable, "-m", "station_centre", "serve", "--data", str(self.folder)]
        with subprocess.Popen(
            [*serve, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout is not None
            try:
                yield json.loads(process.stdout.readline())["url"]
            finally:
                process.terminate()


@pytest.fixture
def centre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Centre:
    monkeypatch.setattr("station_centre.__main__.log_to_stderr", lambda: None)
    return Centre(tmp_path / "centre", capsys)


def desk_at(
    folder: Path, centre: Centre, url: str = "http://127.0.0.1:9", code: str = "B03"
) -> Session:
    """A desk that knows whom to seal for; nobody answers at the address."""
    settings = Settings(
        desk=DeskSettings(code=code, team="Tổ 1", commune="26506"),
        centre=CentreSettings(url=url, recipient=centre.recipient),
    )
    set_up_desk(DeskFolder(folder), settings, name="An", password=PASSWORD, now=NOON, cost=CHEAP)
    return sign_in(DeskFolder(folder), "An", PASSWORD)


@pytest.fixture
def session(tmp_path: Path, centre: Centre) -> Session:
    """A desk that has pinned the centre's receipt key, as one that is enrolled has."""
    session = desk_at(tmp_path / "desk", centre)
    pin(session, centre)
    return session


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


def pin(session: Session, centre: Centre) -> None:
    from station_centre.keyring import Keyring

    with session.open_store() as store:
        store.put_secret(RECEIPT_KEY, Keyring.load(centre.folder).receipt_key.encode())


def finished(session: Session) -> str:
    """A record that waits."""
    record = uuid7(datetime.now(UTC), secrets.token_bytes)
    with session.open_store() as store:
        store.start_visit(
            visit=record,
            procedure="exchange",
            operator=session.person.id,
            day=NOON.date(),
            at=NOON,
            document="{}",
        )
        sealed = seal(
            {"record.json": json.dumps({"record": record}).encode()},
            record=record,
            desk="B03",
            made_at=NOON,
            signing_key=session.signing_key(store),
            recipient=session.settings.centre.recipient,
        )
        store.finish_visit(record, at=NOON, document="{}", sealed=sealed)
    return record


def totals(session: Session) -> Totals:
    with session.open_store() as store:
        assert store.totals().adds_up
        return store.totals()


def audited(session: Session) -> list[tuple[str, dict[str, Any]]]:
    with session.open_store() as store:
        assert store.verify_audit().ok
        return [(row.act, dict(row.facts)) for row in store.audit_rows()]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises((QueueError, StationError)) as caught:
        act()
    assert isinstance(caught.value, QueueError | StationError)
    return caught.value.code


def answers_in(stick: Path) -> Path:
    [path] = (stick / "cccd-handover").glob(f"*/{RECEIPTS_FILE}")
    return path


# -- there and back ------------------------------------------------------------------------------


def test_packets_go_on_a_stick_and_the_receipts_settle_the_desk(
    session: Session, centre: Centre, stick: Path
) -> None:
    records = [finished(session) for _ in range(3)]
    made = export_packets(session, stick, now=lambda: NOON)
    assert made.listed == tuple(records)
    with session.open_store() as store:
        assert [(row.state, row.handed_over_at) for row in store.deliveries()] == [
            ("waiting", NOON)
        ] * 3
    assert centre.ask("import", stick)[0] == 0
    assert centre.records() == dict.fromkeys(records, "accepted")

    assert import_receipts(session, stick) == Answers(3, 0, 0, 0, 0, 0)
    assert (totals(session).accepted, totals(session).waiting) == (3, 0)
    acts = audited(session)
    assert ("handover_exported", {"records": 3}) in acts
    assert [act for act, _ in acts].count("record_accepted") == 3
    assert acts[-1][0] == "handover_imported"
    with session.open_store() as store:
        assert all(len(store.receipts(record)) == 1 for record in records)

    assert import_receipts(session, stick) == Answers(0, 0, 0, 3, 0, 0), "twice is harmless"
    assert export_packets(session, stick).listed == ()
    assert not list(made.lot.glob("*.cccd")), "what has arrived is taken off the stick"


def test_a_packet_sent_both_ways_is_one_record_whichever_comes_first(
    tmp_path: Path, centre: Centre, stick: Path
) -> None:
    with centre.serving() as url:
        session = desk_at(tmp_path / "desk", centre, url)
        stick_first = finished(session)
        export_packets(session, stick)
        centre.ask("import", stick)
        line_first = finished(session)
        export_packets(session, stick)
        assert send_due(session).failures == []
        assert totals(session).accepted == 2
        centre.ask("import", stick)
        assert import_receipts(session, stick).known == 2
        assert centre.records() == dict.fromkeys((stick_first, line_first), "accepted")
        assert centre.packets() == 2
        assert totals(session).accepted == 2
        acts = [act for act, _ in audited(session)]
        assert acts.count("record_accepted") == 2


def test_a_record_that_is_being_sent_is_handed_over_and_settled_too(
    session: Session, centre: Centre, stick: Path
) -> None:
    record = finished(session)
    with session.open_store() as store:
        store.mark_sending(record, at=NOON)
    export_packets(session, stick)
    centre.ask("import", stick)
    assert import_receipts(session, stick).accepted == 1
    assert totals(session).accepted == 1


def test_a_returned_record_comes_back_with_its_reason(
    session: Session, centre: Centre, stick: Path
) -> None:
    """Sealed for a key this centre has not."""
    other = centre.recipient
    centre.folder.rename(centre.folder.with_name("elsewhere"))
    centre.recipient = centre.ask("keygen")[1]["recipient"]
    assert centre.recipient != other
    pin(session, centre)
    record = finished(session)
    export_packets(session, stick)
    assert centre.ask("import", stick)[1]["lots"][0]["rejected"] == 1
    assert import_receipts(session, stick).rejected == 1
    with session.open_store() as store:
        [row] = store.deliveries()
    assert (row.record, row.state, row.code) == (record, "rejected", "PACKET_KEY_WRONG")


def test_receipts_of_a_lot_that_a_copy_of_the_desk_made_are_told_as_unknown(
    tmp_path: Path, centre: Centre, stick: Path, session: Session
) -> None:
    finished(session)
    export_packets(session, stick)
    centre.ask("import", stick)
    other = desk_at(tmp_path / "other", centre)
    pin(other, centre)
    with session.open_store() as store, other.open_store() as theirs:
        theirs.put_secret("station_signing_key", session.signing_key(store))
    assert import_receipts(other, stick) == Answers(0, 0, 0, 0, 1, 0)
    assert totals(other).created == 0


# -- what is not believed ------------------------------------------------------------------------


def test_nothing_is_believed_before_the_centre_s_key_is_known(
    tmp_path: Path, centre: Centre, stick: Path
) -> None:
    session = desk_at(tmp_path / "desk", centre)
    finished(session)
    export_packets(session, stick)
    centre.ask("import", stick)
    assert refusal(lambda: import_receipts(session, stick)) == "HANDOVER_KEY_MISSING"
    assert totals(session).waiting == 1


def test_a_receipt_of_another_hand_is_not_believed_and_stops_no_other(
    session: Session, centre: Centre, stick: Path, ctl: Ctl
) -> None:
    records = [finished(session) for _ in range(3)]
    export_packets(session, stick)
    centre.ask("import", stick)
    file = answers_in(stick)
    told = LotReceipts.parse(file.read_bytes())
    made_up = sign_receipt(
        record=records[0],
        packet_sha256=told.receipts[0].packet_sha256,
        verdict="rejected",
        code="MADE_UP",
        issued_at=NOON,
        signing_key=bytes(32),
    )
    forged = told.model_copy(update={"receipts": (made_up, *told.receipts[1:])})
    file.write_text(forged.model_dump_json())
    code, answer = ctl(session, "handover", "import", stick)
    assert (code, answer["error"]["code"]) == (1, "RECEIPT_FORGED")
    assert (answer["accepted"], answer["forged"]) == (2, 1)
    assert (totals(session).accepted, totals(session).waiting) == (2, 1)


def test_a_stick_with_another_desk_s_receipts_changes_nothing(
    session: Session, tmp_path: Path, centre: Centre, stick: Path
) -> None:
    other = desk_at(tmp_path / "other", centre, code="B04")
    finished(other)
    export_packets(other, stick)
    centre.ask("import", stick)
    assert refusal(lambda: import_receipts(session, stick)) == "HANDOVER_OTHER_DESK"


def test_an_operator_alone_may_not(session: Session, stick: Path) -> None:
    with session.open_store() as store:
        store.change_person(session.person.id, roles=frozenset({"operator"}))
    finished(session)
    for act in (export_packets, import_receipts):
        with pytest.raises(NotAllowedError):
            act(session, stick)
    assert not list(stick.iterdir())


def test_one_at_a_time(session: Session, stick: Path) -> None:
    finished(session)
    codes: list[str] = []

    def stop() -> bool:
        codes.append(refusal(lambda: export_packets(session, stick)))
        return False

    export_packets(session, stick, stop=stop)
    assert set(codes) == {"HANDOVER_RUNNING"}


def test_one_that_is_stopped_is_in_the_audit_and_marks_nothing(
    session: Session, stick: Path
) -> None:
    finished(session)
    stopped = refusal(lambda: export_packets(session, stick, stop=lambda: True))
    assert stopped == "HANDOVER_STOPPED"
    assert audited(session)[-1] == ("handover_exported", {"records": 1})
    with session.open_store() as store:
        assert [row.handed_over_at for row in store.deliveries()] == [None]


# -- the command line ----------------------------------------------------------------------------


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(session: Session, *words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--data", str(session.folder.root), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


def test_there_and_back_by_commands(
    session: Session, centre: Centre, stick: Path, ctl: Ctl
) -> None:
    records = [finished(session) for _ in range(2)]
    with session.open_store() as store:
        size = sum(row.size for row in store.deliveries())
    code, made = ctl(session, "handover", "export", stick)
    lot = made.pop("lot")
    assert Path(lot, LIST_FILE).exists()
    assert (code, made) == (0, {"records": 2, "bytes": size, "written": 2, "already_there": 0})
    code, made = ctl(session, "handover", "export", stick)
    assert (made["written"], made["already_there"]) == (0, 2)
    code, answer = ctl(session, "handover", "import", stick)
    assert (code, answer["error"]["code"]) == (1, "HANDOVER_NO_RECEIPTS")
    assert answer["error"]["next"]
    centre.ask("import", stick)
    code, answer = ctl(session, "handover", "import", stick)
    assert (code, answer) == (
        0,
        {"accepted": 2, "rejected": 0, "duplicate": 0, "known": 0, "unknown": 0},
    )
    assert centre.records() == dict.fromkeys(records, "accepted")


def test_a_packet_the_store_cannot_give_is_told_and_the_rest_is_there(
    session: Session, stick: Path, ctl: Ctl, logged: list[EventDict]
) -> None:
    bad, good = finished(session), finished(session)
    with session.open_store() as store:
        store._database.run("DROP TRIGGER packets_sealed")
        store._database.run(
            "UPDATE packets SET sealed = zeroblob(length(sealed)) WHERE record = ?", (bad,)
        )
    code, answer = ctl(session, "handover", "export", stick)
    assert (code, answer["error"]["code"]) == (1, "HANDOVER_INCOMPLETE")
    assert (answer["records"], answer["damaged"]) == (1, [bad])
    logged.clear()
    with session.open_store() as store:
        handed_over = {row.record for row in store.deliveries() if row.handed_over_at}
    assert handed_over == {good}
