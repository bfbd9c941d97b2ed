"""The desks that are photographed: one nobody has worked at yet, one in the middle of a day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from stage import NOW, SEED, StandingClock
from station_capture import CardRead, Portrait, load_profile, take_portrait
from station_capture.card import Card
from station_capture.drawn import INVENTED_PEOPLE, draw_portrait_scene
from station_core import settings as s
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.setup import set_up_desk
from station_core.signin import sign_in
from station_core.visit import Visit
from station_queue import DeliveryState, Store
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity, generate_signing_key, sign_receipt
from station_ui.gallery.people import people

NAME: Final = "An"
PASSWORD: Final = "mat-khau-thu"
NO_LINK: Final = "http://127.0.0.1:9"
EVERY_STATE: Final[tuple[DeliveryState, ...]] = (
    "accepted",
    "accepted",
    "delivered",
    "rejected",
    "waiting",
    "waiting",
    "sending",
)


def make_desk(
    folder: Path, camera: Path, *, scanner: str = "", handheld: str = "", gps: str = ""
) -> DeskFolder:
    """A desk that was just set up."""
    made = DeskFolder(folder)
    settings = s.Settings(
        desk=s.DeskSettings(code="03", team="Tổ 1", commune="26506"),
        centre=s.CentreSettings(url=NO_LINK, recipient=generate_identity()[1]),
        camera=s.CameraSettings(source=str(camera), loop=True),
        portrait=s.PortraitSettings(auto_shutter=False),
        scanner=s.ScannerSettings(port=scanner, baud=921_600),
        handheld=s.HandheldSettings(port=handheld),
        gps=s.GpsSettings(port=gps),
        screen=s.ScreenSettings(lock_minutes=0),  # the clock is put on by hours for one picture
    )
    set_up_desk(
        made,
        settings,
        name=NAME,
        password=PASSWORD,
        now=NOW - timedelta(days=1),
        randbytes=Random(SEED).randbytes,
        cost=KdfCost(memory_kib=64, passes=1, lanes=1),
    )
    return made


def work_through_the_morning(folder: DeskFolder) -> None:
    """Records in every state of delivery, and two visits that were not ended."""
    clock = StandingClock(NOW - timedelta(minutes=40))
    session = sign_in(folder, NAME, PASSWORD)
    records = []
    randbytes = Random(SEED + 1).randbytes
    with Desk(session, now=clock.now, boot=clock.since_boot, randbytes=randbytes) as desk:
        for number, state in enumerate(EVERY_STATE):
            visit = desk.begin("confirm_old_number", read_of(_with_old_number(number)))
            clock.at += timedelta(seconds=80 + 7 * number)
            visit = desk.confirm_details(visit, {"phone": "0901234567"})
            records.append((desk.finish(visit), state))
            clock.at += timedelta(seconds=150)
        desk.begin("exchange", read_of(INVENTED_PEOPLE[2]))
        clock.at += timedelta(seconds=90)
        desk.begin("exchange", read_of(card_of("longest")))
    with session.open_store() as store:
        for record, state in records:
            _bring(store, record, state)


def _with_old_number(number: int) -> Card:
    cards = [card for card in INVENTED_PEOPLE if card.old_id]
    card = cards[number % len(cards)]
    return replace(card, id_number=f"{card.id_number[:6]}{998_000 + number}")


def _bring(store: Store, record: str, state: DeliveryState) -> None:
    """Take a record from waiting to a state, as a pass over the queue does."""
    at = NOW - timedelta(minutes=10)
    if state == "waiting":
        store.mark_sending(record, at=at)
        store.mark_waiting(
            record,
            at=at,
            code="CENTRE_UNREACHABLE",
            text="",
            next_attempt=NOW + timedelta(minutes=5),
        )
        return
    store.mark_sending(record, at=at)
    if state == "sending":
        store.note_offset(record, offset=1)
        return
    store.mark_delivered(record, at=at)
    if state != "delivered":
        _answer(store, record, accepted=state == "accepted")


def _answer(store: Store, record: str, *, accepted: bool) -> None:
    row = next(one for one in store.deliveries() if one.record == record)
    receipt = sign_receipt(
        record=record,
        packet_sha256=row.sha256,
        verdict="accepted" if accepted else "rejected",
        code=None if accepted else "PACKET_INVALID",
        text=None if accepted else "Ảnh chân dung bị mờ, cần chụp lại.",
        issued_at=NOW - timedelta(minutes=9),
        signing_key=generate_signing_key(),
    )
    store.settle(receipt, at=NOW - timedelta(minutes=8))


def read_of(card: Card, warnings: tuple[str, ...] = ()) -> CardRead:
    """A card as the camera reads it."""
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    return CardRead(
        raw=card.id_number.encode(),
        card=card,
        warnings=warnings,
        repaired=False,
        stage="whole",
        ms=20.0,
        corners=corners,
    )


def card_of(person: str) -> Card:
    """The card of one of the gallery's people."""
    who = people()[person]
    return Card(
        id_number=who["id_number"],
        old_id=who["old_id"],
        full_name=who["full_name"],
        dob=date.fromisoformat(who["dob"]),
        gender="Nữ" if who["gender"] == "Nữ" else "Nam",
        address=who["address"],
        issue_date=date(2021, 4, 22),
        extra=(),
    )


def portrait_of(seed: int = 1) -> Portrait:
    """A portrait as the camera takes it."""
    return take_portrait(draw_portrait_scene(seed=seed), load_profile())


def with_details(desk: Desk, person: str, procedure: str = "exchange") -> Visit:
    """A visit whose next step is the portrait."""
    visit = desk.begin(procedure, read_of(card_of(person)), again=True)
    return desk.confirm_details(visit, {"phone": "0901234567"})


def with_portrait(desk: Desk, person: str) -> Visit:
    """A visit whose next step are the fingerprints."""
    return desk.keep_portrait(with_details(desk, person), portrait_of())
