"""What a request may bring with it, checked before any of it is read."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# Parts of tus that packets do not use and that would let a body past these limits.
_UNUSED: Final = ("upload-concat", "upload-defer-length", "x-http-method-override")


class LimitRequests:
    """Lets only PATCH carry a body, and none longer than the longest packet.

    Args:
        app: What is protected.
        max_bytes: The longest body.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400 or 413, or pass the request on."""
        status = self._refusal(scope) if scope["type"] == "http" else None
        if status is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(status.phrase, status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        headers = Headers(scope=scope)
        if any(name in headers for name in _UNUSED):
            return HTTPStatus.BAD_REQUEST
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return HTTPStatus.BAD_REQUEST
        allowed = self._max_bytes if scope["method"] == "PATCH" else 0
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > allowed else None
