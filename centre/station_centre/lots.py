"""Lots carried to the centre: every packet is taken in, and the receipts are put beside them."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import structlog

from station_centre.disk import write_whole
from station_centre.errors import CentreError
from station_centre.intake import Announcement, Intake
from station_queue.packet import CentreCard, PacketError, Receipt, verify_receipt
from station_queue.packet.lot import (
    LIST_FILE,
    MAX_LOT_FILE_BYTES,
    PACKET_SUFFIX,
    RECEIPTS_FILE,
    LotEntry,
    LotList,
    LotReceipts,
    lots_below,
    read_plain,
)

log = structlog.get_logger()

_READABLE: Final = 0o644
"""Receipts are signed and about nobody: whoever carries the stick may read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReport:
    """What became of one lot.

    Attributes:
        lot: Name of its folder.
        desk: Code of the desk; None where the list cannot be believed.
        station_key: Public key of its station, base64; None as for the desk.
        records: How many packets the list names.
        accepted: Packets that were accepted, now or before.
        rejected: Packets that were refused; their receipts say why.
        duplicate: Packets whose content was accepted before in other bytes.
        missing: Records whose packet is not there.
        damaged: Records whose packet is not the one that was listed.
        code: Why nothing was taken, or the receipts could not be put beside it; None if all went
            well.
    """

    lot: str
    desk: str | None = None
    station_key: str | None = None
    records: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    code: str | None = None

    @property
    def taken(self) -> int:
        """How many packets have an answer."""
        return self.accepted + self.rejected + self.duplicate

    @property
    def whole(self) -> bool:
        """Whether every packet was there and right, and the answers are on their way back."""
        return self.code is None and not self.missing and not self.damaged

    def as_dict(self) -> dict[str, object]:
        """All of it for a script."""
        return asdict(self) | {"taken": self.taken}


@dataclass(frozen=True, slots=True)
class LotDoor:
    """Where lots come in.

    Attributes:
        intake: Answers each packet.
        may_send: Why packets of the station with this key are not taken; None where they are.
        card: The centre's card as it is now, for the way back.
    """

    intake: Intake
    may_send: Callable[[str], str | None]
    card: Callable[[], CentreCard]

    def take(self, folder: Path) -> list[LotReport]:
        """Take in every lot below a folder; doing so again is harmless.

        What is wrong with one packet, or with one lot, stops no other.

        Args:
            folder: A stick, the folder of lots on it, or one lot.

        Raises:
            CentreError: LOT_FOLDER_FAILED, the folder cannot be read; LOT_NONE, there is no lot;
                ARCHIVE_FAILED.
        """
        try:
            lots = [path for path in lots_below(folder) if _is_lot(path)]
        except OSError as exc:
            raise CentreError("LOT_FOLDER_FAILED") from exc
        if not lots:
            raise CentreError("LOT_NONE")
        return [self._take_one(lot) for lot in lots]

    def _take_one(self, lot: Path) -> LotReport:
        name = lot.resolve().name
        try:
            content = read_plain(lot / LIST_FILE, MAX_LOT_FILE_BYTES)
            told = None if content is None else LotList.parse(content)
        except PacketError as error:
            return _refused(LotReport(lot=name, code=error.code))
        except OSError:
            return _refused(LotReport(lot=name, code="LIST_WRONG"))
        if told is None:
            return _refused(LotReport(lot=name, code="LIST_MISSING"))
        refusal = self.may_send(told.station_key)
        if refusal is None:
            return _Lot(lot, told, self).taken_in()
        return _refused(
            LotReport(
                lot=name,
                desk=told.desk,
                station_key=told.station_key,
                records=len(told.entries),
                code=refusal,
            )
        )


@dataclass(slots=True)
class _Lot:
    """A lot whose list is believed."""

    folder: Path
    told: LotList
    door: LotDoor
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def taken_in(self) -> LotReport:
        """Take every packet in, then write the receipts."""
        earlier = self._earlier()
        answers = [self._answer(entry, earlier) for entry in self.told.entries]
        receipts = tuple(receipt for receipt in answers if receipt is not None)
        verdicts = Counter(receipt.verdict for receipt in receipts)
        report = LotReport(
            lot=self.folder.resolve().name,
            desk=self.told.desk,
            station_key=self.told.station_key,
            records=len(self.told.entries),
            accepted=verdicts["accepted"],
            rejected=verdicts["rejected"],
            duplicate=verdicts["duplicate"],
            missing=tuple(self.missing),
            damaged=tuple(self.damaged),
            code=self._write(receipts),
        )
        log.info("lot_taken", desk=report.desk, records=report.records, taken=report.taken)
        return report

    def _answer(self, entry: LotEntry, earlier: dict[str, Receipt]) -> Receipt | None:
        """The receipt for a packet that is there and right, or that was answered before."""
        try:
            sealed = read_plain(self.folder / entry.file, entry.size)
        except OSError:
            sealed = b""  # it is there, and cannot be read
        if sealed is not None and hashlib.sha256(sealed).hexdigest() == entry.sha256:
            return self.door.intake.take(sealed, self._announcement(entry))
        if entry.sha256 in earlier:
            return earlier[entry.sha256]
        (self.missing if sealed is None else self.damaged).append(entry.record)
        return None

    def _announcement(self, entry: LotEntry) -> Announcement:
        return Announcement(
            filename=entry.file,
            filetype="application/octet-stream",
            packet=entry.record,
            station=self.told.station_key,
            sha256=entry.sha256,
        )

    def _earlier(self) -> dict[str, Receipt]:
        """Receipts of this centre that lie beside the lot already, by the digest of the packet."""
        try:
            content = read_plain(self.folder / RECEIPTS_FILE, MAX_LOT_FILE_BYTES)
            receipts = () if content is None else LotReceipts.parse(content).receipts
        except (OSError, PacketError):
            return {}
        key = self.door.intake.keyring.receipt_key
        return {one.packet_sha256: one for one in receipts if verify_receipt(one, key)}

    def _write(self, receipts: tuple[Receipt, ...]) -> str | None:
        """Put the receipts beside the packets; returns the code of what stood in the way."""
        told = LotReceipts(
            station_key=self.told.station_key, centre=self.door.card(), receipts=receipts
        )
        content = told.model_dump_json(indent=1).encode()
        try:
            write_whole(self.folder / RECEIPTS_FILE, content, mode=_READABLE)
        except OSError as exc:
            log.warning("lot_receipts_not_written", desk=self.told.desk, errno=exc.errno)
            return "RECEIPTS_NOT_WRITTEN"
        return None


def _is_lot(folder: Path) -> bool:
    return (folder / LIST_FILE).exists() or any(folder.glob(f"*{PACKET_SUFFIX}"))


def _refused(report: LotReport) -> LotReport:
    log.warning("lot_refused", code=report.code, desk=report.desk)
    return report
