"""Every code a person can meet has its words, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from station_capture.errors import CardError
from station_capture.portrait.codes import CHECKS, CODES, SIDES
from station_centre.errors import MESSAGES
from station_core.audit import AUDIT_ACTS
from station_core.finger import MISSING_REASONS
from station_core.messages import Kind, known, returned, sentence, sentence_for, word
from station_core.settings import Language
from station_core.visit import PORTRAIT_REASONS
from station_devices.quality import HINTS, WEAK_POINTS
from station_ui.portrait_advice import TOPICS

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "capture/station_capture",
    "devices/station_devices",
    "queue/station_queue",
    "station/station_core",
)
ONE_WORD = "EMPTY DOB GENDER CANCELLED STOPPED CENTRING SHARPNESS ROLL LUMINANCE OVEREXPOSED"
ONE_WORD += " UNDEREXPOSED YAW PITCH MOUTH GLARE GLASSES MOTION ENLARGEMENT FRONTAL EARS DRESS"
CODE = re.compile(rf"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|{ONE_WORD.replace(' ', '|')}")
NOT_CODES = {
    "AGE_RECIPIENT_OR_FILE",
    "CODE_OR_PICTURE",
    "DEFAULT_PROFILE",
    "INVENTED_PEOPLE",
    "MAX_PACKET_BYTES",
    "STATION_LANG",
    "STATION_NEW_PASSWORD",
    "STATION_PASSWORD",
    "STATION_RECOVERY_CODE",
    "TCP_KEEPCNT",
    "TCP_KEEPIDLE",
    "TCP_KEEPINTVL",
    "TCP_NOTSENT_LOWAT",
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
    worded = known("error") | known("warning") | known("finding") | known("check")
    assert codes_in_the_code() <= worded


def test_no_words_are_left_over() -> None:
    worded = known("error") | known("warning") | known("finding")
    assert worded - codes_in_the_code() == {"BUG"}


@pytest.mark.parametrize("code", sorted(known("error")))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_says_what_happened_and_what_to_do(code: str, language: str) -> None:
    found = sentence(code, "en" if language == "en" else "vi")
    assert found.code == code
    assert found.what.endswith(".")
    assert found.next
    assert "!" not in found.what + found.next


@pytest.mark.parametrize("code", sorted(known("returned")))
def test_whatever_the_centre_says_of_a_packet_has_its_own_words(code: str) -> None:
    if code != "OTHER":
        assert code in MESSAGES
    for language in get_args(Language):
        said = returned(code, language)
        assert (said.code, said.what[-1], said.next[-1]) == (code, ".", ".")
        assert returned("PORTRAIT_BLURRED", language).code == "OTHER"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_words_differ_between_the_languages(kind: Kind) -> None:
    for code in known(kind):
        assert word(kind, code, "vi") != word(kind, code, "en")


def test_whatever_can_be_wrong_with_a_portrait_has_a_word_and_an_advice() -> None:
    assert known("finding") == set(CODES)
    pairs: list[tuple[Kind, Kind]] = [("below", "above"), ("advice_below", "advice_above")]
    for below, above in pairs:
        assert {code for code, sides in SIDES.items() if "low" in sides} == known(below)
        assert {code for code, sides in SIDES.items() if "high" in sides} == known(above)


def test_every_finding_belongs_to_one_topic_with_a_word() -> None:
    codes = [code for codes in TOPICS.values() for code in codes]
    assert sorted(codes) == sorted(CODES)
    assert set(TOPICS) == known("topic")


def test_whatever_is_to_be_looked_at_has_a_word() -> None:
    assert set(CHECKS) == known("check")


def test_every_reason_for_a_portrait_that_does_not_pass_has_a_word() -> None:
    assert set(PORTRAIT_REASONS) == known("portrait_reason")


def test_every_reason_of_a_missing_finger_has_a_word() -> None:
    assert set(MISSING_REASONS) == known("reason")


def test_whatever_is_weak_about_a_print_and_whatever_helps_has_a_word() -> None:
    assert set(WEAK_POINTS) == known("weak_point")
    assert set(HINTS) == known("hint")


def test_what_nobody_expected_reads_as_a_bug() -> None:
    assert sentence_for(ZeroDivisionError()).what == sentence("BUG").what
    assert sentence_for(CardError("NO_SUCH_CODE", "")).what == sentence("BUG").what


def test_every_act_of_the_audit_has_a_word() -> None:
    assert known("audit") == AUDIT_ACTS
