"""One moment of the fingerprints: which finger, what is said of it, and what Enter does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

from station_ui import finger_guide
from station_ui.finger_guide import Call, Said
from station_ui.widgets.finger_map import finger_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from station_core.finger import Doubt, FingerNote
    from station_devices import FingerImage, FingerState
    from station_ui.finger_series import FingerSeries
    from station_ui.flow import VisitView
    from station_ui.wording import Wording

Deed = Literal["save", "retry", "go_on", "answer", "keep_old", "settle", "nothing"]
"""What the main button does; nothing while the scanner does all there is to do."""

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Moment:
    """All that decides what the page shows."""

    view: "VisitView"
    series: "FingerSeries"
    state: "FingerState | None"
    busy: bool
    present: bool
    """Whether this desk has a scanner."""
    failed: bool
    """Whether the scanner could not do it."""

    @property
    def current(self) -> int | None:
        """The finger that is taken now; None when all are done."""
        return self.series.current(self.view)

    @property
    def doubt(self) -> "Doubt | None":
        """The print of which is to be said whose it is."""
        return self.view.visit.doubt

    @property
    def stuck(self) -> bool:
        """Whether something failed and waits for a key."""
        return self.failed or self.series.unsaved is not None

    @property
    def done(self) -> int:
        """How many fingers are done."""
        return len(self.view.fingers) - len(self.view.needs.fingers)

    @property
    def next_try(self) -> int:
        """The number of the try that is awaited; 0 where none is."""
        if self.current is None or self.busy or self.stuck:
            return 0
        return self.series.tried(self.view) + 1

    # -- what Enter does ---------------------------------------------------------------------

    def deed(self) -> Deed:
        """What the main button does."""
        if self.stuck:
            return "save" if self.series.unsaved is not None else "retry"
        if self.current is None:
            return "go_on"
        if self.doubt is not None:
            return "answer"
        if self.series.standing(self.view) is None:
            return "nothing"
        # Enter never takes a print for a better one: that has a key of its own.
        return "keep_old" if self.series.again(self.view) else "settle"

    @property
    def rejected(self) -> "FingerImage | None":
        """The print that just came and did not take the place of the one that stands."""
        if self.stuck or self.busy or not self.series.again(self.view):
            return None
        weak = self.series.weak(self.view)
        return weak.image if weak is not None and self.series.better_stands(self.view) else None

    def primary(self) -> str:
        """The words of the main button."""
        standing, deed = self.series.standing(self.view), self.deed()
        if deed == "settle" and standing is not None:
            return translate("FingerprintsPage", "Dùng bản tốt nhất ({0})").format(standing.quality)
        if deed == "keep_old" and standing is not None:
            return translate("FingerprintsPage", "Giữ bản đang có ({0})").format(standing.quality)
        return {
            "save": translate("FingerprintsPage", "Lưu lại"),
            "retry": translate("FingerprintsPage", "Thử lại"),
            "answer": translate("FingerprintsPage", "Trả lời"),
        }.get(deed, translate("FingerprintsPage", "Tiếp tục"))

    # -- what is said ------------------------------------------------------------------------

    def finger(self) -> str:
        """The name that is called out."""
        if self.current is not None:
            return finger_names()[self.current]
        if self.excused:
            return translate("FingerprintsPage", "Đã xong phần vân tay")
        return translate("FingerprintsPage", "Đủ vân tay")

    def call(self) -> Call:
        """What the citizen does now."""
        if self.current is None:
            return finger_guide.finished(with_gaps=bool(self.excused))
        if self.doubt is not None:
            return finger_guide.in_doubt()
        if not self.present:
            return finger_guide.no_scanner()
        if self.failed:
            return finger_guide.failed()
        return self._call_of_a_try()

    def _call_of_a_try(self) -> Call:
        if self.busy:
            return finger_guide.saving()
        if self.series.unsaved is not None:
            return finger_guide.unsaved()
        return finger_guide.waiting(self.state, once_more=self.series.tried(self.view) > 0)

    def hint(self, words: "Wording") -> str:
        """What was weak about the last try and what helps; nothing after a good one."""
        weak = self.series.weak(self.view)
        if weak is None or self.stuck or self.doubt is not None:
            return ""
        return finger_guide.hint(weak.image.weak_points, weak.image.hints, words)

    def guide(self) -> Said:
        """What the operator reads, when the scanner works."""
        if self.doubt is not None:
            return finger_guide.doubtful(self.doubt)
        if self.current is None:
            weak_ones = sum(note.weak for note in self._notes)
            return finger_guide.done(len(self.view.fingers) - self.excused, weak_ones, self.excused)
        if not self.present:
            return finger_guide.without_scanner()
        return self._guide_of_a_try()

    def _guide_of_a_try(self) -> Said:
        standing = self.series.standing(self.view)
        again = self.series.again(self.view)
        if self.series.weak(self.view) is not None or (standing is not None and not again):
            return finger_guide.weak(self.view, self.series)
        if standing is not None:
            return finger_guide.once_more(standing.quality)
        return finger_guide.by_itself()

    @property
    def excused(self) -> int:
        """How many fingers have a reason instead of a print."""
        return sum(note.outcome == "missing" for note in self._notes)

    @property
    def _notes(self) -> "Sequence[FingerNote]":
        fingers = self.view.visit.fingers
        return [fingers[one] for one in self.view.fingers if one in fingers]
