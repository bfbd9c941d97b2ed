"""A shift at the desk without a screen: one citizen after another, and the memory meanwhile.

`python shift_desk.py CITIZENS` prints one JSON object, as `shift_window` does.
"""

import gc
import json
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import psutil
import structlog

from kill_trial import Centre
from killed_desk import NAME, PASSWORD, Supplies, invented_card
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.outbox import send_due, send_until_empty
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import sign_in

SENT_EVERY = 10


def serve(desk: Desk, supplies: Supplies, rng: random.Random) -> None:
    """One citizen, all steps."""
    visit = desk.begin("eid_level2", invented_card(rng), again=True)
    visit = desk.confirm_details(visit, {"phone": "0912345678"})
    jpeg = supplies.portrait.jpeg + rng.randbytes(rng.randrange(100_000))
    visit = desk.keep_portrait(visit, replace(supplies.portrait, jpeg=jpeg))
    for position in (2, 7):
        visit = desk.fingers.keep(visit, position, supplies.prints[position].image)
    desk.finish(visit)


def main() -> None:
    """Work one shift."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    citizens, rng, supplies = int(sys.argv[1]), random.Random(7), Supplies.drawn()
    me, taken = psutil.Process(), []
    with tempfile.TemporaryDirectory() as root:
        centre, folder = Centre(Path(root) / "centre"), DeskFolder(Path(root) / "desk")
        centre.start()
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url=centre.url, recipient=centre.recipient),
        )
        set_up_desk(folder, settings, name=NAME, password=PASSWORD, now=local_now())
        session = sign_in(folder, NAME, PASSWORD)
        try:
            with Desk(session) as desk:
                for number in range(citizens):
                    serve(desk, supplies, rng)
                    if number % SENT_EVERY == 0:
                        send_due(session)
                    gc.collect()
                    taken.append(me.memory_full_info().uss)
                send_until_empty(session, deadline=60)
                accepted = desk.figures.totals().accepted
        finally:
            centre.kill()
    json.dump({"bytes": taken, "accepted": accepted}, sys.stdout)


if __name__ == "__main__":
    main()
