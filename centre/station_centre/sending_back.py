"""A person at the centre returns an accepted record: its desk learns why, and corrects it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import ValidationError

from station_centre.archive import Archive, Entry
from station_centre.errors import CentreError
from station_centre.keyring import Keyring
from station_queue.packet import sign_receipt


def send_back(
    archive: Archive,
    keyring: Keyring,
    now: Callable[[], datetime],
    *,
    record: str,
    code: str,
    text: str,
    field: str | None = None,
) -> Entry:
    """Return the latest accepted revision of a record.

    Args:
        archive: Where it is.
        keyring: Signs the receipt.
        now: Aware time.
        record: Id of the record.
        code: Why, upper case, for scripts and catalogues.
        text: Why, in words for the desk's people; nothing about the citizen belongs here.
        field: The form field or the part it is about, if it is about one.

    Raises:
        CentreError: RECORD_UNKNOWN, RECORD_RETURNED, REASON_WRONG, ARCHIVE_FAILED.
    """
    entry = archive.latest(record)
    if entry is None:
        raise CentreError("RECORD_UNKNOWN")
    if entry.receipt.verdict == "rejected":
        raise _returned(archive, entry)
    if not text.strip():
        raise CentreError("REASON_WRONG")
    try:
        receipt = sign_receipt(
            record=record,
            packet_sha256=entry.sha256,
            verdict="rejected",
            code=code,
            text=text,
            field=field,
            # The later word counts, however far apart the clocks of two centres are.
            issued_at=max(now(), entry.receipt.issued_at + timedelta(microseconds=1)),
            signing_key=keyring.receipt_seed,
        )
    except ValidationError as exc:
        raise CentreError("REASON_WRONG") from exc
    returned = entry.model_copy(update={"receipt": receipt})
    if not archive.send_back(returned):
        raise _returned(archive, archive.latest(record) or returned)
    archive.publish(returned)
    return returned


def _returned(archive: Archive, kept: Entry) -> CentreError:
    """It has been returned before; the desk is told again, should that have been cut off."""
    archive.publish(kept)
    return CentreError("RECORD_RETURNED")
