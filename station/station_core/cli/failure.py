"""Failures of a command: one JSON shape for everything that is refused or goes wrong."""

from typing import Any

from station_core.errors import CommandError
from station_core.messages import CODED_ERRORS, sentence_for
from station_core.settings import Language


def failure_of(error: Exception, language: Language) -> dict[str, Any]:
    """The object of contract.md for an error; one nobody expected has the code BUG.

    Facts for scripts stand inside `error`, such as what is missing; what came of a command before
    it failed stands beside it.
    """
    found = sentence_for(error, language)
    document: dict[str, Any] = {"code": found.code, "message": found.what, "next": found.next}
    if isinstance(error, CODED_ERRORS):
        details = getattr(error, "details", {})
        document |= {name: _plain(value) for name, value in details.items()}
    results = error.results if isinstance(error, CommandError) else {}
    return {"error": document, **results}


def _plain(value: object) -> object:
    if isinstance(value, tuple | set | frozenset | list):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
