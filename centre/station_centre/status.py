"""The status page: the province at a glance, for whoever looks after it."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from station_centre.archive import PROVINCE_TIME, Archive
from station_centre.figures import Counts, day_figures
from station_centre.objects import Objects
from station_centre.problems import declared
from station_centre.stations import Stations
from station_centre.status_chart import Scale
from station_centre.status_words import WORDS, Language, ago, clock, day, number
from station_centre.viewer import ASKS_VIEWER_KEY

REFRESH_S: Final = 30
SILENT_AFTER: Final = timedelta(hours=4)
"""Half a shift: a team that was out of the net is back by then, or somebody should call it."""

_TEMPLATES: Final = Environment(
    loader=PackageLoader("station_centre"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE: Final = _TEMPLATES.loader.get_source(_TEMPLATES, "status.css")[0]  # type: ignore[union-attr]
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SeenStation(NamedTuple):
    """A station as the page wants to know it.

    Attributes:
        station_key: Its public key.
        desk: Code of its desk.
        last_contact: When it was last heard; None for never, or where nobody took that down.
        may_send: Whether it is enrolled, and not revoked.
    """

    station_key: str
    desk: str
    last_contact: datetime | None
    may_send: bool


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk on the page.

    Attributes:
        desk: Its code.
        last_contact: When one of its stations was last heard; None for never.
        today: What was answered to it today.
    """

    desk: str
    last_contact: datetime | None
    today: Counts

    def silent(self, now: datetime) -> bool:
        """Whether it was not heard for so long that somebody should ask."""
        return self.last_contact is None or now - self.last_contact >= SILENT_AFTER


def desks(stations: Iterable[SeenStation], today: Mapping[str, Counts]) -> list[DeskRow]:
    """A row for each desk that may send or was answered today, in the order of their codes.

    Args:
        stations: Every station; several may stand for one desk.
        today: Today's answers by station key.
    """
    rows: dict[str, DeskRow] = {}
    for station in stations:
        counts = today.get(station.station_key, Counts())
        if not station.may_send and not counts.received:
            continue
        row = rows.get(station.desk, DeskRow(station.desk, None, Counts()))
        heard = (row.last_contact, station.last_contact, counts.last_at)
        last_contact = max((at for at in heard if at is not None), default=None)
        rows[station.desk] = DeskRow(row.desk, last_contact, row.today + counts)
    return [rows[desk] for desk in sorted(rows)]


def page(rows: list[DeskRow], *, since: datetime, now: datetime, language: Language) -> str:
    """The page as HTML.

    Args:
        rows: The desks.
        since: When the day began that is counted.
        now: Aware time.
        language: Of its words.
    """
    words = WORDS[language]
    total = sum((row.today for row in rows), Counts())
    return _TEMPLATES.get_template("status.html").render(
        language=language,
        other_language="en" if language == "vi" else "vi",
        words=words,
        style=Markup(_STYLE),  # noqa: S704 - a file of ours
        refresh_s=REFRESH_S,
        number=lambda count: number(count, language),
        since=f"{clock(since)} {day(since)}",
        at=clock(now),
        total=total,
        silent=[row.desk for row in rows if row.silent(now)],
        scale=Scale.of(max((row.today.received for row in rows), default=0)),
        rows=[
            {
                "desk": row.desk,
                "silent": row.silent(now),
                "last_contact": words["never"]
                if row.last_contact is None
                else ago(row.last_contact, now, language),
                "received": row.today.received,
                "accepted": row.today.accepted,
                "rejected": row.today.rejected,
            }
            for row in rows
        ],
    )


def status_routes(
    objects: Objects,
    archive: Archive,
    stations: Stations,
    *,
    now: Callable[[], datetime],
) -> APIRouter:
    """The route /status.

    Args:
        objects: The store, for the figures.
        archive: Knows the stations that were never enrolled.
        stations: Knows the others.
        now: Aware time.
    """
    router = APIRouter()

    @router.get(
        "/status",
        response_class=HTMLResponse,
        responses=declared(HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE),
        dependencies=[Depends(ASKS_VIEWER_KEY)],
    )
    def status(lang: Annotated[Language, Query()] = "vi") -> HTMLResponse:
        moment = now()
        since = datetime.combine(moment.astimezone(PROVINCE_TIME), time(), PROVINCE_TIME)
        rows = desks(_seen(stations, archive), day_figures(objects, since.date()))
        return HTMLResponse(page(rows, since=since, now=moment, language=lang), headers=_HEADERS)

    return router


def _seen(stations: Stations, archive: Archive) -> Iterator[SeenStation]:
    known = set()
    for row in stations.all():
        known.add(row.station_key)
        yield SeenStation(row.station_key, row.desk, row.last_contact, row.revoked_at is None)
    for guest in archive.stations():
        if guest.station_key not in known:
            yield SeenStation(guest.station_key, guest.desk, None, may_send=False)
