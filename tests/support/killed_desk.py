"""A desk that works until somebody kills it, telling beforehand what it does and then that it did.

`python killed_desk.py FOLDER` takes orders, one JSON object a line, and for each of them lets a
process of its own work in that folder. What a screen would show goes to standard output the moment
it would be shown: one JSON object a line, from all the desk's lanes.
"""

import hashlib
import json
import os
import random
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np
import sqlite_utils  # noqa: F401 - the store loads it when it is first opened, each round anew
import structlog

from frames.payloads import invent_payload
from station_capture import CardRead, Portrait, load_profile, parse_card, take_portrait
from station_capture.drawn import draw_portrait_scene
from station_core.backups import run_backup
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.erasing import erase_now
from station_core.finger import Absence, finger_part
from station_core.folder import DeskFolder
from station_core.outbox import send_due
from station_core.people import change_password
from station_core.signin import Session, sign_in
from station_core.upkeep import run_upkeep
from station_core.visit import PORTRAIT_PART, Step, Visit
from station_devices import FingerImage, encode_print
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_queue import Store
from station_queue.kdf import KdfCost

NAME: Final = "An"
PASSWORD: Final = "chim-lac-bay-qua-7-ngon-doi"
CHEAP: Final = KdfCost(memory_kib=64, passes=1, lanes=1)
KEY: Final = bytes(range(32))
"""Of the old store that is migrated."""
PROCEDURES: Final = {"eid_level2": 0.7, "exchange": 0.1, "confirm_old_number": 0.2}
PAUSED, CANCELLED, AGAIN, MISSING = 0.06, 0.02, 0.08, 0.3
"""Before each act: the odds that the citizen is left waiting, or goes; of a second portrait; of a
finger without a print."""
ENOUGH_OPEN: Final = 5
SLOW_LINE_S: Final = 0.004
_told_early = False


class Print(NamedTuple):
    """A print as the scanner gives it, and the SHA-256 of what the desk keeps of it."""

    image: FingerImage
    sha256: str


@dataclass(frozen=True)
class Supplies:
    """What citizens bring along, drawn once for all rounds."""

    portrait: Portrait
    prints: tuple[Print, ...]

    @classmethod
    def drawn(cls) -> "Supplies":
        """A portrait, and prints of more fingers than anybody has."""
        images = (measured_print(draw_print(n, 192, 192), 508, 8, driver="file") for n in range(12))
        prints = tuple(Print(image, _sha256(encode_print(image).wsq)) for image in images)
        return cls(take_portrait(draw_portrait_scene(), load_profile("cccd")), prints)


def tell(**what: object) -> None:
    """One line in one write, so that lines of several lanes never mix."""
    os.write(1, json.dumps(what).encode() + b"\n")


@contextmanager
def act(lane: str, what: str, **about: object) -> Iterator[dict[str, object]]:
    """Tell what is begun, and then that it is done, with what the caller adds to it."""
    said: dict[str, object] = {}
    tell(lane=lane, do=what, **about)
    if _told_early and what in {"details", "portrait", "finger", "finish"}:
        tell(lane=lane, done=what, **about)
        yield said
        return
    yield said
    tell(lane=lane, done=what, **about, **said)


class Operator:
    """Works at the desk, one citizen after another, some of them in several goes."""

    def __init__(
        self, desk: Desk, supplies: Supplies, rng: random.Random, sent: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._supplies = supplies
        self._rng = rng
        self._sent = sent

    def work(self) -> NoReturn:
        """Until the end of the process."""
        with act("desk", "offer") as said:
            said["visits"] = [visit.id for visit in self._desk.open_visits()]
        while True:
            offered = self._desk.open_visits()
            wanted = 0.9 if len(offered) >= ENOUGH_OPEN else 0.3
            if offered and self._rng.random() < wanted:
                self._go_on(self._desk.take_over(self._rng.choice(offered)))
            else:
                self._go_on(self._begin())

    def _begin(self) -> Visit:
        card = invented_card(self._rng)
        [procedure] = self._rng.choices(list(PROCEDURES), list(PROCEDURES.values()))
        with act("desk", "begin", number=card.card.id_number) as said:
            visit = self._desk.begin(procedure, card, again=True)
            said["visit"] = visit.id
        return visit

    def _go_on(self, visit: Visit) -> None:
        while self._rng.random() >= PAUSED:
            if self._rng.random() < CANCELLED:
                with act("desk", "cancel", visit=visit.id):
                    self._desk.cancel(visit, "đi về")
                return
            step = self._desk.next_step(visit)
            if step is Step.REVIEW and self._rng.random() >= AGAIN:
                with act("desk", "finish", visit=visit.id):
                    self._desk.finish(visit)
                self._sent()
                return
            visit = self._step(visit, step)

    def _step(self, visit: Visit, step: Step) -> Visit:
        if step is Step.DETAILS:
            return self._details(visit)
        if step is Step.FINGERPRINTS:
            return self._finger(visit, self._desk.needs(visit).fingers[0])
        if step is Step.PORTRAIT or visit.portrait is not None:
            return self._portrait(visit)
        return self._details(visit)  # a review that finds something to change

    def _details(self, visit: Visit) -> Visit:
        phone = f"09{self._rng.randrange(10**8):08}"
        if self._rng.random() < 0.3:
            with act("desk", "draft", visit=visit.id, phone=phone):
                visit = self._desk.keep_draft(visit, {"phone": phone})
        typed = {"phone": phone}
        if visit.procedure == "confirm_old_number" and not visit.value("old_id"):
            typed["old_id"] = "099012345"
        with act("desk", "details", visit=visit.id, phone=phone):
            return self._desk.confirm_details(visit, typed)

    def _portrait(self, visit: Visit) -> Visit:
        drawn = self._supplies.portrait
        # What follows the picture's end marker makes it this citizen's own.
        jpeg = drawn.jpeg[:20_000] + self._rng.randbytes(self._rng.choice((500, 20_000, 250_000)))
        given = {"part": PORTRAIT_PART, "sha256": _sha256(jpeg)}
        with act("desk", "portrait", visit=visit.id, **given):
            return self._desk.keep_portrait(visit, replace(drawn, jpeg=jpeg))

    def _finger(self, visit: Visit, position: int) -> Visit:
        if self._rng.random() < MISSING:
            with act("desk", "missing", visit=visit.id, finger=position):
                return self._desk.fingers.mark_missing(visit, position, Absence(reason="bandaged"))
        print_ = self._supplies.prints[(int(visit.id[-1], 16) + position) % 12]
        given = {"part": finger_part(position), "sha256": print_.sha256}
        with act("desk", "finger", visit=visit.id, **given):
            return self._desk.fingers.keep(visit, position, print_.image)


def work_at_desk(
    folder: DeskFolder, supplies: Supplies, rng: random.Random, password: str, care: list[str]
) -> None:
    """Everything a station does at once: the operator, delivery, backups and upkeep."""
    with folder.locked():
        with act("desk", "sign_in"):
            session = sign_in(folder, NAME, password)
        with act("desk", "open"):
            desk = Desk(session)
            desk.queue.recover()
            desk.queue.send_now()
        wake = threading.Event()
        wake.set()
        _beside(_deliver, session, wake, random.Random(rng.random()))
        if care:
            _beside(_care, session, random.Random(rng.random()), password, care)
        Operator(desk, supplies, rng, wake.set).work()


def _deliver(session: Session, wake: threading.Event, rng: random.Random) -> None:
    never = threading.Event()

    def on_progress(_record: str, sent: int, size: int) -> None:
        tell(lane="upload", at="waiting for the answer" if sent == size else "sending")
        never.wait(rng.uniform(0, SLOW_LINE_S))  # as a line would that is no loopback

    while True:
        wake.wait()
        wake.clear()
        with act("upload", "pass"):
            send_due(session, on_progress=on_progress)


def _care(session: Session, rng: random.Random, password: str, care: list[str]) -> None:
    new = f"{PASSWORD}-{rng.randrange(10**6)}"
    for what in care:
        about = {"password": new} if what == "password" else {}
        with act("care", what, **about):
            if what == "backup":
                run_backup(session, session.folder.root.parent / "stick", automatic=True)
            elif what == "upkeep":
                run_upkeep(session)
            elif what == "password":
                change_password(session, password, new, CHEAP)
            else:
                with session.open_store() as store:
                    before = local_now() + timedelta(days=1)
                    accepted = store.due_for_erasing(before=before, limit=30)
                for record in accepted:
                    erase_now(session, record, "other")


def migrate_old_store(folder: DeskFolder, *_others: object) -> None:
    """Open a store of an earlier version, which brings it up to date."""
    with act("desk", "migrate"):
        Store.open(folder.store, KEY)
    threading.Event().wait()  # to be killed


def _beside(lane: Callable[..., None], *given: object) -> None:
    threading.Thread(target=_to_the_end, args=(lane, *given), daemon=True).start()


def _to_the_end(work: Callable[..., None], *given: object) -> None:
    """Nothing in here may fail: what does is told, and ends the process."""
    try:
        work(*given)
    except BaseException as exc:  # noqa: BLE001 - it ends the process
        tell(failed="".join(traceback.format_exception(exc)))
        os._exit(1)


def invented_card(rng: random.Random) -> CardRead:
    """A card that nobody has, as a handheld scanner gives it."""
    payload = invent_payload(np.random.default_rng(rng.randrange(2**32)))
    parsed = parse_card(payload, today=local_now().date())
    return CardRead(
        raw=payload.encode(),
        card=parsed.card,
        warnings=tuple(parsed.warnings),
        repaired=parsed.repaired,
        stage="text",
        ms=0.0,
        corners=(),
        source="handheld",
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


WORKS: Final[dict[str, Callable[..., None]]] = {"desk": work_at_desk, "migrate": migrate_old_store}


def main() -> None:
    """Take orders until there are no more."""
    global _told_early
    structlog.configure(processors=[_drop])
    root, _told_early = Path(sys.argv[1]), "--told-early" in sys.argv
    supplies = Supplies.drawn()
    tell(ready=True)
    while line := sys.stdin.readline():
        order: dict[str, Any] = json.loads(line)
        # Forked, so that a round begins with the sign-in and not with half a second of imports.
        pid = os.fork()
        if pid == 0:
            folder = DeskFolder(root / order["folder"])
            rng = random.Random(order["seed"])
            _to_the_end(
                WORKS[order["work"]], folder, supplies, rng, order["password"], order["care"]
            )
            os._exit(1)
        tell(pid=pid)
        tell(ended=os.waitpid(pid, 0)[1])


def _drop(*_record: object) -> dict[str, object]:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
