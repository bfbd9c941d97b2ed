"""The desk's settings: one TOML file, read once, unknown keys refused."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from station_capture import CameraError, index_of, usb_address
from station_core.errors import DeskError, SettingsError
from station_core.sending_hours import checked_hours
from station_queue.atomic import READABLE, replace_file

Code = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[\w.-]+$")]
Language = Literal["vi", "en"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeskSettings(_Section):
    """Where the station stands; reports group by these."""

    code: Code
    team: Annotated[str, Field(min_length=1, max_length=64)]
    commune: Code
    cutoff_hour: Annotated[int, Field(ge=0, le=12)] = 0
    """The hour at which a new report day begins: shifts run past midnight."""


class CentreSettings(_Section):
    """The receiving end."""

    url: Annotated[str, Field(pattern=r"^https?://")]
    recipient: Annotated[str, Field(pattern=r"^age1[0-9a-z]+$")]
    """The centre's public age key: what is sealed for it, the desk itself cannot open."""


def _with_sense(source: str) -> str:
    """Refuse what begins as a USB identity and is none."""
    try:
        usb_address(source)
    except CameraError as exc:
        raise ValueError(str(exc)) from exc
    return source


class CameraSettings(_Section):
    """What the desk sees through."""

    source: Annotated[str, AfterValidator(_with_sense)] = "0"
    """`usb:VVVV:PPPP` with or without `:SERIAL` and `@PLACE`: that camera, wherever the system puts
    it; else a camera's index, a device path, a video file, or an http/rtsp address."""
    loop: bool = False
    """Play a video file again when it ends (demo and training)."""
    width: Annotated[int, Field(ge=160, le=8192)] = 1920
    """Pixels a camera is asked for; it may deliver something else."""
    height: Annotated[int, Field(ge=120, le=8192)] = 1080
    fps: Annotated[int, Field(ge=1, le=120)] = 30
    rotate: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture is turned: a camera mounted upright."""

    @property
    def identity(self) -> str:
        """What may stand in a record: the USB identity or the index, but no path or address."""
        identity = usb_address(self.source)
        if identity is not None:
            return str(identity)
        index = int(self.source) if self.source.isdecimal() else index_of(self.source)
        if index is not None:
            return str(index)
        return "stream" if "://" in self.source else "file"


class PortraitSettings(_Section):
    """What a portrait is held against, and who takes it."""

    profile: str = "cccd"
    """A profile that ships with the product, or the centre's own `.toml` file: its path, which may
    be given from the desk's folder on."""
    auto_shutter: bool = True
    """Take the picture by itself when all is well; an operator can switch it off for the day."""
    citizen_screen: bool = True
    """Use a second screen, where there is one, to show the citizen the picture as in a mirror."""
    hold_camera: bool = False
    """Hold exposure, colour and focus while the picture is taken, as far as the camera can. Some
    change the picture when they are told to: look at it on the technician's screen first."""


def _rate_or_none(baud: int) -> int:
    if baud and not 1200 <= baud <= 1_000_000:
        raise ValueError("no rate of a serial port")
    return baud


class ScannerSettings(_Section):
    """The fingerprint scanner."""

    port: str = ""
    """A serial device or a pyserial URL; empty: no scanner at this desk."""
    driver: str = "ef01"
    baud: Annotated[int, AfterValidator(_rate_or_none)] = 0
    """0: found out, and raised as far as the scanner goes."""


class FingerprintSettings(_Section):
    """What is kept of a print."""

    png: bool = False
    """Keep each print without loss too, as the sensor gave it; a packet then grows by some 140 kB
    a finger."""


class HandheldSettings(_Section):
    """A handheld scanner on a port, for the codes of cards."""

    port: str = ""
    """A serial device or a pyserial URL; `auto`: the first of a known maker; `usb:VVVV:PPPP` with
    or without `:SERIAL`: that one, wherever it is plugged in; empty: none at this desk."""
    baud: Annotated[int, Field(ge=1200, le=1_000_000)] = 9_600


class GpsSettings(_Section):
    """A GPS receiver on a port, for the place and the true time of a record."""

    port: str = ""
    """A serial device or a pyserial URL; `usb:VVVV:PPPP` with or without `:SERIAL` and `@PLACE`:
    that one, wherever the system puts it; empty: none at this desk."""
    baud: Annotated[int, Field(ge=1200, le=1_000_000)] = 9_600


class UploadSettings(_Section):
    """How records travel to the centre."""

    kbit_s: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """The most that is sent in a second, where the line is needed for something else too; 0: as
    much as goes."""
    hours: Annotated[str, AfterValidator(checked_hours)] = ""
    """Such as `18:00-06:00`: by themselves, records are sent in these hours only; empty: always.
    Who asks for it sends at any time, and what the centre answers is fetched at any time."""


class BackupSettings(_Section):
    """Copies of the desk on another disk."""

    folder: str = ""
    """Where the station puts them by itself; empty: only `stationctl backup` makes any."""
    every_records: Annotated[int, Field(ge=0, le=10_000)] = 0
    """After so many finished records; in any case when the last one is a day old and there are
    newer ones. 0: only then."""
    keep: Annotated[int, Field(ge=1, le=1000)] = 3
    """So many of this desk stay in a folder; what it has not made itself stays, too."""


class ClockSettings(_Section):
    """When the desk's clock is called wrong; it is told, and the work goes on."""

    skew_s: Annotated[int, Field(ge=5, le=86_400)] = 60
    """So far it may be from the clock of the centre or of the satellites."""
    jump_s: Annotated[int, Field(ge=5, le=86_400)] = 30
    """By so much at once it may be put right."""


class ScreenSettings(_Section):
    """How the station talks to its people."""

    language: Language = "vi"
    lock_minutes: Annotated[int, Field(ge=0, le=240)] = 5
    """After so long without a key, a touch or a scan the screen locks itself; 0: by key only."""


class Settings(_Section):
    """Everything a technician sets for one desk."""

    desk: DeskSettings
    centre: CentreSettings
    camera: CameraSettings = CameraSettings()
    portrait: PortraitSettings = PortraitSettings()
    scanner: ScannerSettings = ScannerSettings()
    fingerprints: FingerprintSettings = FingerprintSettings()
    handheld: HandheldSettings = HandheldSettings()
    gps: GpsSettings = GpsSettings()
    upload: UploadSettings = UploadSettings()
    backup: BackupSettings = BackupSettings()
    clock: ClockSettings = ClockSettings()
    screen: ScreenSettings = ScreenSettings()


def load_settings(path: Path) -> Settings:
    """Read the settings file.

    Raises:
        SettingsError: SETTINGS_MISSING, or SETTINGS_INVALID with the names of the wrong keys.
        DeskError: FOLDER_UNUSABLE when the file cannot be read.
    """
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        raise SettingsError("SETTINGS_MISSING", "no desk has been set up here") from exc
    except ValidationError as exc:
        keys = sorted({".".join(map(str, error["loc"])) for error in exc.errors()})
        raise SettingsError("SETTINGS_INVALID", ", ".join(keys), keys=keys) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError("SETTINGS_INVALID", "not a TOML file", keys=["station.toml"]) from exc
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all.

    Raises:
        DeskError: FOLDER_UNUSABLE when the file cannot be written.
    """
    try:
        replace_file(path, tomli_w.dumps(settings.model_dump()).encode(), mode=READABLE)
    except OSError as exc:
        raise DeskError("FOLDER_UNUSABLE", exc.strerror or type(exc).__name__) from exc
