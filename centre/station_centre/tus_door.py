"""The centre's own tus door: announcements are checked, whole uploads are taken in."""

from collections.abc import Callable
from typing import Any, Final

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from tuspyserver import create_tus_router

from station_centre.errors import CentreError
from station_centre.intake import Announcement, ChecksumError, TakesPackets
from station_centre.uploads import UploadObjects

log = structlog.get_logger()

UPLOAD_DAYS: Final = 7
_CHECKSUM_MISMATCH: Final = 460  # tus 1.0.0, extension "checksum"


def tus_routes(intake: TakesPackets, uploads: UploadObjects, max_bytes: int) -> APIRouter:
    """The routes below /files; a longer packet than ``max_bytes`` is refused when announced."""
    # Asked before the library takes any byte of a body, which it does before its own `auth`.
    router = APIRouter(dependencies=[Depends(_own_uploads(uploads)), Depends(_standing(uploads))])
    router.include_router(
        create_tus_router(
            prefix="files",
            max_size=max_bytes,
            days_to_keep=UPLOAD_DAYS,
            pre_create_hook=_may_begin(max_bytes),
            on_upload_complete=_hand_over(intake, uploads),
            strict_offset_validation=True,
            storage=uploads,
        )
    )
    return router


# The hooks are plain functions: the library copies its options, hooks and all, for each request,
# and functions are the callables that copying leaves alone.


def _own_uploads(uploads: UploadObjects) -> Callable[[Request], Any]:
    """Keep a station from the uploads of others; of its announcements the gate has made sure."""

    async def check(request: Request) -> None:
        station, uid = request.state.station, request.path_params.get("uuid")
        if station is None or uid is None:
            return
        metadata = await uploads.metadata(uid)
        if metadata is not None and metadata.get("station") != station.station_key:
            raise CentreError("STATION_OTHER")

    return check


def _standing(uploads: UploadObjects) -> Callable[[Request], Any]:
    """Have an upload stand still before a desk is told how far it is."""

    async def check(request: Request) -> None:
        if request.method == "HEAD":
            await uploads.end_writing(request.path_params["uuid"])

    return check


def _may_begin(max_bytes: int) -> Callable[[dict[str, str], dict[str, Any]], None]:
    """Refuse, before it is created, an upload that could not be answered."""

    def check(metadata: dict[str, str], upload: dict[str, Any]) -> None:
        size = upload["size"]
        if size is None or size < 1:
            raise CentreError("UPLOAD_WRONG")
        if size > max_bytes:
            raise CentreError("PACKET_TOO_LARGE")
        try:
            Announcement.of(metadata)
        except ValidationError as exc:
            raise CentreError("UPLOAD_WRONG") from exc

    return check


def _hand_over(
    intake: TakesPackets, uploads: UploadObjects
) -> Callable[[str, dict[str, str]], Any]:
    """Take a complete upload in before its last byte is acknowledged."""

    async def complete(uid: str, metadata: dict[str, str]) -> None:
        sealed = await uploads.read(uid)
        if sealed is None:
            # A repeated request was faster: it has been answered.
            return
        try:
            await run_in_threadpool(intake.take, sealed, Announcement.of(metadata))
        except ChecksumError as exc:
            await uploads.delete(uid)
            log.warning("upload_checksum_wrong", record=metadata.get("packet"))
            raise HTTPException(_CHECKSUM_MISMATCH, "other bytes than announced") from exc
        except CentreError as exc:
            # The upload stays: the desk asks again and the intake is tried again.
            log.exception("intake_failed", code=exc.code)
            raise
        await uploads.delete(uid)

    return complete
