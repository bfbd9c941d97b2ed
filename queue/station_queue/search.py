"""Find visits by name or number, whatever is typed: `schema/0005_search.sql` keeps the index."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from station_queue import moments
from station_queue.database import Database, Row
from station_queue.rows import FoundVisit

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_LETTERS: Final = 200
"""No name is longer; more of them would only keep the desk busy."""
_MERGED: Final = 100
"""Pages put together in one transaction: some milliseconds, for which a save may have to wait."""
_NOTHING_LEFT: Final = 2  # rows: what the statement itself changes

# The name stands in the document alone, so that nothing of it is left once that is erased.
_FIND: Final = """
SELECT v.visit, v.state, v.procedure, v.operator, v.day, v.started_at, v.saved_at, v.citizen,
    CASE WHEN json_valid(v.document)
        THEN json_extract(v.document, '$.form.full_name.value') END AS name,
    d.state AS delivery
FROM words CROSS JOIN lookups l ON l.lookup = words.rowid
CROSS JOIN visits v ON v.visit = l.visit
LEFT JOIN deliveries d ON d.record = v.visit
WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT ?
"""


def find(database: Database, text: str, limit: int) -> list[FoundVisit]:
    """The visits that have every word of a text, started last first; see ``Store.find``."""
    words = words_of(text)
    if not words:
        return []
    return [_found(row) for row in database.rows(_FIND, (_match(words), limit))]


def tidy(database: Database, stop: Callable[[], bool]) -> None:
    """Put the pieces of the index into one, bit by bit; see ``Store.tidy_search``.

    In one piece the words that are in every second name are skipped and not read: a rare name
    among 100,000 is found in a fifth of the time. https://sqlite.org/fts5.html, section 6.7.
    """
    pages = -_MERGED  # of all pieces, however small; then go on with it
    while not stop():
        with database.write():
            before = _changes(database)
            database.run("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
            if _changes(database) - before < _NOTHING_LEFT:
                return
        pages = _MERGED


def _changes(database: Database) -> int:
    row = database.row("SELECT total_changes() AS changes")
    return int(row["changes"]) if row else 0


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without their marks; digits that stand apart are one number.

    An ID number is read aloud, and so written, in groups.
    """
    found: list[str] = []
    grouped = False
    for word in _WORD.findall(_plain(text[:_MOST_LETTERS])):
        digits = word.isascii() and word.isdigit()
        if digits and grouped:
            found[-1] += word
        else:
            found.append(word)
        grouped = digits
    return tuple(found)


def _plain(text: str) -> str:
    """Without marks, d for đ, in small letters; letters of other scripts stay what they are."""
    letters = unicodedata.normalize("NFC", text).replace("Đ", "d").replace("đ", "d")
    return "".join(map(_base, letters)).lower()


def _base(letter: str) -> str:
    if unicodedata.combining(letter):
        return ""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def _match(words: tuple[str, ...]) -> str:
    """In the language of FTS5: whole words, but of a number and of the last word a beginning."""
    *before, last = words
    whole = [f'"{word}"*' if word.isdigit() else f'"{word}"' for word in before]
    return " AND ".join((*whole, f'"{last}"*'))


def _found(row: Row) -> FoundVisit:
    return FoundVisit(
        visit=row["visit"],
        state=row["state"],
        procedure=row["procedure"],
        operator=row["operator"],
        day=date.fromisoformat(row["day"]),
        started_at=moments.from_text(row["started_at"]),
        saved_at=moments.from_text(row["saved_at"]),
        delivery=row["delivery"],
        name=row["name"],
        citizen=row["citizen"],
    )
