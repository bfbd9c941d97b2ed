"""What the people who run the centre watch: /healthz for balancers, /metrics for Prometheus."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from pydantic import BaseModel

from station_centre.errors import CentreError
from station_centre.intake import Announcement, TakesPackets
from station_centre.objects import Objects
from station_centre.problems import declared
from station_centre.viewer import ASKS_VIEWER_KEY
from station_queue.packet import Receipt

_PULSE_EVERY_S: Final = 2.0
# Written again and again: a store that only lets itself be read takes no packets.
_PULSE_KEY: Final = "healthz"
# A packet of 600 kB takes some 10 ms beside a folder, and up to seconds beside a far store.
_INTAKE_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Health(BaseModel):
    """Whether the centre can take packets: its object store takes objects."""

    ok: bool


class Metrics:
    """The figures of one application since it started; none is about a person or a desk.

    Args:
        under_way: How many requests bring bytes at this moment.
    """

    def __init__(self, under_way: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.packets = Counter(
            "cccd_packets",
            "Packets answered, repetitions too.",
            ["verdict"],
            registry=self.registry,
        )
        self.packet_bytes = Counter(
            "cccd_packet_bytes", "Sealed bytes of the packets answered.", registry=self.registry
        )
        self.rejections = Counter(
            "cccd_rejections", "Packets rejected, by reason.", ["code"], registry=self.registry
        )
        self.intake_seconds = Histogram(
            "cccd_intake_seconds",
            "From the last byte of a packet to its answer.",
            buckets=_INTAKE_BUCKETS,
            registry=self.registry,
        )
        self.failures = Counter(
            "cccd_intake_failures", "Packets the centre could not answer.", registry=self.registry
        )
        Gauge(
            "cccd_uploads_under_way", "Requests that bring bytes now.", registry=self.registry
        ).set_function(under_way)
        self.refused = Counter(
            "cccd_requests_refused", "Requests the gate refused.", ["code"], registry=self.registry
        )

    def note_refused(self, code: str) -> None:
        """Count a request that the gate has refused."""
        self.refused.labels(code).inc()


class MeasuredIntake:
    """An intake whose answers are counted.

    Args:
        intake: Does the work.
        metrics: Where it is counted.
    """

    def __init__(self, intake: TakesPackets, metrics: Metrics) -> None:
        self._intake = intake
        self._metrics = metrics

    def take(self, sealed: bytes, announced: Announcement) -> Receipt:
        """Answer one packet; raises what the intake raises."""
        metrics = self._metrics
        with metrics.failures.count_exceptions(CentreError), metrics.intake_seconds.time():
            receipt = self._intake.take(sealed, announced)
        metrics.packets.labels(receipt.verdict).inc()
        metrics.packet_bytes.inc(len(sealed))
        if receipt.code is not None:
            metrics.rejections.labels(receipt.code).inc()
        return receipt


class Pulse:
    """Asks the store whether it answers: one question at a time, and one every two seconds at most.

    Whoever asks, and however many do, costs the store no more.

    Args:
        ask: Asks; raises CentreError where it does not answer. May take its time.
        patience_s: How long an answer is waited for.
    """

    def __init__(self, ask: Callable[[], object], patience_s: float = 5.0) -> None:
        self._ask = ask
        self._patience_s = patience_s
        self._asking: asyncio.Task[bool] | None = None
        self._asked_at = 0.0

    async def beats(self) -> bool:
        """Whether it answers."""
        now = asyncio.get_running_loop().time()
        asking = self._asking
        if asking is None or (asking.done() and now - self._asked_at >= _PULSE_EVERY_S):
            self._asked_at = now
            asking = self._asking = asyncio.create_task(self._answers())
        done, _ = await asyncio.wait({asking}, timeout=self._patience_s)
        return bool(done) and asking.result()

    async def _answers(self) -> bool:
        try:
            await asyncio.to_thread(self._ask)
        except CentreError:
            return False
        return True


def ops_routes(*, objects: Objects, metrics: Metrics) -> APIRouter:
    """The routes /healthz, for everybody, and /metrics.

    Args:
        objects: The store that has to answer.
        metrics: What is told.
    """
    router = APIRouter()
    pulse = Pulse(lambda: objects.put(_PULSE_KEY, b""))

    @router.get(
        "/healthz",
        response_model=Health,
        responses={503: {"model": Health, "description": "The object store does not answer"}},
    )
    async def healthz() -> Response:
        ok = await pulse.beats()
        return JSONResponse({"ok": ok}, HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE)

    @router.get(
        "/metrics",
        response_class=Response,
        responses={
            **declared(HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE),
            200: {"content": {CONTENT_TYPE_LATEST: {}}},
        },
        dependencies=[Depends(ASKS_VIEWER_KEY)],
    )
    def metrics_now() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
