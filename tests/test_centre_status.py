"""The status page: what it says of a province adds up, in both languages, and asks nobody else."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asked_centre import RECORD, VIEWER_KEY, AskedCentre, announced
from station_centre.archive import PROVINCE_TIME
from station_centre.figures import Counts, day_figures
from station_centre.objects import Objects
from station_centre.status import SILENT_AFTER, DeskRow, SeenStation, desks, page
from station_centre.status_chart import Scale
from station_centre.status_words import LANGUAGES, Language, ago, number

NOW = datetime(2026, 11, 28, 7, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 28, tzinfo=PROVINCE_TIME)
KEY = base64.b64encode(bytes(32)).decode()
COUNTS = st.builds(Counts, st.integers(0, 2_000), st.integers(0, 50))


class Page(HTMLParser):
    """What a page shows: the cells of its table by row, its tags, its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        self._cell = self._cell or tag in {"td", "th"}
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._cell:
            self.rows[-1][-1] += data.strip()


def shown(rows: list[DeskRow], language: Language = "vi", now: datetime = NOW) -> Page:
    return Page(page(rows, since=SINCE, now=now, language=language))


def row(
    desk: str = "T01", minutes: float | None = 2, *, accepted: int = 0, rejected: int = 0
) -> DeskRow:
    heard = None if minutes is None else NOW - timedelta(minutes=minutes)
    return DeskRow(desk, heard, Counts(accepted, rejected))


@given(st.lists(COUNTS, min_size=1, max_size=26), st.sampled_from(LANGUAGES))
def test_the_total_is_the_sum_of_the_rows_and_of_what_is_in_them(
    counts: list[Counts], language: Language
) -> None:
    found = shown([replace(row(f"T{n:02}"), today=each) for n, each in enumerate(counts)], language)
    numbers = [[int(re.sub("[.,]", "", cell)) for cell in cells[-4:-1]] for cells in found.rows[1:]]
    assert len(numbers) == len(counts) + 1
    for received, accepted, rejected in numbers:
        assert received == accepted + rejected
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_scale_is_round_and_has_room(one: int, other: int) -> None:
    scale = Scale.of(max(one, other))
    assert scale.end >= max(one, other)
    assert 1 <= len(scale.ticks) <= 4
    assert scale.ticks[-1] == scale.end
    assert str(scale.step).rstrip("0") in {"1", "2", "5"}
    assert 0 <= scale.percent(one) <= 100
    assert scale.percent(min(one, other)) <= scale.percent(max(one, other))


def test_the_bars_are_drawn_to_one_scale() -> None:
    found = shown([row("T01", accepted=30, rejected=10), row("T02", accepted=20)])
    bars = {
        (attrs["class"], attrs["x"], attrs["width"])
        for tag, attrs in found.tags
        if tag == "rect" and (attrs["width"] or "").endswith("%")
    }
    assert bars == {
        ("bar-accepted", "0", "75.0%"),
        ("bar-rejected", "75.0%", "25.0%"),
        ("bar-accepted", "0", "50.0%"),
    }
    labels = [attrs["aria-label"] for _, attrs in found.tags if "aria-label" in attrs]
    assert labels[0] == "T01: Được nhận 30, Bị trả lại 10"


@pytest.mark.parametrize(
    ("passed", "vi", "en"),
    [
        (timedelta(seconds=-5), "vừa xong", "just now"),
        (timedelta(seconds=59), "vừa xong", "just now"),
        (timedelta(minutes=1), "1 phút trước", "1 minute ago"),
        (timedelta(minutes=2), "2 phút trước", "2 minutes ago"),
        (timedelta(minutes=119), "1 giờ trước", "1 hour ago"),
        (timedelta(hours=47), "1 ngày trước", "1 day ago"),
        (timedelta(days=1234), "1.234 ngày trước", "1,234 days ago"),
    ],
)
def test_how_long_ago_is_said_in_words(passed: timedelta, vi: str, en: str) -> None:
    assert [ago(NOW - passed, NOW, language) for language in LANGUAGES] == [vi, en]


def test_numbers_are_grouped_as_they_are_read() -> None:
    assert [number(1_234_567, language) for language in LANGUAGES] == ["1.234.567", "1,234,567"]


@pytest.mark.parametrize(("language", "word"), [("vi", "Im lặng"), ("en", "Silent")])
def test_a_desk_that_is_silent_for_long_is_marked_by_word_and_icon(
    language: Language, word: str
) -> None:
    long = SILENT_AFTER.total_seconds() / 60
    found = shown(
        [row("T01", long - 1), row("T02", long), row("T03", None), row("T04", 0)], language
    )
    marked = [cells[0] for cells in found.rows if any(word in cell for cell in cells)]
    assert marked == ["T02", "T03"]
    assert "T02, T03" in found.words
    assert len([1 for tag, attrs in found.tags if attrs.get("class") == "mark"]) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_desk_it_says_how_to_get_one(language: Language) -> None:
    found = shown([], language)
    assert found.rows == []
    assert "cccd-centre enrol --desk" in found.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_nobody_else_and_refreshes_itself(language: Language) -> None:
    found = shown([row(accepted=3)], language)
    assert ("html", {"lang": language}) in found.tags
    assert ("meta", {"http-equiv": "refresh", "content": "30"}) in found.tags
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in found.tags}
    (link,) = [attrs["href"] for tag, attrs in found.tags if tag == "a"]
    assert link == f"?lang={'en' if language == 'vi' else 'vi'}"


def test_what_a_desk_is_called_is_no_markup() -> None:
    html = page([row("<b>&T</b>")], since=SINCE, now=NOW, language="vi")
    assert "<b>&T" not in html
    assert "&lt;b&gt;&amp;T" in html


def test_the_day_begins_when_that_of_the_centre_does() -> None:
    assert "00:00 28/11/2026" in shown([row()]).words
    assert "14:12" in shown([row()]).words


def test_stations_of_one_desk_are_one_row_and_a_revoked_one_is_there_while_it_has_figures() -> None:
    counts = {"a": Counts(2, 1, NOW), "b": Counts(3, 0), "d": Counts(1, 0)}
    seen = [
        SeenStation("a", "T02", None, may_send=True),
        SeenStation("b", "T02", NOW - timedelta(days=1), may_send=False),
        SeenStation("c", "T03", NOW, may_send=False),
        SeenStation("d", "T01", None, may_send=False),
    ]
    assert desks(seen, counts) == [
        DeskRow("T01", None, Counts(1, 0)),
        DeskRow("T02", NOW, Counts(5, 1, NOW)),
    ]


def test_each_answer_of_a_day_counts_once_and_the_last_word_counts(tmp_path: Path) -> None:
    objects = Objects.open(tmp_path)
    folder = f"days/2026-11-28/{bytes(32).hex()}"
    other = RECORD.replace("0190", "0191")
    for name in (
        f"{RECORD}.1.accepted.{'a' * 64}",
        f"{RECORD}.1.rejected.{'a' * 64}",
        f"{RECORD}.2.accepted.{'b' * 64}",
        f"{RECORD}.2.duplicate.{'c' * 64}",
        f"{other}.0.rejected.{'d' * 64}",
    ):
        objects.put_new(f"{folder}/{name}", b"")
    objects.put_new(f"days/2026-11-27/{bytes(32).hex()}/{other}.1.accepted.{'e' * 64}", b"")
    (station, counts), *rest = day_figures(objects, date(2026, 11, 28)).items()
    assert (station, counts.accepted, counts.rejected, counts.received) == (KEY, 1, 2, 3)
    assert rest == []
    assert day_figures(objects, date(2026, 11, 29)) == {}


def test_the_page_of_a_centre_shows_what_its_desks_have_sent(tmp_path: Path) -> None:
    centre = AskedCentre(tmp_path)
    station = centre.enrolled("B03")
    centre.enrolled("B04")
    content = centre.sealed(station)
    centre.put_at_front("u" * 32, content)
    centre.hook(
        "pre-finish",
        {"ID": "u" * 32, "Size": len(content), "MetaData": announced(station, content)},
    )
    reply = centre.ask("GET", "/status?lang=en", auth=("anybody", VIEWER_KEY))
    found = Page(reply.text)
    assert [cells[0:1] + cells[2:5] for cells in found.rows[1:3]] == [
        ["B03", "1", "1", "0"],
        ["B04", "0", "0", "0"],
    ]
    assert reply.headers["Cache-Control"] == "no-store"
    style = re.search("<style>(.*)</style>", reply.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert centre.ask("GET", "/status?lang=fr", auth=("", VIEWER_KEY)).status_code == 422
