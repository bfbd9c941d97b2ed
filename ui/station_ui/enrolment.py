"""Enrolling the desk from the screen: a code is looked for, shown, and used once confirmed."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from station_core.network import NetworkWatch
from station_queue import PacketError
from station_queue.packet import EnrolmentCode
from station_ui.camera import Camera, FrameAnalysis

if TYPE_CHECKING:
    from station_capture import Frame
    from station_core.enrolling import CentreFacts, Enrolled
    from station_core.signin import Session
    from station_ui.tasks import Task, TaskRunner

LANE: Final = "centre"
_PREFIX: Final = "CCCD-ENROL:"
_PAUSE_S: Final = 0.15

Stage = Literal["idle", "scanning", "found", "enrolling", "enrolled"]


class Enrolment(QObject):
    """One code at a time; the line is asked off the GUI thread."""

    changed = Signal()
    """Another stage, or other facts."""
    failed = Signal(object)
    """The error, once, for who writes bugs down."""

    def __init__(self, runner: "TaskRunner", camera: Camera, session: "Session") -> None:
        super().__init__()
        self._runner, self._session = runner, session
        self._looking = FrameAnalysis(
            runner, camera, _texts, self._seen, self._fail, pause_s=_PAUSE_S
        )
        self._task: Task | None = None
        self.stage: Stage = "idle"
        self.facts: CentreFacts | None = None
        """What the desk knows of its centre; None until it was read."""
        self.code: EnrolmentCode | None = None
        """What was found and not used yet."""
        self.error: BaseException | None = None

    def look_up(self) -> None:
        """Read what the desk knows of its centre."""
        from station_core.enrolling import centre_facts  # noqa: PLC0415 - for technicians only

        self._runner.submit(
            LANE, lambda _task: centre_facts(self._session), self._known, self._fail
        )

    def scan(self) -> None:
        """Look for a code before the camera until one is found."""
        self._enter("scanning")
        self._looking.start()

    def read_file(self, file: Path) -> None:
        """Look for a code in a picture."""
        self._looking.stop()
        self._enter("idle")
        self._runner.submit(LANE, lambda _task: _texts_of(file), self._read, self._fail)

    def give_up(self) -> None:
        """Look no more, and forget a code that was found.

        What is asked of the centre is stopped, too: only its end tells what became of it.
        """
        self._looking.stop()
        if self._task is not None:
            self._task.stop()
        elif self.stage != "enrolled":
            self._enter("idle")

    def confirm(self) -> None:
        """Use the code; after CENTRE_OTHER that means: leave the other centre all the same."""
        code = self.code
        if code is None or self._task is not None:
            return
        force = getattr(self.error, "code", "") == "CENTRE_OTHER"

        def work(task: "Task") -> "Enrolled":
            from station_core.enrolling import enrol_desk  # noqa: PLC0415 - for technicians only

            return enrol_desk(
                self._session, code, force=force, network=NetworkWatch(), stop=task.stopped
            )

        self._task = self._runner.submit(LANE, work, self._done, self._not_done)
        self._enter("enrolling")

    # -- inside ------------------------------------------------------------------------------

    def _enter(self, stage: Stage) -> None:
        self.stage, self.error = stage, None
        if stage in {"idle", "scanning"}:
            self.code = None
        self.changed.emit()

    def _known(self, facts: "CentreFacts") -> None:
        self.facts = facts
        self.changed.emit()

    def _seen(self, texts: list[str]) -> None:
        """A frame was looked at: most show none, and other codes are passed over."""
        ours = next((text for text in texts if text.startswith(_PREFIX)), None)
        if ours is not None and self.stage == "scanning":
            self._take(ours)

    def _read(self, texts: list[str]) -> None:
        ours = [text for text in texts if text.startswith(_PREFIX)]
        self._take(next(iter(ours or texts), ""))

    def _take(self, text: str) -> None:
        try:
            found = EnrolmentCode.parse(text)
        except PacketError as error:
            # Held before the camera, it may be read better in the next moment.
            if self.stage != "scanning":
                self._fail(error)
            return
        self._looking.stop()
        self._enter("found")
        self.code = found
        self.changed.emit()

    def _done(self, enrolled: "Enrolled") -> None:
        self._task = None
        if self.facts is not None:
            self.facts = self.facts._replace(
                url=enrolled.centre,
                is_enrolled=True,
                ca_sha256=enrolled.ca_sha256,
                recipient=enrolled.recipient,
            )
        self._enter("enrolled")

    def _not_done(self, error: BaseException) -> None:
        """The code is kept unless it was given up: what stood in the way may be gone soon."""
        task, self._task = self._task, None
        if task is not None and task.stopped():
            self._enter("idle")
            return
        self.stage = "found"
        self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self.failed.emit(error)
        self.changed.emit()


def _texts(frame: "Frame") -> list[str]:
    from station_capture import texts_in  # noqa: PLC0415 - image libraries load slowly

    return texts_in(frame.image)


def _texts_of(file: Path) -> list[str]:
    from station_capture import load_image, texts_in  # noqa: PLC0415 - as above

    return texts_in(load_image(file))
