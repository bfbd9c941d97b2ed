"""What the sentences of a receiver say together: a position with its time, or that there is none.

Two sentences a second say the same: RMC has the date and GGA the quality, both have time and place.
A place is believed when both of one time agree on it: the checksum alone is eight bits, which two
flipped bits can get past.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

import pynmea2

_AGREEING = 0.0001
"""Degrees, some 11 m: so far two sentences may round one place apart."""

_MEASURED = frozenset("ADFPR")
"""Modes of RMC and GGA fixes that are measured: autonomous, differential, float, precise, real time
kinematic. Not: estimated by dead reckoning (E), typed in (M), simulated (S), none (N)."""

_QUALITIES = frozenset((1, 2, 3, 4, 5))
"""Qualities of GGA that are measured; 6 is estimated, 7 typed in, 8 simulated (NMEA 0183)."""


_TOLD = re.compile(r"(?!P)[A-Z]{2}(RMC|GGA|GSV),")
"""What is listened to, of any talker; those with a P are a maker's own."""

_LATITUDE = re.compile(r"(\d\d)([0-5]\d(?:\.\d*)?)")
_LONGITUDE = re.compile(r"(\d\d\d)([0-5]\d(?:\.\d*)?)")
"""Degrees and minutes."""

_NORTH, _EAST = {"N": 1, "S": -1}, {"E": 1, "W": -1}
_NUMBER = re.compile(r"\d+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as satellites gave it.

    Attributes:
        latitude: Degrees of WGS84, north is positive.
        longitude: Degrees of WGS84, east is positive.
        at: When, in UTC, by the satellites.
        quality: 1 by itself, 2 with corrections, 3 military, 4 and 5 to centimetres (GGA).
        satellites: How many were used; None if it is not told.
        hdop: How much their places blur it, 1 is good; None if it is not told.
    """

    latitude: float
    longitude: float
    at: datetime
    quality: int
    satellites: int | None
    hdop: float | None


@dataclass(frozen=True, slots=True)
class NoFix:
    """The receiver works and does not know where it is.

    Attributes:
        satellites: How many are in view; None if it is not told.
    """

    satellites: int | None = None


class _Rmc(NamedTuple):
    """When and where, with the date."""

    time: time
    place: tuple[float, float]
    day: date


class _Gga(NamedTuple):
    """When and where, with how well."""

    time: time
    place: tuple[float, float]
    quality: int
    satellites: int | None
    hdop: float | None


class FixJoiner:
    """Takes sentences one by one, of any talker: GP, GN, GL, GA, GB and all others."""

    def __init__(self) -> None:
        self._rmc: _Rmc | None = None
        self._gga: _Gga | None = None
        self._in_view: dict[str, int] = {}

    def take(self, text: str) -> Fix | NoFix | None:
        """Take a sentence without dollar and checksum; None: it settles nothing by itself."""
        told = _TOLD.match(text)
        if told is None:
            return None
        sentence = pynmea2.parse(text)
        if told[1] == "GSV":
            self._note_view(sentence)
            return None
        if told[1] == "RMC":
            self._rmc = _of_rmc(sentence)
            return self._joined() if self._rmc else self._none()
        self._gga = _of_gga(sentence)
        return self._joined() if self._gga else self._none()

    def reset(self) -> None:
        """Forget what was heard: another receiver may be there now."""
        self._rmc = self._gga = None
        self._in_view.clear()

    def _none(self) -> NoFix:
        self._rmc = self._gga = None
        return NoFix(sum(self._in_view.values()) if self._in_view else None)

    def _joined(self) -> Fix | None:
        """The fix, if both sentences are of one time and agree."""
        rmc, gga = self._rmc, self._gga
        if rmc is None or gga is None or rmc.time != gga.time:
            return None
        self._rmc = self._gga = None
        if any(abs(a - b) > _AGREEING for a, b in zip(rmc.place, gga.place, strict=True)):
            return None
        at = datetime.combine(rmc.day, gga.time, UTC)
        return Fix(*gga.place, at, gga.quality, gga.satellites, gga.hdop)

    def _note_view(self, sentence: pynmea2.GSV) -> None:
        """Note how many satellites of one system are in view: GPS, GLONASS and so on."""
        count = sentence.num_sv_in_view
        if count.isdecimal():
            self._in_view[sentence.talker] = int(count)


def _of_rmc(sentence: pynmea2.RMC) -> _Rmc | None:
    if sentence.status != "A" or (sentence.mode_indicator or "A") not in _MEASURED:
        return None  # the mode is there since NMEA 2.3
    at, place, day = sentence.timestamp, _place(sentence), sentence.datestamp
    # pynmea2 leaves as text what it cannot read.
    if not isinstance(at, time) or place is None or not isinstance(day, date):
        return None
    return _Rmc(at.replace(tzinfo=None), place, day)


def _of_gga(sentence: pynmea2.GGA) -> _Gga | None:
    at, place, quality = sentence.timestamp, _place(sentence), sentence.gps_qual
    if not isinstance(at, time) or place is None or quality not in _QUALITIES:
        return None
    satellites, hdop = sentence.num_sats, sentence.horizontal_dil
    return _Gga(
        at.replace(tzinfo=None),
        place,
        quality,
        int(satellites) if satellites.isdecimal() else None,
        float(hdop) if _NUMBER.fullmatch(hdop) else None,
    )


def _place(sentence: pynmea2.RMC | pynmea2.GGA) -> tuple[float, float] | None:
    """Signed degrees; None where nothing is told or it is nowhere on earth.

    The latitude and longitude of pynmea2 are 0.0 where there is none, and may be 99 degrees.
    """
    latitude, longitude = _LATITUDE.fullmatch(sentence.lat), _LONGITUDE.fullmatch(sentence.lon)
    north, east = _NORTH.get(sentence.lat_dir), _EAST.get(sentence.lon_dir)
    if latitude is None or longitude is None or north is None or east is None:
        return None
    place = north * _degrees(latitude), east * _degrees(longitude)
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def _degrees(found: re.Match[str]) -> float:
    return int(found[1]) + float(found[2]) / 60
