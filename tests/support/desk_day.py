"""A day at a desk, run as a program that is killed at its end: what lies in the data folder then?

`python -m desk_day DATA BACKUPS TRUTH`: DATA holds a desk that was set up, BACKUPS becomes what is
on the stick, and TRUTH (a JSON file) tells whose visits were worked on and what their parts were.
"""

import base64
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from station_capture import CardRead, format_card, load_profile, take_portrait
from station_capture.drawn import INVENTED_PEOPLE, draw_portrait_scene
from station_core.backups import run_backup
from station_core.desk import Desk
from station_core.erasing import erase_now
from station_core.folder import DeskFolder
from station_core.logs import log_to_file
from station_core.outbox import send_until_empty
from station_core.signin import Session, sign_in
from station_core.upkeep import run_upkeep
from station_core.visit import Visit, kept_parts
from station_devices import FingerImage, encode_png, load_finger_file
from station_devices.synthetic import draw_print

PASSWORD = "bay con vit troi"
ENDS = ("erased", "accepted", "cancelled", "accepted", "waiting", "in_progress")
"""What becomes of the visit of each person."""
DRAFTED = "Ấp Không Có Thật, xã Hư Cấu"
"""An address that is typed and not confirmed."""


def phone_of(number: int) -> str:
    """A number that is typed for a person."""
    return f"09{number}3846275"


def email_of(number: int) -> str:
    """An address that is typed for a person."""
    return f"hu.cau.{number}@khong-co-that.example"


def main() -> None:
    """Work a day, and be killed."""
    data, stick, truth = map(Path, sys.argv[1:4])
    folder = DeskFolder(data)
    log_to_file(folder.log)
    session = sign_in(folder, "An", PASSWORD)
    told: list[dict[str, Any]] = []
    desk = Desk(session)  # never closed: the plug is pulled
    for number, end in enumerate(ENDS):
        if end == "waiting":
            send_until_empty(session, deadline=60.0)  # from here on the cable is out
        visit = _worked_on(desk, number, truth.with_name("print.png"))
        told.append({"visit": visit.id, "end": end, "parts": _parts(desk, visit)})
        if end == "cancelled":
            desk.cancel(visit, "citizen left")
        elif end != "in_progress":
            desk.finish(visit)
    _after_work(session, told[0]["visit"], stick)
    visit = desk.open_visits()[0]
    desk.keep_draft(visit, {"phone": phone_of(9), "address": DRAFTED})
    truth.write_text(json.dumps(told), encoding="utf-8")
    os.kill(os.getpid(), signal.SIGKILL)


def _worked_on(desk: Desk, number: int, picture: Path) -> Visit:
    person = INVENTED_PEOPLE[number]
    raw = format_card(person).encode()
    card = CardRead(raw, person, (), repaired=False, stage="given", ms=1.0, corners=())
    visit = desk.begin("eid_level2", card)
    typed = {"phone": phone_of(number), "email": email_of(number)}
    visit = desk.confirm_details(visit, typed)
    scene = draw_portrait_scene(seed=number, noise_seed=number)
    visit = desk.keep_portrait(visit, take_portrait(scene, load_profile("cccd")))
    for position in (2, 7):
        visit = desk.fingers.keep(visit, position, _print(100 * number + position, picture))
    return visit


def _parts(desk: Desk, visit: Visit) -> list[str]:
    return [base64.b64encode(desk.part(visit, name)).decode() for name in kept_parts(visit)]


def _print(seed: int, picture: Path) -> FingerImage:
    picture.write_bytes(encode_png(draw_print(seed), 500))
    return load_finger_file(picture)


def _after_work(session: Session, record: str, stick: Path) -> None:
    """An erase by hand, a backup, a copy beside the store, and the daily look."""
    erase_now(session, record, "citizen_asked")
    run_backup(session, stick)
    with session.open_store() as store:
        copy = session.folder.store.with_name("station.db.v0.bak")
        store._database.run("VACUUM INTO ?", (str(copy),))
    run_upkeep(session)


if __name__ == "__main__":
    main()
