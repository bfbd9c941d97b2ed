"""Looking for a citizen's record: found, not found, and more than anybody reads."""

from photographer import wait
from stage import Stage
from station_ui.autopilot import type_text
from station_ui.screens.finding import Finding


def finding(stage: Stage) -> None:
    """Three questions to the waiting list, which is as before in the end."""
    found = stage.place.queue.finding
    assert found is not None
    look_for(found, "nguyen")
    stage.shot("queue-find")
    look_for(found, "0740859980")
    stage.shot("queue-find-number")
    look_for(found, "không có ai tên này")
    stage.shot("queue-find-nobody")
    found.forget()
    stage.place.queue.setFocus()


def look_for(found: Finding, words: str) -> None:
    """Type it and have the answer."""
    told: list[bool] = []
    found.changed.connect(lambda: told.append(found.answered))
    found.begin()
    type_text(found.line, words)
    wait(lambda: told and told[-1], "what is found")
