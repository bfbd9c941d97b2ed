"""docs/packet.md, run as it stands: stock tools open a real packet, and stop at what is wrong."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from station_queue.packet import (
    Receipt,
    generate_identity,
    generate_signing_key,
    public_key,
    seal,
    sign_receipt,
)
from station_queue.packet.keys import parse_identities, parse_recipient

TOOLS = ("age", "unzip", "sha256sum", "openssl", "jq")
pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="a stock tool is not installed"
)

DOCUMENT = Path(__file__).parents[1] / "docs" / "packet.md"
RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
STATION, CENTRE = generate_signing_key(), generate_signing_key()
IDENTITY, RECIPIENT = generate_identity()
PARTS = {
    "record.json": json.dumps({"record": RECORD, "full_name": "Nguyễn Thị Ánh"}).encode(),
    "portrait.jpg": b"\xff\xd8 portrait",
    "fingerprints/02.wsq": b"\xff\xa0 right",
    "fingerprints/07.wsq": b"\xff\xa0 left",
}


def steps(chapter: str) -> dict[str, str]:
    """The commands of a chapter by what each block of them is for."""
    text = DOCUMENT.read_text("utf-8").partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\*\*(.+?)\*\*.*?^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return {name.rstrip("."): commands for name, commands in found}


def stopped_at(chapter: str, folder: Path) -> str:
    """The step at which the commands of a chapter stop; "" when all of them pass."""
    for name, commands in steps(chapter).items():
        shell = ["bash", "-euo", "pipefail", "-c", commands]
        if subprocess.run(shell, cwd=folder, capture_output=True, check=False).returncode:
            return name
    return ""


def sealed(signing_key: bytes = STATION, recipient: str = RECIPIENT) -> bytes:
    return seal(
        PARTS,
        record=RECORD,
        desk="T01",
        made_at=AT,
        signing_key=signing_key,
        recipient=recipient,
    )


def repacked(change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> bytes:
    """A packet whose parts somebody who has the centre's public key has exchanged."""
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed(), parse_identities(IDENTITY)))) as old:
        parts = change({name: old.read(name) for name in old.namelist()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    packet: bytes = pyrage.encrypt(buffer.getvalue(), [parse_recipient(RECIPIENT)])
    return packet


def with_packet(folder: Path, packet: bytes) -> Path:
    (folder / "packet.cccd").write_bytes(packet)
    (folder / "centre.key").write_text(f"# the centre's\n{IDENTITY}\n")
    (folder / "station.pub").write_text(public_key(STATION) + "\n")
    return folder


def test_the_document_has_the_steps_that_are_tried_here() -> None:
    assert list(steps("Open a packet")) == [
        "Decrypt",
        "Unpack",
        "Check the signature",
        "Check the parts",
        "Check that nothing else is in it",
    ]
    assert list(steps("Check a receipt")) == [
        "Check the signature",
        "Check that it speaks of this packet",
    ]


def test_stock_tools_open_a_packet_as_the_document_says(tmp_path: Path) -> None:
    assert stopped_at("Open a packet", with_packet(tmp_path, sealed())) == ""
    parts = {
        path.relative_to(tmp_path / "parts").as_posix(): path.read_bytes()
        for path in (tmp_path / "parts").rglob("*.*")
        if not path.name.startswith("manifest.")
    }
    assert parts == PARTS


def changed(packet: bytes) -> bytes:
    """With one bit of the last byte turned over."""
    return packet[:-1] + bytes([packet[-1] ^ 1])


WRONG = {
    "changed on the way": (changed(sealed()), "Decrypt"),
    "cut": (sealed()[:-100], "Decrypt"),
    "sealed for another centre": (sealed(recipient=generate_identity()[1]), "Decrypt"),
    "of another station": (sealed(generate_signing_key()), "Check the signature"),
    "another desk in the manifest": (
        repacked(
            lambda parts: parts | {"manifest.json": parts["manifest.json"].replace(b"T01", b"T02")}
        ),
        "Check the signature",
    ),
    "another portrait": (
        repacked(lambda parts: parts | {"portrait.jpg": b"\xff\xd8 somebody else"}),
        "Check the parts",
    ),
    "a print is gone": (
        repacked(lambda parts: {n: c for n, c in parts.items() if n != "fingerprints/07.wsq"}),
        "Check the parts",
    ),
    "a print more": (
        repacked(lambda parts: parts | {"fingerprints/03.wsq": b"\xff\xa0 whose?"}),
        "Check that nothing else is in it",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stops_at_the_step_that_the_document_names(name: str, tmp_path: Path) -> None:
    packet, step = WRONG[name]
    assert stopped_at("Open a packet", with_packet(tmp_path, packet)) == step


def receipt_for(packet: bytes, **about: str) -> Receipt:
    return sign_receipt(
        record=RECORD,
        packet_sha256=hashlib.sha256(packet).hexdigest(),
        verdict="rejected" if about else "accepted",
        issued_at=AT,
        signing_key=CENTRE,
        **about,
    )


def with_receipt(folder: Path, packet: bytes, receipt: str) -> Path:
    (folder / "packet.cccd").write_bytes(packet)
    (folder / "receipt.json").write_text(receipt, "utf-8")
    (folder / "centre.pub64").write_text(public_key(CENTRE) + "\n")
    return folder


@pytest.mark.parametrize(
    "about",
    [
        {},
        {
            "code": "PORTRAIT_BLURRED",
            "text": 'Ảnh bị mờ: "chụp lại"\\ \u2028 <é>',
            "field": "portrait",
        },
        {"code": "RECORD_WRONG", "text": "Không đọc được hồ sơ.\n\tGửi lại."},
    ],
    ids=["accepted", "rejected with a field", "rejected without"],
)
def test_stock_tools_check_a_receipt_as_the_document_says(
    about: dict[str, str], tmp_path: Path
) -> None:
    packet = sealed()
    told = receipt_for(packet, **about).model_dump_json()
    assert stopped_at("Check a receipt", with_receipt(tmp_path, packet, told)) == ""


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"verdict": "accepted"}, "Check the signature"),
        ({"text": "Ảnh bị mờ"}, "Check the signature"),
        ({"signature": base64.b64encode(bytes(64)).decode()}, "Check the signature"),
        ({}, "Check that it speaks of this packet"),
    ],
    ids=["verdict", "text", "signature", "other packet"],
)
def test_a_receipt_that_does_not_hold_stops_there(
    change: dict[str, str], step: str, tmp_path: Path
) -> None:
    packet = sealed()
    told = receipt_for(packet, code="PORTRAIT_BLURRED", text="Ảnh bị mờ.")
    given = told.model_copy(update=change).model_dump_json()
    arrived = packet if change else sealed()
    assert stopped_at("Check a receipt", with_receipt(tmp_path, arrived, given)) == step
