"""`stationctl portrait check` and `portrait landmarks`."""

import argparse
from typing import Any

from station_capture import (
    LandmarkFinder,
    assess_portrait,
    finder_with,
    load_image,
    load_profile,
    read_model,
)
from station_core.cli.access import folder_of
from station_core.errors import DeskError
from station_queue.atomic import READABLE, replace_file


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a portrait; a portrait that fails is an answer, not an error."""
    assessment = assess_portrait(
        load_image(arguments.file),
        load_profile(arguments.profile),
        finder=finder_with(folder_of(arguments).landmarks),
    )
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
