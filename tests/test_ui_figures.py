"""Figures, progress and charts: what they say, and that they say it to everyone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station_ui.formats import shown_count
from station_ui.language import LanguageSwitch
from station_ui.overview import Recent
from station_ui.remaining import Remaining
from station_ui.theme import Theme
from station_ui.widgets.chart_card import Bar, ChartCard
from station_ui.widgets.day_glance import DayGlance
from station_ui.widgets.metric_line import MetricLine
from station_ui.widgets.metric_tile import MetricTile
from station_ui.widgets.part import column, framed
from station_ui.widgets.progress_panel import ProgressPanel
from station_ui.wording import Wording

Show = Callable[[QWidget], None]
AT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
NAMES = ("An", "Ba", "Tư")


@dataclass
class Seconds:
    """A clock one puts on by hand."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def show(qtbot: QtBot, theme: Theme, translations: Path) -> Iterator[Show]:
    del theme
    language = LanguageSwitch("vi", translations)
    window = QWidget()
    qtbot.addWidget(window)

    def shown(widget: QWidget) -> None:
        widget.setParent(window)
        widget.resize(800, 400)
        window.resize(900, 500)
        window.show()
        widget.show()

    yield shown
    window.close()
    assert language.code == "vi"


def test_the_remaining_time_is_not_known_at_once_and_then_follows_the_mean_speed() -> None:
    clock = Seconds()
    remaining = Remaining(clock)
    clock.at += 1
    remaining.note(0.5)
    assert remaining.seconds is None  # too soon to tell
    clock.at += 29
    remaining.note(0.001)
    assert remaining.seconds is None  # too little done to tell
    remaining.note(0.25)
    assert remaining.seconds == pytest.approx(90)
    remaining.note(1)
    assert remaining.seconds == 0
    remaining.begin()
    assert remaining.seconds is None


@pytest.mark.parametrize(
    ("spent", "done", "said"),
    [
        (1, 50, ""),
        (30, 0, ""),
        (30, 20, "còn khoảng 2 phút"),
        (30, 50, "còn chưa tới 1 phút"),
        (30, 90, "còn vài giây"),
        (3600, 10, "còn khoảng 9 giờ"),
    ],
)
def test_progress_says_in_words_how_long_it_still_takes(
    show: Show, spent: float, done: int, said: str
) -> None:
    clock = Seconds()
    panel = ProgressPanel(clock)
    show(panel)
    panel.begin(100)
    clock.at += spent
    panel.show_progress(done)
    assert panel.left.text() == said
    assert panel.count.text() == f"{done} trên 100"
    assert panel.bar.accessibleDescription().startswith(f"{done} trên 100")


def test_progress_that_ended_cannot_be_stopped_and_promises_nothing(
    show: Show, qtbot: QtBot
) -> None:
    clock = Seconds()
    panel = ProgressPanel(clock)
    show(panel)
    panel.begin(4)
    clock.at += 60
    panel.show_progress(1)
    with qtbot.waitSignal(panel.cancelled):
        panel.cancel.click()
    panel.end("cancelled")
    assert not panel.cancel.isVisible()
    assert panel.left.text() == ""
    assert panel.count.text() == "1 trên 4"
    panel.begin(4)
    assert panel.cancel.isVisible()
    panel.end("done")
    assert panel.count.text() == "4 trên 4"


def test_a_figure_with_a_state_has_a_sign_and_is_read_with_its_label(show: Show) -> None:
    tile = MetricTile()
    show(tile)
    tile.show_label("Bị trả lại")
    tile.show_number(12_480, "bad")
    tile.show_detail("Xem lý do.")
    assert tile.number.text() == shown_count(12_480)
    assert tile.accessibleName() == f"Bị trả lại: {shown_count(12_480)}"
    assert tile.accessibleDescription() == "Xem lý do."
    loud = tile.grab().toImage()
    tile.show_number(12_480, "neutral")
    assert tile.grab().toImage() != loud


def test_figures_that_add_up_stand_on_two_lines_where_there_is_little_room(
    show: Show, theme: Theme, qtbot: QtBot
) -> None:
    tiles = [MetricTile("hero", framed=False) for _ in range(8)]
    line = MetricLine(tiles, adding_up=True)
    show(line)
    assert len({tile.y() for tile in tiles}) == 1
    theme.fit(911, 512)
    qtbot.waitUntil(lambda: len({tile.y() for tile in tiles}) == 2)


def test_figures_stand_level_beside_one_whose_label_takes_two_lines_from_now_on(
    show: Show, theme: Theme, qtbot: QtBot
) -> None:
    tiles = [MetricTile("hero", framed=False) for _ in range(8)]
    for tile in tiles:
        tile.show_number(1)
        tile.show_label("Chờ gửi")
    line = MetricLine(tiles, adding_up=True)
    show(framed(column(line, None)))
    theme.fit(911, 512)
    qtbot.waitUntil(lambda: len({tile.y() for tile in tiles}) == 2)
    theme.fit(1366, 768)
    qtbot.waitUntil(lambda: len({tile.y() for tile in tiles}) == 1)
    QApplication.processEvents()
    one = tiles[4].label.height()
    tiles[4].show_label("Đã tới trung tâm")
    qtbot.waitUntil(lambda: tiles[4].label.height() > one)
    QApplication.processEvents()
    assert len({tile.number.height() for tile in tiles}) == 1


def test_where_there_is_little_room_visits_that_wait_come_before_those_that_are_done(
    show: Show, theme: Theme, qtbot: QtBot, translations: Path
) -> None:
    day = DayGlance(Wording(LanguageSwitch("vi", translations)))
    served = [Recent(name, "waiting", AT) for name in NAMES]
    day.show_day(3, 60.0, served)
    day.show_unfinished(1)
    show(day)

    def told() -> int:
        return sum(one.text() in NAMES for one in shown_labels(day))

    qtbot.waitUntil(lambda: told() == 3)
    theme.fit(911, 512)
    qtbot.waitUntil(lambda: told() == 1)
    day.show_unfinished(0)
    qtbot.waitUntil(lambda: told() == 3)


def shown_labels(of: QWidget) -> list[QLabel]:
    return [one for one in of.findChildren(QLabel) if one.isVisibleTo(of)]


def test_a_chart_says_its_figures_in_words(show: Show) -> None:
    card = ChartCard()
    card.show_words("Lượt theo giờ")
    card.show_bars([Bar("8", 3), Bar("9", 0), Bar("10", 1_200)])
    show(card)
    assert card.canvas.accessibleName() == "Lượt theo giờ"
    assert card.canvas.accessibleDescription() == f"8: 3; 9: 0; 10: {shown_count(1_200)}"


def test_a_chart_follows_the_scheme_and_its_figures(show: Show, theme: Theme) -> None:
    card = ChartCard()
    card.show_bars([Bar("8", 3), Bar("9", 5)])
    show(card)
    light = card.canvas.grab().toImage()
    theme.choose("dark")
    dark = card.canvas.grab().toImage()
    assert dark != light
    card.show_bars([Bar("8", 5), Bar("9", 3)])
    assert card.canvas.grab().toImage() != dark


def test_charts_are_loaded_when_the_first_is_seen_and_drawn_when_they_are_there(
    show: Show, qtbot: QtBot
) -> None:
    asked: list[Callable[[], None]] = []
    card = ChartCard(asked.append)
    card.show_bars([Bar("8", 3)])
    assert not asked
    show(card)
    assert len(asked) == 1
    before = card.canvas
    asked[0]()
    assert card.canvas is not before
    qtbot.waitUntil(card.canvas.isVisible)


def test_a_chart_without_figures_says_so(show: Show) -> None:
    card = ChartCard()
    card.empty.show_words("Hôm nay chưa có lượt nào", "")
    card.show_bars([])
    show(card)
    assert card.empty.isVisible()
    card.show_bars([Bar("8", 1)])
    assert not card.empty.isVisible()
