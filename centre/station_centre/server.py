"""Running the centre: one process that listens until it is told to end."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI

from station_centre.connections import patient_protocol
from station_centre.errors import CentreError
from station_centre.tls import Certificate

if sys.platform != "win32":
    import resource

log = structlog.get_logger()

_IDLE_S = 30  # longer than the pauses of whoever is in the middle of something
_GRACE_S: Final = 5
# More than the desks of a province have; so many a single address is far from (connections.py).
_MOST_CONNECTIONS: Final = 2_000
_OTHER_FILES: Final = 256
# So many are taken in before the first of them is looked at: fewer than there is room for.
_BACKLOG: Final = 128
_TICKS_A_MINUTE: Final = 600


class _CentreServer(uvicorn.Server):
    """Says when it really listens, and keeps its certificate good."""

    def __init__(
        self,
        config: uvicorn.Config,
        listening: Callable[[], None],
        certificate: Certificate | None,
    ) -> None:
        super().__init__(config)
        self._listening = listening
        self._certificate = certificate

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    async def on_tick(self, counter: int) -> bool:
        if self._certificate is not None and counter % _TICKS_A_MINUTE == 0:
            try:
                await asyncio.to_thread(self._certificate.renew)
            except OSError:
                log.warning("certificate_not_renewed")
        return await super().on_tick(counter)


def serve(
    app: FastAPI,
    *,
    host: str,
    port: int,
    announce: Callable[[str], None],
    name: str | None = None,
    certificate: Certificate | None = None,
    trusted_proxies: Sequence[str] = (),
) -> None:
    """Serve until SIGTERM or SIGINT; requests under way get five seconds to end.

    Args:
        app: The application.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        announce: Called once with the URL, when connections are answered.
        name: The name or address by which desks reach it, for the URL; None: ``host``.
        certificate: For https; None serves http.
        trusted_proxies: Addresses and networks whose X-Forwarded-For is believed.

    Raises:
        CentreError: ADDRESS_TAKEN.
    """
    # What it has to say of strangers, the gate says in fewer lines.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    listener = _listen(host, port)
    scheme = "http" if certificate is None else "https"
    url = f"{scheme}://{_in_url(name or host)}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_IDLE_S,
        limit_concurrency=min(_MOST_CONNECTIONS, _files_allowed() - _OTHER_FILES),
        loop="asyncio",
        backlog=_BACKLOG,
        http=patient_protocol(
            trusted_proxies, None if certificate is None else certificate.context
        ),
        ws="none",
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )
    # The server hands the signal on once it has ended; by then it has done its work.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_ended)
    with listener:
        _CentreServer(config, lambda: announce(url), certificate).run(sockets=[listener])


def _files_allowed() -> int:
    """How many files, and so connections, this process may have open; as many as it may ask for."""
    if sys.platform == "win32":
        return 10_000
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    # A name that is none, or a port out of range, is refused before the system is asked.
    except (OSError, ValueError, OverflowError) as exc:
        raise CentreError("ADDRESS_TAKEN") from exc
    # Said to be TCP, which create_server leaves open: only then does asyncio switch off the waiting
    # for a fuller packet, which costs each small answer 40 ms.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())


def _already_ended(_number: int, _frame: FrameType | None) -> None:
    """Nothing is left to do."""
