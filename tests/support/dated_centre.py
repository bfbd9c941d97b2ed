"""A centre on loopback with nothing to say but what time it is, by a clock of its own."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from station_queue.packet import generate_identity, generate_signing_key, sign_card

CARD = sign_card(
    recipient=generate_identity()[1],
    issued_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    seed=generate_signing_key(),
)


class DatedCentre(ThreadingHTTPServer):
    """It gives receipts, of which there are none, and takes nothing."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), _Dated)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.now = now
        self.is_portal = False
        """Whether a hotel's sign-in page answers instead."""


class _Dated(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: DatedCentre

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Tests say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - same
        return format_datetime(self.server.now(), usegmt=True)

    def do_GET(self) -> None:
        told: dict[str, object] = {"receipts": [], "cursor": None}
        if self.path == "/centre":
            told = CARD.model_dump(mode="json")
        body = b"<html>Welcome</html>" if self.server.is_portal else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def dated_centre(now: Callable[[], datetime]) -> Iterator[DatedCentre]:
    """One that answers until the end of the block."""
    with DatedCentre(now) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
