"""Entry point of cccd-centre: one command is parsed, run, and answered."""

import argparse
import io
import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from station_centre.cli import keys, lots, records, serving, stations
from station_centre.cli.options import shared_options, store_options
from station_centre.errors import MESSAGES, CentreError
from station_centre.logs import log_to_stderr
from station_queue.packet import PacketError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused or failed, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    parser = _parser()
    options = parser.parse_args(arguments)
    if problem := options.wrong_usage(options):
        parser.error(problem)
    log_to_stderr()
    try:
        answer: dict[str, Any] | None = options.run(options)
    except CentreError as error:
        return _fail(options, error.code, str(error), error.next, error.results)
    except PacketError as error:
        return _fail(options, error.code, *MESSAGES[error.code])
    except Exception as error:  # noqa: BLE001 - a script gets its object whatever happens
        # Kind and place only: the text could quote what is inside a packet.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(f"{type(error).__name__} at {place.filename}:{place.lineno}", file=sys.stderr)
        return _fail(options, "BUG", *MESSAGES["BUG"])
    if answer is not None:
        print(json.dumps(answer, ensure_ascii=False) if options.json else options.plain(answer))
    return 0


def _fail(
    options: argparse.Namespace,
    code: str,
    message: str,
    next_step: str,
    results: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """Say what went wrong, and beside it what came of the command before."""
    if options.json:
        error = {"code": code, "message": message, "next": next_step}
        print(json.dumps({"error": error, **results}, ensure_ascii=False))
    else:
        if results:
            print(options.plain(dict(results)))
        print(f"{message} {next_step} ({code})", file=sys.stderr)
    return 1


def _plain(answer: dict[str, Any]) -> str:
    """An answer of single values, one a line."""
    return "\n".join(f"{key}: {value}" for key, value in answer.items())


def _parser() -> argparse.ArgumentParser:
    shared, store = shared_options(), store_options()
    shared.set_defaults(plain=_plain, wrong_usage=lambda _options: None)
    parser = argparse.ArgumentParser(prog="cccd-centre", description="The receiving centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    keys.add(commands, shared)
    serving.add(commands, shared, store)
    stations.add(commands, shared, store)
    records.add(commands, shared, store)
    lots.add(commands, shared, store)
    return parser


if __name__ == "__main__":
    sys.exit(main())
