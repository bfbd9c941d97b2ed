"""Between citizens: the live camera waits for a card; beside it the day at a glance."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from station_core.repeats import Earlier
from station_ui.earlier import say_earlier
from station_ui.notices import Notice, Offer, Saying
from station_ui.overview import Overview
from station_ui.screens.page import Page
from station_ui.screens.steps.card_camera import CardCamera, is_repeat
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.day_glance import DayGlance
from station_ui.widgets.part import text
from station_ui.widgets.unfinished_list import OpenVisit, UnfinishedList

if TYPE_CHECKING:
    from station_capture import CardRead
    from station_core.visit import Visit


class IdlePage(Page):
    """A card in front of the camera starts the next visit by itself."""

    def __init__(self, work: Work, overview: Overview) -> None:
        super().__init__(work)
        self._overview = overview
        self._last_number = ""
        self._last_visit = self._ended = ""
        """Ids: of the visit on the screen last, and of the one that was ended last."""
        self._beginning: CardRead | None = None
        """The card that came last, until it has begun a visit."""
        self._trouble: BaseException | None = None
        """Why it has not."""
        self._pausing = False
        self.camera = CardCamera(work)
        self.fill(self.camera)
        self._typed = action(self, self._begin_typed, Qt.Key.Key_F4, icon="keyboard")
        self._again = action(self, self._begin_again, Qt.Key.Key_F2, icon="rotate-ccw")
        self._resume = action(self, self._resume_first, Qt.Key.Key_F3, icon="play")
        self._retry = action(self, work.camera.reopen, Qt.Key.Key_F5, icon="refresh-cw")
        # The card in view tells whose visit is meant: every key that goes on with one goes on here.
        keys = (*ENTER, Qt.Key.Key_F2, Qt.Key.Key_F3)
        self.primary = self._go_on = action(self, self._begin_again, *keys, icon="play")
        self.others = [self._typed, self._resume, self._again, self._retry]
        self.procedure = _procedure_combo(work)
        self._procedure_label = text("label")
        self.day = DayGlance(self.words)
        self.unfinished = UnfinishedList()
        self.unfinished.chosen.connect(self._resume_visit)
        self.day.between.addWidget(self.unfinished)
        self.guide.body.addWidget(self.day)
        self.guide.body.addStretch(1)
        self.guide.foot.addWidget(self._procedure_label)
        self.guide.foot.addWidget(self.procedure)
        overview.changed.connect(self.refresh)
        self.camera.changed.connect(self.refresh)
        work.camera.state_changed.connect(self.refresh)
        self.flow.changed.connect(self._note_card)
        self.flow.failed.connect(self._note_failure)
        self.flow.pausing.connect(self._note_pause)
        self.flow.ended.connect(self._set_aside)
        self.retranslate()

    def enter(self) -> None:
        """Look for cards."""
        self.camera.start()
        self.setFocus()

    def leave(self) -> None:
        """Look for none."""
        self.camera.stop()

    def rest(self) -> None:
        """Look for none."""
        self.camera.stop()

    def wake(self) -> None:
        """Look again."""
        self.camera.start()

    def begin(self, read: "CardRead", *, again: bool = False) -> None:
        """Start a visit with a card, whatever it was scanned with."""
        self._beginning, self._trouble = read, None
        self.flow.begin(str(self.procedure.currentData()), read, again=again)

    def forget(self) -> None:
        """No card of a citizen waits here."""
        self._beginning = self._trouble = None

    def refresh(self) -> None:
        """Show the day's figures and what can be done."""
        glance = self._overview.glance
        if glance is not None:
            self.day.show_day(glance.done_today, glance.pace_s, glance.recent)
            self.unfinished.show_visits([self._row_of(one) for one in glance.unfinished])
        self.unfinished.setVisible(glance is not None and bool(glance.unfinished))
        self.day.show_unfinished(len(glance.unfinished) if glance else 0)
        failed = self._trouble is not None and not is_repeat(self._trouble)
        again = self.tr("Thử lại thẻ này") if failed else self.tr("Làm lại cho thẻ này")
        self._again.setText(again)
        waits = self._waits() and self._trouble is None
        self.camera.show_paused(waits)
        self._go_on.setVisible(waits)
        card = self._beginning or self.camera.known
        self._again.setVisible(card is not None and not self.flow.busy and not waits)
        self._resume.setVisible(glance is not None and bool(glance.unfinished) and not waits)
        lost = self.work.camera.state.code is not None
        self._retry.setVisible(lost)
        self.day.show_camera(not lost)
        for one in (self._go_on, self._again, self._resume, self._typed):
            one.setEnabled(not self.flow.busy and one.isVisible())

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._typed.setText(self.tr("Nhập tay"))
        self._resume.setText(self.tr("Làm tiếp"))
        self._go_on.setText(self.tr("Làm tiếp"))
        self._retry.setText(self.tr("Thử lại máy ảnh"))
        self._procedure_label.setText(self.tr("Thủ tục cho lượt mới"))
        self.procedure.setAccessibleName(self._procedure_label.text())
        self.guide.say(self.tr("Hôm nay"))
        for index, procedure in enumerate(self.work.catalogue.procedures):
            self.procedure.setItemText(index, self.words.label(procedure.label))
        self.refresh()

    def _row_of(self, visit: "Visit") -> OpenVisit:
        note = visit.returned
        since = visit.started_at if note is None else note.at
        return OpenVisit(visit.id, visit.name, since, self._other(visit), note is not None)

    def _other(self, visit: "Visit") -> str:
        """Who works on a visit, if it is somebody else."""
        return "" if visit.holder == self.work.session.person.name else visit.holder

    def _begin_typed(self) -> None:
        self.forget()
        self.flow.begin(str(self.procedure.currentData()))

    def _begin_again(self) -> None:
        card = self._beginning or self.camera.known
        if card is not None:
            self.begin(card, again=True)

    def _waits(self) -> bool:
        """Whether the card in view is of somebody whose visit is not ended: `begin` leads there."""
        glance, known = self._overview.glance, self.camera.known
        if glance is None or known is None:
            return False
        number = known.card.id_number
        return any(
            number in visit.numbers and visit.id != self._ended for visit in glance.unfinished
        )

    def _resume_first(self) -> None:
        if self.unfinished.rows:
            self.unfinished.rows[0].click()

    def _resume_visit(self, visit_id: str) -> None:
        glance = self._overview.glance
        for visit in glance.unfinished if glance else ():
            if visit.id == visit_id:
                self.flow.resume(visit)

    def _note_card(self) -> None:
        visit = self.flow.visit
        if visit is not None:
            self.forget()
            self._last_visit = visit.id
            if visit.card:  # a visit typed by hand leaves the card before it served
                self._last_number = visit.card_number

    def _note_pause(self) -> None:
        self._pausing = True

    def _set_aside(self) -> None:
        self.camera.set_aside(self._last_number)
        # The glance may be older than this moment, and still offer what has just been ended.
        self._ended = "" if self._pausing else self._last_visit
        self._pausing = False

    def _note_failure(self, error: BaseException) -> None:
        if self._beginning is None or self.flow.visit is not None:
            return
        self._trouble = error
        if self._beginning.source == "camera":
            self.camera.not_taken(error)
        self.refresh()
        earlier = getattr(error, "details", {}).get("earlier")
        if isinstance(earlier, Earlier):
            self._tell_earlier(earlier)

    def _tell_earlier(self, earlier: Earlier) -> None:
        """Collecting somebody twice is rarely meant: say when it was, and the way to do so."""

        def say() -> Saying:
            what, more, _code = say_earlier(earlier, self.work.catalogue, self.words)
            return Saying(what, self.tr("{0}. Vẫn cần làm lại thì bấm F2.").format(more))

        offer = None
        if earlier.state == "rejected":  # what the citizen has come back for, most likely
            reopen = partial(self.flow.reopen, earlier.record)
            offer = Offer(lambda: self.tr("Mở lại để sửa"), reopen, "pencil")
        self.work.services.notices.show(Notice("warn", say, offer=offer, of_page=True))


def _procedure_combo(work: Work) -> ChoiceBox:
    combo = ChoiceBox()
    combo.setProperty("role", "guide")
    for procedure in work.catalogue.procedures:
        combo.addItem(procedure.code, procedure.code)
    combo.setCurrentIndex(max(0, combo.findData(work.services.preferences.procedure)))
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def remember() -> None:
        work.services.preferences.procedure = str(combo.currentData())

    combo.activated.connect(lambda _index: remember())
    return combo
