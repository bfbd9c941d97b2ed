"""What a desk asks before the centre knows it: the card, the authority to pin, to be enrolled."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

from station_centre.errors import CentreError
from station_centre.keyring import Keyring
from station_centre.stations import Stations
from station_queue.packet import CentreCard, EnrolmentRequest

MAX_REQUEST_BYTES: Final = 4_096


class Enrolled(BaseModel):
    """The centre knows the station from now on, as that of this desk."""

    desk: str


class Refused(BaseModel):
    """Why a request was refused."""

    code: str


def enrolment_routes(
    *, stations: Stations, keyring: Keyring, now: Callable[[], datetime], ca: str | None
) -> APIRouter:
    """The routes /centre, /ca.pem and /enrol.

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

    @router.get("/ca.pem", response_class=PlainTextResponse, responses={404: {"model": Refused}})
    def authority() -> Response:
        if ca is None:
            return _refused("NO_AUTHORITY", HTTPStatus.NOT_FOUND)
        return PlainTextResponse(ca, media_type="application/x-pem-file")

    @router.post(
        "/enrol",
        response_model=Enrolled,
        responses={403: {"model": Refused}, 503: {"model": Refused}},
    )
    def enrol(request: EnrolmentRequest) -> Enrolled | Response:
        try:
            return Enrolled(desk=stations.enrol(request).desk)
        except CentreError as error:
            if error.code.startswith("ENROL_"):
                return _refused(error.code, HTTPStatus.FORBIDDEN)
            return _refused(error.code, HTTPStatus.SERVICE_UNAVAILABLE)

    return router


def _refused(code: str, status: HTTPStatus) -> Response:
    return JSONResponse({"code": code}, status)
