"""What a desk asks before the centre knows it: the card, the authority to pin, to be enrolled."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from station_centre.errors import CentreError
from station_centre.keyring import Keyring
from station_centre.problems import declared
from station_centre.stations import Stations
from station_queue.packet import CentreCard, EnrolmentRequest

MAX_REQUEST_BYTES: Final = 4_096

_PEM: Final = "application/x-pem-file"


class Enrolled(BaseModel):
    """The centre knows the station from now on, as that of this desk."""

    desk: str


def enrolment_routes(
    *, stations: Stations, keyring: Keyring, now: Callable[[], datetime], ca: str | None
) -> APIRouter:
    """The routes /centre, /ca.pem and /enrol; what cannot be done is a CentreError.

    Args:
        stations: Enrols.
        keyring: Signs the card.
        now: Aware time, for the card.
        ca: The authority that desks pin, PEM; None where the centre is reached over http.
    """
    router = APIRouter()

    @router.get("/centre")
    def centre() -> CentreCard:
        return keyring.card(now())

    @router.get(
        "/ca.pem",
        response_class=Response,
        responses={**declared(HTTPStatus.NOT_FOUND), 200: {"content": {_PEM: {}}}},
    )
    def authority() -> Response:
        if ca is None:
            raise CentreError("AUTHORITY_NONE")
        return Response(ca, media_type=_PEM)

    @router.post("/enrol", responses=declared(HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE))
    def enrol(request: EnrolmentRequest) -> Enrolled:
        return Enrolled(desk=stations.enrol(request).desk)

    return router
