"""Is what the desk holds kept safe? Backup, store, audit and erasing; Enter backs up now."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog

from station_core.roles import Act
from station_ui.formats import shown_size
from station_ui.overview import Overview
from station_ui.safety_words import SafetyWords
from station_ui.services import Work
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, ActionBar, action
from station_ui.widgets.care_card import CareCard
from station_ui.widgets.care_grid import CareGrid
from station_ui.widgets.part import Part, column, framed, scrolled, text
from station_ui.widgets.problem import Problem
from station_ui.widgets.progress_panel import ProgressPanel
from station_ui.widgets.sign_list import SignList
from station_ui.widgets.verdict import Verdict

if TYPE_CHECKING:
    from station_core.safekeeping import Care
    from station_core.settings import Language
    from station_core.signin import Session
    from station_queue.backup import Backup
    from station_queue.upkeep import StoreCheck
    from station_ui.care import Doing
    from station_ui.tasks import Task

_LANE: Final = "safekeeping"
_EXPORT_LANE: Final = "export"
_LOOK_MS: Final = 60_000
"""Days and hours pass while nobody does anything."""


class SafekeepingScreen(Part):
    """One verdict, then what it rests on."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__("screen")
        self._work = work
        self._care: Care | None = None
        self._asking = self._again = False
        self._afresh = True
        """Whether the next look reads the whole audit, which takes a second a hundred thousand."""
        self._under_way: Doing = ""
        self._say = SafetyWords(work.services.words, work.session.settings.backup)
        self._title = text("title")
        self.verdict = Verdict()
        self.backup, self.store = CareCard("save"), CareCard("clipboard-check")
        self.audit, self.erasing = CareCard("scroll-text"), CareCard("clock")
        self.clock = SignList()
        self.problem = Problem("bad")
        self.panel = ProgressPanel(work.services.elapsed, "save")
        self.panel.cancelled.connect(work.care.stop)
        self.primary = action(self, self._back_up, *ENTER, icon="save")
        self.elsewhere = action(self, self._choose_folder, Qt.Key.Key_F2, icon="usb")
        self.check = action(self, work.care.look, Qt.Key.Key_F3, icon="clipboard-check")
        self.export = action(self, self._choose_file, Qt.Key.Key_F4, icon="download")
        self.export.setVisible(work.session.may(Act.EXPORT_AUDIT))
        self.bar = ActionBar()
        self.bar.show_actions((self.elsewhere, self.check, self.export), self.primary)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._ask)
        self._lay_out()
        work.care.changed.connect(self._follow)
        work.care.failed.connect(work.services.note)
        for news in (overview.changed, work.upkeep.changed):
            news.connect(self._ask)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """Less air where there is little room."""
        edge = Space(measures().edge)
        self._inner.setContentsMargins(edge, edge, edge, edge)
        self._title.setVisible(measures().roomy)
        self._foot.setContentsMargins(edge, Space.NONE, edge, Space.SMALL)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._title.setText(self.tr("An toàn"))
        self.backup.show_name(self.tr("Sao lưu"))
        self.store.show_name(self.tr("Kho dữ liệu"))
        self.audit.show_name(self.tr("Nhật ký"))
        self.erasing.show_name(self.tr("Xóa sau khi được nhận"))
        self.check.setText(self.tr("Kiểm tra kho"))
        self.export.setText(self.tr("Xuất nhật ký (CSV)"))
        self._body.setVisible(self._care is not None)
        if self._care is not None:
            self._show(self._care)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Come into view with what is true now."""
        self._looking.start()
        self._afresh = True
        self._ask()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for nothing nobody sees."""
        self._looking.stop()
        super().hideEvent(event)

    def save_audit(self, target: Path) -> None:
        """Write the whole audit to a file."""
        session, language = self._work.session, self._work.services.language.code

        def work(_task: "Task") -> int:
            return _save_audit(session, target, language)

        def done(rows: int) -> None:
            self._work.services.notices.good(
                lambda: self.tr("Đã lưu %n dòng nhật ký vào {0}", "", rows).format(target.name)
            )
            self._ask()

        self._work.services.runner.submit(
            _EXPORT_LANE,  # a slow stick holds no visit up
            work,
            done,
            self._work.services.tell_page,
        )

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        cards = CareGrid((self.backup, self.store, self.audit, self.erasing))
        self._body = framed(column(self.verdict, cards, self.clock, gap=Space.LARGE))
        self._inner = column(self._title, self._body, None, gap=Space.LARGE)
        self._foot = column(self.problem, self.panel, gap=Space.SMALL)
        whole = column(gap=Space.NONE)
        whole.addWidget(scrolled(framed(self._inner)), 1)
        whole.addWidget(framed(self._foot))
        whole.addWidget(self.bar)
        self.setLayout(whole)

    def _ask(self) -> None:
        """One question at a time; what happens meanwhile is asked for after it."""
        if not self.isVisible():
            return
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        session, now = self._work.session, self._work.services.now
        known = self._care.audit if self._care is not None and not self._afresh else None
        self._afresh = False

        def work(_task: "Task") -> "Care":
            from station_core.safekeeping import look_after  # noqa: PLC0415 - on the lane

            return look_after(session, known, now=now)

        self._work.services.runner.submit(_LANE, work, self._take, self._fail)

    def _take(self, care: "Care") -> None:
        self._care = care
        self.retranslate()
        self._answered()

    def _fail(self, error: BaseException) -> None:
        self._work.services.tell(error)
        self._answered()

    def _answered(self) -> None:
        self._asking = False
        if self._again:
            self._ask()

    def _show(self, care: "Care") -> None:
        found = self._last_check()
        self.verdict.say(*self._say.verdict(care, found, self._work.care.backup))
        self.backup.stand(*self._say.backup(care))
        self.store.stand(*self._say.store(care, found))
        self.audit.stand(*self._say.audit(care))
        self.erasing.stand(*self._say.erasing(care))
        self.clock.show_lines([self._say.clock(care)])

    def _last_check(self) -> "StoreCheck | None":
        """The later of what a person asked for and what the desk did by itself."""
        found = [one for one in (self._work.care.check, self._work.upkeep.check) if one]
        return max(found, key=lambda one: one.at, default=None)

    def _follow(self) -> None:
        """Something was begun or has ended, or the language is another."""
        care = self._work.care
        for one in (self.primary, self.elsewhere, self.check):
            one.setEnabled(not care.doing)
        saving = care.doing == "backup"
        self.primary.setText(self.tr("Đang sao lưu") if saving else self.tr("Sao lưu ngay"))
        self.elsewhere.setText(self.tr("Sao lưu ra nơi khác"))
        self.elsewhere.setVisible(bool(self._work.session.settings.backup.folder))
        if care.doing != self._under_way:
            self._under_way = care.doing
            if care.doing:
                self.panel.begin(0)
            else:
                self._afresh = True
                self._ask()
        if care.doing:
            self._show_under_way()
        else:
            self._show_end()

    def _show_under_way(self) -> None:
        care = self._work.care
        self.problem.show_problem("")
        self.panel.show()
        on = self.tr("Thu nhận vẫn tiếp tục được.")
        if care.doing == "backup":
            self.panel.show_words(self.tr("Đang sao lưu vào {0}").format(_name(care.folder)), on)
        else:
            self.panel.show_words(self.tr("Đang kiểm tra toàn bộ kho"), on)

    def _show_end(self) -> None:
        care, words = self._work.care, self._work.services.words
        code = getattr(care.error, "code", "")
        stopped = code in {"BACKUP_STOPPED", "STORE_STOPPED"}
        # What the verdict and the cards say is not said once more.
        unsound = care.did == "check" and care.check is not None and not care.check.ok
        told = self._asking or (self._care is not None and self._care.backup.failed == code)
        self.panel.setVisible(bool(care.did) and (stopped or not (care.error or unsound)))
        self.problem.show_problem("")
        if stopped:
            self.panel.end("cancelled")
            said = words.coded(code)
            self.panel.show_words(said.what, said.next)
        elif care.error is not None:
            if not told:
                said = words.saying(care.error)
                self.problem.show_problem(said.what, said.next, self._coded(said.code))
        elif unsound:
            return
        elif care.did == "backup" and care.backup is not None:
            self.panel.end("done")
            self._show_made(care.backup)
        elif care.did == "check" and care.check is not None:
            self.panel.end("done")
            self.panel.show_words(
                self.tr("Kho nguyên vẹn"), self.tr("Đã xem %n trang.", "", care.check.pages)
            )

    def _show_made(self, made: "Backup") -> None:
        self.panel.show_words(
            self.tr("Đã sao lưu và đọc lại thử, bản sao tốt"),
            f"{made.file.name} · {shown_size(made.bytes)} · {_name(made.file.parent)}",
        )

    def _coded(self, code: str) -> str:
        return self.tr("Mã: {0}").format(code)

    def _back_up(self) -> None:
        folder = self._work.session.settings.backup.folder
        if folder:
            self._work.care.back_up(Path(folder))
        else:
            self._choose_folder()

    def _choose_folder(self) -> None:
        last = self._work.care.folder
        dialog = QFileDialog(self, self.primary.text(), str(last) if last else "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._work.care.back_up(Path(path)))
        dialog.open()

    def _choose_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.export.text(), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{self._work.session.settings.desk.code}-audit.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_audit(Path(path)))
        dialog.open()


def _save_audit(session: "Session", target: Path, language: "Language") -> int:
    from station_core.audit_export import CSV_ENCODING, as_csv, exported  # noqa: PLC0415 - seldom
    from station_core.errors import CommandError  # noqa: PLC0415 - the same
    from station_queue.atomic import PRIVATE, replace_file  # noqa: PLC0415 - the same

    rows = exported(session, language)
    try:
        replace_file(target, as_csv(rows).encode(CSV_ENCODING), mode=PRIVATE)
    except OSError as exc:
        raise CommandError("OUT_NOT_WRITABLE") from exc
    return len(rows)


def _name(folder: Path | None) -> str:
    """The end of a path: that by which a stick is known."""
    return folder.name or str(folder) if folder else ""
