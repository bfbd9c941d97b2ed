"""The centre as a web application: tus for packets, JSON for receipts and what else desks ask."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import FastAPI

from station_centre.answers import answers_router
from station_centre.archive import Archive
from station_centre.description import describe
from station_centre.enrolment import MAX_REQUEST_BYTES, enrolment_routes
from station_centre.errors import CentreError
from station_centre.front_store import FrontStore
from station_centre.gate import Gate
from station_centre.hooks import MAX_HOOK_BYTES, Front, hook_door, hook_routes
from station_centre.intake import Intake
from station_centre.keyring import Keyring
from station_centre.limits import LimitRequests
from station_centre.objects import Objects
from station_centre.ops import MeasuredIntake, Metrics, ops_routes
from station_centre.problems import answer_error
from station_centre.stations import Stations
from station_centre.status import status_routes
from station_centre.tus_door import UPLOAD_DAYS, tus_routes
from station_centre.uploads import UploadObjects
from station_centre.viewer import viewer_door
from station_queue.packet import MAX_PACKET_BYTES

POSTS: Final = {"/enrol": MAX_REQUEST_BYTES, "/hooks": MAX_HOOK_BYTES}


def create_app(
    objects: Objects,
    *,
    keyring: Keyring,
    now: Callable[[], datetime],
    stations: Stations,
    ca: str | None = None,
    viewer_key: str | None = None,
    front: FrontStore | None = None,
    max_bytes: int = MAX_PACKET_BYTES,
) -> FastAPI:
    """Build the application; it keeps nothing that is not in the store.

    Args:
        objects: The store: packets, receipts, stations, uploads in progress.
        keyring: The centre's keys.
        now: Aware time, for the receipts.
        stations: Who may in.
        ca: The authority that desks pin, PEM; None where they reach the centre over http.
        viewer_key: The password of the status page and the metrics; without one they are shown only
            where the centre is open.
        front: Where a tus server in front of the centre keeps its uploads; None without one.
        max_bytes: Longest packet; a longer one is refused with 413 when it is announced.
    """
    archive = Archive(objects)
    uploads = UploadObjects(objects, keep=UPLOAD_DAYS * 86_400, now=now)
    metrics = Metrics(lambda: uploads.under_way)
    intake = MeasuredIntake(Intake(keyring, archive, now, stations.may_send), metrics)
    viewers = viewer_door(viewer_key, stations)
    doors = {"/metrics": viewers, "/status": viewers}
    if front is not None:
        doors["/hooks"] = hook_door(front.key)
    app = FastAPI(title="CCCD centre", docs_url=None, redoc_url=None)
    app.add_middleware(LimitRequests, max_bytes=max_bytes, posts=POSTS)
    # Added last, asked first.
    app.add_middleware(Gate, stations=stations, doors=doors, on_refused=metrics.note_refused)
    app.add_exception_handler(CentreError, answer_error)
    app.include_router(enrolment_routes(stations=stations, keyring=keyring, now=now, ca=ca))
    app.include_router(tus_routes(intake, uploads, max_bytes))
    app.include_router(answers_router(archive, lambda: keyring.card(now())))
    app.include_router(ops_routes(objects=objects, metrics=metrics))
    app.include_router(status_routes(objects, archive, stations, now=now))
    if front is not None:
        hooked = Front(front.objects, intake, archive, stations, now, max_bytes)
        app.include_router(hook_routes(hooked))
    app.openapi = describe(app, doors)  # type: ignore[method-assign]  # FastAPI's own way
    return app
