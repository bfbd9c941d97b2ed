"""`stationctl portrait check`, `portrait profile` and `portrait landmarks`."""

import argparse
from collections.abc import Iterator
from typing import Any

from station_capture import (
    DEFAULT_PROFILE,
    LandmarkFinder,
    PortraitProfile,
    assess_portrait,
    load_image,
    load_profile,
    profile_text,
    read_model,
)
from station_core.cli.access import folder_of
from station_core.cli.files import write_out
from station_core.errors import DeskError
from station_core.messages import word
from station_core.portrait_kit import desk_finder, desk_rules
from station_core.settings import Language, load_settings
from station_queue.atomic import READABLE, replace_file


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a portrait; a portrait that fails is an answer, not an error.

    Held against the desk's own profile, if there is a desk and no other is named.
    """
    finder, troubles = desk_finder(folder_of(arguments))
    assessment = assess_portrait(load_image(arguments.file), _rules(arguments), finder=finder)
    findings = [
        {
            "code": finding.code,
            "value": finding.value,
            "low": finding.low,
            "high": finding.high,
            "ok": finding.ok,
            "blocks": finding.blocks,
        }
        for finding in assessment.findings
    ]
    return {
        "ok": assessment.ok,
        "findings": findings,
        "look_at": list(assessment.checks),
        "profile": f"{assessment.profile} {assessment.profile_version}",
        "finder": assessment.finder,
        "notes": [error.code for error in troubles],
    }


def lines_of_check(arguments: argparse.Namespace, result: dict[str, Any]) -> Iterator[str]:
    """The answer of `check` for a person: what fails first, with what to do."""
    for one in sorted(result["findings"], key=lambda one: (one["ok"], not one["blocks"])):
        yield _line(one, arguments.lang)
    for code in result["look_at"]:
        yield f"?  {word('check', code, arguments.lang)}"
    verdict = "OK" if result["ok"] else "NOT OK"
    yield f"{verdict}  ({result['profile']}; {result['finder']})"


def profile(arguments: argparse.Namespace) -> dict[str, Any]:
    """Write a shipped profile to a file, for a centre to make its own of it."""
    write_out(arguments.out, profile_text(arguments.profile).encode())
    return {"file": str(arguments.out)}


def _rules(arguments: argparse.Namespace) -> PortraitProfile:
    folder = folder_of(arguments)
    if arguments.profile is None and folder.settings.exists():
        return desk_rules(load_settings(folder.settings).portrait, folder)
    return load_profile(arguments.profile or DEFAULT_PROFILE)


def _line(one: dict[str, Any], lang: Language) -> str:
    low, high = one["low"], one["high"]
    bounds = " ".join(
        f"{sign} {bound:g}" for sign, bound in ((">=", low), ("<=", high)) if bound is not None
    )
    sign = "+" if one["ok"] else "x" if one["blocks"] else "!"
    text = f"{sign}  {one['code']:<22} {one['value']:>8.4g}  {bounds:<18}"
    if one["ok"]:
        return f"{text} {word('finding', one['code'], lang)}"
    below = low is not None and one["value"] < low
    return f"{text} {word('advice_below' if below else 'advice_above', one['code'], lang)}"


def landmarks(arguments: argparse.Namespace) -> dict[str, Any]:
    """Install the file of the YuNet network for this desk, once it has been seen to work."""
    folder = folder_of(arguments)
    folder.require_desk()
    model = read_model(arguments.file)
    finder = LandmarkFinder(model)
    try:
        replace_file(folder.landmarks, model, mode=READABLE)
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc
    return {"finder": finder.name}
