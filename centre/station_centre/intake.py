"""Intake: a packet that has arrived is opened, kept or refused, and answered with a receipt."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

import structlog
from pydantic import BaseModel, ConfigDict, StringConstraints

from station_centre.archive import Archive, Entry, Station
from station_centre.errors import MESSAGES
from station_centre.keyring import Keyring
from station_queue.packet import (
    OpenedPacket,
    PacketError,
    PublicKey,
    Receipt,
    RecordId,
    Sha256Hex,
    Verdict,
    open_packet,
    sign_receipt,
)

log = structlog.get_logger()


class ChecksumError(Exception):
    """The bytes that arrived are not those the desk announced; nobody's fault but the line's."""


class Announcement(BaseModel):
    """What a desk says about an upload before it sends it (the tus metadata)."""

    model_config = ConfigDict(frozen=True)

    filename: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    filetype: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    packet: RecordId
    station: PublicKey
    sha256: Sha256Hex

    @classmethod
    def of(cls, metadata: Mapping[str, str]) -> Self:
        """Raises pydantic's ValidationError unless the metadata name packet, station, digest."""
        return cls.model_validate(dict(metadata))


@dataclass(frozen=True, slots=True)
class Intake:
    """Answers packets.

    Enrolment is open for now: a station is remembered with its first good packet, and no
    station is refused. Enrolling and revoking come with tokens.

    Attributes:
        keyring: Opens packets and signs receipts.
        archive: Keeps packets and receipts.
        now: Aware time, for the receipts.
    """

    keyring: Keyring
    archive: Archive
    now: Callable[[], datetime]

    def take(self, sealed: bytes, announced: Announcement) -> Receipt:
        """Answer one packet; the same bytes again get the same receipt again.

        Raises:
            ChecksumError: The bytes are not the announced ones; there is no receipt then.
            CentreError: ARCHIVE_FAILED, nothing was promised.
        """
        sha256 = hashlib.sha256(sealed).hexdigest()
        if sha256 != announced.sha256:
            raise ChecksumError
        try:
            opened = open_packet(sealed, self.keyring.identity)
        except PacketError as error:
            entry = self._refusal(announced, sealed, sha256, error.code)
        else:
            entry = self._verdict(opened, sealed, sha256)
        self.archive.publish(entry.station_key, entry.receipt)
        log.info(
            "packet_answered",
            record=entry.record,
            verdict=entry.receipt.verdict,
            code=entry.receipt.code,
            size=entry.size,
        )
        return entry.receipt

    def _verdict(self, opened: OpenedPacket, sealed: bytes, sha256: str) -> Entry:
        manifest = opened.manifest
        station = Station(station_key=opened.station_key, desk=manifest.desk)
        if self.archive.remember_station(station):
            log.info("station_first_seen", desk=station.desk, station=station.station_key)
        entry = Entry(
            record=manifest.record,
            revision=manifest.revision,
            desk=manifest.desk,
            station_key=opened.station_key,
            sha256=sha256,
            size=len(sealed),
            receipt=self._receipt(manifest.record, sha256, "accepted"),
        )
        earlier = self.archive.accepted(manifest.record, manifest.revision)
        if earlier is None and not self.archive.accept(entry, sealed):
            # Another request was faster by a moment.
            earlier = self.archive.accepted(manifest.record, manifest.revision)
        if earlier is None:
            return entry
        if earlier.sha256 == sha256:
            return earlier
        conflict = self._receipt(manifest.record, sha256, "rejected", "RECORD_CONFLICT")
        return self._refused(entry.model_copy(update={"receipt": conflict}))

    def _refusal(self, announced: Announcement, sealed: bytes, sha256: str, code: str) -> Entry:
        """A refusal for whoever announced the packet: what is inside is not to be believed."""
        return self._refused(
            Entry(
                record=announced.packet,
                revision=None,
                desk=None,
                station_key=announced.station,
                sha256=sha256,
                size=len(sealed),
                receipt=self._receipt(announced.packet, sha256, "rejected", code),
            )
        )

    def _refused(self, entry: Entry) -> Entry:
        if self.archive.refuse(entry):
            return entry
        return self.archive.refused(entry.record, entry.sha256) or entry

    def _receipt(
        self, record: str, sha256: str, verdict: Verdict, code: str | None = None
    ) -> Receipt:
        return sign_receipt(
            record=record,
            packet_sha256=sha256,
            verdict=verdict,
            code=code,
            text=None if code is None else MESSAGES[code][0],
            issued_at=self.now(),
            signing_key=self.keyring.receipt_seed,
        )
