"""Hooks: what a tus server in front of the centre asks and tells, in the format of tusd.

The server in front (tusd, or @tus/server) takes the bytes into an object store of its own; it asks
before it creates an upload (pre-create) and tells when it has one (pre-finish and post-finish).
The centre reads the upload there, takes it in and removes it. A hook may get lost, and no server
calls it again for an upload that is whole: so a centre also looks for those from time to time.

Whoever calls shows the key in ``hook.key``: in the header X-Hook-Key, or as ``?key=`` in the
address of the hook, since tusd sends no headers of one's own.

See https://tus.github.io/tusd/advanced-topics/hooks for the format.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends
from fastapi.security import APIKeyHeader, APIKeyQuery
from pydantic import AliasChoices, AliasGenerator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal
from starlette.requests import HTTPConnection

from station_centre.archive import Archive
from station_centre.door_keys import opens
from station_centre.errors import CentreError
from station_centre.gate import Door, bearer_token
from station_centre.intake import Announcement, ChecksumError, TakesPackets
from station_centre.objects import Listed, Objects
from station_centre.problems import declared, problem
from station_centre.refusals import RefusalLog
from station_centre.stations import Stations

log = structlog.get_logger()

MAX_HOOK_BYTES: Final = 64 * 1024
"""A hook carries the headers of a request and what it announces, no bytes of the packet."""

# tusd puts the number of a multipart upload behind the key of the object.
_UPLOAD_ID: Final = re.compile(r"([0-9A-Za-z_-]{8,128})(\+[\x21-\x7e]{1,1024})?")
# What the servers keep beside the bytes: tusd, @tus/s3-store, @tus/file-store.
_BESIDE: Final = ("", ".info", ".json", ".part")
_FRONT: Final = "front"
_IN_HEADER: Final = "X-Hook-Key"
_IN_QUERY: Final = "key"
_HOOK_LOST_AFTER: Final = timedelta(minutes=1)
_SWEEP_EVERY_S: Final = 60.0
_CHECKSUM_MISMATCH: Final = 460  # tus 1.0.0, extension "checksum"


class _Pascal(BaseModel):
    model_config = ConfigDict(
        frozen=True, alias_generator=AliasGenerator(alias=to_pascal), populate_by_name=True
    )


class HookedUpload(_Pascal):
    """An upload at the server in front; Go writes null for what is empty."""

    id: Annotated[str | None, Field(alias="ID", max_length=1_200)] = None
    size: int | None = None
    size_is_deferred: bool = False
    meta_data: dict[str, str] | None = None
    is_partial: bool = False
    is_final: bool = False


class _Beside(BaseModel):
    """What a server keeps beside the bytes: tusd spells it as in hooks, @tus/server does not."""

    size: Annotated[int, Field(validation_alias=AliasChoices("Size", "size"))]
    meta_data: Annotated[
        dict[str, str], Field(validation_alias=AliasChoices("MetaData", "metadata"))
    ]


class HookedRequest(_Pascal):
    """The request of the desk that has led to the hook."""

    header: dict[str, list[str]] | None = None

    def first(self, name: str) -> str:
        """The first value of a header, by its name in lower case; empty where there is none."""
        for key, values in (self.header or {}).items():
            if key.lower() == name and values:
                return values[0]
        return ""


class HookEvent(_Pascal):
    """What has happened at the server in front."""

    upload: HookedUpload
    http_request: Annotated[HookedRequest, Field(alias="HTTPRequest")] = HookedRequest()


class Hook(_Pascal):
    """A hook request of tusd; kinds the centre has nothing to say to are answered with nothing."""

    type: Annotated[str, Field(max_length=40)]
    event: HookEvent


class HookedResponse(_Pascal):
    """What the server in front is to answer the desk."""

    status_code: int
    body: str
    header: dict[str, str]


class HookAnswer(_Pascal):
    """A hook response of tusd."""

    reject_upload: bool | None = None
    http_response: Annotated[HookedResponse | None, Field(alias="HTTPResponse")] = None


_GO_ON: Final = HookAnswer()


@dataclass(frozen=True, slots=True)
class Front:
    """Answers hooks.

    Attributes:
        objects: Where the server in front keeps uploads.
        intake: Takes them in.
        archive: Knows what was answered before.
        stations: Whose packets are taken.
        now: Aware time.
        max_bytes: The longest packet.
        refusals: Where stations that may not send are noted; their addresses the front knows.
    """

    objects: Objects
    intake: TakesPackets
    archive: Archive
    stations: Stations
    now: Callable[[], datetime]
    max_bytes: int
    refusals: RefusalLog = field(default_factory=RefusalLog)

    def answer(self, hook: Hook) -> HookAnswer:
        """Answer a hook.

        Raises:
            CentreError: ARCHIVE_FAILED, or FRONT_UPLOAD_MISSING; the same hook may succeed later.
        """
        self.refusals.tell()
        upload = hook.event.upload
        if hook.type == "pre-create":
            return self._before(upload, hook.event.http_request)
        if hook.type in {"pre-finish", "post-finish"}:
            return self._after(upload)
        return _GO_ON

    def sweep(self) -> None:
        """Take in what is whole and was not told of for a minute; what is not whole stays.

        Raises:
            CentreError: ARCHIVE_FAILED.
        """
        before = self.now() - _HOOK_LOST_AFTER
        for upload in self.objects.listed(""):
            if _UPLOAD_ID.fullmatch(upload.key) and upload.changed_at < before:
                self._make_up_for(upload)

    def _make_up_for(self, upload: Listed) -> None:
        """Do what a hook would have led to, if this upload is whole."""
        try:
            announced = self._told_beside(upload)
            if announced is not None:
                log.warning("hook_was_lost", record=announced.packet)
                self._take_in(upload.key, upload.size, announced)
        except CentreError:
            raise
        # Those that come after it have to get their turn.
        except Exception:
            log.exception("hook_not_made_up_for")

    def _told_beside(self, upload: Listed) -> Announcement | None:
        """What was announced of an upload, if it is whole: the server keeps that beside it."""
        for kind in (".info", ".json"):
            content = self.objects.get(upload.key + kind)
            try:
                told = None if content is None else _Beside.model_validate_json(content)
            except ValidationError:
                continue
            if told is not None and told.size == upload.size:
                return _announced(told.meta_data)
        return None

    def _before(self, upload: HookedUpload, request: HookedRequest) -> HookAnswer:
        """Refuse, before it is created, an upload that could not be answered."""
        size = 0 if upload.size_is_deferred else upload.size or 0
        if size < 1 or upload.is_partial or upload.is_final:
            return _refuse("UPLOAD_WRONG")
        if size > self.max_bytes:
            return _refuse("PACKET_TOO_LARGE")
        announced = _announced(upload.meta_data)
        if announced is None:
            return _refuse("UPLOAD_WRONG")
        try:
            self._admit(bearer_token(request.first("authorization")), announced)
        except CentreError as error:
            if error.code == "ARCHIVE_FAILED":
                raise
            self.refusals.note(_FRONT, error.code)
            return _refuse(error.code)
        return _GO_ON

    def _admit(self, token: str | None, announced: Announcement) -> None:
        """Raises CentreError unless the desk may send this: the rules of the gate."""
        if token is None:
            if self.stations.open:
                return
            raise CentreError("STATION_UNKNOWN")
        try:
            station = self.stations.of_token(token)
        except CentreError as error:
            if error.code == "STATION_UNKNOWN" and self.stations.open:
                return
            raise
        if station.station_key != announced.station:
            raise CentreError("STATION_OTHER")
        self.stations.heard(station.station_key)

    def _after(self, upload: HookedUpload) -> HookAnswer:
        """Take a complete upload in; told again, whatever was missing is done."""
        name = _UPLOAD_ID.fullmatch(upload.id or "")
        announced = _announced(upload.meta_data)
        if name is None or announced is None:
            # Nothing was created after this centre was asked that would look like this.
            return _refuse("UPLOAD_WRONG")
        return self._take_in(name[1], upload.size or 0, announced)

    def _take_in(self, key: str, size: int, announced: Announcement) -> HookAnswer:
        if size > self.max_bytes:
            # Not even read: it would have to be held in memory.
            answer = _refuse("PACKET_TOO_LARGE")
        else:
            answer = self._read(key, announced)
        self.objects.delete(key + beside for beside in _BESIDE)
        return answer

    def _read(self, key: str, announced: Announcement) -> HookAnswer:
        sealed = self.objects.get(key)
        if sealed is not None:
            return self._take(sealed, announced)
        if not self.archive.has_answered(announced.station, announced.packet, announced.sha256):
            raise CentreError("FRONT_UPLOAD_MISSING")
        return _GO_ON

    def _take(self, sealed: bytes, announced: Announcement) -> HookAnswer:
        if len(sealed) > self.max_bytes:
            return _refuse("PACKET_TOO_LARGE")
        try:
            self.intake.take(sealed, announced)
        except ChecksumError:
            log.warning("upload_checksum_wrong", record=announced.packet)
            return _refuse("CHECKSUM_WRONG", _CHECKSUM_MISMATCH)
        return _GO_ON


def hook_door(key: str) -> Door:
    """A door that lets in whoever shows the key; it raises CentreError HOOK_KEY_WRONG."""

    def look(shown: HTTPConnection) -> None:
        if not opens(key, shown.headers.get(_IN_HEADER, shown.query_params.get(_IN_QUERY))):
            raise CentreError("HOOK_KEY_WRONG")

    return look


def hook_routes(front: Front, *, sweep_every_s: float = _SWEEP_EVERY_S) -> APIRouter:
    """The route /hooks; while the application runs, it is also looked for hooks that got lost.

    Args:
        front: Answers.
        sweep_every_s: Seconds between two looks.
    """
    router = APIRouter(lifespan=lambda _app: _sweeping(front, sweep_every_s))
    # For the description of the route; it is the gate that looks at the key.
    header = APIKeyHeader(name=_IN_HEADER, scheme_name="HookKey", auto_error=False)
    query = APIKeyQuery(name=_IN_QUERY, scheme_name="HookKeyInAddress", auto_error=False)

    @router.post(
        "/hooks",
        response_model=HookAnswer,
        response_model_exclude_none=True,
        responses=declared(
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.SERVICE_UNAVAILABLE,
        ),
        dependencies=[Depends(header), Depends(query)],
    )
    def hooks(hook: Hook) -> HookAnswer:
        try:
            return front.answer(hook)
        except CentreError as error:
            log.warning("hook_failed", hook=hook.type, code=error.code)
            raise

    return router


@asynccontextmanager
async def _sweeping(front: Front, every_s: float) -> AsyncIterator[None]:
    """Sweep again and again while the application runs."""
    sweeping = asyncio.create_task(_sweep_on(front, every_s))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep_on(front: Front, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        try:
            await asyncio.to_thread(front.sweep)
        except CentreError as error:
            log.warning("front_not_swept", code=error.code)
        # Nothing else would look for lost hooks until the next start.
        except Exception:
            log.exception("front_not_swept")


def _announced(metadata: dict[str, str] | None) -> Announcement | None:
    try:
        return Announcement.of(metadata or {})
    except ValidationError:
        return None


def _refuse(code: str, status: int | None = None) -> HookAnswer:
    """An answer the desk gets in place of that of the server in front."""
    told = problem(code)
    return HookAnswer(
        reject_upload=True,
        http_response=HookedResponse(
            status_code=status or told.status_code,
            body=bytes(told.body).decode(),
            header={"Content-Type": "application/json"},
        ),
    )
