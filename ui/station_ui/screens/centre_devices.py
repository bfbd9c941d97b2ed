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
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space, Tone
from station_ui.widgets.actions import ENTER, action, show_icon
from station_ui.widgets.aside import Aside
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.problem import Problem
from station_ui.widgets.sign_list import Line, SignList
from station_ui.widgets.verdict import Verdict

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from station_capture import Frame
    from station_core.net_test import Tried
    from station_ui.icon import MaybeIcon

_TONES: Final[dict[bool | None, Tone]] = {True: "good", False: "bad", None: "neutral"}
_SPENT: Final = frozenset(
    {"ENROL_TOKEN_WRONG", "ENROL_TOKEN_USED", "ENROL_TOKEN_OLD", "ENROL_DESK_OTHER"}
)
_MARK_DIGITS: Final = 16
"""So much of a fingerprint is compared by eye."""


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
        self._address_title, self.address = text("label"), text("strong", wrap=True)
        self._mark_title, self.mark = text("label"), text("plain", wrap=True)
        self._facts = SignList()
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
        for part in (self._stage, self._inner):
            part.setContentsMargins(edge, edge, edge, edge)
        self.panel.setFixedWidth(measures().guide)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._mark_title.setText(self.tr("Dấu vân giấy chứng nhận gốc"))
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
        self._mark_part = framed(column(self._mark_title, self.mark, gap=Space.HAIR))
        self._inner = column(
            column(self._address_title, self.address, gap=Space.HAIR),
            *(self._facts, self._mark_part, None),
            gap=Space.MEDIUM,
        )
        self.panel.setLayout(column(scrolled(framed(self._inner)), gap=Space.NONE))
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

    def _is_enrolled(self) -> bool:
        facts = self.enrolment.facts
        return facts is not None and facts.is_enrolled

    # -- what is shown -----------------------------------------------------------------------

    def _show(self) -> None:
        scanning = self.enrolment.stage == "scanning"
        self._told.setVisible(not scanning)
        self.picture.setVisible(scanning)
        self._show_camera()
        self._show_verdict()
        self._show_problem()
        self.steps.show_lines([line for one in self.trial.steps for line in self._line(one)])
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
            words = self.tr("Từ nay bàn {0} gửi tới {1}.")
            line = words.format(self._work.session.settings.desk.code, code.url)
            say(self.tr("Ghi danh với trung tâm này?"), line, ("info", "accent"))
        elif self.trial.busy:
            say(self.tr("Đang thử đường truyền"), "", ("circle-dashed", "neutral"))
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

    def _show_trial(self) -> None:
        failed = next((one for one in self.trial.steps if one.ok is False), None)
        if failed is None:
            line = self.tr("Trung tâm trả lời và biết bàn này.")
            self.verdict.say(self.tr("Đường truyền thông"), line, ("circle-check", "good"))
        else:
            said = self._work.services.words.coded(failed.code or "BUG")
            title = self.tr("Đường truyền chưa thông")
            self.verdict.say(title, f"{said.what} {said.next}", ("octagon-alert", "bad"))

    def _line(self, one: "Tried") -> list[Line]:
        words = self._work.services.words.word("net_step", one.step)
        if one.ms is not None:
            words += f" · {one.ms:.0f} ms"
        if one.skew_s is not None:
            words += f" · {one.skew_s:+.1f} s"
        if one.ok is None:
            words += " · " + self.tr("chưa thử được")
        return [(_TONES[one.ok], words)]

    def _show_problem(self) -> None:
        error = self.enrolment.error or self.trial.error
        if error is None:
            self.problem.show_problem("")
            return
        said = self._work.services.words.saying(error)
        self.problem.show_problem(said.what, said.next, said.code)

    def _show_facts(self) -> None:
        facts, code = self.enrolment.facts, self.enrolment.code
        # What is about to be believed is what has to be compared by eye.
        meant = code or facts
        title = self.tr("Trung tâm trong mã") if code else self.tr("Địa chỉ trung tâm")
        self._address_title.setText(title)
        self.address.setText(meant.url if meant else "–")
        mark = meant.ca_sha256 if meant else None
        self._mark_part.setVisible(mark is not None)
        if mark is not None:
            short = mark[:_MARK_DIGITS].upper()
            self.mark.setText(" ".join(short[at : at + 4] for at in range(0, len(short), 4)))
        lines: list[Line] = []
        if facts is not None:
            enrolled = facts.is_enrolled
            word = self.tr("Đã ghi danh") if enrolled else self.tr("Chưa ghi danh")
            if code is None:
                lines.append(("good" if enrolled else "warn", word))
            left = self.tr("%n hồ sơ trung tâm chưa trả lời", "", facts.left)
            lines.append(("neutral", left))
        self._facts.show_lines(lines)

    def _primary_icon(self) -> "MaybeIcon":
        stage = self.enrolment.stage
        if stage == "enrolled":
            return "log-out"
        if stage == "found":
            return "scan-line" if self._is_spent() else "check"
        return "wifi" if stage == "idle" and self._is_enrolled() else "scan-line"

    def _show_actions(self) -> None:
        stage, busy = self.enrolment.stage, self.trial.busy
        other = getattr(self.enrolment.error, "code", "") == "CENTRE_OTHER"
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
        self.open.setVisible(stage in {"idle", "scanning"})
        self.test.setText(self.tr("Dừng thử") if busy else self.tr("Thử đường truyền"))
        self.test.setVisible(busy or (stage == "idle" and not self._is_enrolled()))
