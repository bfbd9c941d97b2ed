"""Failures of a command: one JSON shape for everything that is refused or goes wrong."""

from typing import Any

from station_core.errors import CommandError
from station_core.messages import CODED_ERRORS, sentence
from station_core.settings import Language


def failure_of(error: Exception, language: Language) -> dict[str, Any] | None:
    """The object of contract.md for an error; None for a bug, which is shown as one.

    Facts for scripts stand inside `error`, such as what is missing; what came of a command before
    it failed stands beside it.
    """
    if not isinstance(error, CODED_ERRORS):
        return None
    found = sentence(error.code, language)
    details = {name: _plain(value) for name, value in getattr(error, "details", {}).items()}
    document = {"code": error.code, "message": found.what, "next": found.next, **details}
    results = error.results if isinstance(error, CommandError) else {}
    return {"error": document, **results}


def _plain(value: object) -> object:
    if isinstance(value, tuple | set | frozenset | list):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
