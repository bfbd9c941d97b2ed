"""`stationctl portrait check` and `portrait landmarks`."""

import argparse
from typing import Any

from station_capture import (
    LandmarkFinder,
    assess_portrait,
    load_image,
    load_profile,
    read_model,
)
from station_core.cli.access import folder_of
from station_core.errors import DeskError
from station_core.portrait_kit import desk_finder
from station_queue.atomic import READABLE, replace_file


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a portrait; a portrait that fails is an answer, not an error."""
    rules, (finder, troubles) = load_profile(arguments.profile), desk_finder(folder_of(arguments))
    assessment = assess_portrait(load_image(arguments.file), rules, finder=finder)
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
