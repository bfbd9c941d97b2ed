"""The centre as a web application: tus for packets, JSON for receipts and what else desks ask."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

from station_centre.answers import answers_router
from station_centre.archive import Archive
from station_centre.enrolment import MAX_REQUEST_BYTES, enrolment_routes
from station_centre.gate import Gate
from station_centre.intake import Intake
from station_centre.keyring import Keyring
from station_centre.limits import LimitRequests
from station_centre.objects import Objects
from station_centre.stations import Stations
from station_centre.tus_door import UPLOAD_DAYS, tus_routes
from station_centre.uploads import UploadObjects
from station_queue.packet import MAX_PACKET_BYTES


class Health(BaseModel):
    """Whether the centre runs."""

    ok: bool = True


def create_app(
    objects: Objects,
    *,
    keyring: Keyring,
    now: Callable[[], datetime],
    stations: Stations,
    ca: str | None = None,
    max_bytes: int = MAX_PACKET_BYTES,
) -> FastAPI:
    """Build the application; it keeps nothing that is not in the store.

    Args:
        objects: The store: packets, receipts, stations, uploads in progress.
        keyring: The centre's keys.
        now: Aware time, for the receipts.
        stations: Who may in.
        ca: The authority that desks pin, PEM; None where they reach the centre over http.
        max_bytes: Longest packet; a longer one is refused with 413 when it is announced.
    """
    archive = Archive(objects)
    uploads = UploadObjects(objects, keep=UPLOAD_DAYS * 86_400, now=now)
    intake = Intake(keyring, archive, now, stations.may_send)
    app = FastAPI(title="CCCD centre", docs_url=None, redoc_url=None)
    app.add_middleware(LimitRequests, max_bytes=max_bytes, posts={"/enrol": MAX_REQUEST_BYTES})
    # Added last, asked first.
    app.add_middleware(Gate, stations=stations)
    app.include_router(enrolment_routes(stations=stations, keyring=keyring, now=now, ca=ca))
    app.include_router(tus_routes(intake, uploads, max_bytes))
    app.include_router(answers_router(archive, lambda: keyring.card(now())))

    @app.get("/health")
    def health() -> Health:
        return Health()

    return app
