"""The verdict on a live picture: quick enough to go along, still enough to be read."""

from collections import deque
from statistics import median
from typing import Final

from station_capture.images import Pixels
from station_capture.portrait.assessment import PortraitAssessment, in_colour, judged
from station_capture.portrait.codes import CODES
from station_capture.portrait.faces import Face, FaceFinder
from station_capture.portrait.finding import Finding
from station_capture.portrait.haar import shipped_finder
from station_capture.portrait.motion import MotionMeter
from station_capture.portrait.profile import Limit, PortraitProfile

_SEARCH_EVERY_S: Final = 1.0
"""Between searches of the whole frame while one face is followed: a second one may have come."""
_REMEMBERED: Final = 3
"""Values whose median counts: one odd frame among them is not told."""


class LivePortrait:
    """Judges the frames of one camera in turn.

    A face is followed from frame to frame, which takes a fraction of a search; values are medians
    of the last three frames, and one that failed must come inside its limit by the profile's
    margin before it is well again. The same frames at the same times give the same verdicts.
    """

    def __init__(self, profile: PortraitProfile, finder: FaceFinder | None = None) -> None:
        self._profile = profile
        self._finder = finder or shipped_finder()
        self._motion = MotionMeter()
        self._faces: tuple[Face, ...] = ()
        self._searched_at = float("-inf")
        self._steadied: dict[str, _Steadied] = {}

    def look(self, frame: Pixels, at: float) -> PortraitAssessment:
        """Judge the next frame.

        Args:
            frame: uint8, (h, w) grey or (h, w, 3) BGR.
            at: Monotonic time of the frame in seconds.

        Raises:
            ImageError: IMAGE_UNREADABLE for an array of another kind.
        """
        image = in_colour(frame)
        self._faces = self._found(image, at)
        more = self._moved(image, at)
        seen = judged(image, self._faces, self._profile, self._finder.name, more)
        return self._steady(seen)

    def _found(self, image: Pixels, at: float) -> tuple[Face, ...]:
        if len(self._faces) == 1 and at - self._searched_at < _SEARCH_EVERY_S:
            again = self._finder.find_near(image, self._faces[0])
            if again is not None:
                return (again,)
        self._searched_at = at
        return self._finder.find(image)

    def _moved(self, image: Pixels, at: float) -> dict[str, float]:
        if not self._faces:
            self._motion = MotionMeter()
            return {}
        speed = self._motion.measure(image, self._faces[0], at)
        return {} if speed is None else {"MOTION": speed}

    def _steady(self, seen: PortraitAssessment) -> PortraitAssessment:
        measured = {one.code: one for one in seen.findings}
        self._steadied = {
            code: self._steadied.get(code) or _Steadied(self._profile.limits[code])
            for code in CODES
            if code in measured
        }
        findings = (self._steadied[code].judge(one) for code, one in measured.items())
        return seen.with_findings(tuple(findings))


class _Steadied:
    """One measure's last values and its verdict."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._values: deque[float] = deque(maxlen=_REMEMBERED)
        self._ok: bool | None = None

    def judge(self, finding: Finding) -> Finding:
        self._values.append(finding.value)
        value = median(self._values)
        margin = 0.0 if self._ok is not False else self._limit.margin
        self._ok = self._limit.holds(value, margin)
        return finding.as_value(value, ok=self._ok)
