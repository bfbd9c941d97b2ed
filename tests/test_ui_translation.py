"""Every word on the screen goes through Qt's translation, and every one has its English."""

import ast
import re
import sys
from pathlib import Path
from subprocess import run
from xml.etree import ElementTree as ET

import pytest

UI = Path(__file__).parent.parent / "ui/station_ui"
SOURCES = sorted(UI.rglob("*.py"))
ENGLISH = UI / "i18n/en.ts"
# Letters that no English word or identifier has: a Vietnamese word in a plain string.
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
# Data, not words of the screen: values of the card, and a language's own name.
DATA = {"Nữ", "Tiếng Việt"}


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


def test_the_file_holds_exactly_the_strings_of_the_sources(tmp_path: Path) -> None:
    fresh = tmp_path / "en.ts"
    fresh.write_bytes(ENGLISH.read_bytes())
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    words = ["-locations", "none", "-no-obsolete", "-silent"]
    run([tool, *SOURCES, "-ts", fresh, *words], check=True, capture_output=True)
    assert messages(fresh).keys() == messages(ENGLISH).keys()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(UI).as_posix())
def test_no_vietnamese_stands_outside_a_translation(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    translated = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func) in {"tr", "translate"}
        for argument in call.args
        for part in ast.walk(argument)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            outside = id(node) not in translated and node.value not in DATA
            assert not (outside and VIETNAMESE.search(node.value)), node.lineno


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
