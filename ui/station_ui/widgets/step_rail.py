"""The step rail: what is done, what is next, and the way back to any step."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from station_core.visit import Step
from station_ui.style import GRID, RAIL_WIDTH, tone
from station_ui.widgets.part import Part


class StepRail(Part):
    """The steps of this citizen from top to bottom."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("rail")
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: dict[Step, QPushButton] = {}
        self._done: frozenset[Step] = frozenset()
        self._counts: Mapping[Step, str] = {}
        self._current = Step.SCAN
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        layout.setSpacing(GRID // 2)
        for step in Step:
            if step is not Step.QUEUED:
                layout.addWidget(self._button(step))
        layout.addStretch(1)
        self.retranslate()

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
            button.setChecked(step is current)
            tone(button, "good" if step in done and step is not current else "neutral")
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
        for step, button in self._buttons.items():
            sign = "✓" if step in self._done else "▶" if step is self._current else "○"
            button.setText(f"{sign}   {names[step]}  {self._counts.get(step, '')}".rstrip())
            button.setAccessibleName(names[step])

    def _button(self, step: Step) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "step")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: self._choose(step))
        self._buttons[step] = button
        return button

    def _choose(self, step: Step) -> None:
        self._buttons[step].setChecked(step is self._current)
        self.chosen.emit(step)
