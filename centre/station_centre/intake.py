"""Intake: a packet that has arrived is opened, kept or refused, and answered with a receipt."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, Self

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


def _anybody(_station_key: str, _desk: str) -> None:
    """No station is refused."""


class TakesPackets(Protocol):
    """Answers packets: the intake, or what stands before it."""

    def take(self, sealed: bytes, announced: Announcement) -> Receipt:
        """Answer one packet, as ``Intake.take`` does."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Answers packets.

    Attributes:
        keyring: Opens packets and signs receipts.
        archive: Keeps packets and receipts.
        now: Aware time, for the receipts.
        may_send: Told the key that signed a packet, and the desk it is of; returns the code of a
            refusal, or None.
    """

    keyring: Keyring
    archive: Archive
    now: Callable[[], datetime]
    may_send: Callable[[str, str], str | None] = _anybody

    def take(self, sealed: bytes, announced: Announcement) -> Receipt:
        """Answer one packet; the same bytes again get the latest receipt for them again.

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
            code = self._objection(opened, announced)
            entry = (
                self._refusal(announced, sealed, sha256, code)
                if code
                else self._verdict(opened, sealed, sha256)
            )
        self.archive.publish(entry)
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
        if self._same_content(earlier, opened):
            told = self._receipt(manifest.record, sha256, "duplicate")
        else:
            told = self._receipt(manifest.record, sha256, "rejected", "RECORD_CONFLICT")
        return self._refused(entry.model_copy(update={"receipt": told}))

    def _objection(self, opened: OpenedPacket, announced: Announcement) -> str | None:
        """Why a packet that is in order is not taken from whoever sends it."""
        if opened.station_key != announced.station:
            return "STATION_OTHER"
        if opened.manifest.record != announced.packet:
            return "RECORD_WRONG"
        refusal = self.may_send(opened.station_key, opened.manifest.desk)
        if refusal is None and opened.manifest.revision > 1:
            # A correction is of the desk that collected the record, whatever laptop stands there.
            before = self.archive.latest(opened.manifest.record)
            if before is not None and before.desk != opened.manifest.desk:
                return "RECORD_OTHER"
        return refusal

    def _same_content(self, earlier: Entry, opened: OpenedPacket) -> bool:
        """Whether a packet says what one that is kept says, sealed anew."""
        kept = self.archive.packet(earlier)
        if kept is None or earlier.receipt.verdict != "accepted":
            return False
        try:
            manifest = open_packet(kept, self.keyring.identity).manifest
        except PacketError:
            return False
        return (manifest.parts, manifest.station_key) == (
            opened.manifest.parts,
            opened.station_key,
        )

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
        earlier = self.archive.refused(entry.record, entry.sha256)
        # Said to another station, it is no answer to this one.
        return earlier if earlier and earlier.station_key == entry.station_key else entry

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
