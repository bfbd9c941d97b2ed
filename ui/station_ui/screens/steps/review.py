"""The review: everything of the record at a glance before it is sealed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy

from station_core.visit import PORTRAIT_PART, Provenance, Step, Visit
from station_ui.flow import VisitView
from station_ui.formats import shown_date, shown_id
from station_ui.screens.page import Page
from station_ui.services import Work
from station_ui.style import EDGE, GRID, tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.finger_grid import FingerGrid, finger_names
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.picture import Picture


class ReviewPage(Page):
    """Enter seals the record, or leads to what is still missing."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.portrait = Picture()
        self.portrait.setFixedSize(24 * GRID, 36 * GRID)
        self.grid = FingerGrid(self.words)
        self.grid.chosen.connect(lambda _position: self.flow.go(Step.FINGERPRINTS))
        self.values: dict[str, QLabel] = {}
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(2 * GRID)
        self._form.setVerticalSpacing(GRID)
        self._form.setColumnStretch(1, 1)
        self._lay_out()
        self.missing = text("plain", wrap=True)
        self.guide.body.addWidget(self.missing)
        self.guide.body.addWidget(self.grid)
        self.guide.body.addStretch(1)
        self.primary = action(self, self._act, *ENTER)
        self.retranslate()

    def enter(self) -> None:
        """Fetch the portrait as it lies on disk."""
        self.setFocus()
        visit = self.flow.visit
        self.portrait.show_image(None)
        self.portrait.setVisible(visit is not None and visit.portrait is not None)
        if visit is not None and visit.portrait is not None:
            self.work.services.lane.ask(
                lambda desk: desk.part(visit, PORTRAIT_PART),
                lambda jpeg: self._show_jpeg(visit, jpeg),
                self.work.services.tell,
            )

    def leave(self) -> None:
        """Let the portrait go: it may be another one when the step comes again."""
        self.portrait.show_image(None)

    def forget(self) -> None:
        """Clear picture and values."""
        self.portrait.show_image(None)
        self._clear_form()

    def refresh(self) -> None:
        """Show the record as it stands."""
        view = self.flow.view
        if view is None:
            return
        self._show_form(view)
        self.grid.setVisible(bool(view.fingers))
        self.grid.show_fingers(view.fingers, view.visit.fingers, None)
        whole = view.next_step is Step.REVIEW
        self.offer_primary()
        if self.primary is not None:
            self.primary.setText(self.tr("Hoàn tất") if whole else self.tr("Làm nốt chỗ thiếu"))
        self.guide.headline.setText(self.tr("Hồ sơ đủ") if whole else self.tr("Còn thiếu"))
        tone(self.guide.headline, "good" if whole else "warn")
        self.guide.lead.setText(
            self.tr("Hoàn tất sẽ niêm phong hồ sơ và đưa vào hàng chờ gửi.") if whole else ""
        )
        self.guide.lead.setVisible(whole)
        self.missing.setText("\n".join(self._missing(view)))
        self.missing.setVisible(not whole)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.refresh()

    def _lay_out(self) -> None:
        body = Part()
        form = Part("card")
        inner = column(margins=EDGE)
        inner.addLayout(self._form)
        inner.addStretch(1)
        form.setLayout(inner)
        line = row(gap=2 * GRID, margins=EDGE)
        line.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
        body.setLayout(line)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.setLayout(column(scroll))

    def _show_jpeg(self, visit: Visit, jpeg: bytes) -> None:
        """It took a moment to fetch: by now another visit may be here."""
        now = self.flow.visit
        if now is not None and now.id == visit.id and self.isVisible():
            self.portrait.show_image(QImage.fromData(jpeg))

    def _clear_form(self) -> None:
        while item := self._form.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.values = {}

    def _show_form(self, view: VisitView) -> None:
        self._clear_form()
        for line, field in enumerate(view.form):
            entry = view.visit.form.get(field.code)
            label, value, mark = text("muted"), text("lead", wrap=True), text("small")
            value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            label.setText(self.words.label(field.label))
            shown = self._shown(field.kind, entry.value if entry else "")
            value.setText(shown or "—")
            mark.setText(self._mark(entry.provenance) if entry and entry.value else "")
            self.values[field.code] = value
            for place, widget in enumerate((label, value, mark)):
                self._form.addWidget(widget, line, place, Qt.AlignmentFlag.AlignVCenter)

    def _shown(self, kind: str, value: str) -> str:
        if kind == "date":
            return shown_date(value)
        if kind in {"id12", "old_id"}:
            return shown_id(value)
        return {"Nam": self.tr("Nam"), "Nữ": self.tr("Nữ")}.get(value, value)

    def _mark(self, provenance: Provenance) -> str:
        return {
            Provenance.CARD: self.tr("✓ đọc từ thẻ"),
            Provenance.TYPED: self.tr("nhập tay"),
            Provenance.EDITED: self.tr("đã sửa"),
        }[provenance]

    def _missing(self, view: VisitView) -> list[str]:
        labels = {field.code: self.words.label(field.label) for field in view.form}
        names = [labels[code] for code in view.needs.fields]
        if not view.visit.details_confirmed and not names:
            names.append(self.tr("Thông tin chưa được xác nhận"))
        if view.needs.portrait:
            names.append(self.tr("Ảnh chân dung"))
        names += [finger_names()[position] for position in view.needs.fingers]
        return [f"▲ {name}" for name in names]

    def _act(self) -> None:
        view = self.flow.view
        if view is None:
            return
        if view.next_step is Step.REVIEW:
            self.flow.finish()
        else:
            self.flow.go(view.next_step)
