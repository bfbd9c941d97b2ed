"""The centre as a web application: tus for packets, JSON for receipts."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Final

import structlog
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from tuspyserver import create_tus_router

from station_centre.archive import Archive
from station_centre.enrolment import MAX_REQUEST_BYTES, enrolment_routes
from station_centre.errors import CentreError
from station_centre.gate import Gate
from station_centre.intake import Announcement, ChecksumError, Intake
from station_centre.keyring import Keyring
from station_centre.limits import LimitRequests
from station_centre.stations import Stations
from station_centre.uploads import UploadFolder
from station_queue.packet import MAX_PACKET_BYTES, PublicKey, Receipt

log = structlog.get_logger()

UPLOAD_DAYS: Final = 7
_CHECKSUM_MISMATCH: Final = 460  # tus 1.0.0, extension "checksum"


class ReceiptPage(BaseModel):
    """Receipts after the cursor, oldest first, and the cursor to go on from."""

    receipts: list[Receipt]
    cursor: str


class Health(BaseModel):
    """Whether the centre runs."""

    ok: bool = True


def create_app(
    data: Path,
    *,
    keyring: Keyring,
    now: Callable[[], datetime],
    stations: Stations,
    ca: str | None = None,
    max_bytes: int = MAX_PACKET_BYTES,
) -> FastAPI:
    """Build the application.

    Args:
        data: The centre's folder: the archive in store/, uploads in progress in uploads/.
        keyring: The centre's keys.
        now: Aware time, for the receipts.
        stations: Who may in.
        ca: The authority that desks pin, PEM; None where they reach the centre over http.
        max_bytes: Longest packet; a longer one is refused with 413 when it is announced.

    Raises:
        CentreError: ARCHIVE_FAILED, the folder cannot be used.
    """
    archive = Archive(data / "store")
    uploads = UploadFolder(data / "uploads", keep=UPLOAD_DAYS * 86_400)
    app = FastAPI(title="CCCD centre", docs_url=None, redoc_url=None)
    app.add_middleware(LimitRequests, max_bytes=max_bytes, posts={"/enrol": MAX_REQUEST_BYTES})
    # Added last, asked first.
    app.add_middleware(Gate, stations=stations)
    app.include_router(enrolment_routes(stations=stations, keyring=keyring, now=now, ca=ca))
    app.include_router(
        create_tus_router(
            prefix="files",
            files_dir=str(data / "uploads"),
            max_size=max_bytes,
            days_to_keep=UPLOAD_DAYS,
            pre_create_hook=_gate(max_bytes),
            on_upload_complete=_hand_over(Intake(keyring, archive, now), uploads),
            strict_offset_validation=True,
            storage=uploads,
        )
    )
    _add_answers(app, archive)
    return app


def _add_answers(app: FastAPI, archive: Archive) -> None:
    @app.get("/receipts")
    def receipts(
        station: Annotated[PublicKey, Query()],
        after: Annotated[int, Query(ge=0, lt=10**12)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> ReceiptPage:
        found, last = archive.receipts(station, after=after, limit=limit)
        return ReceiptPage(receipts=found, cursor=str(last))

    @app.get("/health")
    def health() -> Health:
        return Health()


# The hooks are plain functions: the library copies its options, hooks and all, for each request,
# and functions are the callables that copying leaves alone.


def _gate(max_bytes: int) -> Callable[[dict[str, str], dict[str, Any]], None]:
    """Refuse, before it is created, an upload that could not be answered."""

    def check(metadata: dict[str, str], upload: dict[str, Any]) -> None:
        size = upload["size"]
        if size is None or size < 1:
            raise HTTPException(HTTPStatus.BAD_REQUEST, "Upload-Length missing")
        if size > max_bytes:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "packet too large")
        try:
            Announcement.of(metadata)
        except ValidationError as exc:
            raise HTTPException(
                HTTPStatus.BAD_REQUEST, "metadata must name packet, station, sha256"
            ) from exc

    return check


def _hand_over(intake: Intake, uploads: UploadFolder) -> Callable[[str, dict[str, str]], Any]:
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
            raise HTTPException(HTTPStatus.INTERNAL_SERVER_ERROR, exc.code) from exc
        await uploads.delete(uid)

    return complete
