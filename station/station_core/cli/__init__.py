"""The command line: everything a technician or a script needs without a screen.

Each command is a function from its arguments to a JSON-able result. Here it is parsed, run and
printed; failures become `{"error": {...}}` and exit code 1, wrong usage exit code 2 (contract.md).
"""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from station_core.cli.parser import build_parser

INTERRUPTED = 130
"""What a shell reports for a program ended with Ctrl+C."""


def run(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # both are text files
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if problem := arguments.wrong_usage(arguments):
        parser.error(problem)
    try:
        result = arguments.command(arguments)
        if result is not None:
            _print_result(result, arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as exc:  # noqa: BLE001 - a script gets its object whatever happens
        return _fail(exc, arguments)
    return 0


def _fail(error: Exception, arguments: Namespace) -> int:
    # Behind a failure only: with them, every command would start half a second later.
    from station_core.bugs import log_bug  # noqa: PLC0415
    from station_core.cli.failure import failure_of  # noqa: PLC0415
    from station_core.messages import CODED_ERRORS  # noqa: PLC0415

    if not isinstance(error, CODED_ERRORS):
        log_bug(error)
    # An answer that cannot be written leaves the exit code.
    with suppress(OSError):
        _print_failure(failure_of(error, arguments.lang), as_json=arguments.json)
    return 1


def _print_failure(failure: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(failure, ensure_ascii=False), flush=True)
    error = failure["error"]
    print(f"{error['message']}\n→ {error['next']}  [{error['code']}]", file=sys.stderr)
    for name, value in error.items():
        if name not in {"code", "message", "next"}:
            print(f"  {name}: {_readable(value)}", file=sys.stderr)


def _print_result(result: dict[str, Any], arguments: Namespace) -> None:
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False), flush=True)
        return
    if arguments.lines is not None:
        print("\n".join(arguments.lines(arguments, result)), flush=True)
        return
    for name, value in result.items():
        print(f"{name}: {_readable(value)}")


def _readable(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, list):
        return "".join(f"\n  {json.dumps(item, ensure_ascii=False)}" for item in value) or "-"
    if isinstance(value, dict):
        return "".join(f"\n  {name}: {entry}" for name, entry in value.items())
    return "-" if value is None else str(value)
