"""What every screen may use, made once per program and once more per signed-in person."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Final

from station_core.boot import Boot, boot_now
from station_core.clock import Clock, local_now
from station_core.roles import Act
from station_ui.desk_lane import DeskLane
from station_ui.language import LanguageSwitch
from station_ui.notices import Notices
from station_ui.preferences import Preferences
from station_ui.tasks import Task, TaskRunner
from station_ui.theme import Theme
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_core.catalogue import Catalogue
    from station_core.folder import DeskFolder
    from station_core.signin import Session
    from station_ui.camera import Camera
    from station_ui.care import Care
    from station_ui.clock import DeskClock
    from station_ui.flow import VisitFlow
    from station_ui.gps import Gps
    from station_ui.handheld import Handheld
    from station_ui.handover import Handover
    from station_ui.outbox import Outbox
    from station_ui.scanner import Scanner
    from station_ui.scans import Scans
    from station_ui.studio import Studio
    from station_ui.upkeep import Upkeep


_DEVICE_LANES: Final = ("camera", "scanner", "handheld", "gps")
_ENDING: Final = "ending"


@dataclass(frozen=True)
class Services:
    """There from the first screen on."""

    folder: "DeskFolder"
    runner: TaskRunner
    lane: DeskLane
    language: LanguageSwitch
    preferences: Preferences
    notices: Notices
    words: Wording
    theme: Theme
    now: Clock = local_now
    elapsed: Callable[[], float] = monotonic
    """Seconds that never run backwards, for how long something takes."""
    demo_password: str = ""
    """Shown at the sign-in of a demo, and the mark that this is one."""

    @classmethod
    def of(
        cls,
        folder: "DeskFolder",
        language: LanguageSwitch,
        preferences: Preferences,
        theme: Theme,
        *,
        demo_password: str = "",
        now: Clock = local_now,
        elapsed: Callable[[], float] = monotonic,
        randbytes: Callable[[int], bytes] = os.urandom,
        boot: Callable[[], Boot] = boot_now,
    ) -> "Services":
        """The services of a desk's folder; clock and randomness are given by what must repeat."""
        runner = TaskRunner()
        lane = DeskLane(runner, now, randbytes, boot)
        return cls(
            folder=folder,
            runner=runner,
            lane=lane,
            language=language,
            preferences=preferences,
            notices=Notices(),
            words=Wording(language),
            theme=theme,
            now=now,
            elapsed=elapsed,
            demo_password=demo_password,
        )

    def note(self, error: BaseException) -> None:
        """Have a bug written down; an error with a code is part of the work."""
        if not hasattr(error, "code"):
            from station_core.bugs import log_bug  # noqa: PLC0415 - the log is not needed to start

            log_bug(error)

    def tell(self, error: BaseException) -> None:
        """Tell of an error of the desk, with the notice of its code; it stays until answered."""
        self.note(error)
        self.notices.show(self.words.notice(error))

    def tell_page(self, error: BaseException) -> None:
        """Tell of an error of what the page tried."""
        self.note(error)
        self.notices.show(self.words.notice(error, of_page=True))


@dataclass(frozen=True)
class Work:
    """There while a person is signed in."""

    services: Services
    """With a runner of its own, which ends with the work; the desk's lane is the program's."""
    program: TaskRunner
    """The program's runner, which goes on."""
    session: "Session"
    catalogue: "Catalogue"
    flow: "VisitFlow"
    camera: "Camera"
    scanner: "Scanner"
    handheld: "Handheld"
    gps: "Gps"
    clock: "DeskClock"
    scans: "Scans"
    studio: "Studio"
    outbox: "Outbox"
    care: "Care"
    handover: "Handover"
    upkeep: "Upkeep"

    def open_devices(self) -> None:
        """Open what a visit is made with: the camera and both scanners."""
        self.scanner.connect_device()
        self.handheld.listen()
        self.camera.start()  # the last: it tells who shows how they stand

    def rest_devices(self) -> None:
        """Give them back until they are opened again."""
        self.scanner.close()
        self.handheld.close()
        self.camera.rest()

    def close(self, gone: Callable[[], None] = lambda: None) -> None:
        """Let go of devices and stop sending; the desk closes after what was asked of it.

        Nothing comes back from any lane but the desk's any more.

        Args:
            gone: Called when nothing works on any lane any more.
        """
        self.outbox.close()
        self.upkeep.close()
        self.care.stop()
        self.handover.stop()
        self.clock.close()
        self.scanner.close()
        self.handheld.close()
        self.gps.close()
        self.camera.close()
        runner = self.services.runner
        runner.close(0)
        closed = Event()

        def close() -> None:
            runner.join(*_DEVICE_LANES)  # nobody opens the desk again before they are free
            closed.set()

        def join(_task: Task) -> None:
            closed.wait()
            runner.join()

        self.services.lane.close(close)
        # Held until then: what belongs to the screen must not be freed by the last lane at work.
        self.program.submit(_ENDING, join, partial(_let_go, self, gone))


def _let_go(work: Work, gone: Callable[[], None], _none: None) -> None:
    """Delete what sends signals: what hears them is held by them, unseen by Python's collector."""
    gone()
    for part in (
        *(work.flow, work.camera, work.scanner, work.handheld, work.gps, work.clock),
        *(work.scans, work.studio, work.outbox, work.care, work.handover, work.upkeep),
        work.services.runner,
    ):
        part.deleteLater()


def begin_work(services: Services, session: "Session") -> Work:
    """Everything a signed-in person works with; devices start to open for who collects."""
    # Behind the sign-in on purpose: these need the image and device libraries.
    from station_core.catalogue import shipped_catalogue  # noqa: PLC0415
    from station_ui.camera import Camera  # noqa: PLC0415
    from station_ui.care import Care  # noqa: PLC0415
    from station_ui.clock import DeskClock  # noqa: PLC0415
    from station_ui.flow import VisitFlow  # noqa: PLC0415
    from station_ui.gps import Gps  # noqa: PLC0415
    from station_ui.handheld import Handheld  # noqa: PLC0415
    from station_ui.handover import Handover  # noqa: PLC0415
    from station_ui.outbox import Outbox  # noqa: PLC0415
    from station_ui.scanner import Scanner  # noqa: PLC0415
    from station_ui.scans import Scans  # noqa: PLC0415
    from station_ui.studio import Studio  # noqa: PLC0415
    from station_ui.upkeep import Upkeep  # noqa: PLC0415

    program, services = services.runner, replace(services, runner=TaskRunner())
    runner, settings = services.runner, session.settings
    camera = Camera(runner, settings.camera)
    gps = Gps(runner, settings.gps, services.now, services.elapsed)
    work = Work(
        services=services,
        program=program,
        session=session,
        catalogue=shipped_catalogue(),
        flow=VisitFlow(services.lane),
        camera=camera,
        scanner=Scanner(runner, settings.scanner),
        handheld=Handheld(runner, settings.handheld),
        gps=gps,
        clock=DeskClock(services.lane, services.now, gps.note),
        scans=Scans(services.now),
        studio=Studio(runner, camera, settings.portrait, services.folder),
        outbox=Outbox(runner, services.lane, session, services.now),
        care=Care(runner, session, services.now),
        handover=Handover(runner, session, services.now),
        upkeep=Upkeep(runner, session, services.now, services.elapsed),
    )
    work.flow.failed.connect(services.tell_page)
    work.outbox.failed.connect(services.tell)
    work.upkeep.failed.connect(services.tell)
    work.handheld.scanned.connect(work.scans.take_bytes)
    work.handheld.refused.connect(work.scans.refuse)
    if session.may(Act.COLLECT):
        work.open_devices()
    services.lane.whereabouts = work.gps.note
    work.gps.listen()
    work.clock.failed.connect(services.note)  # told by what cannot be saved, not by a look
    work.outbox.passed.connect(work.clock.take)
    work.clock.watch()
    work.outbox.send()
    return work
