"""Search: what is found is what a person would find who read the whole list."""

import json
import secrets
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from station_queue import Store, uuid7
from station_queue.database import Database
from station_queue.migrate import migrate, shipped
from station_queue.packet.receipt import Receipt
from station_queue.search import words_of

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
THIEN = ("NGUYỄN HỮU THIỆN", "074085990101")


def document_of(name: str) -> str:
    return json.dumps({"form": {"full_name": {"value": name}}}, ensure_ascii=False)


def begin(store: Store, name: str, number: str, at: datetime = NOON) -> str:
    visit = uuid7(at, secrets.token_bytes)
    store.start_visit(
        visit=visit,
        procedure="exchange",
        operator="1",
        day=at.date(),
        at=at,
        document=document_of(name),
        citizen=number or None,
    )
    return visit


def finish(store: Store, visit: str, name: str) -> None:
    store.finish_visit(visit, at=NOON, document=document_of(name), sealed=b"sealed")


def accept(store: Store, record: str) -> None:
    digest = next(each.sha256 for each in store.deliveries() if each.record == record)
    answer = Receipt(
        record=record,
        packet_sha256=digest,
        verdict="accepted",
        code=None,
        text=None,
        issued_at=NOON,
        signature="c2lnbmF0dXJl",
    )
    store.settle(answer, at=NOON)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "desk.db", KEY) as opened:
        yield opened


@pytest.mark.parametrize(
    "text",
    [
        "074085990101",
        "074 085 990101",
        "074.085.990101",
        " 0740 ",
        "0",
        "NGUYỄN HỮU THIỆN",
        "nguyễn hữu thiện",
        unicodedata.normalize("NFD", "Nguyễn Hữu"),
        "thien nguyen",
        "thi",
        "huu, nguye",
        "thien 074",
        "074 085 thien",
        '("nguyen" -thien*)',
    ],
)
def test_a_citizen_is_found_by(store: Store, text: str) -> None:
    begin(store, "ĐẶNG THỊ ĐÀO", "075190000017")
    visit = begin(store, *THIEN)
    (found,) = (row for row in store.find(text, 9) if row.visit == visit)
    assert (found.name, found.citizen, found.state) == (*THIEN, "in_progress")


def test_no_word_of_anybody_else_is_found(store: Store) -> None:
    begin(store, *THIEN)
    for text in (
        "thien van",
        "nguyen OR thien",
        "uyen",
        "74085",
        "nguyen 075",
        "",
        " ",
        "-",
        "*",
        '"',
        "\0",
        "😀",
    ):
        assert store.find(text, 9) == []
    assert len(store.find("nguyen thien" + " " * 10_000 + "nobody", 9)) == 1  # behind any name


def test_d_and_crossed_d_are_one_letter(store: Store) -> None:
    visit = begin(store, "Đặng Thị Đào", "")
    for text in ("dang thi dao", "ĐẶNG", "đào", "DAO"):
        assert [row.visit for row in store.find(text, 9)] == [visit]


def test_the_last_ones_come_first_and_say_where_they_are(store: Store) -> None:
    late, early = NOON + timedelta(hours=1), NOON - timedelta(days=1)
    waiting = begin(store, *THIEN, at=late)
    accepted = begin(store, *THIEN, at=early)  # by a clock that was set back
    going_on = begin(store, *THIEN)
    for visit in (waiting, accepted):
        finish(store, visit, THIEN[0])
    accept(store, accepted)
    assert [(row.visit, row.state, row.delivery) for row in store.find("thien", 9)] == [
        (going_on, "in_progress", None),
        (accepted, "finished", "accepted"),
        (waiting, "finished", "waiting"),
    ]
    assert [row.visit for row in store.find("thien", 2)] == [going_on, accepted]


def test_what_a_visit_said_before_no_longer_finds_it(store: Store) -> None:
    visit = begin(store, "NGUYỄN HỮU THIỆM", "074085990102")
    store.save_visit(visit, at=NOON, document=document_of(THIEN[0]), citizen=THIEN[1])
    assert store.find("thiem", 9) == store.find("074085990102", 9) == []
    assert len(store.find("thien 074085990101", 9)) == 1


def indexed(path: Path) -> bytes:
    """Every byte of the index, and every word it has."""
    database = Database.connect(path, KEY)
    database.run("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
    terms = [row["term"].encode() for row in database.rows("SELECT term FROM terms")]
    blocks = [row["block"] for row in database.rows("SELECT block FROM words_data")]
    database.close()
    return b"\n".join(terms + blocks)


@pytest.mark.parametrize("others", [0, 50])
def test_a_cancelled_visit_leaves_no_word_in_the_index(
    store: Store, tmp_path: Path, others: int
) -> None:
    for number in range(others):
        begin(store, "TRẦN VĂN BÌNH", f"{number:012d}")
    visit = begin(store, "ĐÀO QUỲNH XUYẾN", "999985990101")
    before = indexed(tmp_path / "desk.db")
    store.cancel_visit(visit, at=NOON, reason="left")
    after = indexed(tmp_path / "desk.db")
    for word in (b"dao", b"quynh", b"xuyen", b"999985990101"):
        assert word in before
        assert word not in after
    for left in (b"uynh", b"uyen", b"990101"):
        assert left not in after
    assert store.find("xuyen", 9) == store.find("9999", 9) == []
    assert len(store.find("tran", 99)) == others


def test_an_erased_record_is_found_by_its_number_alone(store: Store, tmp_path: Path) -> None:
    visit = begin(store, "ĐÀO QUỲNH XUYẾN", THIEN[1])
    finish(store, visit, "ĐÀO QUỲNH XUYẾN")
    accept(store, visit)
    store.erase_record(visit, at=NOON)
    assert b"uyen" not in indexed(tmp_path / "desk.db")
    assert store.find("xuyen", 9) == []
    (found,) = store.find("074 085", 9)
    assert (found.visit, found.name, found.citizen) == (visit, None, THIEN[1])


def test_visits_of_before_are_found_too_the_last_first(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.touch()
    before = Database.connect(path, KEY)
    migrate(before, path, shipped()[:4])
    for visit, at, document in (
        ("b" * 36, "09", document_of(THIEN[0])),
        ("a" * 36, "10", document_of(THIEN[0])),
        ("c" * 36, "08", "no JSON"),
    ):
        stamp = f"2026-11-23T{at}:00:00.000000+00:00"
        before.run(
            "INSERT INTO visits (visit, state, procedure, operator, day, started_at, saved_at,"
            " document) VALUES (?, 'in_progress', 'exchange', '1', '2026-11-23', ?, ?, ?)",
            (visit, stamp, stamp, document),
        )
    before.close()
    with Store.open(path, KEY) as store:
        assert [row.visit[0] for row in store.find("thien", 9)] == ["a", "b"]
        new = begin(store, *THIEN)
        assert [row.visit[0] for row in store.find("thien", 9)] == [new[0], "a", "b"]
        store.cancel_visit("a" * 36, at=NOON, reason="left")
        assert [row.visit[0] for row in store.find("thien", 9)] == [new[0], "b"]


def test_a_copy_made_by_a_vacuum_finds_the_same(store: Store, tmp_path: Path) -> None:
    cancelled = begin(store, "TRẦN VĂN BÌNH", "")
    visits = [begin(store, *THIEN) for _ in range(3)]
    store.cancel_visit(cancelled, at=NOON, reason="left")
    database = Database.connect(tmp_path / "desk.db", KEY)
    database.run("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    database.close()
    with Store.open(tmp_path / "copy.db", KEY) as copy:
        assert [row.visit for row in copy.find("thien", 9)] == visits[::-1]
        copy.cancel_visit(visits[0], at=NOON, reason="left")
        assert [row.visit for row in copy.find("thien", 9)] == visits[:0:-1]
    with_secure_delete = Database.connect(tmp_path / "copy.db", KEY)
    rows = with_secure_delete.rows("SELECT v FROM words_config WHERE k = 'secure-delete'")
    assert rows == [{"v": 1}]
    with_secure_delete.close()


# -- any names, any text -----------------------------------------------------------------------

LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
TONES = ("", "\N{COMBINING ACUTE ACCENT}", "\N{COMBINING DOT BELOW}", "\N{COMBINING TILDE}")
syllables = some.lists(
    some.tuples(some.sampled_from(LETTERS + LETTERS.lower()), some.sampled_from(TONES)),
    min_size=1,
    max_size=3,
).map(lambda pairs: "".join(letter + tone for letter, tone in pairs))
names = some.lists(
    syllables | some.sampled_from(["Nguyễn", "Văn", "Thị", "ß", "Ƀl", "4"]), max_size=5
)
name_texts = some.tuples(names, some.sampled_from([" ", "  ", "-", "' "])).map(
    lambda pair: unicodedata.normalize("NFC", pair[1].join(pair[0]))
)
numbers = some.sampled_from(["", "074085990101", "074085990102", "074185000017"])
latin = some.text(
    some.characters(codec="latin-1") | some.sampled_from(LETTERS + "ăđơư0478 \"*'()😀")
)


@some.composite
def cases(draw: some.DrawFn) -> tuple[list[tuple[str, str]], list[str]]:
    """Some citizens, and texts: parts of what is there, operators of a query, anything."""
    people = draw(some.lists(some.tuples(name_texts, numbers), max_size=6))
    there = [word for name, number in people for word in (*name.split(), number)]
    part = some.sampled_from([*there, "AND", "OR", "NEAR(", '"', "*"]).flatmap(
        lambda word: some.integers(0, len(word)).map(lambda end: word[:end])
    )
    pieces = some.lists(part | syllables, max_size=3).map(" ".join)
    return people, draw(some.lists(pieces | latin | numbers, min_size=1, max_size=6))


def is_meant(text: str, name: str, number: str) -> bool:
    """Whether somebody who reads the list would point at this line."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    there = "".join(c if c.isalnum() else " " for c in f"{plain} {number}").split()
    words = words_of(text)
    return bool(words) and all(
        any(
            one.startswith(word) if word.isdigit() or place == len(words) - 1 else one == word
            for one in there
        )
        for place, word in enumerate(words)
    )


@settings(max_examples=60)
@given(case=cases())
def test_what_is_found_is_what_a_reader_of_the_whole_list_finds(
    case: tuple[list[tuple[str, str]], list[str]],
) -> None:
    people, texts = case
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.create(Path(folder) / "desk.db", KEY) as store,
    ):
        listed = [(begin(store, *one), *one) for one in people]
        for text in texts:
            found = [row.visit for row in store.find(text, 99)]
            assert found == [
                visit for visit, name, number in reversed(listed) if is_meant(text, name, number)
            ]


@pytest.fixture(scope="module")
def some_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("store") / "desk.db", KEY) as opened:
        begin(opened, *THIEN)
        yield opened


@settings(max_examples=300)
@given(text=some.text() | some.text(some.sampled_from("nguyen thi\"*()-+^:{}' \0\ud800ANDORT")))
def test_nothing_typed_breaks_it(some_store: Store, text: str) -> None:
    assert len(some_store.find(text, 9)) <= 1


def pieces(path: Path) -> int:
    database = Database.connect(path, KEY)
    row = database.row("SELECT count(DISTINCT segid) AS pieces FROM words_idx")
    database.close()
    assert row is not None
    return int(row["pieces"])


def test_a_tidied_index_is_in_one_piece_and_finds_the_same(store: Store, tmp_path: Path) -> None:
    for number in range(40):
        begin(store, f"NGUYỄN VĂN {'AN' if number % 2 else 'BÌNH'}", f"0792{number:08}")
    asked = ("nguyen", "binh", "079200000007", "van an", "khong ai")
    before = [store.find(text, 50) for text in asked]
    assert pieces(tmp_path / "desk.db") > 1
    store.tidy_search(lambda: True)  # there is no time now
    assert pieces(tmp_path / "desk.db") > 1
    store.tidy_search()
    assert pieces(tmp_path / "desk.db") == 1
    assert [store.find(text, 50) for text in asked] == before
    begin(store, "TRẦN VĂN BÌNH", "079200000099")
    store.tidy_search()
    assert len(store.find("binh", 50)) == len(before[1]) + 1
