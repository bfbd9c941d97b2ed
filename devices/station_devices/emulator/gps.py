"""An emulated GPS receiver: sentences of NMEA 0183 each second, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from station_devices.gps.codec import checksum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GPS_FAULTS: dict[str, str] = {
    "no_fix": "the receiver never finds its place",
    "cold_start": "it finds its place after five seconds",
    "lost_fix": "it has its place for five seconds and loses it for five, over and over",
    "bad_checksum": "every sentence has a wrong checksum",
    "no_checksum": "no sentence has a checksum",
    "garble": "one bit of every sentence is flipped",
    "stray_byte": "the bytes 00 and FF and half a sentence come before every sentence",
    "silent": "nothing is ever sent",
    "unplug": "the cable is pulled in the middle of every third second and put back",
    "old_date": "the date is 1024 weeks behind, as of receivers that have outlived their calendar",
}

ROLLOVER = timedelta(weeks=1024)
"""After as many weeks the ten bits of the week number begin again (IS-GPS-200, 20.3.3.3.1.1)."""

STRAY = b"\x00\xff$GPGGA,0123"
_WARM_UP_S = 5
_SATELLITES = (
    (2, 61, 118, 43),
    (5, 47, 21, 41),
    (12, 33, 240, 38),
    (15, 70, 302, 45),
    (20, 18, 75, 30),
    (25, 52, 190, 42),
    (29, 24, 330, 36),
)
"""Number, elevation, azimuth and signal of each in view."""
_PER_SENTENCE = 4


def utc_now() -> datetime:
    """The time a receiver would tell."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class GpsSettings:
    """Where an emulated receiver is and what is wrong with it.

    Attributes:
        latitude: Degrees of WGS84.
        longitude: Degrees of WGS84.
        every_s: Seconds between two reports.
        faults: Names from ``GPS_FAULTS``.
    """

    latitude: float = 10.77653
    longitude: float = 106.70098
    every_s: float = 1.0
    faults: frozenset[str] = frozenset()


class GpsModule:
    """The state machine of one receiver; nothing it hears matters to it.

    Args:
        settings: Where it is and what is wrong.
        utc: What the satellites say the time is.

    Attributes:
        baud: Rate of its line, None for as fast as it goes.
        any_rate: It hangs behind a bridge, at the one rate it is set to.
    """

    any_rate = False

    def __init__(
        self, settings: GpsSettings | None = None, utc: Callable[[], datetime] = utc_now
    ) -> None:
        self.baud: int | None = None
        self._settings = settings or GpsSettings()
        self._utc = utc
        self._spoken = 0  # seconds since power-on
        self._due: float | None = None

    def power_on(self) -> bytes:
        """Begin anew, with a cold start where that is the fault."""
        self._spoken, self._due = 0, None
        return b""

    def receive(self, data: bytes) -> bytes:  # noqa: ARG002 - commands differ by maker; none is known
        """Take bytes from the host."""
        return b""

    @property
    def eager(self) -> bool:
        """Whether it will say something."""
        return "silent" not in self._settings.faults

    def speak(self, now: float) -> tuple[bytes, bool]:
        """Say what is due of this second, and whether the cable is pulled after it."""
        if not self.eager or (self._due is not None and now < self._due):
            return b"", False
        # From one second to the next, unless so much was said that one has passed meanwhile.
        self._due = max(now, (self._due or now) + self._settings.every_s)
        self._spoken += 1
        said = b"".join(self._spoil(text) for text in self._report())
        unplugs = "unplug" in self._settings.faults and self._spoken == 3
        return (said[: len(said) // 2] if unplugs else said), unplugs

    def _has_fix(self) -> bool:
        faults, second = self._settings.faults, self._spoken - 1
        if "no_fix" in faults or ("cold_start" in faults and second < _WARM_UP_S):
            return False
        return not ("lost_fix" in faults and second // _WARM_UP_S % 2)

    def _report(self) -> Iterator[str]:
        """The sentences of one second, in the order of common receivers."""
        at = self._utc().astimezone(UTC)
        if "old_date" in self._settings.faults:
            at -= ROLLOVER
        clock, day = f"{at:%H%M%S}.{at.microsecond // 10_000:02d}", f"{at:%d%m%y}"
        if self._has_fix():
            place = _place(self._settings)
            used = [f"{number:02d}" for number, *_ in _SATELLITES]
            yield f"GPRMC,{clock},A,{place},0.02,,{day},,,A"
            yield f"GPGGA,{clock},{place},1,{len(used):02d},0.94,8.3,M,-2.1,M,,"
            yield f"GPGSA,A,3,{','.join(used + [''] * (12 - len(used)))},1.63,0.94,1.33"
        else:
            yield f"GPRMC,{clock},V,,,,,,,{day},,,N"
            yield f"GPGGA,{clock},,,,,0,00,99.99,,,,,,"
            yield f"GPGSA,A,1,{',' * 11},99.99,99.99,99.99"
        yield from _in_view()

    def _spoil(self, text: str) -> bytes:
        """The sentence as it leaves."""
        faults, body = self._settings.faults, text.encode()
        told = checksum(body) ^ ("bad_checksum" in faults)
        sentence = b"$" + body + (b"" if "no_checksum" in faults else b"*%02X" % told) + b"\r\n"
        if "garble" in faults:
            middle = len(sentence) // 2
            sentence = sentence[:middle] + bytes((sentence[middle] ^ 1,)) + sentence[middle + 1 :]
        return (STRAY if "stray_byte" in faults else b"") + sentence


def _place(settings: GpsSettings) -> str:
    """Latitude and longitude as degrees and minutes with their hemispheres."""
    north = f"{_minutes(settings.latitude, 2)},{'N' if settings.latitude >= 0 else 'S'}"
    return f"{north},{_minutes(settings.longitude, 3)},{'E' if settings.longitude >= 0 else 'W'}"


def _minutes(degrees: float, width: int) -> str:
    whole, rest = divmod(round(abs(degrees) * 60 * 100_000), 60 * 100_000)
    return f"{whole:0{width}d}{rest // 100_000:02d}.{rest % 100_000:05d}"


def _in_view() -> Iterator[str]:
    pages = [
        _SATELLITES[at : at + _PER_SENTENCE] for at in range(0, len(_SATELLITES), _PER_SENTENCE)
    ]
    for number, page in enumerate(pages, 1):
        seen = ",".join("{:02d},{:02d},{:03d},{:02d}".format(*one) for one in page)
        yield f"GPGSV,{len(pages)},{number},{len(_SATELLITES):02d},{seen}"
