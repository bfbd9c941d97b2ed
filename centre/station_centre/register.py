"""The register of stations: their tokens, which of these were revoked, and their last contact.

Objects, created and never changed, so that several centres agree without talking to each other::

    tokens/<SHA-256 of a station's token>.json    a station that may come in with it
    revoked/<SHA-256 of a station's token>.json   that it no longer may
    seen/<station key in hex>                     its last contact, the only one written over

A token is random and long, and is kept and looked up by its hash only: whoever reads the store
cannot come in with what is there, and how long a look-up takes tells nothing of it. Revoking names
tokens and not times, so it holds however far apart the clocks of two centres are, and a station
that is enrolled again afterwards has a new token that counts.
"""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from station_centre.errors import CentreError
from station_centre.objects import Objects
from station_queue.packet import PublicKey
from station_queue.packet.rules import DeskCode

_KEEP_S: Final = 30.0
_SEEN_EVERY_S: Final = 60.0

_M = TypeVar("_M", bound=BaseModel)


class Station(BaseModel):
    """A station that was enrolled.

    Attributes:
        station_key: Its public key, base64.
        desk: Code of the desk it was enrolled for.
        enrolled_at: Aware time by the centre's clock.
    """

    model_config = ConfigDict(frozen=True)

    station_key: PublicKey
    desk: DeskCode
    enrolled_at: AwareDatetime


class Revocation(BaseModel):
    """When a token was revoked, by the centre's clock."""

    model_config = ConfigDict(frozen=True)

    revoked_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Page:
    """What the register said at one moment.

    Attributes:
        read_at: The moment.
        stations: Station by the hash of its token; one that was enrolled twice is there twice.
        revoked: Revocation by the hash of the token.
    """

    read_at: datetime
    stations: dict[str, Station] = field(default_factory=dict)
    revoked: dict[str, Revocation] = field(default_factory=dict)

    def tokens_of(self, who: str) -> set[str]:
        """Hashes of the tokens of a station key, or of all stations of a desk."""
        return {
            sha256
            for sha256, station in self.stations.items()
            if who in {station.station_key, station.desk}
        }


class Register:
    """The stations of a centre; safe to use from several threads and by several centres.

    What was read is believed for 30 s at most.

    Args:
        objects: The store.
        now: Aware time by the centre's clock.

    Every method but `heard` raises CentreError ARCHIVE_FAILED when the store does.
    """

    def __init__(self, objects: Objects, now: Callable[[], datetime]) -> None:
        self._objects = objects
        self._now = now
        self._reading = threading.Lock()
        self._page: Page | None = None
        self._stale = False
        self._heard: dict[str, datetime] = {}

    def page(self) -> Page:
        """What was read no longer than 30 s ago."""
        with self._reading:
            page, now = self._page, self._now()
            # A clock that was put back must not make a page last.
            if page is None or self._stale or _apart(now, page.read_at) >= _KEEP_S:
                page = self._page = self._read_on(page or Page(now), now)
                self._stale = False
            return page

    def turn_page(self) -> Page:
        """What the store says now."""
        with self._reading:
            self._stale = True
        return self.page()

    def knows(self, sha256: str) -> bool:
        """Whether the store has a token of this hash: one small question, for what a page lacks."""
        return self._objects.get(_token(sha256)) is not None

    def add(self, sha256: str, station: Station) -> Station:
        """Keep a station under the hash of its token; returns the one that is kept there."""
        if self._objects.put_new(_token(sha256), _json(station)):
            return station
        kept = _parsed(Station, self._objects.get(_token(sha256)))
        if kept is None:
            # A power cut has torn it, so nobody was told that it is there.
            self._objects.put(_token(sha256), _json(station))
        return kept or station

    def revoke(self, sha256: str) -> None:
        """Let nobody in with this token any more."""
        self._objects.put_new(_revoked(sha256), _json(Revocation(revoked_at=self._now())))

    def is_revoked(self, sha256: str) -> bool:
        """Whether a token was revoked, as the store says now."""
        return self._objects.get(_revoked(sha256)) is not None

    def heard(self, station_key: str) -> None:
        """Note that a station was in contact; written at most once a minute.

        A store that fails is no reason to turn it away: the next contact is written then.
        """
        now, last = self._now(), self._heard.get(station_key)
        if last is None or _apart(now, last) >= _SEEN_EVERY_S:
            # First, so that no other request waits for the store as well.
            self._heard[station_key] = now
            try:
                self._objects.put(_seen(station_key), now.isoformat().encode())
            except CentreError:
                self._heard.pop(station_key, None)

    def last_contact(self, station_key: str) -> datetime | None:
        """When a station was last heard, exact to a minute; None for never."""
        content = self._objects.get(_seen(station_key))
        try:
            return None if content is None else datetime.fromisoformat(content.decode())
        except ValueError:
            return None

    def _read_on(self, page: Page, now: datetime) -> Page:
        """List the store and read what is new in it: what is there never changes."""
        return Page(
            read_at=now,
            stations=self._all(Station, "tokens", page.stations),
            # One that a power cut has torn revokes all the same.
            revoked=self._all(Revocation, "revoked", page.revoked, torn=Revocation(revoked_at=now)),
        )

    def _all(
        self, model: type[_M], folder: str, earlier: dict[str, _M], *, torn: _M | None = None
    ) -> dict[str, _M]:
        keys = {PurePosixPath(key).stem: key for key in self._objects.list(folder)}
        found = {sha256: earlier[sha256] for sha256 in keys if sha256 in earlier}
        new = [sha256 for sha256 in keys if sha256 not in earlier]
        contents = self._objects.get_all([keys[sha256] for sha256 in new])
        for sha256, content in zip(new, contents, strict=True):
            value = _parsed(model, content) or torn
            if value is not None:
                found[sha256] = value
        return found


def _parsed(model: type[_M], content: bytes | None) -> _M | None:
    """The value of an object; None where there is none, or where a power cut has torn it."""
    try:
        return None if content is None else model.model_validate_json(content)
    except ValidationError:
        return None


def _apart(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def _token(sha256: str) -> str:
    return f"tokens/{sha256}.json"


def _revoked(sha256: str) -> str:
    return f"revoked/{sha256}.json"


def _seen(station_key: str) -> str:
    return f"seen/{base64.b64decode(station_key).hex()}"


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()
