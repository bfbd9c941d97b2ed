"""The operator's double: works the real window by its buttons and keys, and says what happened."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from station_core.visit import Step

if TYPE_CHECKING:
    from station_queue import Delivery
    from station_ui.app import Program
    from station_ui.flow import VisitFlow
    from station_ui.workplace import Workplace

_LOOK_MS: Final = 100
_SHOTS: Final = frozenset(
    [
        "sign-in",
        "unfinished",
        "idle",
        "details",
        "portrait-live",
        "portrait-taken",
        "fingerprints",
        "review",
        "queue",
        "queue-accepted",
        "totals",
        "next-citizen",
    ]
)
_PATIENCE_S: Final = 60.0
_SEND_AGAIN_S: Final = 1.0

Wait = tuple[str, Callable[[], bool]]
"""What is waited for, in words and as a question."""


class Autopilot(QObject):
    """Walks one citizen from the sign-in to the accepted receipt.

    It only does what a person could: type, press a button that is enabled, wait. Each thing that
    happened is one line on standard output.
    """

    def __init__(self, program: "Program", name: str, password: str, *, out: Path) -> None:
        super().__init__()
        self._program = program
        self._name, self._password = name, password
        self._shots = Shots(out)
        self._accepted: set[str] = set()
        self._queued = ""
        self._idle_shots = 3
        self._walk = self._whole_walk()
        self._wait: Wait | None = None
        self._patient_until = monotonic() + _PATIENCE_S
        self.exit_code = 1
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)

    # -- the walk: each yield is something to wait for ---------------------------------------

    def _whole_walk(self) -> Iterator[Wait]:
        if self._program.window is None:
            code = self._program.blocked.code.text() if self._program.blocked else ""
            self._say(f"blocked: {code}")
            self._end(1)
            return
        yield from self._sign_in()
        yield from self._begin()
        flow = self._place.visit.flow
        works = {
            Step.SCAN: self._scan,
            Step.DETAILS: self._details,
            Step.PORTRAIT: self._portrait,
            Step.FINGERPRINTS: self._fingerprints,
            Step.REVIEW: self._review,
        }
        while flow.visit is not None:
            yield "what was asked to be saved", lambda: not flow.busy
            if flow.visit is not None:
                step = flow.step
                yield from works[step]()
        yield from self._receipt()

    def _sign_in(self) -> Iterator[Wait]:
        window = self._program.window
        assert window is not None  # noqa: S101 - looked at above
        signin = window.signin
        window.activateWindow()  # without a window manager nobody else gives it the keys
        yield "the names", lambda: signin.name.count() > 0
        self._shots.take("sign-in", window)
        if self._name:
            signin.name.setEditText(self._name)
        window.working.connect(
            lambda: self._place.visit.work.camera.frame.connect(lambda _frame: self._shoot_idle())
        )
        type_text(signin.password, self._password)
        QTest.keyClick(signin.password, Qt.Key.Key_Return)
        yield "the desk to open", lambda: window.workplace is not None
        self._say(f"signed in: {signin.name.currentText()}")
        flow = self._place.visit.flow
        flow.saved.connect(lambda what: self._say(f"saved: {what}"))
        flow.finished.connect(self._note_queued)
        flow.failed.connect(lambda error: self._say(f"failed: {getattr(error, 'code', 'BUG')}"))
        self._place.visit.work.outbox.passed.connect(lambda _report: self._ask_accepted())
        self._ask_accepted()

    def _begin(self) -> Iterator[Wait]:
        place = self._place
        idle, overview = place.visit.idle, place.overview
        yield "the figures of the day", lambda: overview.glance is not None
        if overview.glance is not None and overview.glance.unfinished:
            self._shots.take("unfinished", place)
            QTest.keyClick(idle, Qt.Key.Key_F3)
            yield "the unfinished visit", lambda: place.visit.flow.visit is not None
            return
        flow = place.visit.flow
        yield "a card in the picture", lambda: flow.visit is not None

    def _shoot_idle(self) -> None:
        """Each frame until a card is read: the first may come before the figures of the day."""
        if self._place.visit.flow.visit is None and not self._queued and self._idle_shots > 0:
            self._idle_shots -= 1
            self._shots.take("idle", self._place)

    def _scan(self) -> Iterator[Wait]:
        yield from self._press("the next step")

    def _details(self) -> Iterator[Wait]:
        yield "the form", self._ready
        self._shots.take("details", self._place)
        yield from self._press("the details on disk")

    def _portrait(self) -> Iterator[Wait]:
        page = self._place.visit.portrait
        yield "a good face", lambda: page.well or page.taken
        self._shots.take("portrait-live", self._place)
        yield "the picture that takes itself", lambda: page.taken and self._ready()
        self._shots.take("portrait-taken", self._place)
        yield from self._press("the portrait on disk")

    def _fingerprints(self) -> Iterator[Wait]:
        flow = self._place.visit.flow
        for position in flow.view.needs.fingers if flow.view else ():
            yield f"finger {position}", _taken(flow, position)
            if position == 3:  # late enough for a print to be shown
                self._shots.take("fingerprints", self._place)
        if flow.step is Step.FINGERPRINTS:
            yield from self._press("the next step")

    def _review(self) -> Iterator[Wait]:
        yield "the review", self._ready
        self._shots.take("review", self._place)
        yield from self._press("the record in the queue")

    def _receipt(self) -> Iterator[Wait]:
        place = self._place
        place.go(1)
        yield "the waiting list", lambda: place.queue.model.rowCount() > 0
        self._shots.take("queue", place)
        while self._queued not in self._accepted:
            asked_at = monotonic()
            QTest.keyClick(place.queue.table, Qt.Key.Key_Return)
            yield "the receipt", self._accepted_or_late(asked_at)
        self._shots.take("queue-accepted", place)
        totals = place.totals
        if totals is not None:
            place.go(2)
            yield "the totals", lambda: bool(totals.verdict.text())
            self._shots.take("totals", place)
        place.go(0)
        yield "the idle screen", lambda: place.visit.idle.camera.picture.image is not None
        self._shots.take("next-citizen", place)
        self._end(0)

    # -- pressing, waiting, telling ----------------------------------------------------------

    @property
    def _place(self) -> "Workplace":
        window = self._program.window
        if window is None or window.workplace is None:
            raise RuntimeError("nobody is signed in")
        return window.workplace

    def _ready(self) -> bool:
        """Whether the main button can be pressed."""
        button = self._place.visit.bar.primary
        return button is not None and button.isEnabled()

    def _press(self, then: str) -> Iterator[Wait]:
        """Press the main button by its key, and wait until what it began is over."""
        yield f"the button for {then}", self._ready
        visit = self._place.visit
        before = visit.flow.step, visit.page, self._ready()
        QTest.keyClick(visit, Qt.Key.Key_Return)
        yield then, lambda: not visit.flow.busy and before != (visit.flow.step, visit.page, False)

    def _accepted_or_late(self, asked_at: float) -> Callable[[], bool]:
        def over() -> bool:
            return self._queued in self._accepted or monotonic() > asked_at + _SEND_AGAIN_S

        return over

    def _note_queued(self, record: str) -> None:
        self._queued = record
        self._say(f"queued: {record}")

    def _ask_accepted(self) -> None:
        work = self._place.visit.work
        work.services.lane.ask(
            lambda desk: desk.queue.deliveries("accepted"), self._note_accepted, work.services.tell
        )

    def _note_accepted(self, deliveries: "Sequence[Delivery]") -> None:
        for delivery in deliveries:
            if delivery.record not in self._accepted:
                self._accepted.add(delivery.record)
                self._say(f"accepted: {delivery.record}")

    def _look(self) -> None:
        """Go on when what was waited for is there; give up when nothing moved for a minute."""
        if self._wait is not None and not self._wait[1]():
            if monotonic() > self._patient_until:
                self._say(f"waited in vain for {self._wait[0]}")
                self._end(1)
            return
        self._wait = next(self._walk, None)
        self._patient_until = monotonic() + _PATIENCE_S

    def _say(self, line: str) -> None:
        self._patient_until = monotonic() + _PATIENCE_S
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def _end(self, code: int) -> None:
        self.exit_code = code
        self._timer.stop()
        self._program.app.quit()


class Shots:
    """Screenshots in the order they were taken: `01-sign-in.png` and so on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            if old.stem[3:] in _SHOTS:  # of an earlier run; another file is somebody else's
                old.unlink()

    def take(self, name: str, part: QWidget) -> None:
        """Take the whole window that a part belongs to; again, if there is one of this name."""
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        part.window().grab().save(str(self._folder / f"{number:02d}-{name}.png"))


def type_text(into: QWidget, text: str) -> None:
    """Type any text, letter by letter; QTest's own way ends the program at a Vietnamese letter."""
    for letter in text:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(into, event)


def _taken(flow: "VisitFlow", position: int) -> Callable[[], bool]:
    def taken() -> bool:
        visit = flow.visit
        return visit is None or position in visit.fingers

    return taken
