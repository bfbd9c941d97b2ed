"""`stationctl net test`."""

import argparse
from collections.abc import Iterator
from typing import Any, Final

from station_core.cli.access import session_of
from station_core.errors import CommandError
from station_core.messages import sentence, word
from station_core.net_test import Tried, try_line

_MARKS: Final = {True: "OK ", False: "!! ", None: "-- "}


def test(arguments: argparse.Namespace) -> dict[str, Any]:
    """Try the line to the centre.

    Raises:
        CommandError: NET_TEST_FAILED, with every step beside it.
    """
    steps = [_told(one, arguments) for one in try_line(session_of(arguments))]
    ok = all(step["ok"] is not False for step in steps)
    if not ok:
        if not arguments.json:
            print("\n".join(lines(arguments, {"steps": steps})))
            raise CommandError("NET_TEST_FAILED")
        raise CommandError("NET_TEST_FAILED", ok=False, steps=steps)
    return {"ok": True, "steps": steps}


def lines(arguments: argparse.Namespace, result: dict[str, Any]) -> Iterator[str]:
    """The steps for a person."""
    for step in result["steps"]:
        took = "" if step["ms"] is None else f"  {step['ms']:.0f} ms"
        took += "" if step["skew_s"] is None else f"  {step['skew_s']:+.1f} s"
        yield f"{_MARKS[step['ok']]} {word('net_step', step['step'], arguments.lang)}{took}"
        if step["message"]:
            yield f"      {step['message']}\n    → {step['next']}"


def _told(one: Tried, arguments: argparse.Namespace) -> dict[str, Any]:
    said = None if one.code is None else sentence(one.code, arguments.lang)
    return {**one._asdict(), "message": said and said.what, "next": said and said.next}
