"""The desk's side of the wire: three tus verbs, the receipts and the enrolment, over HTTP.

Every failure leaves as one of ``delivery_errors``.
"""

import base64
import hashlib
import json
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType
from typing import Annotated, Final, Literal, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station_queue.centre_date import CentreDate
from station_queue.delivery_errors import (
    STATION_CODES,
    PermanentError,
    TemporaryError,
    UploadGoneError,
)
from station_queue.errors import DeliveryError
from station_queue.line import ALWAYS_UP, USUAL_WAITS, Line, Milestone, Network, Waits
from station_queue.packet import CentreCard, EnrolmentRequest, Receipt, RecordId, Sha256Hex
from station_queue.patience import Patience
from station_queue.reach import Reach, reach_of

TUS_VERSION: Final = "1.0.0"
# A page of 100 receipts is about 50 kB.
_MAX_REPLY_BYTES: Final = 2 * 1024 * 1024
_MAX_REASON_BYTES: Final = 64 * 1024
_TUS: Final = {"Tus-Resumable": TUS_VERSION}
_MAX_DIGITS: Final = 18
_CHECKSUM_MISMATCH: Final = 460  # tus 1.0.0, extension "checksum"


class ReceiptPage(BaseModel):
    """Receipts after a cursor, oldest first, and the cursor to go on from."""

    model_config = ConfigDict(frozen=True)

    receipts: list[Receipt]
    cursor: Annotated[str, Field(max_length=200)] | None
    centre: CentreCard | None = None


class RecordRow(BaseModel):
    """What the centre knows of one revision of a record.

    Attributes:
        record: Its id.
        revision: Which revision; None where the packet could not be opened.
        state: What the centre last said of it.
        sha256: Of the sealed packet.
    """

    model_config = ConfigDict(frozen=True)

    record: RecordId
    revision: int | None
    state: Literal["accepted", "rejected"]
    sha256: Sha256Hex


class RecordPage(BaseModel):
    """Records of a station in the order of their ids, and the cursor to go on from."""

    model_config = ConfigDict(frozen=True)

    records: list[RecordRow]
    cursor: Annotated[str, Field(max_length=200)] | None


_M = TypeVar("_M", bound=BaseModel)


class CentreClient:
    """Speaks to one centre, or to any tus 1.0 server in its place.

    Args:
        base_url: Address of the centre; uploads go to BASE/files/. An address that already ends
            in /files is taken as the upload address itself.
        token: This station's secret at the centre; None while it is not enrolled.
        ca: PEM of the one certificate authority that is trusted; None for those of the system.
        waits: How long it waits for something to happen.
        network: What is known of this machine's network.
        bytes_per_s: The most that is sent in a second; None for as much as goes.
        transport: Carries the requests in place of the line.
        clock: Seconds of a clock that nobody sets, by which the centre's dates are noted.

    Attributes:
        date: What the centre's answers said of the time, the sharpest; None before the first one
            that was understood: what a hotel's sign-in page says does not count.
        reach: How far the last request came.

    Raises:
        PermanentError: CENTRE_ADDRESS_WRONG, not an http or https address, or CENTRE_CA_WRONG,
            not a certificate.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        ca: str | None = None,
        waits: Waits = USUAL_WAITS,
        network: Network = ALWAYS_UP,
        bytes_per_s: float | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.date: CentreDate | None = None
        self.reach = Reach.UNKNOWN
        self._clock = clock
        self._latest: CentreDate | None = None
        self._base = _base(base_url)
        self._is_enrolled = token is not None or ca is not None
        # As it is: a few bytes that unpack into gigabytes would come from whoever answers.
        headers = {"Accept-Encoding": "identity"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        trust = _trust(ca) if transport is None else None

        def line(waits: Waits) -> httpx.BaseTransport:
            return transport or Line(
                tls=trust, waits=waits, network=network, bytes_per_s=bytes_per_s
            )

        def client(line: httpx.BaseTransport) -> httpx.Client:
            # No proxy or certificate settings from the environment: a desk behaves the same
            # however it was started.
            return httpx.Client(
                transport=line, headers=headers, trust_env=False, follow_redirects=False
            )

        self._line = line(waits)
        self._http = client(self._line)
        # What is done ahead is not waited for long: it can be done in its turn.
        self._second = client(line(replace(waits, connect_s=3.0, reply_s=5.0)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
        self._second.close()

    @property
    def milestones(self) -> dict[Milestone, float]:
        """What the last connection has got behind it, and the seconds each took."""
        return dict(self._line.milestones) if isinstance(self._line, Line) else {}

    def knows(self, url: str) -> bool:
        """Whether an upload address was given by this centre and not by an earlier one."""
        here, there = httpx.URL(self._base), httpx.URL(url)
        return (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)

    def create(
        self,
        *,
        record: str,
        station_key: str,
        sha256: str,
        size: int,
        patience: Patience,
        ahead: bool = False,
    ) -> str:
        """Announce a packet; returns the address to send it to.

        Args:
            record: Id of the record.
            station_key: Public key of the station.
            sha256: Of the packet.
            size: Its bytes.
            patience: How long to wait.
            ahead: Over a connection of its own, because another packet is being sent.
        """
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
        http = self._second if ahead else self._http
        with self._reply("POST", f"{self._base}/files/", headers, patience, http=http) as reply:
            if reply.status_code in _NOBODY and "Tus-Resumable" not in reply.headers:
                raise TemporaryError("CENTRE_PROTOCOL", "no centre is at this address now")
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
        at_end: Callable[[], None] = lambda: None,
    ) -> int:
        """Send everything from ``offset`` on in one request.

        Args:
            url: Address given by ``create``.
            chunks: The bytes from ``offset`` to ``size``.
            offset: Bytes the server has.
            size: Bytes of the whole packet.
            patience: Asked before each chunk.
            on_sent: Told the length of each chunk handed to the connection.
            at_end: Called when all were, while the last of them travel.

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
        body = _watched(chunks, patience, on_sent, at_end)
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

    def records(
        self, station_key: str, *, after: str | None, limit: int, patience: Patience
    ) -> RecordPage | None:
        """What the centre has of this station after a record id; None from one that cannot tell."""
        query = httpx.QueryParams({"station": station_key, "limit": limit})
        if after is not None:
            query = query.set("after", after)
        body = self._get(f"{self._base}/records?{query}", patience)
        return None if body is None else self._parsed(RecordPage, body)

    def card(self, *, patience: Patience) -> CentreCard | None:
        """The centre's card, as yet unchecked; None from a server that gives no receipts."""
        body = self._get(f"{self._base}/centre", patience)
        return None if body is None else self._parsed(CentreCard, body)

    def enrol(self, request: EnrolmentRequest, *, patience: Patience) -> None:
        """Make this station known at the centre; the same request again is harmless.

        Raises:
            PermanentError: ENROL_TOKEN_WRONG, ENROL_TOKEN_USED, ENROL_TOKEN_OLD,
                ENROL_DESK_OTHER, ENROL_PROOF_WRONG; or the others.
        """
        content = request.model_dump_json().encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        with self._reply(
            "POST", f"{self._base}/enrol", headers, patience, iter([content])
        ) as reply:
            _expect(reply, HTTPStatus.OK, HTTPStatus.CREATED)
        self._believe_date()

    def authority(self, *, patience: Patience) -> bytes | None:
        """The certificate authority that the centre names (PEM), which proves nothing yet."""
        return self._get(f"{self._base}/ca.pem", patience)

    def _parsed(self, model: type[_M], body: bytes) -> _M:
        try:
            told = model.model_validate_json(body)
        except ValidationError as exc:
            if body.lstrip().startswith(b"<"):
                raise _portal() from exc
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
        content: Iterator[bytes] | None = None,
        http: httpx.Client | None = None,
    ) -> Iterator[httpx.Response]:
        patience.check()
        asked = self._clock()
        try:
            with (
                _named_failures(),
                (http or self._http).stream(
                    method, url, headers=headers, content=content, extensions={"patience": patience}
                ) as reply,
            ):
                self._latest = CentreDate.of(reply.headers, asked, self._clock())
                _refuse_portal(reply)
                if reply.is_error:
                    # Read before it is judged: our centre says in it why.
                    body = _read(reply, patience, _MAX_REASON_BYTES)
                    reply.extensions["reason"] = _reason(body)
                yield reply
                if not reply.is_stream_consumed:
                    # Read to its end, the connection carries the next request too.
                    _read(reply, patience)
        except DeliveryError as error:
            self.reach = reach_of(error.code) or self.reach
            if error.code == "CERT_UNTRUSTED" and not self._is_enrolled:
                # Not somebody else's certificate, but one this desk cannot know yet.
                text = "the desk is not enrolled and knows no authority of this centre"
                raise TemporaryError("NOT_ENROLLED", text) from error
            raise
        self.reach = Reach.REACHED

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
    chunks: Iterable[bytes],
    patience: Patience,
    on_sent: Callable[[int], None],
    at_end: Callable[[], None],
) -> Iterator[bytes]:
    for chunk in chunks:
        patience.check()
        yield chunk
        on_sent(len(chunk))
    at_end()


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


def _trust(ca: str | None) -> ssl.SSLContext:
    if ca is None:
        return ssl.create_default_context()
    try:
        context = ssl.create_default_context(cadata=ca)
    except (ssl.SSLError, ValueError) as exc:
        raise PermanentError("CENTRE_CA_WRONG", "the kept certificate is none") from exc
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def fetch_authority(
    url: str,
    sha256: str,
    *,
    patience: Patience,
    waits: Waits = USUAL_WAITS,
    network: Network = ALWAYS_UP,
) -> str:
    """Fetch the centre's certificate authority and believe it by its hash alone.

    Args:
        url: Address of the centre.
        sha256: Lower-case hex digest of its DER bytes, as it was scanned.
        patience: How long to wait.
        waits: As for the client.
        network: As for the client.

    Returns:
        The certificate as PEM.

    Raises:
        TemporaryError: CERT_UNTRUSTED, it is another one; or the line failed.
        PermanentError: CENTRE_ADDRESS_WRONG, or the centre refused.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    line = Line(tls=blind, waits=waits, network=network)
    with CentreClient(url, transport=line, network=network) as client:
        pem = client.authority(patience=patience)
    try:
        der = ssl.PEM_cert_to_DER_cert((pem or b"").decode("ascii").strip())
    except (UnicodeDecodeError, ValueError) as exc:
        raise TemporaryError("CENTRE_PROTOCOL", "no certificate authority is given") from exc
    if hashlib.sha256(der).hexdigest() != sha256:
        raise TemporaryError("CERT_UNTRUSTED", "the centre's authority is not the scanned one")
    # Written anew from what was hashed: behind it the text may have held another one.
    return ssl.DER_cert_to_PEM_cert(der)


def authority_digest(pem: str) -> str:
    """SHA-256 of the DER bytes of a certificate (PEM), lower-case hex."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.strip())).hexdigest()


def _portal() -> TemporaryError:
    return TemporaryError("CAPTIVE_PORTAL", "a page for signing in to the network answers")


def _refuse_portal(reply: httpx.Response) -> None:
    """Know the page that stands between a guest network and the world.

    It answers with a page, or leads to one; no centre and no tus server does either.
    """
    page = reply.headers.get("Content-Type", "").lower().startswith("text/html")
    fine = reply.is_success and page and "Tus-Resumable" not in reply.headers
    if fine or reply.is_redirect or reply.status_code == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        raise _portal()
    if page and reply.is_client_error and "Tus-Resumable" not in reply.headers:
        if reply.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return
        raise TemporaryError("CENTRE_PROTOCOL", "a page answers, and no centre")


def _expect(reply: httpx.Response, *statuses: HTTPStatus) -> None:
    if reply.status_code not in statuses:
        raise _refusal(reply)


def _expect_upload(reply: httpx.Response, *statuses: HTTPStatus) -> None:
    if reply.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise UploadGoneError
    _expect(reply, *statuses)


# What a balancer says while no centre stands behind it: nothing about the packet.
_NOBODY: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE})
_ENROL_CODES: Final = frozenset(
    {
        "ENROL_TOKEN_WRONG",
        "ENROL_TOKEN_USED",
        "ENROL_TOKEN_OLD",
        "ENROL_DESK_OTHER",
        "ENROL_PROOF_WRONG",
    }
)
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
    reason = reply.extensions.get("reason", "")
    if reason in STATION_CODES | _ENROL_CODES:
        return PermanentError(reason, said)
    if status in _TEMPORARY:
        return TemporaryError(_TEMPORARY[status], said, _retry_after(reply))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TemporaryError("CENTRE_ERROR", said, _retry_after(reply))
    if status >= HTTPStatus.BAD_REQUEST:
        return PermanentError(_PERMANENT.get(status, "CENTRE_REFUSED"), said)
    return TemporaryError("CENTRE_PROTOCOL", f"{said}, which is no answer of a centre")


def _reason(body: bytes) -> str:
    """The code in the body of a refusal by our centre; empty from others."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, str) else ""


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


def _read(reply: httpx.Response, patience: Patience, most: int = _MAX_REPLY_BYTES) -> bytes:
    if reply.headers.get("Content-Encoding", "identity") != "identity":
        raise TemporaryError("CENTRE_PROTOCOL", "the answer is packed, which was not asked for")
    body = bytearray()
    for chunk in reply.iter_bytes():
        patience.check()
        body += chunk
        if len(body) > most:
            raise TemporaryError("CENTRE_PROTOCOL", "the answer is too long")
    return bytes(body)
