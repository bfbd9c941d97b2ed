"""What the centre says of a record over time: refused, taken later, returned, corrected."""

import hashlib
import json
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from enrolling import Clock, InventedStation
from station_centre.archive import PROVINCE_TIME, Archive
from station_centre.errors import CentreError
from station_centre.figures import day_figures
from station_centre.intake import Announcement, Intake
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.sending_back import send_back
from station_centre.stations import Stations
from station_queue.packet import Receipt, seal

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
REASON = {"code": "PORTRAIT_BLURRED", "text": "Ảnh mờ", "field": "portrait.jpg"}


class Centre:
    """Takes packets as if they had come by whatever way."""

    def __init__(self, folder: Path) -> None:
        generate(folder / "keys")
        self.keys = Keyring.load(folder / "keys")
        self.clock = Clock()
        self.objects = Objects.open(folder / "store")
        self.archive = Archive(self.objects)
        self.stations = Stations(self.objects, self.clock)

    def enrol(self, station: InventedStation) -> None:
        code = self.stations.invite(station.desk, expires=self.clock() + timedelta(hours=1))
        self.stations.enrol(station.request(code))

    def packet(self, station: InventedStation, revision: int = 1) -> bytes:
        return seal(
            {
                "record.json": json.dumps({"record": RECORD}).encode(),
                "portrait.jpg": secrets.token_bytes(99),
            },
            record=RECORD,
            desk=station.desk,
            revision=revision,
            made_at=self.clock(),
            signing_key=station.seed,
            recipient=self.keys.recipient,
        )

    def take(self, station: InventedStation, sealed: bytes) -> Receipt:
        self.clock.put_on(60)
        announced = Announcement(
            filename="a.cccd",
            filetype="application/octet-stream",
            packet=RECORD,
            station=station.key,
            sha256=hashlib.sha256(sealed).hexdigest(),
        )
        may_send = self.stations.may_send
        return Intake(self.keys, self.archive, self.clock, may_send).take(sealed, announced)

    def give_back(self) -> None:
        self.clock.put_on(60)
        send_back(self.archive, self.keys, self.clock, record=RECORD, **REASON)

    def known_of(self, station: InventedStation) -> list[tuple[int | None, str]]:
        answers = self.archive.answers(station.key, after=None)
        return [(answer.revision, answer.state) for answer in answers]

    def receipts(self, station: InventedStation) -> list[Receipt]:
        return self.archive.receipts(station.key, after=0, limit=100)[0]


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def test_what_was_refused_before_its_desk_was_known_is_taken_when_it_comes_again(
    centre: Centre,
) -> None:
    known, late = InventedStation("B01"), InventedStation("B02")
    centre.enrol(known)
    sealed = centre.packet(late)
    assert centre.take(late, sealed).code == "STATION_UNKNOWN"
    centre.enrol(late)
    assert centre.take(late, sealed).verdict == "accepted"
    assert centre.known_of(late) == [(1, "accepted")]
    counts = day_figures(centre.objects, centre.clock().astimezone(PROVINCE_TIME).date())[late.key]
    assert (counts.received, counts.accepted, counts.rejected) == (1, 1, 0)


def test_a_returned_record_is_corrected_by_its_next_revision(centre: Centre) -> None:
    station = InventedStation("B01")
    centre.enrol(station)
    first = centre.packet(station)
    centre.take(station, first)
    centre.give_back()
    told = centre.receipts(station)[-1]
    assert (told.verdict, told.code, told.field) == ("rejected", REASON["code"], REASON["field"])
    # The same bytes again, as after a lost answer, get the latest word.
    assert centre.take(station, first) == told
    assert centre.take(station, centre.packet(station, revision=2)).verdict == "accepted"
    assert centre.known_of(station) == [(1, "rejected"), (2, "accepted")]
    latest = centre.archive.latest(RECORD)
    assert latest is not None
    assert (latest.revision, latest.receipt.verdict) == (2, "accepted")


def test_a_return_that_was_cut_off_is_told_when_it_is_made_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = InventedStation("B01")
    centre.enrol(station)
    centre.take(station, centre.packet(station))

    def cut(*_words: object) -> None:
        raise CentreError("ARCHIVE_FAILED")

    with monkeypatch.context() as power:
        power.setattr(centre.archive, "publish", cut)
        with pytest.raises(CentreError):
            centre.give_back()
    assert centre.known_of(station) == [(1, "accepted")]
    with pytest.raises(CentreError) as caught:
        centre.give_back()
    assert caught.value.code == "RECORD_RETURNED"
    assert centre.known_of(station) == [(1, "rejected")]
    assert centre.receipts(station)[-1].code == REASON["code"]


def test_a_return_by_a_clock_that_is_behind_is_the_later_word_all_the_same(centre: Centre) -> None:
    station = InventedStation("B01")
    centre.enrol(station)
    accepted = centre.take(station, centre.packet(station))
    centre.clock.put_on(-7200)
    centre.give_back()
    assert centre.receipts(station)[-1].issued_at > accepted.issued_at


def test_another_desk_corrects_no_record(centre: Centre) -> None:
    own, other = InventedStation("B01"), InventedStation("B99")
    centre.enrol(own)
    centre.enrol(other)
    centre.take(own, centre.packet(own))
    assert centre.take(other, centre.packet(other, revision=2)).code == "RECORD_OTHER"
    latest = centre.archive.latest(RECORD)
    assert latest is not None
    assert (latest.desk, latest.revision) == ("B01", 1)


def test_each_station_gets_its_own_refusal(centre: Centre) -> None:
    one, other = InventedStation("B01"), InventedStation("B02")
    centre.enrol(one)
    centre.enrol(other)
    garbage = b"no packet at all"
    assert centre.take(one, garbage).code == centre.take(other, garbage).code == "PACKET_NOT_AGE"
    assert [len(centre.receipts(station)) for station in (one, other)] == [1, 1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"record": "0190f3a2-7c1d-7e4a-9b5e-000000000000"}, "RECORD_UNKNOWN"),
        ({"code": "lower case"}, "REASON_WRONG"),
        ({"text": "x" * 501}, "REASON_WRONG"),
        ({"text": " "}, "REASON_WRONG"),
        ({"field": "../x y"}, "REASON_WRONG"),
    ],
)
def test_a_return_that_cannot_be_sent_is_refused(
    centre: Centre, change: dict[str, str], code: str
) -> None:
    station = InventedStation("B01")
    centre.enrol(station)
    centre.take(station, centre.packet(station))
    how = {"record": RECORD, **REASON, **change}
    with pytest.raises(CentreError) as caught:
        send_back(centre.archive, centre.keys, centre.clock, **how)
    assert caught.value.code == code
    assert centre.known_of(station) == [(1, "accepted")]
