"""Every code a person can meet has its words, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_capture import load_profile
from station_capture.errors import CardError
from station_core.messages import known, sentence, sentence_for, word
from station_core.visit import MISSING_REASONS

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "capture/station_capture",
    "devices/station_devices",
    "queue/station_queue",
    "station/station_core",
)
ONE_WORD = "EMPTY DOB GENDER CANCELLED STOPPED CENTRING SHARPNESS ROLL LUMINANCE OVEREXPOSED"
ONE_WORD += " UNDEREXPOSED"
CODE = re.compile(rf"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|{ONE_WORD.replace(' ', '|')}")
NOT_CODES = {
    "AGE_RECIPIENT_OR_FILE",
    "INVENTED_PEOPLE",
    "MAX_PACKET_BYTES",
    "STATION_LANG",
    "STATION_PASSWORD",
}


def string_constants(package: str) -> Iterator[str]:
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def codes_in_the_code() -> set[str]:
    found = {text for package in PACKAGES for text in string_constants(package)}
    codes = {text for text in found if CODE.fullmatch(text)} - NOT_CODES
    return {code for code in codes if not code.startswith("OPENCV_")}


def test_every_code_has_words() -> None:
    worded = known("error") | known("warning") | known("finding")
    assert codes_in_the_code() <= worded


def test_no_words_are_left_over() -> None:
    worded = known("error") | known("warning") | known("finding")
    said_by_the_centre = {"RECORD_CONFLICT"}
    assert worded - codes_in_the_code() == {"BUG"} | said_by_the_centre


@pytest.mark.parametrize("code", sorted(known("error")))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_says_what_happened_and_what_to_do(code: str, language: str) -> None:
    found = sentence(code, "en" if language == "en" else "vi")
    assert found.code == code
    assert found.what.endswith(".")
    assert found.next
    assert "!" not in found.what + found.next


@pytest.mark.parametrize(
    "kind", ["warning", "finding", "below", "above", "hint", "reason", "state"]
)
def test_words_differ_between_the_languages(kind: str) -> None:
    for code in known(kind):  # type: ignore[arg-type]  # the seven kinds
        assert word(kind, code, "vi") != word(kind, code, "en")  # type: ignore[arg-type]  # as above


def test_whatever_can_be_wrong_with_a_portrait_has_a_word() -> None:
    limits = load_profile().limits
    assert {code for code, one in limits.items() if one.low is not None} == known("below")
    assert {code for code, one in limits.items() if one.high is not None} == known("above")


def test_every_reason_of_a_missing_finger_has_a_word() -> None:
    assert set(MISSING_REASONS) == known("reason")


def test_what_nobody_expected_reads_as_a_bug() -> None:
    assert sentence_for(ZeroDivisionError()).what == sentence("BUG").what
    assert sentence_for(CardError("NO_SUCH_CODE", "")).what == sentence("BUG").what
