"""Stations: whom the centre invites, enrols, lets in and shuts out.

Objects beside those of the register, created and never changed::

    enrolments/<SHA-256 of the code's token>.json        an invitation: which desk, until when
    enrolments/<SHA-256 of the code's token>.used.json   who used it, or that it was withdrawn
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final, Literal, TypeVar

import structlog
from pydantic import AwareDatetime, BaseModel, ValidationError

from station_centre.errors import CentreError
from station_centre.objects import Objects
from station_centre.register import Page, Register, Station
from station_queue.packet import EnrolmentRequest
from station_queue.packet.rules import DeskCode

log = structlog.get_logger()

Admit = Literal["enrolled", "anyone", "anyone_until_first"]
"""Who may in: enrolled stations; whoever asks; whoever asks until the first desk is invited."""

Refusal = Literal["STATION_UNKNOWN", "STATION_REVOKED", "STATION_OTHER"]

_FOLDER: Final = "enrolments"
_TOKEN_BYTES: Final = 24

_M = TypeVar("_M", bound=BaseModel)


class StationRow(Station):
    """A station for those who look after them; one that was enrolled twice is one row.

    Attributes:
        revoked_at: When it was shut out; None while it may in.
        last_contact: When it was last heard, exact to a minute; None for never.
    """

    revoked_at: AwareDatetime | None = None
    last_contact: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Revoked:
    """What came of revoking.

    Attributes:
        stations: Those that are shut out now, those that had been before among them.
        codes: How many unused codes were withdrawn.
    """

    stations: list[StationRow]
    codes: int


class _Invitation(BaseModel):
    desk: DeskCode
    expires_at: AwareDatetime


class _Use(BaseModel):
    """Which station used an invitation with which token; neither where it was withdrawn."""

    station_key: str | None = None
    token_sha256: str | None = None


class Stations:
    """The stations of a centre; safe to use from several threads and by several centres.

    A station that was revoked at another centre of the same store may in here for 30 s more at
    most; one that was enrolled there may in at once.

    Args:
        objects: The store.
        now: Aware time by the centre's clock.
        admit: Who may in.

    Every method raises CentreError ARCHIVE_FAILED when the store does.
    """

    def __init__(
        self, objects: Objects, now: Callable[[], datetime], *, admit: Admit = "enrolled"
    ) -> None:
        self._objects = objects
        self._now = now
        self._admit = admit
        self._register = Register(objects, now)
        self._invited = False

    def invite(self, desk: str, *, expires: datetime) -> str:
        """Make a token with which one station may enrol for a desk, once, before a time.

        Raises:
            CentreError: DESK_WRONG, no desk has such a code.
        """
        try:
            invitation = _Invitation(desk=desk, expires_at=expires)
        except ValidationError:
            raise CentreError("DESK_WRONG") from None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._objects.put_new(_invitation(_hash(token)), _json(invitation))
        return token

    def enrol(self, request: EnrolmentRequest) -> Station:
        """Let a station in from now on; the same request again gets the same answer.

        Raises:
            CentreError: ENROL_PROOF_WRONG, ENROL_TOKEN_WRONG, ENROL_DESK_OTHER, ENROL_TOKEN_USED,
                or ENROL_TOKEN_OLD (its time is over, or it was withdrawn).
        """
        if not request.proven:
            raise CentreError("ENROL_PROOF_WRONG")
        code, token = _hash(request.token), _hash(request.station_token)
        invitation = self._read(_Invitation, _invitation(code))
        if invitation is None:
            raise CentreError("ENROL_TOKEN_WRONG")
        if invitation.desk != request.desk:
            raise CentreError("ENROL_DESK_OTHER")
        self._use(code, invitation, _Use(station_key=request.station_key, token_sha256=token))
        station = self._keep(request, token)
        self._register.turn_page()
        log.info("station_enrolled", desk=station.desk, station=station.station_key)
        return station

    @property
    def any_enrolled(self) -> bool:
        """Whether a desk was ever invited here."""
        self._invited = self._invited or any(True for _ in self._objects.list(_FOLDER))
        return self._invited

    @property
    def open(self) -> bool:
        """Whether a station that is not known may in."""
        if self._admit == "anyone_until_first":
            return not self.any_enrolled
        return self._admit == "anyone"

    def recall(self, token: str) -> Station | None:
        """The station of a token, as it was read at most 30 s ago; None for one not known yet.

        Raises:
            CentreError: STATION_REVOKED.
        """
        return _allowed(self._register.page(), _hash(token))

    def of_token(self, token: str) -> Station:
        """The station of a token; the store is asked for one that is not known yet.

        Raises:
            CentreError: STATION_UNKNOWN or STATION_REVOKED.
        """
        sha256 = _hash(token)
        page = self._register.page()
        if sha256 not in page.stations and self._register.knows(sha256):
            page = self._register.turn_page()
        station = _allowed(page, sha256)
        if station is None:
            raise CentreError("STATION_UNKNOWN")
        return station

    def may_send(self, station_key: str, desk: str | None = None) -> Refusal | None:
        """Why packets signed by this key are not taken; None where they are.

        A centre that is open takes those of stations it does not know, of none it has revoked.

        Args:
            station_key: Public key, base64.
            desk: The desk they speak for; it has to be one the station was enrolled for, or its
                records would count for another. None: that is not known yet.
        """
        page = self._register.page()
        refusal = _refusal(page, station_key)
        if refusal == "STATION_UNKNOWN":
            if self.open:
                return None
            # It may have been enrolled elsewhere a moment ago.
            page = self._register.turn_page()
            refusal = _refusal(page, station_key)
        own = {
            each.desk
            for token, each in page.stations.items()
            if each.station_key == station_key and token not in page.revoked
        }
        return "STATION_OTHER" if refusal is None and desk and own and desk not in own else refusal

    def heard(self, station_key: str) -> None:
        """Note that an enrolled station was in contact; written at most once a minute."""
        self._register.heard(station_key)

    def all(self) -> list[StationRow]:
        """Every station ever enrolled, by desk and then by the time of its enrolment."""
        page = self._register.page()
        rows: dict[str, StationRow] = {}
        # The token that counts, or else the latest, comes last: it is what the row tells of.
        order = sorted(
            page.stations,
            key=lambda each: (each not in page.revoked, page.stations[each].enrolled_at),
        )
        for sha256 in order:
            station, revocation = page.stations[sha256], page.revoked.get(sha256)
            rows[station.station_key] = StationRow(
                **station.model_dump(),
                revoked_at=None if revocation is None else revocation.revoked_at,
                last_contact=self._register.last_contact(station.station_key),
            )
        return sorted(rows.values(), key=lambda row: (row.desk, row.enrolled_at))

    def revoke(self, who: str) -> Revoked:
        """Shut out a station by its key, or all stations of a desk by its code.

        Codes for the desk that nobody has used yet are withdrawn with them.

        Raises:
            CentreError: STATION_NOT_FOUND, there is neither a station nor a code to withdraw.
        """
        withdrawn = self._withdraw(who)
        page = self._register.turn_page()
        meant = page.tokens_of(who)
        if not meant and not withdrawn:
            raise CentreError("STATION_NOT_FOUND")
        for sha256 in meant - page.revoked.keys():
            self._register.revoke(sha256)
        self._register.turn_page()
        log.info("stations_revoked", tokens=len(meant), codes=withdrawn)
        keys = {page.stations[sha256].station_key for sha256 in meant}
        return Revoked([row for row in self.all() if row.station_key in keys], withdrawn)

    def _use(self, code: str, invitation: _Invitation, use: _Use) -> None:
        """Use an invitation up, unless this very station has done so with this very token."""
        earlier = self._read(_Use, _used(code))
        if earlier is None:
            if self._now() >= invitation.expires_at:
                raise CentreError("ENROL_TOKEN_OLD")
            if self._objects.put_new(_used(code), _json(use)):
                return
            # Another request was faster by a moment; or a power cut has torn what one wrote, and
            # nobody knows for whom.
            earlier = self._read(_Use, _used(code)) or _Use()
        if earlier == _Use():
            raise CentreError("ENROL_TOKEN_OLD")
        if earlier != use:
            raise CentreError("ENROL_TOKEN_USED")

    def _keep(self, request: EnrolmentRequest, token: str) -> Station:
        """Put the station into the register; a request made again lets no revoked one in again."""
        station = self._register.add(
            token,
            Station(station_key=request.station_key, desk=request.desk, enrolled_at=self._now()),
        )
        if station.station_key != request.station_key or self._register.is_revoked(token):
            raise CentreError("ENROL_TOKEN_USED")
        return station

    def _withdraw(self, desk: str) -> int:
        """Use up the open invitations of a desk in nobody's name; returns how many."""
        names = {PurePosixPath(key).stem for key in self._objects.list(_FOLDER)}
        withdrawn = 0
        for code in (name for name in names if "." not in name and f"{name}.used" not in names):
            invitation = self._read(_Invitation, _invitation(code))
            if invitation is not None and invitation.desk == desk:
                withdrawn += self._objects.put_new(_used(code), _json(_Use()))
        return withdrawn

    def _read(self, model: type[_M], key: str) -> _M | None:
        content = self._objects.get(key)
        try:
            return None if content is None else model.model_validate_json(content)
        except ValidationError:
            return None


def _allowed(page: Page, sha256: str) -> Station | None:
    if sha256 in page.revoked:
        raise CentreError("STATION_REVOKED")
    return page.stations.get(sha256)


def _refusal(page: Page, station_key: str) -> Refusal | None:
    tokens = page.tokens_of(station_key)
    if not tokens:
        return "STATION_UNKNOWN"
    return None if tokens - page.revoked.keys() else "STATION_REVOKED"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _invitation(code: str) -> str:
    return f"{_FOLDER}/{code}.json"


def _used(code: str) -> str:
    return f"{_FOLDER}/{code}.used.json"


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()
