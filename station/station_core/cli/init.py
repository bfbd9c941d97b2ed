"""`stationctl init`."""

import argparse
import sys
from typing import Any, Final

from pydantic import ValidationError

from station_core.cli.access import folder_of, password, session_of
from station_core.cli.enrol import code_of
from station_core.clock import local_now
from station_core.enrolling import enrol_desk
from station_core.errors import CommandError, DeskError, SettingsError
from station_core.network import NetworkWatch
from station_core.settings import (
    CameraSettings,
    CentreSettings,
    DeskSettings,
    GpsSettings,
    HandheldSettings,
    ScannerSettings,
    Settings,
)
from station_core.setup import read_recipient, set_up_desk
from station_queue import QueueError
from station_queue.client import CentreClient
from station_queue.packet import EnrolmentCode

_ONCE: Final = {
    "vi": "Mã khôi phục chỉ hiện lần này: chép hoặc in ra, niêm phong, cất xa bàn.",
    "en": "The recovery code is shown this once: write it down or print it, and lock it away.",
}

_LATER: Final = {
    "vi": "Bàn đã lập xong, chỉ chưa ghi danh: làm sau bằng stationctl enrol.",
    "en": "The desk is set up and not enrolled yet: do that later with stationctl enrol.",
}


def init(arguments: argparse.Namespace) -> dict[str, Any]:
    """Set up a desk; answers with the station's public key and, this once, the recovery code.

    Raises:
        DeskError: DESK_EXISTS, before anything is asked for.
    """
    if folder_of(arguments).settings.exists():
        raise DeskError("DESK_EXISTS", "this folder already holds a desk")
    code = None if arguments.enrol is None else code_of(arguments.enrol)
    try:
        settings = Settings(
            desk=DeskSettings(
                code=arguments.desk,
                team=arguments.team,
                commune=arguments.commune,
                cutoff_hour=arguments.cutoff_hour,
            ),
            centre=_centre(arguments, code),
            camera=CameraSettings(source=arguments.camera),
            scanner=ScannerSettings(
                port=arguments.scanner, driver=arguments.scanner_driver, baud=arguments.baud or 0
            ),
            handheld=HandheldSettings(port=arguments.handheld, baud=arguments.handheld_baud),
            gps=GpsSettings(port=arguments.gps, baud=arguments.gps_baud),
        )
    except ValidationError as exc:
        keys = sorted({".".join(map(str, error["loc"])) for error in exc.errors()})
        raise SettingsError("SETTINGS_INVALID", ", ".join(keys), keys=keys) from exc
    CentreClient(settings.centre.url).close()  # refuses an address nobody could send to
    secret = password(twice=True)
    made = set_up_desk(
        folder_of(arguments), settings, name=arguments.user, password=secret, now=local_now()
    )
    if made.recovery_code is not None:
        print(_ONCE[arguments.lang], file=sys.stderr)
    told = {
        "desk": arguments.desk,
        "station_key": made.station_key,
        "recovery_code": made.recovery_code,
    }
    if code is not None:
        _enrol(arguments, secret, code, told)
    return told


def _enrol(
    arguments: argparse.Namespace, secret: str, code: EnrolmentCode, told: dict[str, Any]
) -> None:
    """Make the new desk known; what it was told once is told also when that fails.

    Raises:
        CommandError: What stood in the way; `stationctl enrol` does it later.
    """
    try:
        enrol_desk(session_of(arguments, secret), code, network=NetworkWatch())
    except QueueError as error:
        if not arguments.json:
            print("\n".join(f"{name}: {value}" for name, value in told.items()))
        print(_LATER[arguments.lang], file=sys.stderr)
        raise CommandError(error.code, **(told if arguments.json else {})) from error


def _centre(arguments: argparse.Namespace, code: EnrolmentCode | None) -> CentreSettings:
    if code is not None:
        return CentreSettings(url=code.url, recipient=code.recipient)
    return CentreSettings(url=arguments.centre, recipient=read_recipient(arguments.centre_key))
