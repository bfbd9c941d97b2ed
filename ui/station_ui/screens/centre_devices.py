"""The desk's centre, for the technician: whom it sends to, the scanned code, and the line there."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog

from station_ui.camera_words import say_camera
from station_ui.enrolment import Enrolment
from station_ui.line_trial import LineTrial
from station_ui.preview import preview
from station_ui.screens.centre_facts import CentreFactsPanel
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.actions import ENTER, action, show_icon
from station_ui.widgets.aside import Aside
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.part import Part, column, framed, row, scrolled
from station_ui.widgets.problem import Problem
from station_ui.widgets.sign_list import Line, SignList
from station_ui.widgets.verdict import Verdict

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from station_capture import Frame
    from station_core.net_test import Tried
    from station_queue.packet import EnrolmentCode
    from station_ui.icon import MaybeIcon

_TONES: Final[dict[bool | None, Tone]] = {True: "good", False: "bad", None: "neutral"}
_SPENT: Final = frozenset(
    {"ENROL_TOKEN_WRONG", "ENROL_TOKEN_USED", "ENROL_TOKEN_OLD", "ENROL_DESK_OTHER"}
)
"""Only another code helps then."""


class CentreDevices(Part):
    """What is under way on the left: the camera, a code to be confirmed, the steps of the line."""

    sign_in_again = Signal()
    """The desk belongs to another centre from the next sign-in on."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        runner = work.services.runner
        self.enrolment = Enrolment(runner, work.camera, work.session)
        self.trial = LineTrial(runner, work.session)
        self.verdict, self.picture = Verdict(), CameraStage()
        self.steps = SignList()
        self.problem = Problem("bad")
        self.facts = CentreFactsPanel(work)
        self.primary = action(self, self._act, *ENTER, icon="scan-line")
        self.scan = action(self, self._scan_or_not, Qt.Key.Key_F2, icon="scan-line")
        self.open = action(self, self._choose_file, Qt.Key.Key_F3, icon="eye")
        self.test = action(self, self._try_or_not, Qt.Key.Key_F4, icon="wifi")
        self.others: list[QAction] = [self.scan, self.open, self.test]
        self.panel = Aside("guide")
        self._lay_out()
        self._wire()
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """The stage has what the panel leaves."""
        edge = measures().edge
        self._stage.setContentsMargins(edge, edge, edge, edge)
        self.panel.setFixedWidth(measures().guide)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.open.setText(self.tr("Mở ảnh mã"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Say what is true now."""
        if not event.spontaneous():
            self.enrolment.look_up()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Look at nothing nobody sees; a code that was found is a secret and is forgotten."""
        if not event.spontaneous():
            self.enrolment.give_up()
            self.trial.stop()
            self.picture.show_image(None)
        super().hideEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._told = framed(column(self.verdict, self.problem, self.steps, None, gap=Space.LARGE))
        self._stage = column(self._told, self.picture, gap=Space.NONE)
        self.panel.setLayout(column(scrolled(self.facts), gap=Space.NONE))
        middle = row(scrolled(framed(self._stage)), self.panel, gap=Space.NONE)
        middle.setStretch(0, 1)
        self.setLayout(middle)

    def _wire(self) -> None:
        camera, note = self._work.camera, self._work.services.note
        camera.frame.connect(self._show_frame)
        camera.state_changed.connect(self._show_camera)
        for part in (self.enrolment, self.trial):
            part.changed.connect(self._show)
            part.failed.connect(note)
        self._work.outbox.changed.connect(self._show_facts)
        self.panel.left.connect(self.setFocus)

    def _act(self) -> None:
        """The one thing that is next."""
        stage = self.enrolment.stage
        if stage == "enrolled":
            self.sign_in_again.emit()
        elif stage == "found" and self._is_spent():
            self.enrolment.scan()
        elif stage == "found":
            self.enrolment.confirm()
        elif stage == "idle" and self._is_enrolled():
            self._try_or_not()
        elif stage == "idle":
            self.enrolment.scan()

    def _scan_or_not(self) -> None:
        if self.enrolment.stage == "idle":
            self.trial.stop()
            self.enrolment.scan()
        else:
            self.enrolment.give_up()

    def _try_or_not(self) -> None:
        if self.trial.busy:
            self.trial.stop()
        else:
            self.enrolment.give_up()
            self.trial.start()

    def _choose_file(self) -> None:
        title = self.tr("Mở ảnh có mã ghi danh")
        name, _kind = QFileDialog.getOpenFileName(self, title, "", "(*.png *.jpg *.jpeg *.bmp)")
        if name:
            self.enrolment.read_file(Path(name))

    def _is_spent(self) -> bool:
        """Whether the code in hand can never be used here."""
        return getattr(self.enrolment.error, "code", "") in _SPENT

    def _leaves_records(self) -> bool:
        """Whether the code in hand leads away from a centre that has not answered all."""
        return getattr(self.enrolment.error, "code", "") == "CENTRE_OTHER"

    def _is_enrolled(self) -> bool:
        facts = self.enrolment.facts
        return facts is not None and facts.is_enrolled

    # -- what is shown -----------------------------------------------------------------------

    def _show(self) -> None:
        scanning, idle = self.enrolment.stage == "scanning", self.enrolment.stage == "idle"
        self._told.setVisible(not scanning)
        self.picture.setVisible(scanning)
        self._show_camera()
        self._show_verdict()
        self._show_problem()
        self.steps.show_lines([self._line(one) for one in self.trial.steps] if idle else [])
        self._show_facts()
        self._show_actions()

    def _show_camera(self) -> None:
        if self.enrolment.stage == "scanning":
            say_camera(self.picture, self._work.camera.state, self._work.services.words)
            self.picture.caption(self.tr("Đưa mã ghi danh vào khung hình"), icon="scan-line")
        else:
            self.picture.show_image(None)

    def _show_frame(self, frame: "Frame") -> None:
        if self.isVisible() and self.enrolment.stage == "scanning":
            rows, columns = frame.image.shape[:2]
            self.picture.show_image(
                preview(frame, self.picture.size(), (0, 0, columns, rows)).image
            )

    def _show_verdict(self) -> None:
        say, code, facts = self.verdict.say, self.enrolment.code, self.enrolment.facts
        stage = self.enrolment.stage
        if stage == "enrolled":
            line = self.tr("Đăng nhập lại để gửi tới trung tâm này.")
            say(self.tr("Đã ghi danh"), line, ("circle-check", "good"))
        elif stage == "enrolling":
            line = self.tr("Đang hỏi trung tâm.")
            say(self.tr("Đang ghi danh"), line, ("circle-dashed", "neutral"))
        elif code is not None:
            self._show_code(code)
        elif self.trial.busy:
            line = self.tr("Nhiều nhất một phút.")
            say(self.tr("Đang thử đường truyền"), line, ("circle-dashed", "neutral"))
        elif self.trial.steps:
            self._show_trial()
        elif facts is None:
            say(self.tr("Đang xem"), "", ("circle-dashed", "neutral"))
        elif facts.is_enrolled:
            line = self.tr("Trung tâm biết bàn này, bàn này biết trung tâm.")
            say(self.tr("Đã ghi danh với trung tâm"), line, ("circle-check", "good"))
        else:
            line = self.tr("Xin trung tâm mã ghi danh của bàn này rồi quét bằng máy ảnh.")
            say(self.tr("Chưa ghi danh"), line, ("triangle-alert", "warn"))

    def _show_code(self, code: "EnrolmentCode") -> None:
        """What a code in hand changes, or why it has changed nothing."""
        settings, error = self._work.session.settings, self.enrolment.error
        if error is None:
            words = self.tr("Từ nay bàn {0} gửi tới {1}, thay cho {2}.")
            if code.url == settings.centre.url:
                words = self.tr("Bàn {0} vẫn gửi tới {1}.")
            line = words.format(settings.desk.code, code.url, settings.centre.url)
            self.verdict.say(self.tr("Ghi danh với trung tâm này?"), line, ("info", "accent"))
            return
        title = self.tr("Chưa ghi danh được")
        if self._leaves_records():
            title = self.tr("Chuyển trung tâm khi còn hồ sơ?")
        line = self.tr("Bàn {0} vẫn gửi tới {1}, chưa có gì thay đổi.")
        line = line.format(settings.desk.code, settings.centre.url)
        self.verdict.say(title, line, ("triangle-alert", "warn"))

    def _show_trial(self) -> None:
        failed = next((one for one in self.trial.steps if one.ok is False), None)
        if failed is None:
            line = self.tr("Trung tâm trả lời và biết bàn này.")
            self.verdict.say(self.tr("Đường truyền thông"), line, ("circle-check", "good"))
        else:
            said = self._work.services.words.coded(failed.code or "BUG")
            title = self.tr("Đường truyền chưa thông")
            self.verdict.say(title, f"{said.what} {said.next}", ("octagon-alert", "bad"))

    def _line(self, one: "Tried") -> Line:
        words = self._work.services.words.word("net_step", one.step)
        if one.ms is not None:
            words += f" · {one.ms:.0f} ms"
        if one.skew_s is not None:
            words += f" · {one.skew_s:+.1f} s"
        if one.code is not None:
            words += f" · {one.code}"
        if one.ok is None and not self.trial.busy:
            words += " · " + self.tr("chưa thử được")
        return _TONES[one.ok], words

    def _show_problem(self) -> None:
        error = self.enrolment.error or self.trial.error
        if error is None:
            self.problem.show_problem("")
            return
        said = self._work.services.words.saying(error)
        what, next_ = said.what, said.next
        if self._leaves_records():
            left = getattr(error, "details", {}).get("waiting", 0)
            what = self.tr("%n hồ sơ niêm phong cho trung tâm cũ chưa được trả lời.", "", left)
            next_ = self.tr("Nên gửi hết trước. Chỉ chuyển khi trung tâm mới mở được các hồ sơ đó.")
        self.problem.show_problem(what, next_, said.code)

    def _show_facts(self) -> None:
        enrolment = self.enrolment
        self.facts.show_facts(enrolment.facts, enrolment.code, refused=enrolment.error is not None)

    def _primary_icon(self) -> "MaybeIcon":
        stage = self.enrolment.stage
        if stage == "enrolled":
            return "log-out"
        if stage == "found":
            return "scan-line" if self._is_spent() else "check"
        return "wifi" if stage == "idle" and self._is_enrolled() else "scan-line"

    def _show_actions(self) -> None:
        stage, busy = self.enrolment.stage, self.trial.busy
        other = self._leaves_records()
        titles = {
            "scanning": self.tr("Đang tìm mã"),
            "enrolling": self.tr("Đang ghi danh"),
            "enrolled": self.tr("Đăng nhập lại"),
            "found": self.tr("Vẫn chuyển trung tâm") if other else self.tr("Ghi danh"),
        }
        if stage == "found" and self._is_spent():
            titles["found"] = self.tr("Quét mã khác")
        show_icon(self.primary, self._primary_icon())
        show_icon(self.scan, "scan-line" if stage == "idle" else "x")
        idle = self.tr("Thử đường truyền") if self._is_enrolled() else self.tr("Quét mã ghi danh")
        self.primary.setText(titles.get(stage, idle))
        self.primary.setEnabled(stage not in {"scanning", "enrolling"} and not busy)
        self.scan.setText(self.tr("Quét mã ghi danh") if stage == "idle" else self.tr("Thôi"))
        self.scan.setVisible(
            stage != "enrolled" and not (stage == "idle" and not self._is_enrolled())
        )
        self.open.setVisible(stage in {"idle", "scanning"} or self._is_spent())
        self.test.setText(self.tr("Dừng thử") if busy else self.tr("Thử đường truyền"))
        self.test.setVisible(busy or (stage == "idle" and not self._is_enrolled()))
