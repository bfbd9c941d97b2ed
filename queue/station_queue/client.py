"""The desk's side of the wire: three tus verbs and the receipts, over httpx.

Every failure leaves as one of these (all are ``DeliveryError``)::

    TemporaryError      trying again later can help
    ├── UploadGoneError     the server no longer knows this upload: create it anew
    └── StoppedError        the caller's stop or deadline came first
    PermanentError      the same request would be refused again
"""

import base64
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Annotated, Final, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station_queue.centre_date import CentreDate
from station_queue.errors import DeliveryError
from station_queue.packet.receipt import Receipt
from station_queue.packet.rules import PublicKey

TUS_VERSION: Final = "1.0.0"
# A page of 100 receipts is about 50 kB.
_MAX_REPLY_BYTES: Final = 2 * 1024 * 1024
_TUS: Final = {"Tus-Resumable": TUS_VERSION}
_MAX_DIGITS: Final = 18
_CHECKSUM_MISMATCH: Final = 460  # tus 1.0.0, extension "checksum"


class TemporaryError(DeliveryError):
    """Trying again later can help.

    Attributes:
        retry_after: Seconds the server asked to be left alone, or None.
    """

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class UploadGoneError(TemporaryError):
    """The server no longer knows the upload; it has to be created anew."""

    def __init__(self) -> None:
        super().__init__("UPLOAD_GONE", "the server no longer knows this upload")


class StoppedError(TemporaryError):
    """The caller's stop or deadline came before the end."""

    def __init__(self) -> None:
        super().__init__("STOPPED", "stopped before everything was sent")


class PermanentError(DeliveryError):
    """The same request would be refused again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the caller is willing to wait.

    Attributes:
        stop: Asked between chunks and before each request; True ends the work.
        ends_at: Time of the monotonic clock at which to give up.
    """

    stop: Callable[[], bool]
    ends_at: float

    @classmethod
    def of(cls, seconds: float, stop: Callable[[], bool]) -> Self:
        """Patience for so many seconds from now; ValueError for a negative number or NaN."""
        if not seconds >= 0:
            raise ValueError("the seconds to wait are a number and not negative")
        return cls(stop, time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.ends_at - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether the work has to end now."""
        return self.stop() or self.remaining <= 0

    def check(self) -> None:
        """Raises StoppedError when the work has to end now."""
        if self.over:
            raise StoppedError


class ReceiptPage(BaseModel):
    """Receipts after a cursor, oldest first, and the cursor to go on from."""

    model_config = ConfigDict(frozen=True)

    receipts: list[Receipt]
    cursor: Annotated[str, Field(max_length=200)] | None


class _CentreCard(BaseModel):
    receipt_key: PublicKey


_M = TypeVar("_M", bound=BaseModel)


class CentreClient:
    """Speaks to one centre, or to any tus 1.0 server in its place.

    Args:
        base_url: Address of the centre; uploads go to BASE/files/. An address that already ends
            in /files is taken as the upload address itself.
        transport: Carries the requests; None for the network.
        connect_timeout: Seconds for a connection.
        timeout: Seconds for any single wait on a connection (a reply, room for more bytes).
        clock: Seconds of a clock that nobody sets, by which the centre's dates are noted.

    Attributes:
        date: What the centre's answers said of the time, the sharpest; None before the first one
            that was understood: what a hotel's sign-in page says does not count.

    Raises:
        PermanentError: CENTRE_ADDRESS_WRONG, not an http or https address.
    """

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        connect_timeout: float = 10.0,
        timeout: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.date: CentreDate | None = None
        self._clock = clock
        self._latest: CentreDate | None = None
        self._base = _base(base_url)
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        # No proxy or certificate settings from the environment: a desk behaves the same however
        # it was started.
        self._http = httpx.Client(transport=transport, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def knows(self, url: str) -> bool:
        """Whether an upload address was given by this centre and not by an earlier one."""
        return url.startswith(f"{self._base}/")

    def create(
        self, *, record: str, station_key: str, sha256: str, size: int, patience: Patience
    ) -> str:
        """Announce a packet; returns the address to send it to."""
        metadata = {
            "filename": f"{record}.cccd",
            "filetype": "application/octet-stream",
            "packet": record,
            "station": station_key,
            "sha256": sha256,
        }
        pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items())
        headers = _TUS | {
            "Upload-Length": str(size),
            "Upload-Metadata": ",".join(pairs),
            "Content-Length": "0",
        }
        # The closing slash: tusd answers nothing without it, the others do not mind.
        with self._reply("POST", f"{self._base}/files/", headers, patience) as reply:
            _expect(reply, HTTPStatus.CREATED)
            _check_tus(reply)
            url = self._upload_url(reply)
        self._believe_date()
        return url

    def offset(self, url: str, *, size: int, patience: Patience) -> int:
        """Ask how many bytes the server has.

        Raises:
            UploadGoneError: The server does not know the upload, or knows one of another size.
        """
        with self._reply("HEAD", url, _TUS, patience) as reply:
            _expect_upload(reply, HTTPStatus.OK, HTTPStatus.NO_CONTENT)
            _check_tus(reply)
            length = reply.headers.get("Upload-Length")
            if length is not None and length != str(size):
                raise UploadGoneError
            reached = _offset_of(reply, size)
        self._believe_date()
        return reached

    def send(
        self,
        url: str,
        chunks: Iterable[bytes],
        *,
        offset: int,
        size: int,
        patience: Patience,
        on_sent: Callable[[int], None] = lambda _count: None,
    ) -> int:
        """Send everything from ``offset`` on in one request.

        Args:
            url: Address given by ``create``.
            chunks: The bytes from ``offset`` to ``size``.
            offset: Bytes the server has.
            size: Bytes of the whole packet.
            patience: Asked before each chunk.
            on_sent: Told the length of each chunk handed to the connection.

        Returns:
            How many bytes the server has now.

        Raises:
            TemporaryError: UPLOAD_OUT_OF_STEP when the server has another offset, and the others.
        """
        headers = _TUS | {
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(size - offset),
            "Upload-Offset": str(offset),
        }
        body = _watched(chunks, patience, on_sent)
        with self._reply("PATCH", url, headers, patience, body) as reply:
            _expect_upload(reply, HTTPStatus.NO_CONTENT, HTTPStatus.OK)
            _check_tus(reply)
            return _offset_of(reply, size)

    def receipts(
        self, station_key: str, *, after: str | None, limit: int, patience: Patience
    ) -> ReceiptPage | None:
        """Receipts for this station after a cursor; None from a server that gives no receipts."""
        query = httpx.QueryParams({"station": station_key, "limit": limit})
        if after is not None:
            query = query.set("after", after)
        body = self._get(f"{self._base}/receipts?{query}", patience)
        return None if body is None else self._parsed(ReceiptPage, body)

    def receipt_key(self, *, patience: Patience) -> str | None:
        """The centre's public receipt key (base64); None from a server that gives no receipts."""
        body = self._get(f"{self._base}/centre", patience)
        return None if body is None else self._parsed(_CentreCard, body).receipt_key

    def _parsed(self, model: type[_M], body: bytes) -> _M:
        try:
            told = model.model_validate_json(body)
        except ValidationError as exc:
            raise TemporaryError("CENTRE_PROTOCOL", "the answer is not what a centre says") from exc
        self._believe_date()
        return told

    def _believe_date(self) -> None:
        """Keep the latest answer's date, unless an earlier one told more."""
        latest, best = self._latest, self.date
        if latest and (best is None or latest.uncertainty_s <= best.uncertainty_s):
            self.date = latest

    def _get(self, url: str, patience: Patience) -> bytes | None:
        with self._reply("GET", url, {"Accept": "application/json"}, patience) as reply:
            if reply.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
                return None
            _expect(reply, HTTPStatus.OK)
            return _read(reply, patience)

    @contextmanager
    def _reply(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        patience: Patience,
        body: Iterator[bytes] | None = None,
    ) -> Iterator[httpx.Response]:
        patience.check()
        left = patience.remaining
        timeout = httpx.Timeout(min(self._timeout, left), connect=min(self._connect_timeout, left))
        asked = self._clock()
        with (
            _named_failures(),
            self._http.stream(method, url, headers=headers, content=body, timeout=timeout) as reply,
        ):
            self._latest = CentreDate.of(reply.headers, asked, self._clock())
            yield reply
            if not reply.is_stream_consumed:
                # Read to its end, the connection carries the next request too.
                _read(reply, patience)

    def _upload_url(self, reply: httpx.Response) -> str:
        """Where the upload lives: on this very host, whatever scheme a proxy made it name."""
        home = httpx.URL(self._base)
        try:
            given = home.join(reply.request.url).join(reply.headers["Location"])
        except (KeyError, httpx.InvalidURL) as exc:
            raise TemporaryError("CENTRE_PROTOCOL", "no usable upload address") from exc
        if given.host != home.host:
            raise TemporaryError("CENTRE_PROTOCOL", "upload address on another host")
        return str(given.copy_with(scheme=home.scheme, port=home.port))


def _base(address: str) -> str:
    try:
        url = httpx.URL(address.strip())
    except httpx.InvalidURL as exc:
        raise PermanentError("CENTRE_ADDRESS_WRONG", "the centre's address is no URL") from exc
    if url.scheme not in {"http", "https"} or not url.host:
        raise PermanentError("CENTRE_ADDRESS_WRONG", "the centre's address is no http(s) URL")
    return str(url.copy_with(query=None, fragment=None)).rstrip("/").removesuffix("/files")


def _watched(
    chunks: Iterable[bytes], patience: Patience, on_sent: Callable[[int], None]
) -> Iterator[bytes]:
    for chunk in chunks:
        patience.check()
        yield chunk
        on_sent(len(chunk))


@contextmanager
def _named_failures() -> Iterator[None]:
    """Give every failure of the connection its name."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
        raise TemporaryError("CENTRE_UNREACHABLE", "no connection to the centre") from exc
    except httpx.TimeoutException as exc:
        raise TemporaryError("CENTRE_TIMEOUT", "the centre did not answer in time") from exc
    except (httpx.NetworkError, httpx.RemoteProtocolError) as exc:
        raise TemporaryError("LINK_CUT", "the connection ended early") from exc
    except httpx.HTTPError as exc:
        raise TemporaryError("CENTRE_PROTOCOL", "not an answer of a centre") from exc


def _expect(reply: httpx.Response, *statuses: HTTPStatus) -> None:
    if reply.status_code not in statuses:
        raise _refusal(reply)


def _expect_upload(reply: httpx.Response, *statuses: HTTPStatus) -> None:
    if reply.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise UploadGoneError
    _expect(reply, *statuses)


# What a status means where it is not simply "refused" (4xx) or "centre in trouble" (5xx).
_TEMPORARY: Final[dict[int, str]] = {
    HTTPStatus.REQUEST_TIMEOUT: "CENTRE_TIMEOUT",
    HTTPStatus.CONFLICT: "UPLOAD_OUT_OF_STEP",
    HTTPStatus.LOCKED: "UPLOAD_LOCKED",
    HTTPStatus.TOO_EARLY: "CENTRE_BUSY",
    HTTPStatus.TOO_MANY_REQUESTS: "CENTRE_BUSY",
    _CHECKSUM_MISMATCH: "CHECKSUM_WRONG",
}
_PERMANENT: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "CENTRE_REFUSED_AUTH",
    HTTPStatus.FORBIDDEN: "CENTRE_REFUSED_AUTH",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "CENTRE_TOO_LARGE",
}


def _refusal(reply: httpx.Response) -> DeliveryError:
    status = reply.status_code
    said = f"the centre answered {status}"
    if status in _TEMPORARY:
        return TemporaryError(_TEMPORARY[status], said, _retry_after(reply))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TemporaryError("CENTRE_ERROR", said, _retry_after(reply))
    if status >= HTTPStatus.BAD_REQUEST:
        return PermanentError(_PERMANENT.get(status, "CENTRE_REFUSED"), said)
    return TemporaryError("CENTRE_PROTOCOL", f"{said}, which is no answer of a centre")


def _retry_after(reply: httpx.Response) -> float | None:
    """Seconds of Retry-After; its other form, a date, would trust the clocks of both ends."""
    value = reply.headers.get("Retry-After", "")
    return float(value) if _is_number(value) else None


def _check_tus(reply: httpx.Response) -> None:
    if reply.headers.get("Tus-Resumable") != TUS_VERSION:
        raise TemporaryError("CENTRE_PROTOCOL", "the answer is not of a tus 1.0 server")


def _offset_of(reply: httpx.Response, size: int) -> int:
    value = reply.headers.get("Upload-Offset", "")
    if not _is_number(value) or int(value) > size:
        raise TemporaryError("CENTRE_PROTOCOL", "no usable upload offset")
    return int(value)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS


def _read(reply: httpx.Response, patience: Patience) -> bytes:
    body = bytearray()
    for chunk in reply.iter_bytes():
        patience.check()
        body += chunk
        if len(body) > _MAX_REPLY_BYTES:
            raise TemporaryError("CENTRE_PROTOCOL", "the answer is too long")
    return bytes(body)
