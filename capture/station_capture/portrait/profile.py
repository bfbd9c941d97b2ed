"""Portrait profiles: the geometry, limits and checks of one kind of document, read from TOML."""

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station_capture.errors import PortraitError
from station_capture.portrait.codes import CHECKS, CODES, SIDES

DEFAULT_PROFILE: Final = "cccd"
HEAD_IN_EYE_DISTANCES: Final = 3.7
"""Length of a head from chin to crown, measured on three photographs."""


_ONE_FACE: Final = "FACE_COUNT"
_MOST_DPI: Final = 2400
_PLACE: Final = re.compile(r"line \d+, column \d+")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Limit(_Strict):
    """The range a measured value must lie in; an absent bound does not limit."""

    low: float | None = None
    high: float | None = None
    blocks: bool
    """Whether a failure asks for another picture, or a reason why not."""
    margin: float = Field(default=0.0, ge=0)
    """How far inside a value must come, on the live picture, before it is well again."""
    awaited: bool = True
    """Whether the automatic shutter waits for it; nobody can change what the camera is."""

    def holds(self, value: float, margin: float = 0.0) -> bool:
        """Whether `value` lies within the bounds, and inside them by `margin`."""
        above = self.low is None or value >= self.low + margin
        return above and (self.high is None or value <= self.high - margin)


class Geometry(_Strict):
    """Size of the finished picture in pixels and where the eyes lie in it.

    `height_in_eye_distances` fixes the scale; `eye_line` is measured from the top, as a part of
    the height.
    """

    width: int = Field(gt=0, le=6000)
    height: int = Field(gt=0, le=6000)
    height_in_eye_distances: float = Field(gt=1, le=50)
    eye_line: float = Field(gt=0, lt=1)

    @property
    def head_height(self) -> float:
        """Height of an ordinary head, of the picture's."""
        return HEAD_IN_EYE_DISTANCES / self.height_in_eye_distances


class Encoding(_Strict):
    """How the finished picture is written: as good as its limit of FILE_SIZE lets it be."""

    quality: int = Field(ge=1, le=100)
    least_quality: int = Field(ge=1, le=100)
    dpi: int = Field(gt=0, le=_MOST_DPI)


class PortraitProfile(_Strict):
    """One kind of document's rules; name and version go into the record with every verdict."""

    name: str
    version: str
    geometry: Geometry
    encoding: Encoding
    limits: dict[str, Limit]
    checks: tuple[str, ...] = ()
    """What a person looks at because nothing here can measure it."""


def load_profile(name: str = DEFAULT_PROFILE) -> PortraitProfile:
    """Load a profile that ships with the product, or a centre's own from a file.

    Args:
        name: "cccd", "icao", or the path of a file that ends in ".toml".

    Raises:
        PortraitError: PROFILE_UNKNOWN; PROFILE_INVALID with the names of the wrong keys.
    """
    if name.endswith(".toml"):
        return _of_text(_read(Path(name)))
    return _shipped(name)


def profile_text(name: str = DEFAULT_PROFILE) -> str:
    """The TOML of a profile that ships with the product, with its comments.

    Raises:
        PortraitError: PROFILE_UNKNOWN.
    """
    source = resources.files("station_capture").joinpath("profiles", f"{name}.toml")
    if not name.isidentifier() or not source.is_file():
        raise PortraitError("PROFILE_UNKNOWN", "there is no such portrait profile")
    return source.read_text(encoding="utf-8")


@cache
def _shipped(name: str) -> PortraitProfile:
    return _of_text(profile_text(name))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as exc:
        raise PortraitError("PROFILE_UNKNOWN", "the profile cannot be read") from exc
    except UnicodeDecodeError as exc:
        raise PortraitError("PROFILE_INVALID", "not a TOML file") from exc


def _of_text(text: str) -> PortraitProfile:
    try:
        profile = PortraitProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as exc:
        place = _PLACE.findall(str(exc))  # the rest of the text quotes the file
        raise PortraitError("PROFILE_INVALID", "not a TOML file", keys=place) from exc
    except ValidationError as exc:
        keys = sorted({".".join(map(str, error["loc"])) for error in exc.errors()})
        raise PortraitError("PROFILE_INVALID", ", ".join(keys), keys=keys) from exc
    if wrong := _senseless(profile):
        raise PortraitError("PROFILE_INVALID", ", ".join(wrong), keys=wrong)
    return profile


def _senseless(profile: PortraitProfile) -> list[str]:
    """Keys whose values are of the right kind but would limit nothing, or everything.

    A limit under a mistyped name would limit nothing, and nobody would notice; without exactly one
    face an empty chair would pass.
    """
    wrong = [f"limits.{code}" for code in profile.limits if code not in CODES]
    wrong += [f"limits.{code}" for code, limit in profile.limits.items() if not _has_room(limit)]
    wrong += [
        f"limits.{code}.{side}"
        for code, limit in profile.limits.items()
        for side in ("low", "high")
        if code in SIDES and getattr(limit, side) is not None and side not in SIDES[code]
    ]
    one = profile.limits.get(_ONE_FACE)
    if one is None or not (one.low == one.high == 1 and one.blocks):
        wrong.append(f"limits.{_ONE_FACE}")
    wrong += [f"checks.{check}" for check in profile.checks if check not in CHECKS]
    return sorted(set(wrong))


def _has_room(limit: Limit) -> bool:
    """Whether a value can lie within the bounds, and inside them by the margin."""
    if limit.low is None or limit.high is None:
        return True
    return limit.low + limit.margin <= limit.high - limit.margin
