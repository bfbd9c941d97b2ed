"""What a person reads: the one table from codes to sentences, in both languages.

`messages.toml` holds it. An error sentence says what happened and what to do next; short words
(warnings, findings and what is wrong with them, hints, reasons, states) have one line. Every code
of every package stands there, in Vietnamese and English; a test reads all the code to see that
none is missing.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from station_capture import CaptureError
from station_core.errors import StationError
from station_core.settings import Language
from station_devices import DeviceError
from station_queue import QueueError

CODED_ERRORS = (StationError, CaptureError, DeviceError, QueueError)
"""Every error with a stable code; whatever else is raised is a bug."""

Kind = Literal[
    "warning",
    "finding",
    "below",
    "above",
    "advice_below",
    "advice_above",
    "topic",
    "check",
    "portrait_reason",
    "hint",
    "weak_point",
    "reason",
    "net_step",
    "difference",
    "state",
    "audit",
    "store_finding",
    "backup",
    "erase_reason",
    "label",
    "answer",
    "told",
    "device_state",
]


@dataclass(frozen=True)
class Sentence:
    """One error as an operator reads it."""

    code: str
    what: str
    next: str


def sentence(code: str, language: Language = "vi") -> Sentence:
    """The sentence of an error code; an unknown code gets the sentence of a bug."""
    errors = _table()["error"]
    entry = errors.get(code) or errors["BUG"]
    return Sentence(code, entry[language]["what"], entry[language]["next"])


def returned(code: str, language: Language = "vi") -> Sentence:
    """Why the centre has returned a record; any code but its program's own is OTHER."""
    reasons = _table()["returned"]
    found = code if code in reasons else "OTHER"
    return Sentence(found, reasons[found][language]["what"], reasons[found][language]["next"])


def reason(code: str | None, text: str | None, language: Language = "vi") -> str | None:
    """Why the centre has returned a record: our words for its program's codes, else a person's."""
    said = returned(code or "", language)
    return text if text and said.code == "OTHER" else said.what


def sentence_for(error: BaseException, language: Language = "vi") -> Sentence:
    """The sentence of a raised error."""
    return sentence(error.code if isinstance(error, CODED_ERRORS) else "BUG", language)


def word(kind: Kind, code: str, language: Language = "vi") -> str:
    """The short word of a code; the code itself where the table has none."""
    entry = _table()[kind].get(code)
    return str(entry[language]) if entry else code


def known(kind: Literal["error", "returned"] | Kind) -> frozenset[str]:
    """The codes the table has words for; codes that are known to be bugs count as errors."""
    table = _table()
    return frozenset(table[kind]) | frozenset(table["bugs"] if kind == "error" else ())


@cache
def _table() -> dict[str, Any]:
    text = files("station_core").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
