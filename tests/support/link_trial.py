"""Upload over a bad link as it happens: `stationctl upload` to `cccd-centre`."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from desk_link import Link, LinkKind, Weather
from kill_trial import Centre
from killed_desk import CHEAP, NAME, PASSWORD, Supplies, invented_card
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.folder import DeskFolder
from station_core.settings import CentreSettings, DeskSettings, Settings
from station_core.setup import set_up_desk
from station_core.signin import sign_in


class DeskWithPackets:
    """A desk's data folder with finished records that wait, made by the desk itself."""

    def __init__(self, folder: Path, *, url: str, recipient: str) -> None:
        self.folder = DeskFolder(folder)
        settings = Settings(
            desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
            centre=CentreSettings(url=url, recipient=recipient),
        )
        made = local_now()
        set_up_desk(self.folder, settings, name=NAME, password=PASSWORD, now=made, cost=CHEAP)

    def fill(self, packets: int, size: int, seed: int = 7) -> int:
        """Collect from so many citizens, about so many bytes each; bytes of all packets."""
        rng, supplies = random.Random(seed), Supplies.drawn()
        session = sign_in(self.folder, NAME, PASSWORD)
        spare = size - len(supplies.portrait.jpeg) - 20_000
        with Desk(session) as desk:
            for _ in range(packets):
                visit = desk.begin("eid_level2", invented_card(rng), again=True)
                visit = desk.confirm_details(visit, {"phone": "0912345678"})
                jpeg = supplies.portrait.jpeg + rng.randbytes(spare)
                visit = desk.keep_portrait(visit, replace(supplies.portrait, jpeg=jpeg))
                for position in (2, 7):
                    visit = desk.fingers.keep(visit, position, supplies.prints[position].image)
                desk.finish(visit)
            return sum(delivery.size for delivery in desk.queue.deliveries())

    def upload(self, deadline: float) -> list[str]:
        """The command that sends all of it."""
        words = ("upload", "--until-empty", "--deadline", f"{deadline:g}", "--json")
        where = ("--data", str(self.folder.root), "--user", NAME)
        return [sys.executable, "-m", "station_core", *words, *where]

    def copy_packets(self, folder: Path) -> list[Path]:
        """The sealed packets as files, in the order they wait."""
        with sign_in(self.folder, NAME, PASSWORD).open_store() as store:
            copies = [folder / f"{delivery.record}.cccd" for delivery in store.deliveries()]
            for copy in copies:
                copy.write_bytes(b"".join(store.packet_chunks(copy.stem)))
        return copies

    def states(self) -> Counter[str]:
        """How many records are in which state."""
        with Desk(sign_in(self.folder, NAME, PASSWORD)) as desk:
            return Counter(delivery.state for delivery in desk.queue.deliveries())


class Sent(NamedTuple):
    """What came of a trial; sizes in bytes, durations in seconds."""

    made_of: str
    seconds: float
    packets: int
    once: int
    """Records that the centre has accepted exactly once and the desk knows of."""
    sending: float
    """From the first byte at the centre to the last of a packet."""
    size: int
    payload: int
    """Bytes of TCP that reached the centre."""
    carried: int | None
    """The same as the interface counted them, with what was sent again; None without one."""
    cuts: int
    waits: tuple[float, ...]
    silent: int
    answer: dict[str, object]
    errors: str
    copies: list[Path]
    """The packets as files."""

    @property
    def ratio(self) -> float:
        """Bytes on the wire to bytes of packets."""
        return max(self.payload, self.carried or 0) / self.size


def send_all(
    link: Link, kind: LinkKind, root: Path, *, packets: int, size: int, deadline: float
) -> Sent:
    """Let a desk of its own send so many packets to a centre of its own."""
    centre = Centre(root / "centre")
    centre.start()
    try:
        host, port = centre.url.removeprefix("http://").split(":")
        url, uploaded = link.door((host, int(port)))
        desk = DeskWithPackets(root / "desk", url=url, recipient=centre.recipient)
        total = desk.fill(packets, size)
        copies = desk.copy_packets(root)
        before = link.carried()
        with Weather(link, kind, uploaded) as weather:
            began = time.monotonic()
            done = subprocess.run(
                link.command(desk.upload(deadline)),
                env={**os.environ, "STATION_PASSWORD": PASSWORD},
                capture_output=True,
                check=False,
                text=True,
            )
            seconds = time.monotonic() - began
        after = link.carried()
        return Sent(
            made_of=link.made_of,
            seconds=seconds,
            packets=packets,
            once=_accepted_once(centre, desk),
            sending=uploaded.seconds,
            size=total,
            payload=uploaded.payload,
            carried=None if before is None or after is None else after - before,
            cuts=weather.cuts,
            waits=tuple(weather.waits),
            silent=weather.silent,
            answer=json.loads(done.stdout or "{}"),
            errors=done.stderr,
            copies=copies,
        )
    finally:
        centre.kill()


def _accepted_once(centre: Centre, desk: DeskWithPackets) -> int:
    records = Counter(line["record"] for line in centre.records() if line["state"] == "accepted")
    return min(sum(count == 1 for count in records.values()), desk.states()["accepted"])
