"""Every word on the screen goes through Qt's translation, and every one has its English."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from station_ui.tokens import Tone

UI = Path(__file__).parent.parent / "ui/station_ui"
SOURCES = sorted(UI.rglob("*.py"))
ENGLISH = UI / "i18n/en.ts"
# Letters that no English word or identifier has: a Vietnamese word in a plain string.
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
# Data, not words of the screen: values of the card, and a language's own name.
DATA = {"Nữ", "Tiếng Việt"}
PASSWORDS = {"mat-khau-thu", "mat-khau-sai"}

# What shows words to a person, or has them read out.
SHOWS = {
    "addItem",
    "addItems",
    "addRow",
    "caption",
    "drawText",
    "good",
    "insertItem",
    "say",
    "setAccessibleDescription",
    "setAccessibleName",
    "setHeaderData",
    "setHorizontalHeaderLabels",
    "setInformativeText",
    "setItemText",
    "setLabelText",
    "setPlaceholderText",
    "setPrefix",
    "setStatusTip",
    "setSuffix",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
    "show_detail",
}
# Codes that are no words: what a state is called in the program, and an icon's name.
CODES = set(get_args(Tone)) | {path.stem for path in (UI / "icons").glob("*.svg")}
WORD = re.compile(r"[^\W\d_]{2,}")
PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
# The same in every language: the program's name, a language's own name, what is printed on a key.
NAMES = re.compile(r"CCCD Station|English|Tiếng Việt|\b(?:F\d+|Ctrl|Alt|Shift|Enter|Esc|Tab|Del)\b")
# These speak to a technician on the command line, in English, or to the style engine.
NOT_THE_SCREEN = {"__main__.py", "autopilot.py", "sheet.py"}
MOMENT = re.compile(r"%[aAbBcdHIjmMpSUxXyYZ]|\b(?:dd/MM|HH:mm|hh:mm|yyyy)\b")
WRITES_MOMENTS = {"strftime", "isoformat", "ctime", "toLocaleString"}


def messages(path: Path) -> dict[tuple[str, str], list[str]]:
    """Context and source text to its translations (more than one where there is a plural)."""
    found = {}
    for context in ET.parse(path).iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            assert translation.get("type") is None, (name, message.findtext("source"))
            forms = [form.text or "" for form in translation.iter("numerusform")]
            found[name, message.findtext("source", "")] = forms or [translation.text or ""]
    return found


def test_every_string_has_its_english() -> None:
    for key, translations in messages(ENGLISH).items():
        assert all(translations), key
        placeholders = set(re.findall(r"\{\d\}|%n", key[1]))
        for text in translations:
            assert set(re.findall(r"\{\d\}|%n", text)) == placeholders, key
            assert not VIETNAMESE.search(text), key


def test_every_number_of_things_has_its_two_english_forms() -> None:
    counted = 0
    for message in ET.parse(ENGLISH).iter("message"):  # noqa: S314 - our own file
        source = message.findtext("source", "")
        forms = [form.text for form in message.iter("numerusform")]
        if message.get("numerus") == "yes":
            counted += 1
            assert len(set(forms)) == 2, source
        else:
            assert not forms, source
            assert "%n" not in source
    assert counted


def test_every_number_of_things_is_collected() -> None:
    # The collector sees the number in `self.tr` only, and leaves others out without a word.
    collected = {source for _context, source in messages(ENGLISH)}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and "%n" in str(node.value):
                assert node.value in collected, (source.name, node.value)


def test_the_file_holds_exactly_the_strings_of_the_sources(tmp_path: Path) -> None:
    fresh = tmp_path / "en.ts"
    fresh.write_bytes(ENGLISH.read_bytes())
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    words = ["-locations", "none", "-no-obsolete", "-silent"]
    run([tool, *SOURCES, "-ts", fresh, *words], check=True, capture_output=True)
    assert messages(fresh).keys() == messages(ENGLISH).keys()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(UI).as_posix())
def test_no_word_of_the_screen_stands_outside_a_translation(source: Path) -> None:
    assert not list(hard_coded(source.read_text(encoding="utf-8"), source.name))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(UI).as_posix())
def test_dates_and_times_are_written_in_one_place(source: Path) -> None:
    if source.name != "formats.py":
        assert not list(moments(source.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "code",
    [
        'x = "Tiếp tục"',
        'button.setText("Save")',
        'button.setToolTip(f"Page {n}")',
        'line.setPlaceholderText("Reason")',
        'self.setAccessibleName("Close" if open else "")',
        'self.setWindowTitle("CCCD Station: queue")',
        'label.setText("{0} records".format(n))',
        'label.setText(", ".join(("One", "Two")))',
        'label.setText(name or "Nobody")',
        'x = "No network here"',
        'box.addItem("Male", "code")',
        "self.tr(words)",
        'self.tr(f"Bàn {n}")',
        'self.tr("%n hồ sơ")',
    ],
)
def test_a_hard_coded_word_is_found(code: str) -> None:
    assert list(hard_coded(code, "page.py"))


@pytest.mark.parametrize(
    "code",
    [
        'button.setText(self.tr("Lưu"))',
        'label.setText(self.tr("{0} trên {1}").format(done, all_))',
        'label.setText(f"{number} · {name}")',
        'label.setText(self._words.word("state", code))',
        'self.setWindowTitle("CCCD Station")',
        'button.setText("F5")',
        'label.setText("")',
        'self.tr("%n hồ sơ", "", count)',
        'raise ValueError("no visit on the screen")',
        '"""Shows the words of a page."""',
    ],
)
def test_a_translated_word_passes(code: str) -> None:
    assert not list(hard_coded(code, "page.py"))


@pytest.mark.parametrize(
    "code",
    [
        'x = f"{at:%H:%M}"',
        'x = at.strftime("%d")',
        "x = day.isoformat()",
        'x = d.toString("HH:mm")',
    ],
)
def test_a_date_written_by_hand_is_found(code: str) -> None:
    assert list(moments(code))


def hard_coded(code: str, name: str) -> Iterator[tuple[int, str]]:
    """Line and text of each word that no translator gets to see."""
    tree = ast.parse(code)
    quiet = set(_not_for_the_screen(tree))
    door = set(_own_translate(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _name(node.func) in {"tr", "translate"}:
                yield from () if id(node) in door else _not_translatable(node)
            elif _name(node.func) in SHOWS:
                yield from _shown_as_it_is(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            vietnamese = VIETNAMESE.search(text) and text not in DATA
            english = PROSE.search(text) and name not in NOT_THE_SCREEN
            if id(node) not in quiet and (vietnamese or english):
                yield node.lineno, text


def moments(code: str) -> Iterator[tuple[int, str]]:
    """Line and text of each date or time that is written by hand."""
    tree = ast.parse(code)
    docs = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docs and MOMENT.search(node.value):
                yield node.lineno, node.value
        elif isinstance(node, ast.Call) and _name(node.func) in WRITES_MOMENTS:
            yield node.lineno, _name(node.func)


def _not_translatable(call: ast.Call) -> Iterator[tuple[int, str]]:
    """A text that is put together cannot be collected; one with a number needs the number."""
    place = 0 if _name(call.func) == "tr" else 1
    for text in call.args[place : place + 1]:
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            yield call.lineno, ast.unparse(text)
        elif "%n" in text.value and len(call.args) + len(call.keywords) < place + 3:
            yield call.lineno, text.value


def _shown_as_it_is(call: ast.Call) -> Iterator[tuple[int, str]]:
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for text in _texts(argument):
            if text not in CODES | PASSWORDS and WORD.search(NAMES.sub("", text)):
                yield call.lineno, text


def _texts(node: ast.expr) -> Iterator[str]:
    """The plain strings that become what is shown; what another call is given is its business."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant):
            for part in (node.func.value, *node.args):  # "...".format(...), ", ".join(...)
                yield from _texts(part)
    elif isinstance(node, ast.FormattedValue):
        yield from _texts(node.value)
    elif not isinstance(node, ast.Compare | ast.Subscript):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                yield from _texts(inner)


def _not_for_the_screen(tree: ast.Module) -> Iterator[int]:
    """Strings that are translated, that document, or that tell a programmer of a bug."""
    yield from _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            yield from (id(part) for part in ast.walk(node))
        elif isinstance(node, ast.Call) and _name(node.func) in {"tr", "translate"}:
            yield from (id(part) for one in node.args for part in ast.walk(one))


def _own_translate(tree: ast.Module) -> Iterator[int]:
    """What stands in a function `translate` of ours, which hands the words on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "translate":
            yield from (id(part) for part in ast.walk(node))


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
