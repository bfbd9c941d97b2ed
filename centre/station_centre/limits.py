"""What a request may bring with it, checked before any of it is read."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Parts of tus that packets do not use and that would let a body past these limits.
_UNUSED: Final = ("upload-concat", "upload-defer-length", "x-http-method-override")
_MOST_DIGITS: Final = 18
PIECE_S: Final = 60.0
"""A slow line that is cut now and then still brings a piece within so long."""


class LimitRequests:
    """Lets PATCH carry no body longer than the longest packet, and others only what they need.

    How long a body is has to be said beforehand: nothing is read to find out. One that stops coming
    ends as if its connection had been cut.

    Args:
        app: What is protected.
        max_bytes: The longest body of a PATCH.
        posts: The longest body of a POST by path; of others it has none.
        piece_s: Seconds within which the next piece of a body comes.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        posts: Mapping[str, int] | None = None,
        piece_s: float = PIECE_S,
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._posts = posts or {}
        self._piece_s = piece_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 411 or 413, or pass the request on."""
        status = self._refusal(scope) if scope["type"] == "http" else None
        if status is None:
            patient = self._patient(receive) if scope["type"] == "http" else receive
            await self._app(scope, patient, send)
        else:
            await PlainTextResponse(status.phrase, status)(scope, receive, send)

    def _patient(self, receive: Receive) -> Receive:
        """Wait for each piece of the body so long; for what comes after it, as long as it takes."""
        coming = True

        async def piece() -> Message:
            nonlocal coming
            if not coming:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self._piece_s)
            except TimeoutError:
                coming = False
                return {"type": "http.disconnect"}
            coming = message.get("more_body", False)
            return message

        return piece

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        headers = Headers(scope=scope)
        if any(name in headers for name in _UNUSED):
            return HTTPStatus.BAD_REQUEST
        if "transfer-encoding" in headers:
            return HTTPStatus.LENGTH_REQUIRED
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return HTTPStatus.BAD_REQUEST
        # Not as a number yet: there are limits to how many digits are read as one.
        if len(length) > _MOST_DIGITS or int(length) > self._allowed(scope):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def _allowed(self, scope: Scope) -> int:
        if scope["method"] == "PATCH":
            return self._max_bytes
        return self._posts.get(scope["path"], 0) if scope["method"] == "POST" else 0
