"""Hand-over by a stick on the screen of the queue: its actions, how far it is, how it ended."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from station_core.roles import Act
from station_ui.formats import shown_count, shown_size
from station_ui.services import Work
from station_ui.tokens import Space
from station_ui.widgets.actions import action
from station_ui.widgets.part import Part, column
from station_ui.widgets.problem import Problem
from station_ui.widgets.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from station_core.handover import Answers
    from station_queue.handover import HandedOver, Phase
    from station_ui.handover import Doing


class HandingOver(Part):
    """Seen while something is handed over, and how it ended until the page is left."""

    def __init__(self, work: Work, page: QWidget) -> None:
        """The keys of the actions hold on `page`."""
        super().__init__()
        self._work = work
        self._waiting = 0
        self._shown: tuple[Doing, Phase, int] | None = None
        """What the panel has begun to show."""
        self.copy = action(page, self._choose_target, Qt.Key.Key_F2, icon="usb")
        self.take = action(page, self._choose_source, Qt.Key.Key_F3, icon="download")
        self.acts: tuple[QAction, ...] = (self.copy, self.take)
        self.problem = Problem("bad")
        self.panel = ProgressPanel(work.services.elapsed, "usb")
        self.panel.cancelled.connect(work.handover.stop)
        self.setLayout(column(self.problem, self.panel, gap=Space.SMALL))
        for one in self.acts:
            one.setVisible(work.session.may(Act.HANDOVER))
        work.handover.changed.connect(self._follow)
        work.handover.failed.connect(work.services.note)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.copy.setText(self.tr("Chép ra USB"))
        self.take.setText(self.tr("Nhận trả lời từ USB"))
        self._follow()

    def show_waiting(self, count: int) -> None:
        """So many records wait or are being sent: that is what there is to copy."""
        self._waiting = count
        self._offer()

    def forget(self) -> None:
        """How it ended was read."""
        handover = self._work.handover
        if not handover.doing:
            handover.did = ""
            self._follow()

    # -- inside ------------------------------------------------------------------------------

    def _offer(self) -> None:
        idle = not self._work.handover.doing
        self.copy.setEnabled(idle and self._waiting > 0)
        self.take.setEnabled(idle)

    def _follow(self) -> None:
        """Something was begun, moved on or has ended, or the language is another."""
        handover = self._work.handover
        self._offer()
        self.setVisible(bool(handover.doing or handover.did))
        if handover.doing:
            self._show_under_way()
        elif handover.did:
            self._shown = None
            self._show_end()

    def _show_under_way(self) -> None:
        handover = self._work.handover
        self.problem.show_problem("")
        self.panel.show()
        now = (handover.doing, handover.phase, handover.total)
        if now != self._shown:
            self._shown = now
            self.panel.begin(handover.total)
        if handover.total:
            self.panel.show_progress(handover.done)
        name, on = _name(handover.folder), self.tr("Thu nhận vẫn tiếp tục được.")
        if handover.doing == "take":
            self.panel.show_words(self.tr("Đang nhận trả lời từ {0}").format(name), on)
        elif handover.phase == "verifying":
            self.panel.show_words(self.tr("Đang đọc lại {0} để kiểm tra").format(name), on)
        else:
            self.panel.show_words(self.tr("Đang chép hồ sơ ra {0}").format(name), on)

    def _show_end(self) -> None:
        handover, words = self._work.handover, self._work.services.words
        code = getattr(handover.error, "code", "")
        stopped = code == "HANDOVER_STOPPED"
        self.panel.setVisible(stopped or handover.error is None)
        self.problem.show_problem("")
        if stopped:
            self.panel.end("cancelled")
            said = words.coded(code)
            self.panel.show_words(said.what, said.next)
        elif handover.error is not None:
            said = words.saying(handover.error)
            code_line = self._lacking(handover.error) + self._coded(said.code)
            self.problem.show_problem(said.what, said.next, code_line)
        elif handover.did == "copy" and handover.copied is not None:
            self._show_copied(handover.copied)
        elif handover.did == "take" and handover.answers is not None:
            self._show_answers(handover.answers)

    def _show_copied(self, made: "HandedOver") -> None:
        self.panel.end("done")
        title = self.tr("Đã chép %n hồ sơ ra USB và đọc lại đúng", "", len(made.listed))
        carry = self.tr("Tháo USB an toàn rồi mang đến trung tâm.")
        folder = _name(self._work.handover.folder)
        self.panel.show_words(title, f"{folder} · {shown_size(made.bytes)} · {carry}")
        if made.damaged:
            self._show_code("HANDOVER_INCOMPLETE")

    def _show_answers(self, answers: "Answers") -> None:
        self.panel.end("done")
        new = answers.accepted + answers.duplicate + answers.rejected
        told = (
            (self.tr("được nhận: {0}"), answers.accepted + answers.duplicate),
            (self.tr("bị trả lại: {0}"), answers.rejected),
            (self.tr("đã biết từ trước: {0}"), answers.known),
            (self.tr("không có ở bàn này: {0}"), answers.unknown),
        )
        parts = (words.format(shown_count(count)) for words, count in told if count)
        title = self.tr("Trung tâm đã trả lời %n hồ sơ", "", new)
        self.panel.show_words(title, " · ".join(parts))
        if answers.forged:
            self._show_code("RECEIPT_FORGED")

    def _show_code(self, code: str) -> None:
        said = self._work.services.words.coded(code)
        self.problem.show_problem(said.what, said.next, self._coded(code))

    def _lacking(self, error: BaseException) -> str:
        """How much room there is too little of, where that is what was wrong."""
        details = getattr(error, "details", {})
        if "needed" not in details:
            return ""
        lacking = shown_size(details["needed"] - details["free"])
        return self.tr("Còn thiếu {0}").format(lacking) + " · "

    def _coded(self, code: str) -> str:
        return self.tr("Mã: {0}").format(code)

    def _choose_target(self) -> None:
        dialog = self._chooser(self.copy.text())
        dialog.fileSelected.connect(lambda path: self._work.handover.copy_to(Path(path)))
        dialog.open()

    def _choose_source(self) -> None:
        dialog = self._chooser(self.take.text())
        dialog.fileSelected.connect(lambda path: self._work.handover.take_from(Path(path)))
        dialog.open()

    def _chooser(self, title: str) -> QFileDialog:
        last = self._work.handover.folder
        dialog = QFileDialog(self, title, str(last) if last.is_absolute() else "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _name(folder: Path) -> str:
    """The end of a path: that by which a stick is known."""
    return folder.name or str(folder)
