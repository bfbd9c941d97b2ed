"""Lots at the centre: what is whole is taken in once and answered; the rest is told."""

import base64
import hashlib
import io
import json
import os
import secrets
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from station_centre.__main__ import main
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_queue.packet import (
    EnrolmentCode,
    EnrolmentRequest,
    generate_signing_key,
    public_key,
    seal,
    verify_receipt,
)
from station_queue.packet.lot import (
    LIST_FILE,
    RECEIPTS_FILE,
    LotEntry,
    LotList,
    LotReceipts,
    lot_name,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RECORDS = [f"0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8{n}" for n in range(6)]


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """One command in this process; its exit code and the one JSON object it printed."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main([*map(str, arguments), "--json"])
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return status, answer


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    assert run("keygen", "--data", folder / "data")[0] == 0
    return folder / "data"


@pytest.fixture
def data(keys: Path, tmp_path: Path) -> Path:
    """A centre that has received nothing yet."""
    folder = tmp_path / "centre"
    folder.mkdir()
    for path in keys.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "USB"


def packet(data: Path, record: str, signing_key: bytes, desk: str = "B03") -> bytes:
    return seal(
        {"record.json": json.dumps({"record": record}).encode()},
        record=record,
        desk=desk,
        made_at=NOON,
        signing_key=signing_key,
        recipient=(data / "centre.pub").read_text().strip(),
    )


def lot_of(stick: Path, packets: dict[str, bytes], signing_key: bytes, desk: str = "B03") -> Path:
    """As a desk leaves it on a stick."""
    lot = stick / "cccd-handover" / lot_name(desk, public_key(signing_key))
    lot.mkdir(parents=True)
    entries = [
        LotEntry(
            record=record,
            revision=1,
            sha256=hashlib.sha256(sealed).hexdigest(),
            size=len(sealed),
        )
        for record, sealed in packets.items()
    ]
    for entry, sealed in zip(entries, packets.values(), strict=True):
        (lot / entry.file).write_bytes(sealed)
    told = LotList.sign(desk=desk, made_at=NOON, entries=entries, signing_key=signing_key)
    (lot / LIST_FILE).write_text(told.model_dump_json(indent=1))
    return lot


def a_lot(data: Path, stick: Path, count: int = 3) -> Path:
    seed = generate_signing_key()
    return lot_of(stick, {one: packet(data, one, seed) for one in RECORDS[:count]}, seed)


def receipts(data: Path, lot: Path) -> dict[str, str]:
    """What the receipts beside a lot say of each record; every one is signed by the centre."""
    told = LotReceipts.parse((lot / RECEIPTS_FILE).read_bytes())
    assert told.station_key == LotList.parse((lot / LIST_FILE).read_bytes()).station_key
    key = public_key(base64.b64decode((data / "receipt.key").read_bytes().split()[-1]))
    assert told.centre.receipt_key == key
    assert all(verify_receipt(one, key) for one in told.receipts)
    return {one.record: one.code or one.verdict for one in told.receipts}


def kept(data: Path) -> dict[str, str]:
    _status, answer = run("list", "--data", data)
    return {row["record"]: row["state"] for row in answer["records"]}


def test_a_lot_is_taken_in_and_answered(data: Path, stick: Path) -> None:
    lot = a_lot(data, stick)
    status, answer = run("import", stick, "--data", data)
    assert status == 0
    [report] = answer["lots"]
    assert report == {
        "lot": lot.name,
        "desk": "B03",
        "station_key": LotList.parse((lot / LIST_FILE).read_bytes()).station_key,
        "records": 3,
        "taken": 3,
        "accepted": 3,
        "rejected": 0,
        "duplicate": 0,
        "missing": [],
        "damaged": [],
        "code": None,
    }
    assert receipts(data, lot) == kept(data) == dict.fromkeys(RECORDS[:3], "accepted")


@pytest.mark.parametrize("below", ["", "cccd-handover", "lot"])
def test_a_lot_is_found_from_wherever_on_the_stick(data: Path, stick: Path, below: str) -> None:
    lot = a_lot(data, stick)
    folder = lot if below == "lot" else stick / below
    assert run("import", folder, "--data", data)[1]["lots"][0]["accepted"] == 3


def test_doing_it_twice_is_harmless(data: Path, stick: Path) -> None:
    lot = a_lot(data, stick)
    _, first = run("import", stick, "--data", data)
    answers = LotReceipts.parse((lot / RECEIPTS_FILE).read_bytes()).receipts
    status, again = run("import", stick, "--data", data)
    assert (status, again) == (0, first)
    assert LotReceipts.parse((lot / RECEIPTS_FILE).read_bytes()).receipts == answers
    assert kept(data) == dict.fromkeys(RECORDS[:3], "accepted")
    assert len(list((data / "store" / "packets").rglob("*.cccd"))) == 3


def test_lots_of_several_desks_come_on_one_stick(data: Path, stick: Path) -> None:
    for number, desk in enumerate(("B03", "B04")):
        seed = generate_signing_key()
        lot_of(stick, {RECORDS[number]: packet(data, RECORDS[number], seed, desk)}, seed, desk)
    _, answer = run("import", stick, "--data", data)
    assert [(lot["desk"], lot["accepted"]) for lot in answer["lots"]] == [("B03", 1), ("B04", 1)]


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _link(file: Path) -> None:
    """The right bytes, but from somewhere that nobody handed over."""
    elsewhere = file.parents[3] / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("spoil", "how"),
    [
        (Path.unlink, "missing"),
        (_flip, "damaged"),
        (lambda file: os.truncate(file, 100), "damaged"),
        (lambda file: file.write_bytes(file.read_bytes() + b"x"), "damaged"),
        (lambda file: file.write_bytes(b""), "damaged"),
        pytest.param(_pipe, "damaged", marks=pytest.mark.skipif(os.name == "nt", reason="none")),
        (_folder, "damaged"),
        (_link, "damaged"),
    ],
    ids=["gone", "flipped", "short", "long", "empty", "pipe", "folder", "link"],
)
def test_one_bad_packet_stops_no_other(
    data: Path, stick: Path, spoil: Callable[[Path], object], how: str
) -> None:
    lot = a_lot(data, stick)
    spoil(lot / f"{RECORDS[1]}.cccd")
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["error"]["code"]) == (1, "LOT_INCOMPLETE")
    [report] = answer["lots"]
    assert report[how] == [RECORDS[1]]
    assert (report["records"], report["taken"], report["accepted"]) == (3, 2, 2)
    assert report["missing"] + report["damaged"] == [RECORDS[1]]
    others = dict.fromkeys((RECORDS[0], RECORDS[2]), "accepted")
    assert receipts(data, lot) == kept(data) == others


def test_what_a_desk_did_not_seal_is_refused_with_a_receipt(data: Path, stick: Path) -> None:
    seed = generate_signing_key()
    packets = {
        RECORDS[0]: b"not sealed at all",
        RECORDS[1]: packet(data, RECORDS[2], seed),
        RECORDS[3]: packet(data, RECORDS[3], seed),
    }
    lot = lot_of(stick, packets, seed)
    status, answer = run("import", stick, "--data", data)
    assert status == 0, "all of it has an answer"
    assert (answer["lots"][0]["accepted"], answer["lots"][0]["rejected"]) == (1, 2)
    assert receipts(data, lot) == {
        RECORDS[0]: "PACKET_NOT_AGE",
        RECORDS[1]: "RECORD_WRONG",
        RECORDS[3]: "accepted",
    }


def test_a_packet_taken_off_the_stick_keeps_its_receipt(data: Path, stick: Path) -> None:
    lot = a_lot(data, stick)
    run("import", stick, "--data", data)
    for file in lot.glob("*.cccd"):
        file.unlink()
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["lots"][0]["accepted"]) == (0, 3)
    assert receipts(data, lot) == dict.fromkeys(RECORDS[:3], "accepted")


def test_receipts_that_somebody_else_wrote_are_not_kept(data: Path, stick: Path) -> None:
    lot = a_lot(data, stick)
    run("import", stick, "--data", data)
    told = LotReceipts.parse((lot / RECEIPTS_FILE).read_bytes())
    forged = told.receipts[0].model_copy(update={"verdict": "rejected", "code": "MADE_UP"})
    made_up = told.model_copy(update={"receipts": (forged, *told.receipts[1:])})
    (lot / RECEIPTS_FILE).write_text(made_up.model_dump_json())
    (lot / f"{forged.record}.cccd").unlink()
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["lots"][0]["missing"]) == (1, [forged.record])
    assert receipts(data, lot) == dict.fromkeys(RECORDS[1:3], "accepted")


# -- lists that are not believed -----------------------------------------------------------------


def _changed(**values: object) -> Callable[[Path], None]:
    def change(lot: Path) -> None:
        document = json.loads((lot / LIST_FILE).read_bytes()) | values
        (lot / LIST_FILE).write_text(json.dumps(document))

    return change


def _leading_out(lot: Path) -> None:
    document = json.loads((lot / LIST_FILE).read_bytes())
    document["entries"][0]["record"] = "../../outside"
    (lot / LIST_FILE).write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda lot: (lot / LIST_FILE).unlink(), "LIST_MISSING"),
        (lambda lot: (lot / LIST_FILE).write_bytes(b""), "LIST_WRONG"),
        (lambda lot: os.truncate(lot / LIST_FILE, 200), "LIST_WRONG"),
        (_leading_out, "LIST_WRONG"),
        (_changed(desk="B04"), "LIST_FORGED"),
        (_changed(entries=[]), "LIST_FORGED"),
        (_changed(station_key=public_key(bytes(32))), "LIST_FORGED"),
        (_changed(signature="A" * 88), "LIST_FORGED"),
    ],
    ids=["missing", "empty", "cut", "leading out", "desk", "entries", "station", "signature"],
)
def test_a_list_that_is_not_believed_stops_no_other_lot(
    data: Path,
    stick: Path,
    spoil: Callable[[Path], object],
    code: str,
) -> None:
    lot = a_lot(data, stick)
    (stick / "outside.cccd").write_bytes(b"nobody's business")
    (stick / "outside.cccd").rename(stick.parent / "outside.cccd")
    spoil(lot)
    seed = generate_signing_key()
    other = lot_of(stick, {RECORDS[5]: packet(data, RECORDS[5], seed, "C01")}, seed, "C01")
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["error"]["code"]) == (1, "LOT_INCOMPLETE")
    refused, taken = answer["lots"]
    assert (refused["code"], refused["taken"], refused["desk"]) == (code, 0, None)
    assert (taken["code"], taken["accepted"]) == (None, 1)
    assert not (lot / RECEIPTS_FILE).exists()
    assert receipts(data, other) == kept(data) == {RECORDS[5]: "accepted"}


def test_only_lots_of_stations_that_are_let_in_are_taken(data: Path, stick: Path) -> None:
    seed = generate_signing_key()
    lot = lot_of(stick, {RECORDS[0]: packet(data, RECORDS[0], seed)}, seed)
    _, invited = run("enrol", "--desk", "B03", "--url", "http://127.0.0.1:8321", "--data", data)
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["lots"][0]["code"]) == (1, "STATION_UNKNOWN")
    assert kept(data) == {}
    assert not (lot / RECEIPTS_FILE).exists()

    request = EnrolmentRequest.make(
        token=EnrolmentCode.parse(invited["code"]).token,
        station_token=secrets.token_urlsafe(24),
        desk="B03",
        station_key=public_key(seed),
        signing_key=seed,
    )
    Stations(Objects.open(str(data / "store")), lambda: datetime.now(UTC)).enrol(request)
    assert run("import", stick, "--data", data)[1]["lots"][0]["accepted"] == 1

    assert run("revoke", "B03", "--data", data)[0] == 0
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["lots"][0]["code"]) == (1, "STATION_REVOKED")


def test_receipts_that_cannot_be_written_are_told_and_the_packets_stay_taken(
    data: Path, stick: Path
) -> None:
    lot = a_lot(data, stick)
    (lot / RECEIPTS_FILE).mkdir()
    status, answer = run("import", stick, "--data", data)
    assert (status, answer["lots"][0]["code"]) == (1, "RECEIPTS_NOT_WRITTEN")
    assert answer["lots"][0]["accepted"] == 3
    assert kept(data) == dict.fromkeys(RECORDS[:3], "accepted")
    assert sorted(path.name for path in lot.iterdir() if path.name.startswith(".")) == []


def test_a_folder_without_lots_or_none_at_all(data: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for folder, code in (("photos", "LOT_NONE"), ("not plugged in", "LOT_FOLDER_FAILED")):
        status, answer = run("import", tmp_path / folder, "--data", data)
        assert (status, answer["error"]["code"]) == (1, code)
        assert answer["error"]["next"]


def test_no_folder_s_name_stands_in_the_log(
    data: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick is somebody's: what they call their folders is nobody's business."""
    somebody = stick / f"Nguyễn Hữu Thiện {secrets.token_hex(4)}"
    somebody.mkdir(parents=True)
    (somebody / f"{RECORDS[0]}.cccd").write_bytes(b"x")
    run("import", stick, "--data", data)
    said = capsys.readouterr().err
    assert "LIST_MISSING" in said
    assert somebody.name[-8:] not in said
