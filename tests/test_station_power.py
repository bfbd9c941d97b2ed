"""The battery as the system tells of it."""

from types import SimpleNamespace

import psutil
import pytest

from station_core.power import Battery, battery


def _says(monkeypatch: pytest.MonkeyPatch, **told: object) -> None:
    answer = SimpleNamespace(**told) if told else None
    monkeypatch.setattr(psutil, "sensors_battery", lambda: answer, raising=False)


@pytest.mark.parametrize(
    ("told", "battery_"),
    [
        ({"percent": 54.6, "power_plugged": False, "secsleft": 3_659}, Battery(55, False, 60)),
        (
            {"percent": 100, "power_plugged": True, "secsleft": psutil.POWER_TIME_UNLIMITED},
            Battery(100, True, None),
        ),
        (
            {"percent": 103, "power_plugged": None, "secsleft": psutil.POWER_TIME_UNKNOWN},
            Battery(100, False, None),
        ),
    ],
)
def test_charge_plug_and_what_is_left(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, object], battery_: Battery
) -> None:
    _says(monkeypatch, **told)
    assert battery() == battery_


def test_a_machine_without_a_battery_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    _says(monkeypatch)
    assert battery() is None
    monkeypatch.delattr(psutil, "sensors_battery")
    assert battery() is None


def test_a_driver_that_answers_nonsense_is_no_battery(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("not a number")

    monkeypatch.setattr(psutil, "sensors_battery", broken, raising=False)
    assert battery() is None
