"""Enrolling a desk: over real TLS, cut off at every step, at another centre, by whom it is not."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.typing import EventDict

import station_core.enrolling
from running_centre import RunningCentre
from station_core.audit_export import verified
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.enrolling import enrol_desk
from station_core.errors import DeskError
from station_core.folder import DeskFolder
from station_core.net_test import STEPS, try_line
from station_core.outbox import send_due
from station_core.reconciling import reconcile
from station_core.settings import CentreSettings, DeskSettings, Settings, load_settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_queue import QueueError, uuid7
from station_queue.centre_keys import AUTHORITY, TOKEN, pin, receipt_keys
from station_queue.client import CentreClient
from station_queue.kdf import KdfCost
from station_queue.packet import EnrolmentCode, generate_identity, generate_signing_key, public_key

NAME, PASSWORD = "An", "mat-khau-thu"
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    made = RunningCentre(tmp_path_factory.mktemp("centre"), "--tls", "--name", "localhost")
    made.start()
    yield made
    made.end()


def invited(centre: RunningCentre, desk: str = "B03") -> EnrolmentCode:
    return EnrolmentCode.parse(centre.ask("enrol", "--desk", desk)["code"])


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """At a desk that knows a centre nobody reaches."""
    folder = DeskFolder(tmp_path / "desk")
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
    )
    set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now(), cost=CHEAP)
    return sign_in(folder, NAME, PASSWORD)


def again(session: Session) -> Session:
    return sign_in(session.folder, NAME, PASSWORD)


def collect(session: Session) -> str:
    """A finished record that waits, sealed for whoever the desk seals for now."""
    from station_core.sealing import sealed_packet

    with Desk(session) as desk:
        visit = desk.draft("exchange")
    visit = visit.model_copy(update={"id": uuid7(local_now(), secrets.token_bytes)})
    at, document = visit.started_at, visit.model_dump_json()
    with session.open_store() as store:
        store.start_visit(
            visit=visit.id,
            procedure="exchange",
            operator="1",
            day=at.date(),
            at=at,
            document=document,
        )
        sealed = sealed_packet(session, store, visit, {}, local_now())
        store.finish_visit(visit.id, at=local_now(), document=document, sealed=sealed)
    return visit.id


def test_an_enrolled_desk_sends_over_tls_to_the_centre_that_was_scanned(
    session: Session, centre: RunningCentre
) -> None:
    code = invited(centre)
    done = enrol_desk(session, code)
    assert done == (centre.url, centre.recipient, code.ca_sha256)
    session = again(session)
    assert session.settings.centre.url == centre.url
    record = collect(session)
    report = send_due(session)
    assert (report.accepted, report.failures) == (1, [])
    assert {"record": record, "desk": "B03", "state": "accepted", "revision": 1} in centre.ask(
        "list"
    )["records"]
    known: list[int] = []
    tried = try_line(
        session, on_step=lambda so_far: known.append(sum(bool(one.ok) for one in so_far))
    )
    assert [one.ok for one in tried] == [True] * len(STEPS)
    assert known == [1, 5, 6, 7]  # the network at once, then with every answer
    verdict, _head = verified(session)
    assert verdict.ok
    found = reconcile(session)
    assert (found.records_here, found.records_there, found.equal) == (1, 1, True)


@pytest.mark.parametrize("step", ["fetch_authority", "CentreClient", "_keep", "save_settings"])
def test_cut_off_at_any_step_it_is_done_again_with_the_same_code(
    session: Session, centre: RunningCentre, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    code = invited(centre)

    class PowerCutError(Exception):
        pass

    def cut(*_arguments: object, **_options: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patched:
        patched.setattr(station_core.enrolling, step, cut)
        with pytest.raises(PowerCutError):
            enrol_desk(session, code)
    session = again(session)
    enrol_desk(session, code)
    assert send_due(again(session)).failures == []


def test_an_answer_that_was_lost_is_asked_for_again(
    session: Session, centre: RunningCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = invited(centre)
    enrol = CentreClient.enrol

    def lost(*arguments: object, **options: object) -> None:
        enrol(*arguments, **options)  # type: ignore[arg-type]  # as it was called
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(CentreClient, "enrol", lost)
        with pytest.raises(ConnectionError):
            enrol_desk(session, code)
    # The centre knows the desk by now; the code works once, but it is the same desk that asks.
    enrol_desk(session, code)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"token": "t" * 32}, "ENROL_TOKEN_WRONG"),
        ({"ca_sha256": "0" * 64}, "CERT_UNTRUSTED"),
    ],
)
def test_a_code_that_does_not_hold_changes_nothing(
    session: Session, centre: RunningCentre, change: dict[str, str], refusal: str
) -> None:
    code = invited(centre).model_copy(update=change)
    with pytest.raises(QueueError) as caught:
        enrol_desk(session, code)
    assert caught.value.code == refusal
    assert code.token not in str(caught.value)
    assert load_settings(session.folder.settings) == session.settings
    with session.open_store() as store:
        assert store.secret(TOKEN) is store.secret(AUTHORITY) is None


def test_a_code_is_for_one_desk_and_for_once(session: Session, centre: RunningCentre) -> None:
    with pytest.raises(QueueError) as caught:
        enrol_desk(session, invited(centre, "B99"))
    assert caught.value.code == "ENROL_DESK_OTHER"
    code = invited(centre)
    enrol_desk(session, code)
    with pytest.raises(QueueError) as caught:
        enrol_desk(session, code)
    assert caught.value.code == "ENROL_TOKEN_USED"


def test_a_desk_does_not_leave_a_centre_while_packets_for_it_wait(
    session: Session, centre: RunningCentre
) -> None:
    enrol_desk(session, invited(centre))
    session = again(session)
    collect(session)
    elsewhere = EnrolmentCode(
        url="http://127.0.0.1:9",
        recipient=generate_identity()[1],
        receipt_key=public_key(generate_signing_key()),
        token="t" * 32,
    )
    with pytest.raises(DeskError) as caught:
        enrol_desk(session, elsewhere)
    assert (caught.value.code, caught.value.details) == ("CENTRE_OTHER", {"waiting": 1})
    with pytest.raises(QueueError) as unreached:
        enrol_desk(session, elsewhere, force=True)
    assert unreached.value.code == "CENTRE_UNREACHABLE"


def test_a_desk_that_is_shut_out_holds_what_it_has_and_goes_on_once_it_is_let_in(
    session: Session, centre: RunningCentre, logged: list[EventDict]
) -> None:
    enrol_desk(session, invited(centre))
    session = again(session)
    with session.open_store() as store:
        key = session.station_key(store)
    centre.ask("revoke", key)
    # What it has read of the store it believes for half a minute; begun anew, it reads it.
    centre.end()
    centre.start()
    record = collect(session)
    report = send_due(session)
    assert [failure.code for failure in report.failures] == ["STATION_REVOKED"]
    with session.open_store() as store:
        row = store.delivery(record)
        assert (row.state, row.code, row.next_attempt) == ("waiting", "STATION_REVOKED", None)
    enrol_desk(session, invited(centre))
    session = again(session)
    assert (report := send_due(session)).waiting == 0, report.failures
    logged.clear()


def test_the_centre_returns_a_record_and_the_desk_compares(
    session: Session, centre: RunningCentre
) -> None:
    enrol_desk(session, invited(centre))
    session = again(session)
    kept, returned = collect(session), collect(session)
    assert send_due(session).accepted == 2
    reason = ["--code", "PORTRAIT_BLURRED", "--text", "Ảnh mờ", "--field", "portrait.jpg"]
    centre.ask("reject", returned, *reason)
    found = reconcile(session)
    assert (found.records_here, found.records_there, found.equal) == (2, 2, True)
    with session.open_store() as store:
        row = store.delivery(returned)
        assert (row.state, row.code, row.field) == ("rejected", "PORTRAIT_BLURRED", "portrait.jpg")
        assert store.delivery(kept).state == "accepted"
    tomorrow = (local_now() + timedelta(days=1)).date()
    assert reconcile(session, first=tomorrow).records_there == 0
    assert reconcile(session, last=local_now().date()).records_there == 2


def test_the_first_step_that_fails_is_named(session: Session, centre: RunningCentre) -> None:
    tried = {one.step: one for one in try_line(session)}
    assert tried["connection"].code == "CENTRE_UNREACHABLE"
    assert [tried[step].ok for step in STEPS] == [True, True, False, None, None, None, None]
    enrol_desk(session, invited(centre))
    session = again(session)
    with session.open_store() as store:
        store.put_secret(TOKEN, b"t" * 32)
    tried = {one.step: one for one in try_line(session)}
    assert (tried["centre"].ok, tried["desk"].code) == (True, "STATION_UNKNOWN")


def test_a_clock_that_is_a_day_ahead_is_named(session: Session, centre: RunningCentre) -> None:
    enrol_desk(session, invited(centre))
    tomorrow = local_now() + timedelta(days=1)
    assert try_line(again(session), now=lambda: tomorrow)[-1].code == "CLOCK_WRONG"


def test_what_a_centre_gave_is_shown_at_no_other_address(
    session: Session, centre: RunningCentre, logged: list[EventDict]
) -> None:
    enrol_desk(session, invited(centre))
    # This session read its settings before: its address is the old centre's.
    assert [one.code for one in send_due(session).failures] == ["CENTRE_MOVED"]
    assert [step.code for step in try_line(session) if step.ok is False] == ["CENTRE_MOVED"]
    logged.clear()


def test_what_is_finished_before_the_next_sign_in_is_sealed_for_the_new_centre(
    session: Session, centre: RunningCentre
) -> None:
    enrol_desk(session, invited(centre))
    collect(session)
    assert send_due(again(session)).accepted == 1


def test_settings_that_a_power_cut_kept_back_send_nothing_to_the_old_centre(
    session: Session,
    centre: RunningCentre,
    monkeypatch: pytest.MonkeyPatch,
    logged: list[EventDict],
) -> None:
    code = invited(centre)
    with monkeypatch.context() as cut:
        cut.setattr(station_core.enrolling, "save_settings", _cut_off)
        with pytest.raises(OSError, match="cut"):
            enrol_desk(session, code)
    assert [one.code for one in send_due(again(session)).failures] == ["CENTRE_MOVED"]
    enrol_desk(again(session), code)
    assert send_due(again(session)).receipts
    logged.clear()


def _cut_off(*_words: object) -> None:
    raise OSError("cut")


def test_what_another_centre_signed_counts_no_more(session: Session, centre: RunningCentre) -> None:
    enrol_desk(session, invited(centre))
    with session.open_store() as store:
        own = receipt_keys(store)
        assert own is not None
        pin(store, public_key(generate_signing_key()))  # as a desk of another centre
    enrol_desk(again(session), invited(centre))
    with session.open_store() as store:
        assert receipt_keys(store) == own
