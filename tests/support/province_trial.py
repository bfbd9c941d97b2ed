"""A province under load: many desks send at once while the centres are killed again and again.

The front is the stock @tus/server over S3-compatible storage (moto); behind it are two centres that
share that storage and nothing else. Each desk is a real store with real sealed packets, sent by the
real delivery over real sockets from a thread of its own.
"""

import hashlib
import json
import random
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Self

from s3_server import s3_server
from station_queue import Store, uuid7
from station_queue.client import CentreClient
from station_queue.delivery import deliver_once
from station_queue.packet import (
    EnrolmentCode,
    EnrolmentRequest,
    generate_signing_key,
    public_key,
    seal,
)
from station_queue.patience import Patience

TUS_SERVER: Final = Path(__file__).parents[1] / "tus_server"
CENTRES: Final = 2
_STORE: Final = "s3://centre/province"
_FRONT: Final = "s3://front"
_PAGE: Final = 500
# Between two passes of a desk that has something left; its back-off would take minutes of the test.
_PAUSE_S: Final = 0.2


def can_run() -> bool:
    """Whether node and the packages of tests/tus_server are installed."""
    return shutil.which("node") is not None and (TUS_SERVER / "node_modules").is_dir()


class Centre:
    """One of the centres: a process at a fixed port that is killed and started again.

    Args:
        data: Its folder, with the keys.
        environment: Where it finds the storage.
    """

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        self._data = data
        self._environment = environment
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process = self._start()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._close()

    def start(self) -> None:
        """Start it again; returns when it listens."""
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        process = centre_command(
            self._data,
            self._environment,
            *("serve", "--port", str(self._port), "--store", _STORE, "--front", _FRONT),
        )
        assert process.stdout is not None
        assert process.stdout.readline(), "the centre did not start"
        return process

    def _close(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.wait()


def centre_command(
    data: Path, environment: Mapping[str, str], command: str, *arguments: str
) -> subprocess.Popen[str]:
    """Start a command of cccd-centre."""
    return subprocess.Popen(
        [sys.executable, "-m", "station_centre", command, "--data", str(data), *arguments],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@dataclass(slots=True)
class Desk:
    """One desk: its store, its key, and what it has sent.

    Attributes:
        code: Of the desk.
        path: Of its store.
        seed: Its station's key.
        token: Its station's secret at the centre.
        sent: SHA-256 of the sealed packet by record.
        passes: How often it tried.
        sizes: Bytes of all its packets.
    """

    code: str
    path: Path
    seed: bytes = field(default_factory=generate_signing_key)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    store_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    sent: dict[str, str] = field(default_factory=dict)
    passes: int = 0
    sizes: int = 0

    @property
    def station_key(self) -> str:
        """Its station's public key."""
        return public_key(self.seed)

    def enrol(self, code: EnrolmentCode) -> None:
        """Become known at the centre."""
        request = EnrolmentRequest.make(
            token=code.token,
            station_token=self.token,
            desk=self.code,
            station_key=self.station_key,
            signing_key=self.seed,
        )
        with CentreClient(code.url) as client:
            client.enrol(request, patience=_patience(60))

    def queue(self, store: Store, recipient: str, size: int) -> None:
        """Finish one record of about so many bytes."""
        at = datetime.now(UTC)
        record = uuid7(at, secrets.token_bytes)
        parts = {
            "record.json": json.dumps({"record": record}).encode(),
            "portrait.jpg": secrets.token_bytes(size),
        }
        sealed = seal(
            parts,
            record=record,
            desk=self.code,
            made_at=at,
            signing_key=self.seed,
            recipient=recipient,
        )
        store.start_visit(
            visit=record,
            procedure="first_issue",
            operator="op",
            day=date(2026, 11, 28),
            at=at,
            document="{}",
        )
        store.finish_visit(record, at=at, document="{}", sealed=sealed)
        self.sent[record] = hashlib.sha256(sealed).hexdigest()
        self.sizes += len(sealed)

    def work(self, url: str, recipient: str, records: int, size: int, until: float) -> None:
        """Finish all records and send until every one is accepted, or the time is over."""
        rng = random.Random(self.code)
        with (
            Store.create(self.path, self.store_key) as store,
            CentreClient(url, token=self.token) as client,
        ):
            for _ in range(records):
                self.queue(store, recipient, size)
            while store.totals().accepted < records and time.monotonic() < until:
                self.passes += 1
                deliver_once(
                    store,
                    client,
                    station_key=self.station_key,
                    now=lambda: datetime.now(UTC),
                    stop=lambda: False,
                    deadline=max(0.0, until - time.monotonic()),
                    rng=rng,
                )
                store.release(at=datetime.now(UTC))
                threading.Event().wait(_PAUSE_S)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        records: How many were sent.
        size: Bytes of all of them.
        seconds: From the first record made to the last accepted.
        kills: How often a centre was killed.
        passes: How often the desks tried.
        missing: Records the centre does not have as they were sent, by desk.
        surplus: Records the centre has and nobody sent, by desk.
        kept: Sealed packets in the storage.
        left_over: Whole uploads that are still in the storage of the front.
    """

    records: int
    size: int
    seconds: float
    kills: int
    passes: int
    missing: dict[str, list[str]]
    surplus: dict[str, list[str]]
    kept: int
    left_over: int


class Province:
    """Everything that runs, in one folder; ends all of it when left.

    Args:
        folder: For keys and stores.
        desks: How many there are.
    """

    def __init__(self, folder: Path, desks: int) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._environment: Mapping[str, str] = {}
        self._ended = threading.Event()
        self.kills = 0
        self.desks = [Desk(f"T{n:02}", folder / f"T{n:02}.db") for n in range(1, desks + 1)]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._environment = stack.enter_context(s3_server("centre", "front"))
            data = self._folder / "centre-1"
            self._recipient = self._ask(data, "keygen")["recipient"]
            (data / "hook.key").write_text(secrets.token_urlsafe(24))
            # Centres share their keys as files that are brought along, and no folder.
            folders = [data, *(self._folder / f"centre-{n}" for n in range(2, CENTRES + 1))]
            for folder in folders[1:]:
                shutil.copytree(data, folder)
            self._centres = [Centre(folder, self._environment) for folder in folders]
            for centre in self._centres:
                stack.callback(centre.kill)
            self.url = stack.enter_context(_front(data, self._centres, self._environment))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def enrol(self) -> None:
        """Let every desk in, each by a code of its own through the front."""
        data = self._folder / "centre-1"
        for desk in self.desks:
            how = ("--store", _STORE, "--desk", desk.code, "--url", self.url)
            desk.enrol(EnrolmentCode.parse(self._ask(data, "enrol", *how)["code"]))

    def run(self, *, records: int, size: int, seconds: float, up_s: tuple[float, float]) -> Outcome:
        """Send so many records from each desk while the centres are killed in turn.

        Args:
            records: Of each desk.
            size: Bytes of the largest part of each.
            seconds: The most it may take.
            up_s: How long a centre runs between two kills, at least and at most.
        """
        began = time.monotonic()
        until = began + seconds
        threads = [
            threading.Thread(
                target=desk.work, args=(self.url, self._recipient, records, size, until)
            )
            for desk in self.desks
        ]
        killer = threading.Thread(target=self._kill_in_turn, args=(up_s,))
        for thread in (*threads, killer):
            thread.start()
        for thread in threads:
            thread.join()
        taken = time.monotonic() - began
        self._ended.set()
        killer.join()
        return self._outcome(taken)

    def _kill_in_turn(self, up_s: tuple[float, float]) -> None:
        rng = random.Random(8)
        while True:
            for centre in self._centres:
                # Each at least once, however fast the desks are.
                if self._ended.wait(rng.uniform(*up_s)) and self.kills >= len(self._centres):
                    return
                centre.kill()
                self.kills += 1
                centre.start()

    def _outcome(self, seconds: float) -> Outcome:
        missing, surplus = {}, {}
        for desk in self.desks:
            there = self._listed(desk)
            sent = {(record, 1, "accepted", sha256) for record, sha256 in desk.sent.items()}
            missing[desk.code] = sorted(record for record, *_ in sent - there)
            surplus[desk.code] = sorted(record for record, *_ in there - sent)
        return Outcome(
            records=sum(len(desk.sent) for desk in self.desks),
            size=sum(desk.sizes for desk in self.desks),
            seconds=seconds,
            kills=self.kills,
            passes=sum(desk.passes for desk in self.desks),
            missing={code: records for code, records in missing.items() if records},
            surplus={code: records for code, records in surplus.items() if records},
            kept=len(self._keys("centre", "province/packets/")),
            left_over=sum("." not in key for key in self._keys("front", "")),
        )

    def _listed(self, desk: Desk) -> set[tuple[str, int | None, str, str]]:
        """The centre's own list of what it has of a desk."""
        found: set[tuple[str, int | None, str, str]] = set()
        after: str | None = None
        with CentreClient(self.url, token=desk.token) as client:
            while True:
                page = client.records(
                    desk.station_key, after=after, limit=_PAGE, patience=_patience(60)
                )
                assert page is not None
                found |= {(row.record, row.revision, row.state, row.sha256) for row in page.records}
                if page.cursor is None:
                    return found
                after = page.cursor

    def _keys(self, bucket: str, prefix: str) -> list[str]:
        """Every key in a bucket, past all that the centre says of it."""
        environment = self._environment
        script = (
            "import sys; from station_centre.objects import Objects\n"
            "print('\\n'.join(Objects.open(sys.argv[1]).list(sys.argv[2])))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, f"s3://{bucket}", prefix],
            env=dict(environment),
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.split()

    def _ask(self, data: Path, command: str, *arguments: str) -> dict[str, Any]:
        with centre_command(data, self._environment, command, "--json", *arguments) as process:
            answer, _ = process.communicate()
        assert process.returncode == 0, f"{command}: {answer}"
        told: dict[str, Any] = json.loads(answer)
        return told


@contextmanager
def _front(data: Path, centres: Sequence[Centre], environment: Mapping[str, str]) -> Iterator[str]:
    """The tus server in front; gives its address."""
    key = (data / "hook.key").read_text()
    command = ["node", str(TUS_SERVER / "front.mjs"), "front", key, *(c.url for c in centres)]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()


def _patience(seconds: float) -> Patience:
    return Patience.of(seconds, lambda: False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
