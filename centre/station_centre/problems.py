"""What a request is answered that cannot be done: ``{"code": ...}`` with a status that fits."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from station_centre.errors import CentreError

_STATUS: Final = {
    "STATION_UNKNOWN": HTTPStatus.UNAUTHORIZED,
    "VIEWER_KEY_WRONG": HTTPStatus.UNAUTHORIZED,
    "HOOK_KEY_WRONG": HTTPStatus.UNAUTHORIZED,
    "STATION_REVOKED": HTTPStatus.FORBIDDEN,
    "STATION_OTHER": HTTPStatus.FORBIDDEN,
    "ENROL_TOKEN_WRONG": HTTPStatus.FORBIDDEN,
    "ENROL_TOKEN_USED": HTTPStatus.FORBIDDEN,
    "ENROL_TOKEN_OLD": HTTPStatus.FORBIDDEN,
    "ENROL_DESK_OTHER": HTTPStatus.FORBIDDEN,
    "ENROL_PROOF_WRONG": HTTPStatus.FORBIDDEN,
    "AUTHORITY_NONE": HTTPStatus.NOT_FOUND,
    "UPLOAD_WRONG": HTTPStatus.BAD_REQUEST,
    "PACKET_TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "RATE_LIMITED": HTTPStatus.TOO_MANY_REQUESTS,
}
_RETRY_S: Final = 5
_HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    "STATION_UNKNOWN": {"WWW-Authenticate": "Bearer"},
    "VIEWER_KEY_WRONG": {"WWW-Authenticate": 'Basic realm="CCCD centre", charset="UTF-8"'},
    "HOOK_KEY_WRONG": {"WWW-Authenticate": "X-Hook-Key"},
}


class Problem(BaseModel):
    """Why a request was not done: one of the centre's codes."""

    code: str


def status_of(code: str) -> HTTPStatus:
    """The status of a code; what has none of its own is a trouble of the centre that passes."""
    return _STATUS.get(code, HTTPStatus.SERVICE_UNAVAILABLE)


def problem(code: str, headers: Mapping[str, str] = MappingProxyType({})) -> JSONResponse:
    """The answer for a code."""
    status = status_of(code)
    fitting = dict(_HEADERS.get(code, {}))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        fitting["Retry-After"] = str(_RETRY_S)
    return JSONResponse({"code": code}, status, fitting | dict(headers))


async def answer_error(_request: Request, error: Exception) -> JSONResponse:
    """For the application: a CentreError that a route lets through is answered by its code."""
    if not isinstance(error, CentreError):
        raise error
    return problem(error.code)


def declared(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """For the description of a route: that it may be answered so, whatever it answers else."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        int(status): {"description": status.phrase, "content": content}
        for status in sorted(statuses)
    }
