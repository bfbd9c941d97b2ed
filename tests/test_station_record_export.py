"""The prints of a record as a file for another system, and the lossless copy of each."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest

from print_readers.fir_reader import read_fir
from print_readers.itl_reader import read_itl
from station_capture import load_profile, read_card_image, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_card, draw_portrait_scene
from station_core.cli import run
from station_core.cli.files import write_new
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.errors import CommandError
from station_core.finger import Absence, finger_part, lossless_part
from station_core.folder import DeskFolder
from station_core.prints_export import export_prints
from station_core.settings import CentreSettings, DeskSettings, FingerprintSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_core.visit import part_names
from station_devices import PrintEncoder, encode_print, load_finger_file
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue import QueueError, Store
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity, open_packet

if TYPE_CHECKING:
    from station_core.visit import Visit
    from station_devices import FingerImage

Ctl: TypeAlias = Callable[..., tuple[int, dict[str, Any]]]

PASSWORD = "mat-khau-1"
IDENTITY, RECIPIENT = generate_identity()
PEOPLE = {"full_name": "Nguyễn Văn An", "id_number": "074085990201"}
NOBODY = "01a20982-e6ce-71d7-a11a-d04b09dd83bf"


def print_of(seed: int) -> FingerImage:
    return measured_print(draw_print(seed, 192, 192), 508, 8, driver="ef01")


LEFT, RIGHT, OTHER = (print_of(seed) for seed in (1, 2, 3))


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return DeskFolder(tmp_path / "desk")


def signed_in(folder: DeskFolder, *, png: bool = False) -> Session:
    settings = Settings(
        desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
        centre=CentreSettings(url="http://127.0.0.1:9", recipient=RECIPIENT),
        fingerprints=FingerprintSettings(png=png),
    )
    cheap = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name="An", password=PASSWORD, now=local_now(), cost=cheap)
    return sign_in(folder, "An", PASSWORD)


def collected(desk: Desk) -> Visit:
    """An open visit: both index fingers, a thumb that is gone and one in a bandage."""
    visit = desk.begin("exchange")
    visit = desk.keep_draft(visit, PEOPLE)
    visit = desk.fingers.keep(visit, 7, LEFT, anyway=True)
    visit = desk.fingers.keep(visit, 2, RIGHT, anyway=True)
    visit = desk.fingers.mark_missing(visit, 1, Absence(reason="amputated"))
    return desk.fingers.mark_missing(visit, 6, Absence(reason="bandaged"))


@pytest.fixture
def ctl(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: DeskFolder
) -> Ctl:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)

    def call(record: str, form: str, *words: object) -> tuple[int, dict[str, Any]]:
        command = ["record", "export", record, "--format", form, *map(str, words)]
        code = run([*command, "--data", str(folder.root), "--user", "An", "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


# -- stationctl record export --------------------------------------------------------------------


def test_the_prints_of_an_open_visit_leave_as_an_iso_record(
    folder: DeskFolder, ctl: Ctl, tmp_path: Path
) -> None:
    with Desk(signed_in(folder)) as desk:
        visit = collected(desk)
    out = tmp_path / "prints.fir"
    code, answer = ctl(visit.id, "iso19794-4", "--out", out)
    assert (code, answer) == (
        0,
        {"file": str(out), "format": "iso19794-4", "bytes": out.stat().st_size},
    )
    right, left = read_fir(out.read_bytes())
    assert [one.header["position"] for one in (right, left)] == [
        "RIGHT_INDEX_FINGER",
        "LEFT_INDEX_FINGER",
    ]
    assert right.image == encode_print(RIGHT).wsq
    assert right.header["horizontal_scan_sampling_rate"] == 508
    assert right.header["quality_records"][0].score == RIGHT.quality
    assert right.header["impression_type"] == "LIVESCAN_PLAIN"
    assert right.annotations == [(1, 1), (6, 2)]


def test_a_transaction_names_the_record_and_nobody(
    folder: DeskFolder, ctl: Ctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk(signed_in(folder)) as desk:
        visit = collected(desk)
    monkeypatch.chdir(tmp_path)
    code, answer = ctl(visit.id, "ansi-nist")
    assert (code, answer["file"]) == (0, f"{visit.id}.an2")
    data = Path(answer["file"]).read_bytes()
    records = read_itl(data)
    assert records[1].one(3) == records[0].one(9) == visit.id
    assert [int(record.one(13)) for record in records[2:]] == [2, 7, 1, 6]
    assert [record.fields[18] for record in records[4:]] == [[["1", "XX"]], [["6", "UP"]]]
    assert not any(value.encode() in data for value in (*PEOPLE.values(), "An", "Tổ"))


def test_a_finished_record_can_still_be_exported(folder: DeskFolder) -> None:
    session = signed_in(folder)
    with Desk(session) as desk:
        visit = collected(desk)
        at = visit.started_at
        with session.open_store() as store:
            store.finish_visit(visit.id, at=at, document=visit.model_dump_json(), sealed=b"sealed")
    assert len(read_fir(export_prints(session, visit.id, "iso19794-4", at))) == 2


@pytest.mark.parametrize("form", ["iso19794-4", "ansi-nist"])
def test_where_there_are_no_prints_nothing_is_written(
    folder: DeskFolder, ctl: Ctl, tmp_path: Path, form: str
) -> None:
    with Desk(signed_in(folder)) as desk:
        bare = desk.begin("exchange")
        bare = desk.fingers.mark_missing(bare, 2, Absence(reason="bandaged"))
        gone = collected(desk)
        desk.cancel(gone, "bỏ dở")
    out = tmp_path / "prints"
    for record, refusal in (
        (bare.id, "RECORD_NO_PRINTS"),
        (gone.id, "RECORD_NO_PRINTS"),
        (NOBODY, "RECORD_NOT_HERE"),
        ("no id at all", "RECORD_NOT_HERE"),
    ):
        code, answer = ctl(record, form, "--out", out)
        assert (code, answer["error"]["code"]) == (1, refusal)
        assert answer["error"]["next"]
    assert list(tmp_path.iterdir()) == [folder.root]


# -- the file ------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_not_replaced(folder: DeskFolder, ctl: Ctl, tmp_path: Path) -> None:
    with Desk(signed_in(folder)) as desk:
        visit = collected(desk)
    out = tmp_path / "prints.fir"
    out.write_bytes(b"of yesterday")
    code, answer = ctl(visit.id, "iso19794-4", "--out", out)
    assert (code, answer["error"]["code"]) == (1, "OUT_EXISTS")
    assert out.read_bytes() == b"of yesterday"
    assert sorted(tmp_path.iterdir()) == [folder.root, out]


def test_a_new_file_is_whole_and_its_owners_only(tmp_path: Path) -> None:
    write_new(tmp_path / "prints.fir", b"prints")
    assert [path.name for path in tmp_path.iterdir()] == ["prints.fir"]
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "prints.fir").stat().st_mode) == 0o600


def test_a_disk_without_second_names_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError("no links on FAT")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    out = tmp_path / "prints.fir"
    write_new(out, b"prints")
    assert out.read_bytes() == b"prints"
    with pytest.raises(CommandError, match="OUT_EXISTS"):
        write_new(out, b"others")
    assert out.read_bytes() == b"prints"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="OUT_NOT_WRITABLE"):
        write_new(tmp_path / "nowhere" / "prints.fir", b"prints")


# -- the lossless copy ---------------------------------------------------------------------------


def test_without_the_setting_there_is_no_lossless_copy(folder: DeskFolder) -> None:
    with Desk(signed_in(folder)) as desk:
        visit = collected(desk)
        assert not visit.fingers[2].png
        assert part_names(visit) == [finger_part(7), finger_part(2)]


def test_the_lossless_copy_is_the_sensors_own_image(folder: DeskFolder, tmp_path: Path) -> None:
    with Desk(signed_in(folder, png=True)) as desk:
        visit = collected(desk)
        path = tmp_path / "right.png"
        path.write_bytes(desk.part(visit, lossless_part(2)))
    image = load_finger_file(path)
    assert np.array_equal(image.pixels, RIGHT.pixels)
    assert image.dpi == visit.fingers[2].dpi == 508


def test_it_is_replaced_and_removed_with_its_print(folder: DeskFolder) -> None:
    session = signed_in(folder, png=True)
    with Desk(session) as desk:
        visit = collected(desk)
        visit = desk.fingers.keep(visit, 2, OTHER, anyway=True)
        assert desk.part(visit, lossless_part(2)) == encode_print(OTHER, png=True).png
        visit = desk.fingers.mark_missing(visit, 7, Absence(reason="worn"))
    without = replace(
        session,
        settings=session.settings.model_copy(update={"fingerprints": FingerprintSettings()}),
    )
    with Desk(without) as desk:
        visit = desk.fingers.keep(visit, 2, RIGHT, anyway=True)
    assert kept_files(session, visit) == {finger_part(2)}


def kept_files(session: Session, visit: Visit) -> set[str]:
    names = {name(position) for name in (finger_part, lossless_part) for position in range(1, 11)}
    with session.open_store() as store:
        return {name for name in names if has(store, visit, name)}


def has(store: Store, visit: Visit, name: str) -> bool:
    try:
        return bool(store.part(visit.id, name))
    except QueueError:
        return False


def test_what_is_not_asked_for_takes_its_copy_along(folder: DeskFolder) -> None:
    """The right thumb is not asked for in the end; the packet holds what is, lossless included."""
    session = signed_in(folder, png=True)
    with Desk(session) as desk:
        visit = finished_but_for_fingers(desk)
        asked = desk.needs(visit).fingers
        assert 1 not in asked
        for position in (1, *asked):
            visit = desk.fingers.keep(visit, position, RIGHT, anyway=True)
        record = desk.finish(visit)
    with session.open_store() as store:
        opened = open_packet(b"".join(store.packet_chunks(record)), IDENTITY)
    prints = {name for name in opened.parts if name.startswith("fingerprints/")}
    assert prints == {name(n) for name in (finger_part, lossless_part) for n in asked}
    assert kept_files(session, visit) == prints


def finished_but_for_fingers(desk: Desk) -> Visit:
    card = read_card_image(draw_card(INVENTED_PEOPLE[0]), today=date(2026, 11, 23))
    visit = desk.confirm_details(desk.begin("eid_level2", card), {"phone": "0912345678"})
    return desk.keep_portrait(visit, take_portrait(draw_portrait_scene(), load_profile("cccd")))


def test_a_desk_with_an_encoder_keeps_the_same_bytes(folder: DeskFolder) -> None:
    session = signed_in(folder, png=True)
    with PrintEncoder() as encoder, Desk(session, encoder=encoder) as desk:
        visit = desk.begin("exchange")
        ahead = encoder.process
        visit = desk.fingers.keep(visit, 2, RIGHT, anyway=True)
        assert encoder.process == ahead is not None
        here = encode_print(RIGHT, png=True)
        assert desk.part(visit, finger_part(2)) == here.wsq
        assert desk.part(visit, lossless_part(2)) == here.png
