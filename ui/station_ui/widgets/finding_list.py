"""What was measured on a portrait: the failed findings in words, the others ticked off."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QLabel

from station_ui.style import GRID, Tone, tone
from station_ui.widgets.part import Part, column, text
from station_ui.wording import Wording


class Finding(Protocol):
    """One measured value, as the camera gives it and as a visit keeps it."""

    @property
    def code(self) -> str:
        """What was measured."""

    @property
    def ok(self) -> bool:
        """Whether it is as it should be."""

    @property
    def blocks(self) -> bool:
        """Whether a failure asks for a decision."""


class FindingList(Part):
    """A line for each finding; failures first."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._findings: Sequence[Finding] = ()
        self._labels: list[QLabel] = []
        self._lines = column(gap=GRID // 2)
        self.setLayout(self._lines)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these in place of the ones before."""
        self._findings = sorted(findings, key=lambda one: (one.ok, not one.blocks))
        while len(self._labels) < len(findings):
            self._labels.append(text("muted", wrap=True))
            self._lines.addWidget(self._labels[-1])
        self.retranslate()

    def retranslate(self) -> None:
        """Name the findings."""
        for index, label in enumerate(self._labels):
            label.setVisible(index < len(self._findings))
            if index < len(self._findings):
                self._say(label, self._findings[index])

    def _say(self, label: QLabel, one: Finding) -> None:
        how: Tone = "neutral" if one.ok else "bad" if one.blocks else "warn"
        label.setText(f"{'✓' if one.ok else '▲'}  {self._words.word('finding', one.code)}")
        tone(label, how)
