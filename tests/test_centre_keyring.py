"""The centre's keys: rotated while it runs, wherever a rotation is cut off."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.typing import EventDict

from station_centre import disk, keyring
from station_centre.archive import Archive
from station_centre.errors import CentreError
from station_centre.intake import Announcement, Intake
from station_centre.keyring import Keyring, generate, rotate
from station_centre.objects import Objects
from station_queue.packet import (
    card_holds,
    generate_signing_key,
    open_packet,
    public_key,
    recipients_of,
    seal,
    verify_receipt,
)

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
STATION = generate_signing_key()
FILES = ("centre.key", "centre.pub", "receipt.key")


def sealed(recipient: str) -> bytes:
    return seal(
        {"record.json": b'{"record": "%s"}' % RECORD.encode()},
        record=RECORD,
        desk="B03",
        made_at=NOW,
        signing_key=STATION,
        recipient=recipient,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_a_rotation_takes_nothing_away_and_old_packets_open(tmp_path: Path) -> None:
    recipients = [generate(tmp_path)]
    keys = [Keyring.load(tmp_path).receipt_key]
    packets = [sealed(recipients[0])]
    for _ in range(3):
        recipients.append(rotate(tmp_path))
        keys.append(Keyring.load(tmp_path).receipt_key)
        packets.append(sealed(recipients[-1]))
    ring = Keyring.load(tmp_path)
    assert len({*recipients, *keys}) == 8
    assert recipients_of(ring.identity) == recipients
    assert ring.recipient == recipients[-1]
    for packet in packets:
        assert open_packet(packet, ring.identity).manifest.record == RECORD
    card = ring.card(NOW)
    assert (card.recipient, card.receipt_key) == (recipients[-1], keys[-1])
    for key in keys:
        assert card_holds(card, key)
    assert not card_holds(card, public_key(generate_signing_key()))
    if os.name == "posix":
        assert (tmp_path / "centre.key").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "receipt.key").stat().st_mode & 0o777 == 0o600


def test_after_very_many_rotations_the_last_twenty_vouch(tmp_path: Path) -> None:
    generate(tmp_path)
    keys = []
    for _ in range(25):
        rotate(tmp_path)
        keys.append(Keyring.load(tmp_path).receipt_key)
    card = Keyring.load(tmp_path).card(NOW)
    assert [card_holds(card, key) for key in keys] == [False] * 4 + [True] * 21


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_rotation_that_is_cut_off_leaves_keys_that_work_and_is_ended_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    recipient = generate(tmp_path)
    first_key = Keyring.load(tmp_path).receipt_key
    left = [written]
    write = disk.write_whole

    def cut_off(path: Path, content: bytes, *, mode: int = 0o600) -> None:
        if not left[0]:
            raise OSError("the power went")
        left[0] -= 1
        write(path, content, mode=mode)

    monkeypatch.setattr(keyring, "write_whole", cut_off)
    with pytest.raises(CentreError) as caught:
        rotate(tmp_path)
    assert caught.value.code == "FOLDER_FAILED"
    monkeypatch.undo()
    half = Keyring.load(tmp_path)
    assert half.recipient == recipient
    assert card_holds(half.card(NOW), first_key)
    assert open_packet(sealed(recipient), half.identity).manifest.record == RECORD
    newest = rotate(tmp_path)
    whole = Keyring.load(tmp_path)
    assert whole.recipient == newest
    for key in (first_key, half.receipt_key):
        assert card_holds(whole.card(NOW), key)
    for each in (recipient, newest):
        assert open_packet(sealed(each), whole.identity).manifest.record == RECORD


def test_a_centre_that_runs_takes_the_new_keys_without_being_asked(
    tmp_path: Path, logged: list[EventDict]
) -> None:
    generate(tmp_path)
    running = Keyring.load(tmp_path)
    before = running.card(NOW)
    assert running.card(NOW) == before
    recipient = rotate(tmp_path)
    after = running.card(NOW)
    assert (running.recipient, after.recipient) == (recipient, recipient)
    assert public_key(running.receipt_seed) == after.receipt_key != before.receipt_key
    assert card_holds(after, before.receipt_key)
    opened = open_packet(sealed(before.recipient), running.identity)
    assert opened.manifest.record == RECORD
    assert [each["event"] for each in logged] == ["keys_changed"]


def test_what_was_sealed_before_a_rotation_is_taken_and_its_receipt_believed(
    tmp_path: Path, logged: list[EventDict]
) -> None:
    generate(tmp_path)
    running = Keyring.load(tmp_path)
    pinned, packet = running.receipt_key, sealed(running.recipient)
    intake = Intake(running, Archive(Objects.open(tmp_path / "store")), lambda: NOW)
    rotate(tmp_path)
    told = Announcement(
        filename=f"{RECORD}.cccd",
        filetype="application/octet-stream",
        packet=RECORD,
        station=public_key(STATION),
        sha256=hashlib.sha256(packet).hexdigest(),
    )
    receipt = intake.take(packet, told)
    card = running.card(NOW)
    assert (receipt.verdict, receipt.code) == ("accepted", None)
    assert card_holds(card, pinned)
    assert verify_receipt(receipt, card.receipt_key)
    assert not verify_receipt(receipt, pinned)
    assert "keys_changed" in {each["event"] for each in logged}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [None, b"", b"nonsense\n", b"\xff\xfe"])
def test_keys_that_cannot_be_read_any_more_stop_no_centre_that_runs(
    tmp_path: Path, logged: list[EventDict], name: str, content: bytes | None
) -> None:
    generate(tmp_path)
    running = Keyring.load(tmp_path)
    before = running.card(NOW)
    kept = (tmp_path / name).read_bytes()
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for _ in range(3):
        assert running.card(NOW) == before
    assert [each["event"] for each in logged] == ["keys_not_read"]
    logged.clear()
    with pytest.raises(CentreError):
        Keyring.load(tmp_path)
    with pytest.raises(CentreError):
        rotate(tmp_path)
    (tmp_path / name).write_bytes(kept)
    recipient = rotate(tmp_path)
    assert running.recipient == recipient


def test_only_what_is_there_is_rotated(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CentreError) as caught:
            rotate(folder)
        assert caught.value.code == "KEYS_MISSING"
    assert list(tmp_path.iterdir()) == []


def test_several_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    generate(tmp_path)
    command = [
        sys.executable,
        "-m",
        "station_centre",
        "keygen",
        "--rotate",
        "--data",
        str(tmp_path),
    ]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    announced = [process.communicate()[0].split()[-1] for process in running]
    ring = Keyring.load(tmp_path)
    assert set(announced) < set(recipients_of(ring.identity))
    assert ring.recipient in announced
    assert len(ring.card(NOW).endorsements) == 3
