"""`stationctl portrait check`."""

import argparse
from typing import Any

from station_capture import assess_portrait, load_image, load_profile


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a portrait; a portrait that fails is an answer, not an error."""
    assessment = assess_portrait(load_image(arguments.file), load_profile(arguments.profile))
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
    return {"ok": assessment.ok, "findings": findings}
