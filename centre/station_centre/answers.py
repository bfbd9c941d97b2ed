"""What a desk asks of the centre: its receipts by cursor, and what the centre has of it."""

from collections.abc import Callable
from itertools import groupby, islice
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from station_centre.archive import Answer, Archive
from station_queue.packet import CentreCard, PublicKey, Receipt, RecordId

_MOST_RECORDS = 5_000


class ReceiptPage(BaseModel):
    """Receipts after the cursor, oldest first, the cursor to go on from, and the centre's card."""

    receipts: list[Receipt]
    cursor: str
    centre: CentreCard


class RecordRow(BaseModel):
    """One packet of a station, and what was last said of it."""

    record: str
    revision: int | None
    state: Literal["accepted", "rejected"]
    sha256: str


class RecordPage(BaseModel):
    """Packets in the order of their records, and the cursor to go on from; none at the end."""

    records: list[RecordRow]
    cursor: str | None


def answers_router(archive: Archive, card: Callable[[], CentreCard]) -> APIRouter:
    """The routes; ``card`` gives the centre's card as it is now."""
    router = APIRouter()

    @router.get("/receipts")
    def receipts(
        station: Annotated[PublicKey, Query()],
        after: Annotated[int, Query(ge=0, lt=10**12)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> ReceiptPage:
        found, last = archive.receipts(station, after=after, limit=limit)
        return ReceiptPage(receipts=found, cursor=str(last), centre=card())

    @router.get("/records")
    def records(
        station: Annotated[PublicKey, Query()],
        after: Annotated[RecordId | None, Query()] = None,
        limit: Annotated[int, Query(ge=1, le=_MOST_RECORDS)] = 1000,
    ) -> RecordPage:
        by_record = groupby(archive.answers(station, after=after), key=lambda each: each.record)
        rows: list[Answer] = []
        last: str | None = None
        # A record is never torn apart by the end of a page.
        for record, same in islice(by_record, limit):
            rows.extend(same)
            last = record
        whole = next(by_record, None) is None
        return RecordPage(
            records=[RecordRow(**row._asdict()) for row in rows], cursor=None if whole else last
        )

    return router
