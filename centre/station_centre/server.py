"""Running the centre: one process that listens until it is told to end."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from station_centre.errors import CentreError

_GRACE_S = 5


class _AnnouncingServer(uvicorn.Server):
    """Says when it really listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()


def serve(app: FastAPI, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; requests under way get five seconds to end.

    Args:
        app: The application.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        announce: Called once with the URL, when connections are answered.

    Raises:
        CentreError: ADDRESS_TAKEN.
    """
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    # The server hands the signal on once it has ended; by then it has done its work.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_ended)
    with listener:
        _AnnouncingServer(config, lambda: announce(url)).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    # A name that is none, or a port out of range, is refused before the system is asked.
    except (OSError, ValueError, OverflowError) as exc:
        raise CentreError("ADDRESS_TAKEN") from exc


def _already_ended(_number: int, _frame: FrameType | None) -> None:
    """Nothing is left to do."""
