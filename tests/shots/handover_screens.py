"""Handing over by a stick: under way, done, answered, and a stick without room."""

from pathlib import Path

from photographer import settle, wait
from stage import Stage, held
from station_core.handover import Answers
from station_queue.errors import HandoverError

_FULL = HandoverError("HANDOVER_NO_ROOM", "full", needed=2_750_000_000, free=1_130_000_000)


def handing_over(stage: Stage, media: Path) -> None:
    """From the first packet to the receipts that came back."""
    stick = media / "KINGSTON"
    stick.mkdir(parents=True)
    handover = stage.work.handover
    stage.place.go(1)
    with held(stage, "handover"):
        handover.copy_to(stick)
        handover._move_on("writing", 3, 8)
        stage.shot("queue-handover-copying")
    wait(lambda: not handover.doing, "the lot")
    settle()
    stage.shot("queue-handover-copied")
    stage.place.queue.handing_over.panel.begin(0)  # receipts are read in one go
    handover.did, handover.answers = "take", Answers(5, 1, 0, 1, 0, 0)
    handover.changed.emit()
    stage.shot("queue-handover-answered")
    handover.did, handover.error = "copy", _FULL
    handover.changed.emit()
    stage.shot("queue-handover-failed")
    handover.did, handover.error = "", None
    handover.changed.emit()
    stage.place.go(0)
