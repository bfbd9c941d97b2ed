"""Every widget in every state: built in each look, named, seen in focus, large enough, not cut.

`make accessible-names` writes tests/data/accessible_names.txt anew; read what it changed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from pkgutil import ModuleInfo, iter_modules

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import station_ui.gallery.pages
import station_ui.widgets
from screen_checks import (
    cut,
    focus_is_seen,
    focusable,
    name_of,
    role_of,
    settle,
    told_of,
    too_small,
)
from station_ui.gallery.page import GalleryPage, Sample
from station_ui.gallery.pages import pages
from station_ui.gallery.window import GalleryWindow, shown
from station_ui.language import LanguageCode, LanguageSwitch
from station_ui.theme import Theme
from station_ui.tokens import SCHEMES, WINDOW, Scheme, Space
from station_ui.widgets.part import column, framed, scrolled
from station_ui.wording import Wording


def modules() -> list[ModuleInfo]:
    """The modules of the pages, in their order."""
    return sorted(iter_modules(station_ui.gallery.pages.__path__), key=lambda one: one.name)


NAMES = Path(__file__).parent / "data" / "accessible_names.txt"
PAGES = {module.name: page for module, page in zip(modules(), pages(), strict=True)}
ROOMS = {"roomy": WINDOW, "compact": (911, 512)}
LANGUAGES: tuple[LanguageCode, ...] = ("vi", "en")
# The widgets every later screen is built from, as the issue names them.
NAMED = {
    "actions",
    "camera_stage",
    "chart_card",
    "citizen_header",
    "confirm_sheet",
    "data_table",
    "empty_state",
    "finger_map",
    "form_field",
    "lock_curtain",
    "metric_tile",
    "notice",
    "progress_panel",
    "sign_in_card",
    "status_chip",
    "step_rail",
    "toast",
}

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
every_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
every_language = pytest.mark.parametrize("language", LANGUAGES)
every_scheme = pytest.mark.parametrize("scheme", SCHEMES)


@dataclass
class Bench:
    """Where a sample lies to be looked at."""

    qtbot: QtBot
    theme: Theme
    language: LanguageSwitch

    def lay(
        self,
        page: GalleryPage,
        room: tuple[int, int] = WINDOW,
        language: LanguageCode = "vi",
        scheme: Scheme = "light",
    ) -> Iterator[tuple[Sample, QWidget]]:
        """Each sample of a page alone in a window of this size."""
        self.language.switch(language)
        self.theme.choose(scheme)
        self.theme.fit(*room)
        for sample in page.samples:
            whole = shown(sample, Wording(self.language))
            window = framed(column(scrolled(whole), gap=Space.NONE), "window")
            self.qtbot.addWidget(window)
            window.setFixedSize(*room)
            window.show()
            window.activateWindow()
            window.setFocus()
            settle()
            yield sample, window
            window.hide()


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme, translations: Path) -> Iterator[Bench]:
    language = LanguageSwitch("vi", translations)
    yield Bench(qtbot, theme, language)
    language.switch("vi")


@every_page
@every_scheme
def test_a_page_is_built_in_each_look_without_a_warning(
    bench: Bench, page: GalleryPage, scheme: Scheme
) -> None:
    window = GalleryWindow(bench.language, bench.theme)
    bench.qtbot.addWidget(window)
    window.show()
    for language in LANGUAGES:
        bench.language.switch(language)
        bench.theme.choose(scheme)
        window.open(page)
        settle()
        assert page.title() in window.windowTitle()
        assert not window.grab().isNull()


@every_page
@every_room
def test_a_page_is_whole_in_the_gallery(
    bench: Bench, page: GalleryPage, room: tuple[int, int]
) -> None:
    window = GalleryWindow(bench.language, bench.theme)
    bench.qtbot.addWidget(window)
    window.resize(*room)
    window.show()
    for language in LANGUAGES:
        bench.language.switch(language)
        window.open(page)
        settle()
        assert not cut(window)


@every_page
@every_language
def test_a_screen_reader_is_told_of_every_state(
    bench: Bench, page: GalleryPage, language: LanguageCode
) -> None:
    for sample, window in bench.lay(page, language=language):
        assert len(told_of(window)) > 1, sample.state()  # its label is one
        for one in focusable(window):
            assert name_of(one).strip(), (sample.state(), type(one).__name__)


def test_the_accessible_names_are_those_that_were_read(bench: Bench) -> None:
    lines = [
        f"{page.slug} · {sample.state()} · {role_of(one)} · {name_of(one)}\n"
        for page in PAGES.values()
        for sample, window in bench.lay(page)
        for one in focusable(window)
    ]
    if os.environ.get("WRITE_ACCESSIBLE_NAMES"):
        NAMES.write_text("".join(lines), encoding="utf-8")
    assert "".join(lines) == NAMES.read_text(encoding="utf-8"), "make accessible-names"


@every_page
@every_scheme
def test_the_focus_is_seen_on_every_control(
    bench: Bench, page: GalleryPage, scheme: Scheme
) -> None:
    unseen = [
        (sample.state(), type(one).__name__, name_of(one))
        for sample, window in bench.lay(page, scheme=scheme)
        for one in focusable(window)
        if not focus_is_seen(window, one)
    ]
    assert not unseen


@every_page
@every_room
def test_no_word_is_cut_and_what_is_pressed_has_room_for_a_finger(
    bench: Bench, page: GalleryPage, room: tuple[int, int]
) -> None:
    found = [
        (language, sample.state(), wrong)
        for language in LANGUAGES
        for sample, window in bench.lay(page, room, language)
        if (wrong := cut(window) + too_small(window))
    ]
    assert not found


@pytest.mark.parametrize("name", sorted(NAMED))
def test_every_widget_of_the_system_has_its_page(name: str) -> None:
    assert (Path(station_ui.widgets.__file__).parent / f"{name}.py").exists()
    assert name in PAGES
    assert len(PAGES[name].samples) > 1  # one state is not all there is


@every_page
def test_no_two_states_of_a_page_have_one_name(bench: Bench, page: GalleryPage) -> None:
    for language in LANGUAGES:
        bench.language.switch(language)
        states = [sample.state() for sample in page.samples]
        assert len(set(states)) == len(states)
