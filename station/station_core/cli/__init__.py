"""The command line: everything a technician or a script needs without a screen.

Each command is a function from its arguments to a JSON-able result. Here it is parsed, run and
printed; failures become `{"error": {...}}` and exit code 1, wrong usage exit code 2 (contract.md).
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from station_core.cli.failure import failure_of
from station_core.cli.parser import build_parser

INTERRUPTED = 130
"""What a shell reports for a program ended with Ctrl+C."""


def run(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # both are text files
    parser = build_parser()
    arguments = parser.parse_args(argv)
    try:
        result = arguments.command(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:
        failure = failure_of(exc, arguments.lang)
        if failure is None:
            raise
        _print_failure(failure, as_json=arguments.json)
        return 1
    if result is not None:
        _print_result(result, as_json=arguments.json)
    return 0


def _print_failure(failure: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(failure, ensure_ascii=False))
    error = failure["error"]
    print(f"{error['message']}\n→ {error['next']}  [{error['code']}]", file=sys.stderr)
    for name in error.keys() - {"code", "message", "next"}:
        print(f"  {name}: {error[name]}", file=sys.stderr)


def _print_result(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for name, value in result.items():
        print(f"{name}: {_readable(value)}")


def _readable(value: object) -> str:
    if isinstance(value, list):
        return "".join(f"\n  {json.dumps(item, ensure_ascii=False)}" for item in value) or "-"
    if isinstance(value, dict):
        return "".join(f"\n  {name}: {entry}" for name, entry in value.items())
    return "-" if value is None else str(value)
