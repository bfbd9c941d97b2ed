"""The step rail: what is done, what is next, and the way back to any step."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from station_core.visit import Step
from station_ui.icon import Icon, draw_icon
from station_ui.theme import colour, font, measures
from station_ui.tokens import TOUCH, Role, Space, Weight
from station_ui.widgets.button import Button, Look
from station_ui.widgets.part import Part, column

StepState = Literal["done", "now", "open"]

_ICONS: Final[dict[Step, Icon]] = {
    Step.SCAN: "scan-line",
    Step.DETAILS: "text-cursor-input",
    Step.PORTRAIT: "user-round",
    Step.FINGERPRINTS: "fingerprint-pattern",
    Step.REVIEW: "clipboard-check",
}
_DISC: Final = 32
_ICON: Final = 18
_MARK: Final = 16


class StepRail(Part):
    """The steps of this citizen from top to bottom; icons alone where there is little room."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("rail")
        self._done: frozenset[Step] = frozenset()
        self._counts: Mapping[Step, str] = {}
        self._current = Step.SCAN
        self._buttons = {step: StepButton(icon) for step, icon in _ICONS.items()}
        layout = column(gap=Space.HAIR, margins=Space.SMALL)
        for step, button in self._buttons.items():
            button.clicked.connect(lambda _checked, step=step: self.chosen.emit(step))
            layout.addWidget(button)
        layout.addStretch(1)
        self.setLayout(layout)
        self.measure()
        self.retranslate()

    def measure(self) -> None:
        """As wide as the window allows."""
        self.setFixedWidth(measures().rail)

    def show_steps(
        self,
        steps: Sequence[Step],
        done: frozenset[Step],
        current: Step,
        counts: Mapping[Step, str],
    ) -> None:
        """Show where the visit stands; `counts` adds figures to a step, such as 3/10."""
        self._done, self._current, self._counts = done, current, counts
        for step, button in self._buttons.items():
            button.setVisible(step in steps)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the steps."""
        names = {
            Step.SCAN: self.tr("Quét thẻ"),
            Step.DETAILS: self.tr("Thông tin"),
            Step.PORTRAIT: self.tr("Ảnh chân dung"),
            Step.FINGERPRINTS: self.tr("Vân tay"),
            Step.REVIEW: self.tr("Kiểm tra"),
        }
        says: dict[StepState, str] = {
            "done": self.tr("đã xong"),
            "now": self.tr("đang làm"),
            "open": self.tr("chưa làm"),
        }
        for step, button in self._buttons.items():
            state: StepState = "done" if step in self._done else "open"
            state = "now" if step is self._current else state
            count = self._counts.get(step, "")
            button.show_step(names[step], count, state, finished=step in self._done)
            about = ", ".join(part for part in (names[step], count, says[state]) if part)
            button.setAccessibleName(about)
            button.setToolTip(about)


class StepButton(Button):
    """One step: its icon on a disc, its name, and a mark of its own for each state."""

    def __init__(self, icon: Icon) -> None:
        super().__init__("row", icon)
        self._step_icon = icon
        self._state: StepState = "open"
        self._count = ""
        self._finished = False

    def show_step(self, name: str, count: str, state: StepState, *, finished: bool) -> None:
        """Show another state; a step that is looked at again may be finished too."""
        self._count, self._state, self._finished = count, state, finished
        self.setText(name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The width of the rail."""
        return QSize(TOUCH, TOUCH + Space.SMALL if measures().roomy else TOUCH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A finger's."""
        return QSize(TOUCH, TOUCH)

    def look(self) -> Look:
        """Only the step of now stands on a ground of its own."""
        if self._state == "now":
            return Look("accent", "accent_soft")
        if not self.isEnabled():
            return Look("disabled")
        fill: Role | None = "sunken" if self.isDown() or self.underMouse() else None
        return Look("text" if self._state == "done" else "muted", fill)

    def paint_content(self, painter: QPainter, look: Look) -> None:
        """Draw disc and icon; beside them name, count and mark where there is room."""
        roomy = measures().roomy
        left = float(Space.MEDIUM) if roomy else (self.width() - _DISC) / 2
        disc = QRectF(left, (self.height() - _DISC) / 2, _DISC, _DISC)
        self._paint_disc(painter, look, disc)
        if roomy:
            self._paint_name(painter, look, disc.right() + Space.MEDIUM)
        elif self._finished:
            self._paint_badge(painter, disc)

    def _paint_disc(self, painter: QPainter, look: Look, disc: QRectF) -> None:
        now = self._state == "now"
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("action"))
        else:
            done = self._state == "done"
            painter.setPen(QPen(colour(look.ink if done else "border"), 1.5))
            painter.setBrush(colour("surface"))
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        inset = (_DISC - _ICON) / 2
        place = disc.adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, self._step_icon, place, colour("on_action" if now else look.ink))

    def _paint_name(self, painter: QPainter, look: Look, x: float) -> None:
        end = float(self.width() - Space.MEDIUM)
        if self._finished:
            end -= _MARK
            place = QRectF(end, (self.height() - _MARK) / 2, _MARK, _MARK)
            draw_icon(painter, "check", place, colour("good" if self.isEnabled() else look.ink))
            end -= Space.HAIR
        painter.setPen(colour(look.ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._count:
            painter.setFont(self._count_type())
            room = QRectF(x, 0, end - x, self.height())
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._count)
        painter.setFont(self._name_type())
        width = self._name_room()
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(x, 0, width, self.height()), middle, words)

    def _count_type(self) -> QFont:
        return font(measures().small, Weight.STRONG)

    def _name_type(self) -> QFont:
        return font(measures().body, Weight.STRONG if self._state == "now" else Weight.PLAIN)

    def _name_room(self) -> int:
        """What disc, count and mark leave."""
        room = self.width() - Space.MEDIUM - _DISC - Space.MEDIUM - Space.MEDIUM
        if self._finished:
            room -= _MARK + Space.HAIR
        if self._count:
            count = QFontMetrics(self._count_type()).horizontalAdvance(self._count)
            room -= count + Space.HAIR
        return room

    def shows_whole_name(self) -> bool:
        """Whether the name stands there uncut."""
        return QFontMetrics(self._name_type()).horizontalAdvance(self.text()) <= self._name_room()

    def _paint_badge(self, painter: QPainter, disc: QRectF) -> None:
        place = QRectF(disc.right() - _MARK + 5, disc.bottom() - _MARK + 5, _MARK, _MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ground"))
        painter.drawEllipse(place)
        ink = colour("good" if self.isEnabled() else "disabled")
        draw_icon(painter, "circle-check", place, ink)
