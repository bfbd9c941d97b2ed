"""How the GPS receiver stands: with a position, without, of another time than the desk, lost."""

from datetime import timedelta

from photographer import wait
from stage import Stage, StandingClock
from station_devices.emulator.gps import ROLLOVER, GpsModule, GpsSettings
from station_devices.emulator.serving import EmulatorServer


class Sky(GpsModule):
    """A receiver whose time is the desk's, unless it is behind; and the sky may be clouded."""

    def __init__(self) -> None:
        super().__init__(GpsSettings(every_s=0.05), lambda: self.clock.now() - self.behind)
        self.clock = StandingClock()
        self.behind = timedelta()
        self.clouded = False

    def _has_fix(self) -> bool:
        return not self.clouded and super()._has_fix()


def gps(stage: Stage, sky: Sky, receiver: EmulatorServer) -> None:
    """The reasons behind its chip; in the end all is well again."""
    chip, popover = stage.place.status.gps, stage.place.popover

    def look(name: str, tone: str) -> None:
        wait(lambda: chip.standing.tone == tone, name)
        chip.click()
        stage.shot(name)
        popover.shut()

    look("reason-of-gps", "good")
    sky.clouded = True
    look("reason-of-gps-without-a-position", "neutral")
    sky.clouded, sky.behind = False, ROLLOVER
    look("reason-of-gps-of-another-time", "warn")
    receiver.unplug()
    wait(lambda: stage.work.gps.error is not None, "the empty port")
    look("reason-of-gps-unplugged", "warn")
    sky.behind = timedelta()
    receiver.plug()
    wait(lambda: chip.standing.tone == "good", "the position")
