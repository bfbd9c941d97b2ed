"""The OpenAPI document: complete, and true whatever is asked."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from structlog.typing import EventDict

from station_centre.app import create_app
from station_centre.front_store import FrontStore
from station_centre.keyring import Keyring, generate
from station_centre.objects import Objects
from station_centre.stations import Admit, Stations

HOOK_KEY: Final = "k" * 32
EXAMPLES: Final = int(os.environ.get("OPENAPI_EXAMPLES", "20"))
"""For each operation; `make soak` asks for more."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS: Final = [
    ("GET", "/centre"),
    ("GET", "/ca.pem"),
    ("POST", "/enrol"),
    ("POST", "/files/"),
    ("HEAD", "/files/{uuid}"),
    ("PATCH", "/files/{uuid}"),
    ("DELETE", "/files/{uuid}"),
    ("OPTIONS", "/files/"),
    ("GET", "/receipts"),
    ("GET", "/records"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/status"),
    ("POST", "/hooks"),
]
OF_DESKS: Final = {path for _, path in OPERATIONS if path.startswith(("/files", "/rec"))}


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(_context: schemathesis.SerializationContext, content: object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()


def now() -> datetime:
    return datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def described(folder: Path, admit: Admit) -> BaseSchema:
    generate(folder)
    objects = Objects.open(folder / "store")
    app = create_app(
        objects,
        keyring=Keyring.load(folder),
        now=now,
        stations=Stations(objects, now, admit=admit),
        front=FrontStore(Objects.open(folder / "front"), HOOK_KEY),
    )
    return openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module")
def open_centre(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    return described(tmp_path_factory.mktemp("open"), "anyone")


@pytest.fixture(scope="module")
def closed_centre(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    return described(tmp_path_factory.mktemp("closed"), "enrolled")


def ask(schema: BaseSchema, method: str, path: str, *, key: str, examples: int) -> None:
    """Ask whatever the document allows, and hold each answer against it."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy())
    def asked(case: Case[Any]) -> None:
        case.call_and_validate(headers={"X-Hook-Key": key}, checks=CHECKS)

    asked()


def test_every_route_is_described_and_says_whom_it_is_for(open_centre: BaseSchema) -> None:
    paths = open_centre.raw_schema["paths"]
    there = {(method.upper(), path) for path, found in paths.items() for method in found}
    assert there == {*OPERATIONS, ("POST", "/files")}
    for path, operations in paths.items():
        for operation in operations.values():
            needs_token = operation.get("security") == [{"StationToken": []}]
            assert needs_token == (path.rstrip("/") in {each.rstrip("/") for each in OF_DESKS})
            assert ("403" in operation["responses"]) >= needs_token
            assert {"400", "411", "413"} <= operation["responses"].keys()


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_is_answered_as_described(
    open_centre: BaseSchema, method: str, path: str
) -> None:
    ask(open_centre, method, path, key=HOOK_KEY, examples=EXAMPLES)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_so_is_what_a_stranger_asks(
    closed_centre: BaseSchema, method: str, path: str, logged: list[EventDict]
) -> None:
    ask(closed_centre, method, path, key="another key", examples=EXAMPLES // 2)
    logged.clear()
