"""What was measured on a portrait: the failed findings in words, the rest by topic."""

from collections.abc import Sequence
from typing import Protocol

from station_ui.portrait_advice import TOPICS, is_below
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
    """A line for each finding that is not well, then the topics that are."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._findings: Sequence[Finding] = ()
        self._marked: Sequence[str] = ()
        self._brief = False

    def show_findings(
        self,
        findings: Sequence[Finding],
        *,
        marked: Sequence[str] = (),
        brief: bool = False,
    ) -> None:
        """Show these in place of the ones before.

        Args:
            findings: What was measured.
            marked: Codes of what a person has found not right.
            brief: What is well is only counted.
        """
        self._findings, self._marked, self._brief = findings, marked, brief
        self.retranslate()

    def measure(self) -> None:
        """Fewer lines where there is little room."""
        self.retranslate()

    def retranslate(self) -> None:
        """Name the findings."""
        wrong = [one for one in self._findings if not one.ok]
        lines: list[Line] = [
            ("bad", self._not_right(self._words.word("check", code))) for code in self._marked
        ]
        lines += [
            ("bad" if one.blocks else "warn", self._word(one))
            for one in sorted(wrong, key=lambda one: not one.blocks)
        ]
        well = len(self._findings) - len(wrong)
        if measures().roomy and not self._brief:
            lines += [("good", self._words.word("topic", topic)) for topic in self._topics()]
        elif well:
            lines.append(("good", self.tr("%n mục đạt", "", well)))
        self.show_lines(lines)

    def _not_right(self, what: str) -> str:
        return self.tr("Chưa đạt: {0}").format(what)

    def _topics(self) -> list[str]:
        """The topics of which something was measured and all of it is well."""
        verdicts = {one.code: one.ok for one in self._findings}
        found = {topic: [verdicts.get(code) for code in codes] for topic, codes in TOPICS.items()}
        return [topic for topic, each in found.items() if any(each) and False not in each]

    def _word(self, one: Finding) -> str:
        return self._words.word("below" if is_below(one) else "above", one.code)
