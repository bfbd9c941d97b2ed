"""Sealing and opening: what goes in comes out, and nothing else opens."""

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_queue.packet import (
    MAX_PACKET_BYTES,
    Manifest,
    PacketError,
    generate_identity,
    generate_signing_key,
    open_packet,
    public_key,
    recipient_of,
    seal,
)
from station_queue.packet.keys import parse_identities, parse_recipient, sign

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
OTHER = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e90"
MADE_AT = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
SEED = generate_signing_key()
IDENTITY, RECIPIENT = generate_identity()
PARTS: Mapping[str, bytes] = {
    "record.json": json.dumps({"record": RECORD, "full_name": "Nguyễn Thị Ánh"}).encode(),
    "portrait.jpg": b"\xff\xd8 portrait",
    "fingerprints/02.wsq": b"\xff\xa0 print",
}


def sealed(
    parts: Mapping[str, bytes] = PARTS,
    *,
    record: str = RECORD,
    desk: str = "T01",
    seed: bytes = SEED,
    recipient: str = RECIPIENT,
    revision: int = 1,
) -> bytes:
    return seal(
        parts,
        record=record,
        desk=desk,
        made_at=MADE_AT,
        signing_key=seed,
        recipient=recipient,
        revision=revision,
    )


def plain_zip(packet: bytes) -> bytes:
    content: bytes = pyrage.decrypt(packet, parse_identities(IDENTITY))
    return content


def encrypted(plain: bytes) -> bytes:
    packet: bytes = pyrage.encrypt(plain, [parse_recipient(RECIPIENT)])
    return packet


def entries(packet: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(plain_zip(packet))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    contents: Mapping[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED
) -> bytes:
    buffer = io.BytesIO()
    pairs = contents.items() if isinstance(contents, Mapping) else contents
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return encrypted(buffer.getvalue())


def code_of(packet: bytes | Path, identity: str = IDENTITY) -> str:
    with pytest.raises(PacketError) as caught:
        open_packet(packet, identity)
    return caught.value.code


def test_what_was_sealed_is_what_is_opened() -> None:
    opened = open_packet(sealed(revision=3), IDENTITY)
    assert opened.parts == PARTS
    assert opened.station_key == public_key(SEED)
    manifest = opened.manifest
    assert (manifest.record, manifest.revision, manifest.desk) == (RECORD, 3, "T01")
    assert manifest.made_at == MADE_AT


part_names = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}(/[a-z0-9]{1,8})?\.[a-z]{1,4}", fullmatch=True)


@given(st.dictionaries(part_names, st.binary(max_size=300), max_size=5))
def test_any_parts_survive_the_way(extra: dict[str, bytes]) -> None:
    parts = {**{k: v for k, v in extra.items() if not k.startswith("manifest.")}, **PARTS}
    assert open_packet(sealed(parts), IDENTITY).parts == parts


def test_a_packet_file_opens_with_an_identity_file_of_the_age_tool(tmp_path: Path) -> None:
    packet = tmp_path / f"{RECORD}.cccd"
    packet.write_bytes(sealed())
    assert open_packet(packet, f"# made long ago\n{IDENTITY}\n").parts == PARTS


def test_every_identity_of_the_file_is_tried() -> None:
    older, _ = generate_identity()
    assert open_packet(sealed(), f"{older}\n{IDENTITY}\n").parts == PARTS


def test_the_zip_inside_is_the_same_bytes_each_time_and_not_compressed() -> None:
    first, second = sealed(), sealed()
    assert first != second
    assert plain_zip(first) == plain_zip(second)
    with zipfile.ZipFile(io.BytesIO(plain_zip(first))) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_desk_cannot_open_what_it_has_sealed() -> None:
    assert code_of(sealed(), generate_identity()[0]) == "PACKET_KEY_WRONG"


@pytest.mark.skipif(shutil.which("age") is None, reason="the stock age tool is not installed")
def test_the_stock_age_tool_opens_a_packet(tmp_path: Path) -> None:
    key = tmp_path / "centre.key"
    key.write_text(IDENTITY + "\n")
    packet = tmp_path / "a.cccd"
    packet.write_bytes(sealed())
    done = subprocess.run(
        ["age", "--decrypt", "--identity", key, packet], capture_output=True, check=True
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        assert archive.testzip() is None
        assert archive.read("portrait.jpg") == PARTS["portrait.jpg"]


@given(st.binary(max_size=400))
def test_any_bytes_are_opened_or_refused_with_a_code(junk: bytes) -> None:
    refusals = {"PACKET_NOT_AGE", "PACKET_DAMAGED", "PACKET_KEY_WRONG"}
    assert code_of(junk) in refusals
    assert code_of(b"age-encryption.org/v1\n" + junk) in refusals - {"PACKET_NOT_AGE"}


@given(st.binary(max_size=400))
def test_any_content_under_the_age_layer_is_refused_with_a_code(junk: bytes) -> None:
    assert code_of(encrypted(junk)) in {"ZIP_WRONG", "NAMES_WRONG"}


@given(st.data())
def test_a_zip_with_one_changed_byte_never_opens_as_something_else(data: st.DataObject) -> None:
    plain = bytearray(plain_zip(sealed()))
    place = data.draw(st.integers(0, len(plain) - 1))
    plain[place] ^= data.draw(st.integers(1, 255))
    try:
        opened = open_packet(encrypted(bytes(plain)), IDENTITY)
    except PacketError:
        return
    # Zips carry fields that mean nothing here (times, versions, permissions).
    assert opened.parts == PARTS


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_sealed_packet_with_one_changed_byte_never_opens(place: int, flip: int) -> None:
    packet = bytearray(sealed())
    packet[place % len(packet)] ^= flip
    assert code_of(bytes(packet)) in {"PACKET_NOT_AGE", "PACKET_DAMAGED", "PACKET_KEY_WRONG"}


def test_a_cut_packet_is_damaged() -> None:
    assert code_of(sealed()[:-1]) == "PACKET_DAMAGED"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.cccd") == "PACKET_MISSING"


def test_an_oversized_packet_is_not_looked_at() -> None:
    assert code_of(bytes(MAX_PACKET_BYTES + 1)) == "PACKET_TOO_LARGE"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "AGE-SECRET-KEY-1NONSENSE"])
def test_an_unreadable_identity_is_refused(text: str) -> None:
    assert code_of(sealed(), text) == "KEY_WRONG"


def test_a_part_changed_after_signing_is_found_by_its_hash() -> None:
    contents = entries(sealed()) | {"portrait.jpg": b"\xff\xd8 somebody"}
    assert code_of(packed(contents)) == "HASH_WRONG"


def test_a_changed_manifest_is_found_by_its_signature() -> None:
    contents = entries(sealed())
    contents["manifest.json"] = contents["manifest.json"].replace(b'"T01"', b'"T02"')
    assert code_of(packed(contents)) == "SIGNATURE_WRONG"


def test_a_signature_by_another_key_is_refused() -> None:
    contents = entries(sealed())
    contents["manifest.sig"] = sign(contents["manifest.json"], generate_signing_key())
    assert code_of(packed(contents)) == "SIGNATURE_WRONG"


@pytest.mark.parametrize(
    ("missing", "code"),
    [("manifest.json", "NAMES_WRONG"), ("manifest.sig", "NAMES_WRONG")]
    + [(name, "NAMES_WRONG") for name in PARTS],
)
def test_a_missing_part_is_refused(missing: str, code: str) -> None:
    contents = entries(sealed())
    del contents[missing]
    assert code_of(packed(contents)) == code


@pytest.mark.parametrize("name", ["more.txt", "../../outside.txt", "/etc/passwd", "C:\\x"])
def test_a_part_that_was_not_signed_is_refused(name: str) -> None:
    assert code_of(packed(entries(sealed()) | {name: b"x"})) == "NAMES_WRONG"


def test_a_manifest_that_names_a_way_out_of_the_folder_is_refused() -> None:
    contents = entries(sealed())
    contents["../../outside.txt"] = contents.pop("portrait.jpg")
    manifest = contents["manifest.json"].replace(b"portrait.jpg", b"../../outside.txt")
    contents |= {"manifest.json": manifest, "manifest.sig": sign(manifest, SEED)}
    assert code_of(packed(contents)) == "MANIFEST_WRONG"


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_part_twice_is_refused() -> None:
    twice = [*entries(sealed()).items(), ("portrait.jpg", b"another")]
    assert code_of(packed(twice)) == "NAMES_WRONG"


def test_a_compressed_zip_is_refused_before_it_can_grow() -> None:
    bomb = entries(sealed()) | {"portrait.jpg": bytes(10_000_000)}
    assert code_of(packed(bomb, zipfile.ZIP_DEFLATED)) == "ZIP_WRONG"


def test_a_header_of_very_many_recipients_is_not_read() -> None:
    # The library would hold the process for minutes.
    packet = sealed()
    stanza = packet[packet.index(b"-> ") : packet.index(b"--- ")]
    assert code_of(packet.replace(stanza, stanza * 2_000)) == "PACKET_NOT_AGE"


def test_a_directory_of_very_many_entries_is_not_read() -> None:
    assert code_of(packed({f"{n}.bin": b"" for n in range(1_000)})) == "ZIP_WRONG"


def test_a_zip_with_a_comment_or_other_numbers_is_refused() -> None:
    plain = plain_zip(sealed())
    end = len(plain) - 22
    commented = plain[:-2] + b"\x01\x00" + b"x"
    located = plain[:end] + b"PK\x06\x07" + bytes(16) + plain[end:]
    for other in (commented, located):
        assert code_of(encrypted(other)) == "ZIP_WRONG"


def test_too_many_parts_are_refused() -> None:
    many = entries(sealed()) | {f"x{n}.bin": b"" for n in range(80)}
    assert code_of(packed(many)) == "NAMES_WRONG"


def test_a_record_that_is_not_the_manifests_is_refused() -> None:
    parts = {"record.json": json.dumps({"record": OTHER}).encode()}
    with pytest.raises(PacketError) as caught:
        sealed(parts)
    assert caught.value.code == "RECORD_WRONG"
    manifest = Manifest.describe(
        parts,
        record=RECORD,
        revision=1,
        desk="T01",
        made_at=MADE_AT,
        station_key=public_key(SEED),
    ).to_bytes()
    forged = {**parts, "manifest.json": manifest, "manifest.sig": sign(manifest, SEED)}
    assert code_of(packed(forged)) == "RECORD_WRONG"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"record": "not an id"}, "MANIFEST_WRONG"),
        ({"desk": "../T01"}, "MANIFEST_WRONG"),
        ({"revision": 0}, "MANIFEST_WRONG"),
        ({"seed": b"short"}, "KEY_WRONG"),
        ({"recipient": "age1nothing"}, "KEY_WRONG"),
        ({"parts": {}}, "MANIFEST_WRONG"),
        ({"parts": {**PARTS, "Portrait.JPG": b""}}, "MANIFEST_WRONG"),
        ({"parts": {**PARTS, "manifest.json": b""}}, "MANIFEST_WRONG"),
        ({"parts": {"record.json": b"{"}}, "RECORD_WRONG"),
        ({"parts": {"record.json": b"[]"}}, "RECORD_WRONG"),
    ],
)
def test_what_the_centre_would_refuse_is_not_sealed(change: dict[str, object], code: str) -> None:
    with pytest.raises(PacketError) as caught:
        sealed(**change)  # type: ignore[arg-type]  # each case replaces one argument
    assert caught.value.code == code


def test_no_value_of_the_citizen_is_in_an_error_text() -> None:
    with pytest.raises(PacketError) as caught:
        sealed({**PARTS, "Nguyễn Thị Ánh.jpg": b"x"})
    assert "Ánh" not in str(caught.value)


def test_a_recipients_file_names_one_recipient() -> None:
    assert recipient_of(f"# the centre\n{RECIPIENT}\n") == RECIPIENT
    for text in ("", f"{RECIPIENT}\n{RECIPIENT}", "age1nothing"):
        with pytest.raises(PacketError, match="recipient"):
            recipient_of(text)
