"""The data folder in hand: without the key no citizen, with the key nothing that was erased.

A real day at a desk, with a real centre, ended by a kill; then every byte of every file is read.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import desk_day
from plain_pages import plain_pages
from station_capture import Card
from station_capture.drawn import INVENTED_PEOPLE
from station_core.boot import Boot, boot_now
from station_core.clock import local_now
from station_core.erasing import erase_due
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import Session, sign_in
from station_queue import KdfCost

PIECE = 32
HEADS = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
    b"\xff\xa0\xff\xa8\x00",
    b"\x89PNG\r\n\x1a\n",
    b"NIST_COM",
    b"age-encryption.org",
    b"SQLite format 3",
    b"record.json",
)
"""How a portrait, a print, a picture, a packet and a plain store begin, or what is in them."""
WEEK_LATER = timedelta(days=8)

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
    pytest.mark.timeout(300),
]


@dataclass(frozen=True)
class Citizen:
    """One person of the day, and what the desk had of them."""

    number: int
    end: str
    visit: str
    parts: tuple[bytes, ...]

    @property
    def card(self) -> Card:
        return INVENTED_PEOPLE[self.number]

    def words(self) -> list[str]:
        """What was written of them, the ID number left out."""
        return [
            self.card.full_name,
            self.card.address,
            desk_day.phone_of(self.number),
            desk_day.email_of(self.number),
        ]

    def numbers(self) -> list[str]:
        return [number for number in (self.card.id_number, self.card.old_id) if number]


@dataclass(frozen=True)
class Day:
    """What is left of it."""

    folder: DeskFolder
    crashed: DeskFolder
    """A copy of the same as the kill left it."""
    others: tuple[Path, ...]
    """The stick with the backup, and where temporary files would go."""
    citizens: tuple[Citizen, ...]

    def session(self) -> Session:
        return sign_in(self.folder, "An", desk_day.PASSWORD)

    def files(self) -> list[Path]:
        """All that somebody has in hand."""
        roots = (self.crashed.root, *self.others)
        return [path for root in roots for path in root.rglob("*") if path.is_file()]

    def of(self, *ends: str) -> list[Citizen]:
        return [citizen for citizen in self.citizens if citizen.end in ends]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    root = tmp_path_factory.mktemp("day")
    centre = [sys.executable, "-m", "station_centre"]
    at = ["--data", str(root / "centre")]
    made = subprocess.run([*centre, "keygen", *at, "--json"], check=True, capture_output=True)
    serve = [*centre, "serve", *at, "--port", "0"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as serving:
        assert serving.stdout is not None
        try:
            url = json.loads(serving.stdout.readline())["url"]
            yield _worked(
                root, CentreSettings(url=url, recipient=json.loads(made.stdout)["recipient"])
            )
        finally:
            serving.terminate()


def _worked(root: Path, centre: CentreSettings) -> Day:
    folder, stick = DeskFolder(root / "desk"), root / "stick"
    temporary, truth = root / "temporary", root / "truth"
    for each in (stick, temporary, truth):
        each.mkdir()
    settings = Settings(desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"), centre=centre)
    cost = KdfCost(memory_kib=64, passes=1, lanes=1)
    set_up_desk(folder, settings, name="An", password=desk_day.PASSWORD, now=local_now(), cost=cost)
    done = subprocess.run(
        [sys.executable, desk_day.__file__, folder.root, stick, truth / "told.json"],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stderr == ""
    told = json.loads((truth / "told.json").read_bytes())
    citizens = tuple(
        Citizen(number, each["end"], each["visit"], tuple(map(base64.b64decode, each["parts"])))
        for number, each in enumerate(told)
    )
    crashed = DeskFolder(root / "crashed")
    shutil.copytree(folder.root, crashed.root)
    return Day(folder, crashed, (stick, temporary), citizens)


# --- what is looked for


def spellings(text: str) -> set[bytes]:
    """A text as anything could have written it."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    forms = {text, unicodedata.normalize("NFD", text), bare}
    forms |= {json.dumps(form)[1:-1] for form in forms}
    forms |= {case for form in forms for case in (form.lower(), form.upper(), form.title())}
    coded = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return coded | {part for form in coded for part in in_base64(form)}


def number_spellings(number: str) -> set[bytes]:
    """A number as it is, grouped, and in the coding of numbers a database would choose."""
    groups = {3: [number[at : at + 3] for at in range(0, len(number), 3)]}
    joined = {mark.join(groups[3]) for mark in (" ", ".", "-")}
    found = {part for each in {number, *joined} for part in spellings(each)}
    return found | {int(number).to_bytes(6, order) for order in ("big", "little")}


def in_base64(content: bytes) -> list[bytes]:
    """What is sure to stand in a base64 text, wherever in it the content begins."""
    coded = (base64.b64encode(bytes(shift) + content) for shift in range(3))
    return [text[(4 * shift + 2) // 3 + 1 : -4] for shift, text in enumerate(coded)]


def pieces(parts: Iterable[bytes]) -> set[bytes]:
    """The pieces of images; those that are all the same byte could be anything."""
    cut = {part[at : at + PIECE] for part in parts for at in range(0, len(part) - PIECE + 1, PIECE)}
    return {piece for piece in cut if len(set(piece)) > PIECE // 3}


def coded_pieces(parts: Iterable[bytes]) -> set[bytes]:
    """The same in base64, in pieces of one length."""
    return {coded[:PIECE] for part in parts for piece in _long(part) for coded in in_base64(piece)}


def _long(part: bytes) -> Iterator[bytes]:
    for at in range(0, len(part) - 2 * PIECE, 2 * PIECE):
        piece = part[at : at + 2 * PIECE]
        if len(set(piece)) > PIECE // 3:
            yield piece


def found_pieces(content: bytes, wanted: set[bytes]) -> int:
    """How many places of the content begin one of the pieces."""
    return sum(content[at : at + PIECE] in wanted for at in range(len(content) - PIECE + 1))


def found_words(content: bytes, wanted: Iterable[bytes]) -> list[bytes]:
    return [word for word in wanted if word in content]


def all_words(citizens: Iterable[Citizen]) -> set[bytes]:
    words = {part for each in citizens for word in each.words() for part in spellings(word)}
    numbers = {part for each in citizens for n in each.numbers() for part in number_spellings(n)}
    drafted = spellings(desk_day.DRAFTED) | number_spellings(desk_day.phone_of(9))
    # Five bytes of noise are met by chance once in some hundred thousand days.
    return {word for word in words | numbers | drafted if len(word) >= 5}


# --- without the key


def test_the_day_was_what_it_says(day: Day) -> None:
    with day.session().open_store() as store:
        totals = store.totals()
        assert (totals.accepted, totals.cancelled, totals.waiting, totals.in_progress) == (
            3,
            1,
            1,
            1,
        )
        assert store.check(at=local_now(), full=True).ok
        assert [row.visit for row in store.open_visits()] == [day.of("in_progress")[0].visit]
    assert all(len(citizen.parts) == 3 for citizen in day.citizens)
    assert all(citizen.parts[0][:3] == b"\xff\xd8\xff" for citizen in day.citizens)


def test_every_kind_of_file_was_there_to_be_read(day: Day) -> None:
    sizes = {path.name: path.stat().st_size for path in day.files()}
    assert sizes["station.db-wal"] > 4096, "the last step is in the log alone"
    assert set(sizes) >= {
        "station.db",
        "station.db-shm",
        "station.db.v0.bak",
        "station.slots.json",
        "station.toml",
        "station.log",
    }
    assert [name for name in sizes if name.endswith(".backup")]


def test_no_byte_of_any_file_shows_a_citizen(day: Day) -> None:
    words = all_words(day.citizens)
    images = [part for citizen in day.citizens for part in citizen.parts]
    wanted, coded = pieces(images), coded_pieces(images)
    assert len(wanted) > 5000
    for path in day.files():
        content = path.read_bytes()
        assert found_words(content, {*words, *HEADS}) == [], path.name
        assert found_pieces(content, wanted | coded) == 0, path.name
        named = path.name.encode()
        assert found_words(named, words) == []


def test_the_same_look_finds_everything_where_it_is_in_the_clear(day: Day) -> None:
    [citizen] = day.of("waiting")
    leak = "Họ tên: " + citizen.card.full_name.upper() + ", số " + citizen.card.id_number
    assert len(found_words(leak.encode(), all_words([citizen]))) >= 2
    grouped = "074 085 990 101".encode("utf-16-le")
    assert found_words(grouped, all_words(day.citizens))
    coded = base64.b64encode(b"xy" + citizen.parts[1])
    assert found_pieces(coded, coded_pieces(citizen.parts)) > 50
    assert found_words(citizen.parts[0], HEADS) == [HEADS[0]]
    assert HEADS[1] in found_words(citizen.parts[1], HEADS)


# --- with the key


def test_after_retention_nothing_erased_is_in_any_page(day: Day) -> None:
    session = day.session()
    before = plain_pages(day.crashed.store, session.key)
    accepted, gone = day.of("accepted"), day.of("erased", "cancelled")
    kept = day.of("waiting", "in_progress")
    shared = pieces(part for each in kept for part in each.parts)  # every JPEG's own tables

    def of(citizens: list[Citizen]) -> set[bytes]:
        return pieces(part for each in citizens for part in each.parts) - shared

    with session.open_store() as store:
        # Behind the line that every packet begins with.
        sealed = [b"".join(store.packet_chunks(each.visit))[PIECE:] for each in accepted]
    assert found_pieces(before, of(accepted)) > len(of(accepted)) * 0.9
    assert found_pieces(before, pieces(sealed)) > len(pieces(sealed)) * 0.9
    for each in accepted:
        assert len(found_words(before, (word.encode() for word in each.words()))) == 4
    assert found_pieces(before, of(gone)) == 0  # erased at once, with the log emptied

    erased = erase_due(session, now=later, boot=boot_later)

    assert erased is not None
    assert (erased.records, erased.cleared) == (2, True)
    after = plain_pages(day.folder.store, session.key)
    assert found_pieces(after, of(accepted) | of(gone) | pieces(sealed)) == 0
    words = {
        part for each in (*accepted, *gone) for word in each.words() for part in spellings(word)
    }
    assert found_words(after, words) == []
    # What stays by intention, and what nobody has accepted yet.
    for each in accepted:
        assert each.card.id_number.encode() in after
    assert found_pieces(after, pieces(part for each in kept for part in each.parts)) > 0
    with session.open_store() as store:
        for each in kept:
            assert store.part(each.visit, "portrait.jpg") == each.parts[0]
        assert store.check(at=local_now(), full=True).ok


def later() -> datetime:
    return local_now() + WEEK_LATER


def boot_later() -> Boot:
    now = boot_now()
    return Boot(now.id, now.seconds + WEEK_LATER.total_seconds())
