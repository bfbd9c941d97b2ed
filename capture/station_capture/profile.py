"""Portrait profiles: the geometry and limits of one kind of document, read from TOML."""

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from station_capture.errors import PortraitError


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Strict):
    """The range a measured value must lie in; an absent bound does not limit."""

    low: float | None = None
    high: float | None = None
    blocks: bool

    def holds(self, value: float) -> bool:
        """Whether `value` lies within the bounds."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)


class Geometry(_Strict):
    """Size of the finished picture in pixels and where the eyes lie in it.

    `height_in_eye_distances` fixes the scale; `eye_line` is measured from the top, as a part of
    the height.
    """

    width: int = Field(gt=0, le=6000)
    height: int = Field(gt=0, le=6000)
    height_in_eye_distances: float = Field(gt=1)
    eye_line: float = Field(gt=0, lt=1)


class Encoding(_Strict):
    """How the finished picture is written."""

    quality: int = Field(ge=1, le=100)
    dpi: int = Field(gt=0)


class PortraitProfile(_Strict):
    """One kind of document's rules; name and version go into the record with every verdict."""

    name: str
    version: str
    geometry: Geometry
    encoding: Encoding
    limits: dict[str, Limit]


@cache
def load_profile(name: str = "cccd") -> PortraitProfile:
    """Load a profile that ships with the product.

    Raises:
        PortraitError: PROFILE_UNKNOWN.
    """
    source = resources.files("station_capture").joinpath("profiles", f"{name}.toml")
    if not name.isidentifier() or not source.is_file():
        raise PortraitError("PROFILE_UNKNOWN", "there is no such portrait profile")
    return PortraitProfile.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
