"""How a pass over the queue is told: what is being sent, how much is left, how it ended."""

from typing import TYPE_CHECKING

from station_ui.formats import shown_record
from station_ui.services import Work
from station_ui.widgets.part import Part, column
from station_ui.widgets.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from station_queue.delivery_report import DeliveryReport


class Sending(Part):
    """Seen while bytes go out; after "send now" until the next pass, so that the answer is read."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._report: DeliveryReport | None = None
        self._sent: list[str] = []
        self._waiting = 0
        self.panel = ProgressPanel(work.services.elapsed, "cloud-upload", stoppable=False)
        self.setLayout(column(self.panel))
        self.hide()
        work.outbox.changed.connect(self._follow)
        work.outbox.passed.connect(lambda _report: self._forget())
        work.outbox.answered.connect(self._tell_end)
        work.outbox.failed.connect(lambda _error: self._forget())
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        if self._report is not None:
            self._say_end(self._report)
        elif self._sent:
            self.panel.show_words(self.tr("Đang gửi hồ sơ"), shown_record(self._sent[-1]))

    def show_waiting(self, count: int) -> None:
        """So many records wait or are being sent: that is what "send now" has to do."""
        self._waiting = count

    # -- inside ------------------------------------------------------------------------------

    def _follow(self) -> None:
        sending = self._work.outbox.sending
        if sending is None:
            return
        record, sent, size = sending
        # A pass nobody asked for sends what is due: how many that are is not known here.
        total = self._waiting if self._work.outbox.asked else 0
        if record not in self._sent:
            if not self._sent or not total:
                self.panel.begin(total)
            self._sent.append(record)
            self._report = None
            self.show()
        done = len(self._sent) - 1 + sent / size
        if total:
            self.panel.show_progress(min(len(self._sent), total), min(1.0, done / total))
        else:
            self.panel.show_progress(0, sent / size)
        self.retranslate()

    def _tell_end(self, report: "DeliveryReport") -> None:
        self._report = report
        if not report.sent:
            self.panel.begin(self._waiting if report.failures else 0)
        self.panel.end("failed" if report.failures else "done")
        self.retranslate()
        self.show()

    def _forget(self) -> None:
        self._sent.clear()
        self._report = None
        self.hide()

    def _say_end(self, report: "DeliveryReport") -> None:
        if report.failures:
            said = self._work.services.words.coded(report.failures[-1].code)
            self.panel.show_words(self.tr("Chưa gửi hết"), said.what)
        elif report.sent:
            self.panel.show_words(self.tr("Đã gửi xong %n hồ sơ", "", report.sent))
        else:
            self.panel.show_words(self.tr("Không có hồ sơ nào phải gửi"))
