"""The real window at its busiest: a print comes in at 57,600 baud while a heap of records goes out.

Prints one JSON object: how late a 50 ms timer of the GUI thread was at worst, and what went on.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from station_capture import load_profile, read_card_image, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_card, draw_portrait_scene
from station_core import acts, finger_acts
from station_core.clock import local_now
from station_core.demo import DemoDesk
from station_core.desk import Desk
from station_core.finger import Absence
from station_core.signin import sign_in
from station_devices import FingerState
from station_queue.delivery_report import DeliveryReport
from station_ui.app import Program, Start
from station_ui.autopilot import Autopilot

if TYPE_CHECKING:
    from station_ui.services import Work

RECORDS = 60
PRINTS = 3
BEAT_S = 0.05


def fill_queue(demo: DemoDesk) -> None:
    """Finished records of real size, held until the window sends them."""
    session = sign_in(demo.folder, demo.name, demo.password)
    at = local_now()
    card = read_card_image(draw_card(INVENTED_PEOPLE[1]), today=at.date())
    portrait = take_portrait(draw_portrait_scene(), load_profile("cccd"))
    with Desk(session) as desk, session.open_store() as store:
        for _ in range(RECORDS):
            visit = acts.scan(desk.draft("eid_level2"), card, at)
            phone = {"phone": "0912345678"}
            visit = acts.confirm_details(visit, phone, catalogue=desk.catalogue, at=at)
            visit = acts.keep_portrait(visit, portrait, acts.Taking(), at)
            for position in (2, 7):
                visit = finger_acts.mark_missing(visit, position, Absence(reason="worn"), at)
            record = desk.finish(desk.enter(visit, {"portrait.jpg": portrait.jpeg}))
            store.mark_sending(record, at=at)
            store.mark_waiting(record, at=at, code="HELD", text="", next_attempt=None)


class Watch:
    """Beats every 50 ms on the GUI thread, and sends the queue off when the first print comes."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.worst = 0.0
        self.sent = self.prints = 0
        self._work: Work | None = None
        self._released = False
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(int(BEAT_S * 1000))

    def _beat(self) -> None:
        now = time.perf_counter()
        if self._released:
            self.worst = max(self.worst, now - self._last - BEAT_S)
        self._last = now
        window = self._program.window
        if self._work is None and window is not None and window.workplace is not None:
            self._work = work = window.workplace.visit.work
            work.scanner.finger_state.connect(self._on_finger)
            work.scanner.captured.connect(self._on_print)
            work.outbox.passed.connect(self._on_pass)

    def _on_finger(self, state: FingerState, _progress: float) -> None:
        work = self._work
        if work is not None and state is FingerState.HOLD and not self._released:
            self._released = True
            work.services.lane.ask(
                lambda desk: desk.queue.send_now(), lambda _n: work.outbox.send(), print
            )

    def _on_print(self, _position: int, _image: object) -> None:
        self.prints += 1
        if self.prints == PRINTS:
            self._program.app.quit()

    def _on_pass(self, report: DeliveryReport) -> None:
        self.sent += report.sent


def main() -> None:
    """Run the window until some prints are in."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoDesk(Path(folder), people=1, baud=57_600) as demo,
    ):
        fill_queue(demo)
        program = Program(Start(demo.folder))
        pilot = Autopilot(program, demo.name, demo.password, out=Path(folder) / "shots")
        watch = Watch(program)
        program.run()
        del pilot
    print(
        json.dumps({"worst_ms": watch.worst * 1000, "prints": watch.prints, "sent": watch.sent}),
        file=sys.stdout,
    )


if __name__ == "__main__":
    main()
