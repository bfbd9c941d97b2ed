"""The list of a lot: only what its station signed is believed, and no name leads anywhere else."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from station_queue.packet import PacketError, generate_signing_key, public_key, sign_card
from station_queue.packet.lot import (
    LotEntry,
    LotList,
    LotReceipts,
    list_bytes,
    lot_name,
    lots_below,
    read_plain,
)

SEED = generate_signing_key()
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

entries = st.lists(
    st.builds(
        LotEntry,
        record=st.uuids().map(str),
        revision=st.integers(1, 999),
        sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
        size=st.integers(1, 32 * 1024 * 1024),
    ),
    max_size=5,
    unique_by=lambda entry: entry.record,
)
lists = st.builds(
    lambda desk, listed: LotList.sign(desk=desk, made_at=NOON, entries=listed, signing_key=SEED),
    st.text("BĐ03_.-", min_size=1, max_size=20),
    entries,
)
ONE = LotEntry(
    record="0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f", revision=1, sha256="ab" * 32, size=600_000
)


def a_list(*listed: LotEntry) -> LotList:
    return LotList.sign(desk="B03", made_at=NOON, entries=listed, signing_key=SEED)


def leaves(value: object, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each plain value of a JSON document is."""
    if isinstance(value, dict):
        return [path for name in value for path in leaves(value[name], (*at, name))]
    if isinstance(value, list):
        return [path for n, one in enumerate(value) for path in leaves(one, (*at, n))]
    return [at]


@given(lists)
def test_a_list_is_believed_after_the_way_over_a_stick(told: LotList) -> None:
    assert LotList.parse(told.model_dump_json(indent=1).encode()) == told


@given(lists, st.data())
def test_a_list_with_any_value_changed_is_not_believed(told: LotList, data: st.DataObject) -> None:
    document = json.loads(told.model_dump_json())
    *way, last = data.draw(st.sampled_from(leaves(document)))
    place = document
    for step in way:
        place = place[step]
    other = data.draw(
        st.one_of(st.integers(1, 999), st.text(max_size=60), st.none(), st.just("../../etc/passwd"))
    )
    assume(other != place[last])
    place[last] = other
    with pytest.raises(PacketError) as refused:
        LotList.parse(json.dumps(document).encode())
    assert refused.value.code in {"LIST_WRONG", "LIST_FORGED"}


@given(lists, st.data())
def test_a_list_with_a_packet_more_or_fewer_is_not_believed(
    told: LotList, data: st.DataObject
) -> None:
    others = tuple(data.draw(entries))
    assume(others != told.entries)
    changed = told.model_copy(update={"entries": others})
    with pytest.raises(PacketError, match="not signed") as refused:
        LotList.parse(changed.model_dump_json().encode())
    assert refused.value.code == "LIST_FORGED"


@given(st.binary(max_size=200))
def test_what_is_no_list_is_refused(content: bytes) -> None:
    for parse, code in ((LotList.parse, "LIST_WRONG"), (LotReceipts.parse, "RECEIPTS_WRONG")):
        with pytest.raises(PacketError) as refused:
            parse(content)
        assert refused.value.code == code


@pytest.mark.parametrize("cut", [1, 50, 300])
def test_a_list_that_was_cut_short_is_refused(cut: int) -> None:
    content = a_list(ONE).model_dump_json().encode()
    with pytest.raises(PacketError):
        LotList.parse(content[:-cut])


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/b", "..", f"{ONE.record}\n"]
)
def test_a_name_cannot_lead_out_of_the_lot(name: str) -> None:
    signed = a_list(ONE)
    forged = signed.entries[0].model_copy(update={"record": name})
    told = signed.model_copy(update={"entries": (forged,)})
    with pytest.raises(PacketError) as refused:
        LotList.parse(told.model_dump_json().encode())
    assert refused.value.code == "LIST_WRONG"


def test_a_record_is_listed_once() -> None:
    twice = a_list(ONE).model_copy(update={"entries": (ONE, ONE)})
    with pytest.raises(PacketError, match="rules") as refused:
        LotList.parse(twice.model_dump_json().encode())
    assert refused.value.code == "LIST_WRONG"


def test_a_list_of_a_later_format_is_refused() -> None:
    document = json.loads(a_list(ONE).model_dump_json()) | {"format": 2}
    with pytest.raises(PacketError) as refused:
        LotList.parse(json.dumps(document).encode())
    assert refused.value.code == "LIST_WRONG"


def test_what_is_signed_is_spelled_one_way() -> None:
    told = a_list(ONE)
    key = public_key(SEED)
    assert (
        list_bytes(told)
        == (
            f'{{"desk":"B03","entries":[{{"record":"{ONE.record}","revision":1,'
            f'"sha256":"{"ab" * 32}","size":600000}}],"format":1,'
            f'"made_at":"2026-11-23T12:00:00Z","station_key":"{key}"}}'
        ).encode()
    )


def test_receipts_of_a_later_version_are_read_without_what_is_new() -> None:
    card = sign_card(recipient="age1" + "q" * 58, issued_at=NOON, seed=SEED)
    told = LotReceipts(station_key=public_key(SEED), centre=card, receipts=())
    document = json.loads(told.model_dump_json()) | {"new": 1}
    assert LotReceipts.parse(json.dumps(document).encode()) == told


def test_the_name_of_a_lot_tells_desks_of_one_code_apart() -> None:
    first, second = (lot_name("B03", public_key(bytes([n] * 32))) for n in (1, 2))
    assert first != second
    assert first.startswith("B03-")
    assert len(first) == len("B03-") + 8


def test_lots_are_found_from_the_stick_from_their_folder_and_from_one_lot(tmp_path: Path) -> None:
    lot = tmp_path / "cccd-handover" / "B03-00112233"
    lot.mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    for folder in (tmp_path, lot.parent, lot):
        assert lot in lots_below(folder)
    (tmp_path / "cccd-handover" / "link").symlink_to(tmp_path / "photos")
    assert tmp_path / "cccd-handover" / "link" not in lots_below(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes and links of this kind")
def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    os.mkfifo(tmp_path / "pipe")
    assert read_plain(tmp_path / "plain", 5) == b"12345"
    assert read_plain(tmp_path / "missing", 5) is None
    for name, most in (("plain", 4), ("folder", 5), ("link", 5), ("pipe", 5)):
        with pytest.raises(OSError, match=r"."):
            read_plain(tmp_path / name, most)
