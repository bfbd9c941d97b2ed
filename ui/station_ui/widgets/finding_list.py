"""What was measured on a portrait: the failed findings in words, the others ticked off."""

from collections.abc import Sequence
from typing import Protocol

from station_ui.theme import measures
from station_ui.widgets.sign_list import Line, SignList
from station_ui.wording import Wording


class Finding(Protocol):
    """One measured value, as the camera gives it and as a visit keeps it."""

    @property
    def code(self) -> str:
        """What was measured."""

    @property
    def value(self) -> float:
        """What it came to."""

    @property
    def low(self) -> float | None:
        """The least that is well, if there is one."""

    @property
    def ok(self) -> bool:
        """Whether it is as it should be."""

    @property
    def blocks(self) -> bool:
        """Whether a failure asks for a decision."""


class FindingList(SignList):
    """A line for each finding, failures first; what is well is only counted in little room."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._findings: Sequence[Finding] = ()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these in place of the ones before."""
        self._findings = sorted(findings, key=lambda one: (one.ok, not one.blocks))
        self.retranslate()

    def measure(self) -> None:
        """Fewer lines where there is little room."""
        self.retranslate()

    def retranslate(self) -> None:
        """Name the findings."""
        well = [one for one in self._findings if one.ok]
        lines: list[Line] = [
            ("bad" if one.blocks else "warn", self._word(one))
            for one in self._findings
            if not one.ok
        ]
        if measures().roomy:
            lines += [("good", self._word(one)) for one in well]
        elif well:
            lines.append(("good", self.tr("%n mục đạt", "", len(well))))
        self.show_lines(lines)

    def _word(self, one: Finding) -> str:
        """What is well by its name; what is not by what is wrong with it."""
        if one.ok:
            return self._words.word("finding", one.code)
        below = one.low is not None and one.value < one.low
        return self._words.word("below" if below else "above", one.code)
