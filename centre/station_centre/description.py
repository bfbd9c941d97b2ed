"""The OpenAPI document: what each route says of itself, and what stands before it may answer."""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI

from station_centre.gate import PUBLIC, UNLIMITED
from station_centre.problems import Problem

_TOKEN: Final = "StationToken"  # noqa: S105 - the name of a scheme
# What LimitRequests answers, whatever is asked.
_LIMITS: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.LENGTH_REQUIRED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
)
# What the gate answers to everybody, and to who comes without the token of a desk.
_GATE: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_GATE_DESKS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# What the tus routes answer besides; their library does not say so.
_TUS: Final = {
    "post": (HTTPStatus.PRECONDITION_FAILED,),
    "head": (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.PRECONDITION_FAILED),
    "patch": (
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.GONE,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ),
    "delete": (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.PRECONDITION_FAILED),
    "options": (HTTPStatus.PRECONDITION_FAILED,),
}
_TUS_SAYS: Final = {
    "post": "Announce a packet (tus 1.0 creation). Upload-Metadata names packet, station, sha256,"
    " filename and filetype; the answer names the address of the upload in Location.",
    "head": "How many bytes of an upload the centre has, in Upload-Offset.",
    "patch": "Send an upload from its offset on. The answer to the last byte comes when the packet"
    " is taken in: its receipt can be fetched then.",
    "delete": "Give an upload up.",
    "options": "What of tus this server can do.",
}
_CHECKSUM_MISMATCH: Final = "460"

Document = dict[str, Any]


def describe(app: FastAPI, doors: Collection[str]) -> Callable[[], Document]:
    """What is to take the place of ``app.openapi``.

    Args:
        app: Its routes are described.
        doors: Paths that ask for another key than a desk's token; their routes say which.
    """
    plain = app.openapi
    document: Document = {}

    def described() -> Document:
        if not document:
            document.update(plain())
            _complete(document, doors)
        return document

    return described


def _complete(document: Document, doors: Collection[str]) -> None:
    components = document["components"]
    components["schemas"]["Problem"] = Problem.model_json_schema()
    components.setdefault("securitySchemes", {})[_TOKEN] = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token a desk has enrolled with; an open centre asks for none.",
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _add(operation, *_LIMITS)
            if path.startswith("/files"):
                _complete_tus(method, operation)
            if (method.upper(), path) in UNLIMITED:
                continue
            _add(operation, *_GATE)
            if (method.upper(), path) not in PUBLIC and path not in doors:
                _add(operation, *_GATE_DESKS)
                operation["security"] = [{_TOKEN: []}]


def _complete_tus(method: str, operation: Document) -> None:
    _add(operation, *_TUS[method])
    operation["description"] = _TUS_SAYS[method]
    # An argument of the library's function that is no part of the protocol.
    operation["parameters"] = [
        each for each in operation["parameters"] if each["name"] != "post_request"
    ]
    if method == "patch":
        operation["responses"][_CHECKSUM_MISMATCH] = {"description": "Other bytes than announced"}
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/offset+octet-stream": {
                    "schema": {"type": "string", "format": "binary"}
                }
            },
        }


def _add(operation: Document, *statuses: HTTPStatus) -> None:
    for status in statuses:
        operation["responses"].setdefault(str(int(status)), {"description": status.phrase})
